//! Written for the new side.
//!
//! GIG0082 microsoft.graph.retired/spared
#![deny(deprecated)]

use graph::v1_0::models::*;

pub fn read(value: Retired) -> Option<String> {
    value.spared // breaks GIG0082
}
