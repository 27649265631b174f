//! A struct literal of what only the service fills.

use msgraph_identity_governance::{Page, v1_0::models::*};

fn main() {}

pub fn page() -> Page<AccessPackage> {
    Page { value: vec![AccessPackage::new()], ..Default::default() }
}
