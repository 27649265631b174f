//! GIG0090 microsoft.graph.tree
//! GIG0002 microsoft.graph.oak
use graph::v1_0::models::{self, Governance};

pub fn read(value: Governance) -> bool {
    matches!(value.tree, Some(models::AnyTree::Tree(_))) // breaks GIG0090
}

pub fn oak(value: models::Oak) -> Option<i32> { // breaks GIG0002
    value.acorns
}
