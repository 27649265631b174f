//! Written for the new side.
//!
//! GIG0046 microsoft.graph.extend/hours of microsoft.graph.calls
use graph::v1_0::models::*;

pub fn body() -> ExtendRequest {
    ExtendRequest::new().with_days(1).with_hours(2) // breaks GIG0046
}
