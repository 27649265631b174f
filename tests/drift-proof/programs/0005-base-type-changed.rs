//! GIG0005 microsoft.graph.baseWent
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn read(value: BaseWent) -> Option<i32> {
    value.length // breaks GIG0005
}

pub fn filter() -> Filter<BaseWent> {
    BaseWent::LENGTH.gt(1) // breaks GIG0005
}
