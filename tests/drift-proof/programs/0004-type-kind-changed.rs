//! GIG0004 microsoft.graph.kindToEnum
use graph::v1_0::models::*;

pub fn new() -> KindToEnum {
    KindToEnum::new().with_word("a") // breaks GIG0004
}

pub fn read(value: KindToEnum) -> Option<String> {
    value.word // breaks GIG0004
}
