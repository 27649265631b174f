//! GIG0031 microsoft.graph.shrunk/right
use graph::v1_0::models::*;

pub fn is_right(value: Shrunk) -> bool {
    matches!(value, Shrunk::Right) // breaks GIG0031
}
