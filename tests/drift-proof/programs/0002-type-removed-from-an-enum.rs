//! GIG0002 microsoft.graph.cart
use graph::v1_0::models::{self, *};

pub fn is_cart(value: AnyVehicle) -> bool {
    matches!(value, AnyVehicle::Cart(_)) // breaks GIG0002
}

pub fn set(value: models::Cart) -> Governance { // breaks GIG0002
    Governance::new().with_vehicle(value)
}
