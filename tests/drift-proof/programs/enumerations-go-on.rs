//! What is no matter of members that came, have another number, or are deprecated.
//!
//! GIG0030 microsoft.graph.grown/high
//! GIG0033 microsoft.graph.flagsMoved/both
//! GIG0033 microsoft.graph.numbered/some
//! GIG0080 microsoft.graph.retiredChoice/foolish
#![deny(deprecated)]

use graph::v1_0::models::*;

pub fn grown(value: Grown) -> u8 {
    match value {
        Grown::Low => 0,
        Grown::UnknownValue(_) => 1,
        _ => 2,
    }
}

pub fn numbered(value: Numbered) -> (bool, Governance) {
    let is = matches!(value, Numbered::Some);
    (is, Governance::new().with_numbered(Numbered::Some))
}

pub fn flags(value: FlagsMoved) -> (FlagsMoved, String) {
    let both = FlagsMoved::BOTH;
    (value, both.to_string())
}

pub fn retired(value: RetiredChoice) -> (bool, Retired) {
    (matches!(value, RetiredChoice::Foolish), Retired::new().with_choice(RetiredChoice::Foolish))
}
