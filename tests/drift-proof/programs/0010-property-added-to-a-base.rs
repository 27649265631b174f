//! Written for the new side.
//!
//! GIG0010 microsoft.graph.movedBase/note
//! GIG0020 microsoft.graph.movedLeft/note
use graph::v1_0::models::*;

pub fn base(value: MovedBase) -> Option<String> {
    value.note // breaks GIG0010 GIG0020
}

pub fn sibling() -> MovedRight {
    MovedRight::new().with_note("a") // breaks GIG0010 GIG0020
}
