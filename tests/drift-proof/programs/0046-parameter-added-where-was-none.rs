//! GIG0046 microsoft.graph.stop/reason of microsoft.graph.calls
//! GIG0064 POST /identityGovernance/calls/stop
use graph::Request;
use graph::v1_0::builders::CallsBuilder;

pub fn call(calls: &CallsBuilder) -> Request<()> {
    calls.stop() // breaks GIG0046 GIG0064
}
