//! GIG0053 microsoft.graph.report of microsoft.graph.calls
//! GIG0065 POST /identityGovernance/calls/report
use graph::Error;
use graph::v1_0::builders::CallsBuilder;

pub async fn call(calls: &CallsBuilder) -> Result<(), Error> {
    calls.report().send().await // breaks GIG0053 GIG0065
}
