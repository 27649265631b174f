//! GIG0015 microsoft.graph.properties/tag
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Properties) -> Option<String> {
    value.tag // breaks GIG0015
}

pub fn set() -> Properties {
    Properties::new().with_tag("a") // breaks GIG0015
}

pub fn filter() -> Filter<Properties> {
    Properties::TAG.eq("a") // breaks GIG0015
}
