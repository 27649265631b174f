//! Written for the new side.
//!
//! GIG0040 microsoft.graph.hiddenCame of microsoft.graph.calls
use graph::v1_0::models;

pub fn body(value: models::HiddenCameRequest) -> Option<i16> { // breaks GIG0040
    value.cause
}
