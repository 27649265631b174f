//! GIG0041 microsoft.graph.finish of microsoft.graph.calls
//! GIG0061 /identityGovernance/calls/finish
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models;
use graph::model::ModelType;

pub fn body(value: models::FinishRequest) -> Option<f64> { // breaks GIG0041
    value.score
}

pub fn call(calls: &CallsBuilder) -> Request<()> {
    calls.finish(models::FinishRequest::new()) // breaks GIG0041 GIG0061
}
