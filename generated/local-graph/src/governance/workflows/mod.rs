//! Lifecycle workflows: runs on demand and by schedule, tasks, reports, custom task extensions that call out.

/// The behavior.
#[derive(Debug, Default)]
pub struct LifecycleWorkflows;

impl crate::behavior::Behavior for LifecycleWorkflows {
    fn name(&self) -> &'static str {
        "lifecycle-workflows"
    }
}
