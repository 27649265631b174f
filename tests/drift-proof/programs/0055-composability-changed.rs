//! GIG0055 microsoft.graph.chosen of microsoft.graph.calls
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Find> {
    calls.chosen() // breaks GIG0055
}
