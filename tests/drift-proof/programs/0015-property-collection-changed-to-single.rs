//! GIG0015 microsoft.graph.backwards/labels
use graph::query::{Filter, item};
use graph::v1_0::models::*;

pub fn read(value: Backwards) -> Vec<String> {
    value.labels // breaks GIG0015
}

pub fn set() -> Backwards {
    Backwards::new().with_labels(["a", "b"]) // breaks GIG0015
}

pub fn filter() -> Filter<Backwards> {
    Backwards::LABELS.any(item().eq("a")) // breaks GIG0015
}
