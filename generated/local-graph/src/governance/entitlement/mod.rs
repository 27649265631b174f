//! Entitlement management: requests, approvals, assignments, and custom extensions that call out.

/// The behavior.
#[derive(Debug, Default)]
pub struct EntitlementManagement;

impl crate::behavior::Behavior for EntitlementManagement {
    fn name(&self) -> &'static str {
        "entitlement-management"
    }
}
