//! GIG0004 microsoft.graph.plainly
use graph::v1_0::models::*;

pub fn is_yes(value: Plainly) -> bool {
    matches!(value, Plainly::Yes) // breaks GIG0004
}
