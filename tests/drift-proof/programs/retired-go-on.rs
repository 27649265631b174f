//! What is deprecated compiles; only who denies the warning sees it.
//!
//! GIG0080 microsoft.graph.retired/now
//! GIG0081 microsoft.graph.retired/sooner
//! GIG0082 microsoft.graph.retired/spared
use graph::v1_0::models::*;

pub fn read(value: Retired) -> [Option<String>; 3] {
    let _ = Retired::new().with_now("a").with_sooner("b").with_spared("c");
    [value.now, value.sooner, value.spared]
}
