//! What the benchmarks of this folder share: pages, and the forms in which they are read and written.
//!
//! ```sh
//! cargo bench --manifest-path tests/benches/models/Cargo.toml
//! ```
//!
//! prints how many allocations reading a page costs (`benches/allocations.rs`), then what criterion measures, then a
//! table of MB/s (`benches/speed.rs`). The machine should be quiet; on one that is not, the ratios to
//! `serde_json::Value` still tell something.
#![allow(missing_docs)]

pub mod forms;
pub mod pages;

/// What the printed files name.
mod core {
    pub use msgraph_identity_governance::{json, values};
}

/// Structs with plain derives.
#[allow(clippy::all)]
pub mod derives {
    pub mod models {
        include!(concat!(env!("OUT_DIR"), "/derives/models/mod.rs"));
    }
}

/// Structs with derives and a flattened map.
#[allow(clippy::all)]
pub mod flattened {
    pub mod models {
        include!(concat!(env!("OUT_DIR"), "/flattened/models/mod.rs"));
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::Page;
    use msgraph_identity_governance::model::Document;
    use msgraph_identity_governance::v1_0::models;
    use serde_json::Value;

    use super::forms::{Derives, Flattened, Form};
    use super::{derives, flattened, pages};

    /// What is measured reads all that is there: without an odd value, and written it is the same JSON.
    macro_rules! measured {
        ($json:expr, $($model:ident)::+) => {{
            let json = $json;
            let page = Page::<models::$($model)::+>::from_slice(json.as_bytes()).unwrap();
            let expected: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(page.value.len(), 20);
            assert_eq!(page.count, Some(20));
            for (number, item) in page.value.iter().enumerate() {
                assert_eq!(item.mismatches(), []);
                assert_eq!(serde_json::from_slice::<Value>(&item.to_json()).unwrap(), expected["value"][number]);
            }
            let derived = Derives::<derives::models::$($model)::+>::read(json.as_bytes()).write();
            let flattened = Flattened::<flattened::models::$($model)::+>::read(json.as_bytes()).write();
            // Nulls and empty lists are left out, and what is unknown is lost or kept.
            assert!(derived < flattened && flattened < json.len() && derived > json.len() / 2);
        }};
    }

    #[test]
    fn pages_are_read_whole() {
        measured!(pages::assignment_requests(20), AccessPackageAssignmentRequest);
        measured!(pages::policies(20), AccessPackageAssignmentPolicy);
        measured!(pages::workflows(20), identity_governance::Workflow);
    }

    #[test]
    fn a_mismatched_page_has_one_mismatch_an_item() {
        let json = pages::mismatched_requests(20);
        let page = Page::<models::AccessPackageAssignmentRequest>::from_slice(json.as_bytes()).unwrap();
        for item in &page.value {
            assert_eq!(item.mismatches().len(), 1);
            assert_eq!(item.mismatches()[0].path, "completedDateTime");
        }
    }
}
