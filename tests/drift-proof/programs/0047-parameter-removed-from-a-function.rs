//! GIG0047 microsoft.graph.within/high of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/within(low={low})
//! GIG0061 /identityGovernance/calls/within(low={low},high={high})
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Calls> {
    calls.within(1, 2) // breaks GIG0047 GIG0060 GIG0061
}
