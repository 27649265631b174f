//! Written for the new side.
//!
//! GIG0005 microsoft.graph.baseCame
use graph::v1_0::models::*;

pub fn set() -> BaseCame {
    BaseCame::new().with_length(1) // breaks GIG0005
}
