//! Written for the new side.
//!
//! GIG0080 microsoft.graph.retired/now
#![deny(unfulfilled_lint_expectations)]

use graph::v1_0::models::*;

#[expect(deprecated)] // breaks GIG0080
pub fn read(value: Retired) -> Option<String> {
    value.now
}

#[expect(deprecated)] // breaks GIG0080
pub fn set() -> Retired {
    Retired::new().with_now("a")
}
