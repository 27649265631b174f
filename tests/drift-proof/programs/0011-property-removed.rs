//! GIG0011 microsoft.graph.properties/went
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Properties) -> Option<bool> {
    value.went // breaks GIG0011
}

pub fn set() -> Properties {
    Properties::new().with_went(true) // breaks GIG0011
}

pub fn filter() -> Filter<Properties> {
    Properties::WENT.eq(true) // breaks GIG0011
}
