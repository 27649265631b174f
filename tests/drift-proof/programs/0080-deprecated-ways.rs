//! Written for the new side.
//!
//! GIG0080 microsoft.graph.fade of microsoft.graph.calls
//! GIG0080 microsoft.graph.merging/fading
#![deny(unfulfilled_lint_expectations)]

use graph::Request;
use graph::model::Child;
use graph::query::Expand;
use graph::v1_0::builders::{CallsBuilder, MergingBuilder, SharedBuilder};
use graph::v1_0::models::*;

#[expect(deprecated)] // breaks GIG0080
pub fn fade(calls: &CallsBuilder) -> Request<()> {
    calls.fade()
}

#[expect(deprecated)] // breaks GIG0080
pub fn fading(merging: &MergingBuilder) -> SharedBuilder {
    merging.fading()
}

#[expect(deprecated)] // breaks GIG0080
pub fn field(value: Merging) -> Option<Child<Shared>> {
    value.fading
}
