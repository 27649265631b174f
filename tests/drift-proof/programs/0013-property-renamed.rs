//! GIG0013 microsoft.graph.properties/isHidden
use graph::query::Filter;
use graph::v1_0::models::*;
use graph::values::Duration;

pub fn read(value: Properties) -> Option<Duration> {
    value.is_hidden // breaks GIG0013
}

pub fn filter() -> Filter<Properties> {
    Properties::IS_HIDDEN.is_null() // breaks GIG0013
}
