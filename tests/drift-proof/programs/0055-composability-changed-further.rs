//! Written for the new side.
//!
//! GIG0060 /identityGovernance/calls/chosen()/more
use graph::Error;
use graph::Page;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub async fn call(calls: &CallsBuilder) -> Result<Page<RouteTarget>, Error> {
    calls.chosen().more().list().send().await // breaks GIG0060
}
