//! GIG0012 microsoft.graph.vehicle/wheels
use graph::v1_0::models::*;

pub fn base(value: Vehicle) -> Option<i32> {
    value.wheels // breaks GIG0012
}

pub fn derived(value: Bicycle) -> Option<i32> {
    value.wheels // breaks GIG0012
}

pub fn getter(value: &AnyVehicle) -> Option<&i32> {
    value.wheels() // breaks GIG0012
}
