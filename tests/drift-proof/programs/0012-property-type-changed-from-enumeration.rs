//! GIG0012 microsoft.graph.backwards/choice
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: Backwards) -> Option<PropertyState> {
    value.choice // breaks GIG0012
}

pub fn set() -> Backwards {
    Backwards::new().with_choice(PropertyState::On) // breaks GIG0012
}

pub fn filter() -> Filter<Backwards> {
    Backwards::CHOICE.eq(PropertyState::On) // breaks GIG0012
}
