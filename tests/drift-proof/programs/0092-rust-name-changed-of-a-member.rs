//! GIG0092 microsoft.graph.backwards/rusty
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Backwards) -> Option<String> {
    value.rusty // breaks GIG0092
}

pub fn set() -> Backwards {
    Backwards::new().with_rusty("a") // breaks GIG0092
}

pub fn filter() -> Filter<Backwards> {
    Backwards::RUSTY.eq("a") // breaks GIG0092
}
