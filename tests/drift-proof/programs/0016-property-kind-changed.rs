//! GIG0016 microsoft.graph.written/target
use graph::model::Child;
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn select() -> Filter<Written> {
    Written::TARGET.then(WrittenTarget::AIM).eq("a")
}

pub fn read(value: Written) -> Option<Child<WrittenTarget>> {
    value.target
}

pub fn named() -> graph::model::Property<Written, WrittenTarget> {
    Written::TARGET // breaks GIG0016
}
