//! Written for the new side.
//!
//! GIG0006 microsoft.graph.abstractWent
use graph::v1_0::models::*;

pub fn read(value: AnyAbstractWent) -> Option<String> {
    match value {
        AnyAbstractWent::AbstractWent(plain) => plain.into_inner().hue, // breaks GIG0006
        other => other.hue().map(str::to_owned),
    }
}
