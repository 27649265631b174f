//! Written for the new side.
//!
//! GIG0044 microsoft.graph.near(x,y) of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/near(x={x},y={y})
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Calls> {
    calls.near_by_x_and_y(1, 2) // breaks GIG0044 GIG0060
}
