//! GIG0034 microsoft.graph.untwisted
use graph::v1_0::models::*;

pub fn both() -> Untwisted {
    Untwisted::IN | Untwisted::OUT // breaks GIG0034
}
