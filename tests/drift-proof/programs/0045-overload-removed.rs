//! GIG0045 microsoft.graph.far(x,y) of microsoft.graph.calls
//! GIG0061 /identityGovernance/calls/far(x={x},y={y})
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn calls(calls: &CallsBuilder) -> [Request<Calls>; 2] {
    [
        calls.far(1),
        calls.far_by_x_and_y(1, 2), // breaks GIG0045 GIG0061
    ]
}
