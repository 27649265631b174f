//! GIG0022 microsoft.graph.measure
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Defined) -> Option<String> {
    value.measure // breaks GIG0022
}

pub fn filter() -> Filter<Defined> {
    Defined::MEASURE.eq("a") // breaks GIG0022
}
