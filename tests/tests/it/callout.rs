//! Callouts of both versions: what Graph posts is read in any spelling, what is sent is what the reference shows,
//! nothing goes where a hostile callout wants it, and nothing that does not fit is approved.

mod both_kinds;
mod example;
mod posted;
mod requests;
mod tasks;
mod typed;
mod version;

use msgraph_identity_governance::{beta, v1_0};

#[test]
fn the_applications_are_the_same_in_both_versions() {
    for id in [
        v1_0::callout::ENTITLEMENT_MANAGEMENT_APPLICATION_ID,
        beta::callout::ENTITLEMENT_MANAGEMENT_APPLICATION_ID,
    ] {
        assert_eq!(id, "810dcf14-1858-4bf2-8134-4c369fa3235b");
    }
    for id in [
        v1_0::callout::LIFECYCLE_WORKFLOWS_APPLICATION_ID,
        beta::callout::LIFECYCLE_WORKFLOWS_APPLICATION_ID,
    ] {
        assert_eq!(id, "ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7");
    }
}
