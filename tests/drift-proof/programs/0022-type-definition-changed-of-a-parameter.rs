//! GIG0022 microsoft.graph.load
use graph::v1_0::models::*;

pub fn read(value: WeighRequest) -> Option<i16> {
    value.tons // breaks GIG0022
}
