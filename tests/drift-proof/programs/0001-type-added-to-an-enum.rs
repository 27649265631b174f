//! Written for the new side.
//!
//! GIG0001 microsoft.graph.tram
//! GIG0010 microsoft.graph.vehicle/lamp
use graph::v1_0::models::*;

pub fn is_tram(value: AnyVehicle) -> bool {
    matches!(value, AnyVehicle::Tram(_)) // breaks GIG0001
}

pub fn lamp(value: Bicycle) -> Option<bool> {
    value.lamp // breaks GIG0010
}

pub fn getter(value: &AnyVehicle) -> Option<&bool> {
    value.lamp() // breaks GIG0010
}
