//! GIG0005 microsoft.graph.boat
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn is_boat(value: AnyVehicle) -> bool {
    matches!(value, AnyVehicle::Boat(_)) // breaks GIG0005
}

pub fn set(value: Boat) -> Governance {
    Governance::new().with_vehicle(value) // breaks GIG0005
}

pub fn filter() -> Filter<Governance> {
    Governance::VEHICLE.cast::<Boat>().then(Boat::SAIL).eq(1u8) // breaks GIG0005
}

pub fn wheels(value: Boat) -> bool {
    value.wheels.is_some() // breaks GIG0005
}
