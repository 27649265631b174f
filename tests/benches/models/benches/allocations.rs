//! How many allocations reading a page of 1,000 models costs, and of how many bytes.

use std::hint::black_box;

use allocation_counter::measure;
use models_bench::forms::{Derives, Flattened, Form, Ours, Values};
use models_bench::{derives, flattened, pages};
use msgraph_identity_governance::v1_0::models;

const COUNT: usize = 1000;

/// A cell of the table.
fn form<F: Form>(json: &str) -> String {
    let counted = measure(|| {
        black_box(F::read(json.as_bytes()));
    });
    format!("{} ({:.1} MB)", counted.count_total, counted.bytes_total as f64 / 1e6)
}

macro_rules! page {
    ($page:literal, $json:expr, $($model:ident)::+) => {{
        let json: &str = &$json;
        println!(
            "| {}, {:.1} MB | {} | {} | {} | {} |",
            $page,
            json.len() as f64 / 1e6,
            form::<Values<serde_json::Value>>(json),
            form::<Ours<models::$($model)::+>>(json),
            form::<Derives<derives::models::$($model)::+>>(json),
            form::<Flattened<flattened::models::$($model)::+>>(json),
        );
    }};
}

fn main() {
    println!("| allocations of a page | Value | ours | derives | flattened |\n|---|---|---|---|---|");
    page!(
        "requests",
        pages::assignment_requests(COUNT),
        AccessPackageAssignmentRequest
    );
    page!("policies", pages::policies(COUNT), AccessPackageAssignmentPolicy);
    page!("workflows", pages::workflows(COUNT), identity_governance::Workflow);
    let odd = pages::mismatched_requests(COUNT);
    println!(
        "| requests, each with an odd value | {} | {} | | |",
        form::<Values<serde_json::Value>>(&odd),
        form::<Ours<models::AccessPackageAssignmentRequest>>(&odd)
    );
}
