//! Written for the new side.
//!
//! GIG0030 microsoft.graph.grown/high
use graph::v1_0::models::*;

pub fn is_high(value: Grown) -> bool {
    matches!(value, Grown::High) // breaks GIG0030
}
