//! GIG0012 microsoft.graph.properties/state
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Properties) -> Option<String> {
    value.state // breaks GIG0012
}

pub fn filter() -> Filter<Properties> {
    Properties::STATE.starts_with("o") // breaks GIG0012
}
