//! GIG0049 microsoft.graph.wait/time of microsoft.graph.calls
use graph::v1_0::models::*;

pub fn body() -> WaitRequest {
    WaitRequest::new().with_time(1) // breaks GIG0049
}

pub fn read(value: WaitRequest) -> Option<i32> {
    value.time // breaks GIG0049
}
