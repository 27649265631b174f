//! GIG0031 microsoft.graph.marks/dash
use graph::v1_0::models::*;

pub fn both() -> Marks {
    Marks::DOT | Marks::DASH // breaks GIG0031
}
