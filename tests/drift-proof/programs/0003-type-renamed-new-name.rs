//! Written for the new side.
//!
//! GIG0003 microsoft.graph.vessel
use graph::v1_0::models;

pub fn read(value: models::Container) -> Option<f64> { // breaks GIG0003
    value.volume
}
