//! GIG0053 microsoft.graph.measure of microsoft.graph.calls
//! GIG0065 POST /identityGovernance/calls/measure
use graph::v1_0::builders::CallsBuilder;
use graph::{Request, Value};

pub fn call(calls: &CallsBuilder) -> Request<Option<Value<String>>> {
    calls.measure() // breaks GIG0053 GIG0065
}
