//! GIG0003 microsoft.graph.vessel
use graph::v1_0::models::{self, Governance};

pub fn read(value: models::Vessel) -> Option<f64> { // breaks GIG0003
    value.volume
}

pub fn holds(value: Governance) -> Option<f64> {
    value.type_renamed.and_then(|vessel| vessel.weight)
}
