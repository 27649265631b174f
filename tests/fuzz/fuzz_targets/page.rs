//! Any bytes as a list page's items or as one model: nothing panics, nothing is lost, and what is JSON is decided as
//! `serde_json` decides.

#![no_main]

#[allow(dead_code)]
#[path = "../../support/src/shuffle.rs"]
mod shuffle;
#[allow(dead_code)]
#[path = "../../support/src/json_tree.rs"]
mod tree;

#[path = "../alike.rs"]
mod alike;

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::Page;
use msgraph_identity_governance::json::ReadOptions;
use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::v1_0::models::{
    AccessPackageAssignmentPolicy, AccessPackageAssignmentRequest, identity_governance::Workflow,
};

use alike::{agrees, alike, repeats_a_name};
use tree::Tree;

fuzz_target!(|data: &[u8]| {
    check::<AccessPackageAssignmentRequest>(data);
    check::<AccessPackageAssignmentPolicy>(data);
    check::<Workflow>(data);
    check_page(data);
    if let Ok(page) = serde_json::from_slice::<serde_json::Value>(data)
        && let Some(items) = page.get("value").and_then(serde_json::Value::as_array)
    {
        for item in items {
            check::<AccessPackageAssignmentRequest>(item.to_string().as_bytes());
        }
    }
});

/// A page has as many items, odd ones included, as the list in it; what is reported as odd stands in the list.
fn check_page(data: &[u8]) {
    let Ok(page) = Page::<AccessPackageAssignmentRequest>::from_slice(data) else {
        return;
    };
    let came = std::str::from_utf8(data).expect("only text is read");
    let came = Tree::parse(came.trim_start_matches('\u{feff}')).expect("only JSON is read");
    let odd = page.mismatches();
    assert!(odd.iter().all(|odd| odd.path.starts_with("value[")), "{odd:?}");
    let strict = Page::<AccessPackageAssignmentRequest>::from_json(data, &ReadOptions::strict());
    if !repeats_a_name(&came) {
        assert_eq!(strict.is_ok(), odd.is_empty(), "{odd:?}");
    }
    if let (Some(Tree::Array(items)), false) = (came.get("value"), repeats_a_name(&came)) {
        assert_eq!(items.len(), page.value.len() + page.mismatched_items.len());
    }
}

fn check<T: Document + Clone + PartialEq + Debug>(data: &[u8]) {
    let read = T::from_json(data, &ReadOptions::default());
    let strict = T::from_json(data, &ReadOptions::strict());
    agrees(data, &read.as_ref().map(drop).map_err(Clone::clone));
    let Ok(value) = read else {
        assert!(strict.is_err(), "strict reading takes what lenient reading does not");
        return;
    };
    let came = std::str::from_utf8(data).expect("only text is read");
    let came = Tree::parse(came.trim_start_matches('\u{feff}')).expect("only JSON is read");
    let odd = value.mismatches();
    match &strict {
        Ok(strict) => assert!(
            odd.is_empty() && *strict == value,
            "strict reading does not see {odd:?}"
        ),
        // Of a name that comes twice a strict reader sees both values, a lenient one keeps the last. Of an object that
        // does not belong a strict reader may first meet a member that does not fit.
        Err(error) => assert!(
            odd.iter().any(|odd| error.path().starts_with(&odd.path)) || repeats_a_name(&came),
            "strict reading: {error}, reported as odd: {odd:?}"
        ),
    }
    let written = value.to_json();
    let again = T::from_json(&written, &ReadOptions::default()).expect("what was written is read");
    assert!(again == value, "read again it is {again:?}, not {value:?}");
    assert!(again.to_json() == written, "written again it is other JSON");
    assert!(value.clone() == value);
    let written = Tree::parse(std::str::from_utf8(&written).expect("text is written")).expect("JSON is written");
    assert!(
        alike(&came, &written),
        "came as\n{}\nwritten as\n{}",
        came.json(),
        written.json()
    );
    let body = value.to_body();
    assert!(Tree::parse(std::str::from_utf8(&body).expect("text is sent")).is_some());
}
