//! Written for the new side.
//!
//! GIG0001 microsoft.graph.typeHere
//! GIG0010 microsoft.graph.governance/typeHere
use graph::v1_0::models::{self, *};

pub fn read(value: models::TypeHere) -> Option<i32> { // breaks GIG0001
    value.gain
}

pub fn held(value: Governance) -> Option<i32> {
    value.type_here?.gain // breaks GIG0010
}
