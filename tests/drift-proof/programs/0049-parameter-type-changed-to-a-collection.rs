//! GIG0049 microsoft.graph.load/cargo of microsoft.graph.calls
use graph::v1_0::models::*;

pub fn body() -> LoadRequest {
    LoadRequest::new().with_cargo(Freight::new()) // breaks GIG0049
}
