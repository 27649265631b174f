//! GIG0006 microsoft.graph.abstractCame
use graph::v1_0::models::*;

pub fn read(value: AnyAbstractCame) -> Option<String> {
    match value {
        AnyAbstractCame::AbstractCame(plain) => plain.into_inner().tone, // breaks GIG0006
        AnyAbstractCame::AbstractCameLoud(loud) => loud.into_inner().tone,
        other => other.tone().map(str::to_owned),
    }
}
