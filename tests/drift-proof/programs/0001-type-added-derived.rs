//! Written for the new side.
//!
//! GIG0001 microsoft.graph.cube
use graph::v1_0::models;

pub fn read(value: models::Cube) -> (Option<i32>, Option<i32>) { // breaks GIG0001
    (value.edge, value.depth)
}
