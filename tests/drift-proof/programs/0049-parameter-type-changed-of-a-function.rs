//! GIG0049 microsoft.graph.between/from of microsoft.graph.calls
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Calls> {
    calls.between(1) // breaks GIG0049
}
