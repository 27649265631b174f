//! GIG0003 microsoft.graph.harbours.berth
//! GIG0003 microsoft.graph.harbours.mooring
//! GIG0023 microsoft.graph.harbours
use graph::v1_0::models::{self, Governance};

pub fn depth(value: models::harbours::Berth) -> Option<f64> { // breaks GIG0003 GIG0023
    value.depth
}

pub fn lines(value: models::harbours::Mooring) -> Option<i32> { // breaks GIG0003 GIG0023
    value.lines
}

pub fn holds(value: Governance) -> Option<i32> {
    value.berth.and_then(|berth| berth.into_inner().mooring).and_then(|mooring| mooring.lines)
}
