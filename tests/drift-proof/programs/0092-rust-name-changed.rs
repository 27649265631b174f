//! GIG0092 microsoft.graph.renamedInRust
use graph::v1_0::models;

pub fn read(value: models::RenamedInRust) -> Option<String> { // breaks GIG0092
    value.crab
}
