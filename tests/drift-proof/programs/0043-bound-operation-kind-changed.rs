//! GIG0043 microsoft.graph.preview of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/preview
//! GIG0061 /identityGovernance/calls/preview()
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Calls> {
    calls.preview() // breaks GIG0043 GIG0060 GIG0061
}
