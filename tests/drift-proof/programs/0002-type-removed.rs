//! GIG0002 microsoft.graph.typeGone
//! GIG0011 microsoft.graph.governance/typeGone
use graph::v1_0::models::{self, Governance};

pub fn read(value: models::TypeGone) -> Option<String> { // breaks GIG0002
    value.loss
}

pub fn held(value: Governance) -> Option<String> {
    value.type_gone?.into_inner().loss // breaks GIG0011
}
