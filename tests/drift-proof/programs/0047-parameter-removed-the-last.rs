//! GIG0047 microsoft.graph.hush/tone of microsoft.graph.calls
//! GIG0064 POST /identityGovernance/calls/hush
use graph::Request;
use graph::model::ModelType;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models;

pub fn call(calls: &CallsBuilder) -> Request<()> {
    let body = models::HushRequest::new(); // breaks GIG0047
    calls.hush(body) // breaks GIG0064
}
