//! GIG0016 microsoft.graph.backwards/link
use graph::model::Child;
use graph::query::Expand;
use graph::v1_0::models::*;

pub fn read(value: Backwards) -> Option<Child<WrittenTarget>> {
    value.link
}

pub fn expand() -> Expand<Backwards, WrittenTarget> {
    Backwards::LINK.select(WrittenTarget::AIM) // breaks GIG0016
}
