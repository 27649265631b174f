//! Written for the new side.
//!
//! GIG0040 microsoft.graph.begin of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/begin
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models;
use graph::model::ModelType;

pub fn body(value: models::BeginRequest) -> Option<graph::values::Date> { // breaks GIG0040
    value.at
}

pub fn call(calls: &CallsBuilder) -> Request<()> {
    calls.begin(models::BeginRequest::new()) // breaks GIG0040 GIG0060
}
