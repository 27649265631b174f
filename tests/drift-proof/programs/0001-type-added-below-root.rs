//! Written for the new side.
//!
//! GIG0001 microsoft.graph.rootAfter
use graph::v1_0::models;

pub fn read(value: models::RootAfter) -> Option<i32> { // breaks GIG0001
    value.pillar
}
