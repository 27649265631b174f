//! Written for the new side.
//!
//! GIG0005 microsoft.graph.sledge
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn is_sledge(value: AnyVehicle) -> bool {
    matches!(value, AnyVehicle::Sledge(_)) // breaks GIG0005
}

pub fn filter() -> Filter<Governance> {
    Governance::VEHICLE.cast::<Sledge>().then(Sledge::RUNNER).eq(1i16) // breaks GIG0005
}

pub fn wheels(value: Sledge) -> bool {
    value.wheels.is_some() // breaks GIG0005
}
