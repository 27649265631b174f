//! GIG0090 microsoft.graph.shape
use graph::model::Child;
use graph::v1_0::models::*;

pub fn read(value: Governance) -> Option<Child<Shape>> {
    value.shape // breaks GIG0090
}

pub fn field(value: Governance) -> Option<i32> {
    value.shape?.edge // breaks GIG0090
}

/// A setter takes what becomes an `AnyShape` too.
pub fn set(value: Shape) -> Governance {
    Governance::new().with_shape(value)
}
