//! Written for the new side.
//!
//! GIG0030 microsoft.graph.marks/star
use graph::v1_0::models::*;

pub fn star() -> Marks {
    Marks::STAR // breaks GIG0030
}
