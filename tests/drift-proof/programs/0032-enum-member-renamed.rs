//! GIG0032 microsoft.graph.renamedChoice/canceled
use graph::v1_0::models::*;

pub fn is_canceled(value: RenamedChoice) -> bool {
    match value {
        RenamedChoice::Canceled => true, // breaks GIG0032
        _ => false,
    }
}
