//! Privileged access to groups: assignments and eligibilities are requested, activated and end.

/// The behavior.
#[derive(Debug, Default)]
pub struct PrivilegedGroups;

impl crate::behavior::Behavior for PrivilegedGroups {
    fn name(&self) -> &'static str {
        "privileged-groups"
    }
}
