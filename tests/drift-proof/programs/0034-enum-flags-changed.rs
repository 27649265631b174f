//! GIG0034 microsoft.graph.flagsTurned
use graph::v1_0::models::*;

pub fn is_warm(value: FlagsTurned) -> bool {
    match value {
        FlagsTurned::Warm => true, // breaks GIG0034
        _ => false,
    }
}
