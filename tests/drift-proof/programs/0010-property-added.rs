//! Written for the new side.
//!
//! GIG0010 microsoft.graph.properties/came
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Properties) -> Option<i32> {
    value.came // breaks GIG0010
}

pub fn set() -> Properties {
    Properties::new().with_came(1) // breaks GIG0010
}

pub fn filter() -> Filter<Properties> {
    Properties::CAME.eq(1) // breaks GIG0010
}
