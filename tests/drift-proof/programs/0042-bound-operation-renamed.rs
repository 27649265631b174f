//! GIG0042 microsoft.graph.reprocess of microsoft.graph.calls
//! GIG0061 /identityGovernance/calls/reprocess
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models;
use graph::model::ModelType;

pub fn body(value: models::ReprocessRequest) -> Option<String> { // breaks GIG0042
    value.why
}

pub fn call(calls: &CallsBuilder) -> Request<()> {
    calls.reprocess(models::ReprocessRequest::new()) // breaks GIG0042 GIG0061
}
