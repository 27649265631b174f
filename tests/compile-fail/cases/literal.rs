//! A struct literal of what only the service fills.

use msgraph_identity_governance::{Page, v1_0::models::*, v1_0::models::identity_governance::UserSummary};

fn main() {}

pub fn page() -> Page<AccessPackage> {
    Page { value: vec![AccessPackage::new()], ..Default::default() }
}

pub fn summary() -> UserSummary {
    UserSummary { failed_users: Some(1), ..Default::default() }
}

pub fn body() -> ResumeRequest {
    ResumeRequest { source: None }
}
