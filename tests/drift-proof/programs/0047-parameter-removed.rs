//! GIG0047 microsoft.graph.resume/source of microsoft.graph.calls
use graph::v1_0::models::*;

pub fn body() -> ResumeRequest {
    ResumeRequest::new().with_source(true) // breaks GIG0047
}

pub fn read(value: ResumeRequest) -> Option<bool> {
    value.source // breaks GIG0047
}
