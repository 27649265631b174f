//! GIG0048 microsoft.graph.answer/source of microsoft.graph.calls
use graph::v1_0::models::*;
use graph::values::TimeOfDay;

pub fn body(value: TimeOfDay) -> AnswerRequest {
    AnswerRequest::new().with_source(value) // breaks GIG0048
}

pub fn read(value: AnswerRequest) -> Option<TimeOfDay> {
    value.source // breaks GIG0048
}
