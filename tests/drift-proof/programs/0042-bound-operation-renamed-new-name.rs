//! Written for the new side.
//!
//! GIG0042 microsoft.graph.reprocess of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/reprocessAll
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models;
use graph::model::ModelType;

pub fn call(calls: &CallsBuilder) -> Request<()> {
    calls.reprocess_all(models::ReprocessAllRequest::new()) // breaks GIG0042 GIG0060
}
