//! GIG0012 microsoft.graph.properties/count
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Properties) -> Option<i32> {
    value.count // breaks GIG0012
}

pub fn set(mut value: Properties, count: i32) -> Properties {
    value.count = Some(count); // breaks GIG0012
    value
}

/// A smaller number goes into a larger one, by the setter and by a filter.
pub fn goes_on(count: i32) -> (Properties, Filter<Properties>) {
    (Properties::new().with_count(count), Properties::COUNT.eq(1))
}
