//! Makes a workflow for leavers, runs it for one user on demand, and reads what its tasks did.

mod support;

use msgraph_identity_governance::v1_0::models::User;
use msgraph_identity_governance::v1_0::models::identity_governance::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The built-in task that disables an account, by the id that it has in every tenant.
const DISABLE_ACCOUNT: &str = "1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950";

#[tokio::main]
async fn main() -> Result<()> {
    let Some(leaver) = std::env::args().nth(1) else {
        return Err("give the id of a user who leaves".into());
    };
    let client = support::client()?;
    let workflows = client.identity_governance().lifecycle_workflows().workflows();

    let task = Task::new()
        .with_display_name("Disable the account")
        .with_task_definition_id(DISABLE_ACCOUNT)
        .with_is_enabled(true);
    let workflow = Workflow::new()
        .with_category(LifecycleWorkflowCategory::Leaver)
        .with_display_name("Leaves today")
        .with_is_enabled(true)
        .with_is_scheduling_enabled(false)
        .with_execution_conditions(OnDemandExecutionOnly::new())
        .with_tasks([task]);
    let id = workflows.create(workflow).send().await?.id.unwrap_or_default();

    let workflow = workflows.by_id(id);
    let subjects = ActivateRequest::new().with_subjects([User::new().with_id(leaver)]);
    workflow.activate(subjects).send().await?;
    for result in workflow.user_processing_results().list().send().await? {
        println!("{:?}", result.processing_status);
        let result = workflow.user_processing_results().by_id(result.id.unwrap_or_default());
        for task in result.task_processing_results().list().send().await? {
            println!("  {:?}", task.processing_status);
        }
    }
    Ok(())
}
