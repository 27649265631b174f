//! GIG0011 microsoft.graph.vehicle/horn
use graph::v1_0::models::*;

pub fn derived(value: Bicycle) -> Option<String> {
    value.horn // breaks GIG0011
}

pub fn getter(value: &AnyVehicle) -> Option<&str> {
    value.horn() // breaks GIG0011
}
