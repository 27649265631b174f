//! Any bytes as a list page's items or as one model: nothing panics, nothing is lost, and what is JSON is decided as `serde_json` decides.

#![no_main]

#[allow(dead_code)]
#[path = "../../src/shuffle.rs"]
mod shuffle;
#[allow(dead_code)]
#[path = "../../src/model_json/tree.rs"]
mod tree;

#[path = "../alike.rs"]
mod alike;

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::json::ReadOptions;
use msgraph_identity_governance::model::{Document, OddPath};
use msgraph_identity_governance::v1_0::models::{
    AccessPackageAssignmentPolicy, AccessPackageAssignmentRequest, identity_governance::Workflow,
};

use alike::{agrees, alike, repeats_a_name};
use tree::Tree;

fuzz_target!(|data: &[u8]| {
    check::<AccessPackageAssignmentRequest>(data, AccessPackageAssignmentRequest::odd_values);
    check::<AccessPackageAssignmentPolicy>(data, AccessPackageAssignmentPolicy::odd_values);
    check::<Workflow>(data, Workflow::odd_values);
    if let Ok(page) = serde_json::from_slice::<serde_json::Value>(data)
        && let Some(items) = page.get("value").and_then(serde_json::Value::as_array)
    {
        for item in items {
            check::<AccessPackageAssignmentRequest>(
                item.to_string().as_bytes(),
                AccessPackageAssignmentRequest::odd_values,
            );
        }
    }
});

fn check<T: Document + Clone + PartialEq + Debug>(data: &[u8], odd_values: fn(&T) -> Vec<OddPath>) {
    let read = T::from_json(data, &ReadOptions::default());
    let strict = T::from_json(data, &ReadOptions::strict());
    agrees(data, &read.as_ref().map(drop).map_err(Clone::clone));
    let Ok(value) = read else {
        assert!(strict.is_err(), "strict reading takes what lenient reading does not");
        return;
    };
    let came = std::str::from_utf8(data).expect("only text is read");
    let came = Tree::parse(came.trim_start_matches('\u{feff}')).expect("only JSON is read");
    let odd = odd_values(&value);
    match &strict {
        Ok(strict) => assert!(
            odd.is_empty() && *strict == value,
            "strict reading does not see {odd:?}"
        ),
        // Of a name that comes twice a strict reader sees both values, a lenient one keeps the last.
        Err(error) => assert!(
            odd.iter().any(|odd| odd.path == error.path()) || repeats_a_name(&came),
            "strict reading: {error}, told as odd: {odd:?}"
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
