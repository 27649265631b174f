//! What a workflow's body must be, and what is filled in.

use msgraph_identity_governance::reflection::Api;
use serde_json::{Map, Value, json};

use super::catalog::{self, Definition};
use super::trigger;
use crate::failure::Failure;
use crate::governance::entities::flag;

/// As many tasks as a workflow may have.
const MOST_TASKS: usize = 25;

/// What only a new version changes.
const OF_VERSIONS: [&str; 3] = ["category", "executionConditions", "tasks"];

/// Looks at a new workflow or version, and fills in what its tasks leave out.
pub(super) fn check_new(body: &mut Map<String, Value>, api: &'static Api) -> Result<(), Failure> {
    check_text(body, "displayName")?;
    let category = check_text(body, "category")?;
    let known = api.ty("microsoft.graph.identityGovernance.lifecycleWorkflowCategory");
    let is_known = known.is_some_and(|ty| ty.own_members().any(|word| word.name().eq_ignore_ascii_case(&category)));
    if !is_known || category.eq_ignore_ascii_case("unknownFutureValue") {
        return Err(refusal("category", "`category` is none of a workflow."));
    }
    trigger::check(body.get("executionConditions"), api)?;
    check_schedule(
        body,
        flag(Some(body), "isEnabled"),
        flag(Some(body), "isSchedulingEnabled"),
    )?;
    let Some(Value::Array(tasks)) = body.get_mut("tasks") else {
        return Err(refusal("tasks", "A workflow has `tasks`."));
    };
    if tasks.is_empty() || tasks.len() > MOST_TASKS {
        return Err(refusal("tasks", format!("A workflow has 1 to {MOST_TASKS} tasks.")));
    }
    for (at, task) in tasks.iter_mut().enumerate() {
        fill_task(task, at + 1, &category).map_err(|why| refusal(format!("tasks/{at}"), why))?;
    }
    Ok(())
}

/// Looks at a change by PATCH.
pub(super) fn check_update(before: Option<&Map<String, Value>>, body: &Map<String, Value>) -> Result<(), Failure> {
    if let Some(member) = OF_VERSIONS.iter().find(|name| body.contains_key(**name)) {
        let why = format!("`{member}` changes with a new version alone: use createNewVersion.");
        return Err(refusal(*member, why));
    }
    let then = |name: &str| match body.get(name) {
        Some(value) => value.as_bool().unwrap_or(false),
        None => flag(before, name),
    };
    check_schedule(body, then("isEnabled"), then("isSchedulingEnabled"))
}

/// The schedule runs enabled workflows alone. A body that switches a workflow off switches its schedule off too, unless
/// it asks for it.
fn check_schedule(body: &Map<String, Value>, is_enabled: bool, is_scheduled: bool) -> Result<(), Failure> {
    match is_scheduled && !is_enabled && flag(Some(body), "isSchedulingEnabled") {
        true => {
            let why = "`isSchedulingEnabled` cannot be true for a workflow that is not enabled.";
            Err(refusal("isSchedulingEnabled", why))
        }
        false => Ok(()),
    }
}

/// Fills in what a task leaves out: from its definition, and its place among the others.
fn fill_task(task: &mut Value, sequence: usize, category: &str) -> Result<(), String> {
    let Value::Object(task) = task else {
        return Err("A task is an object.".to_owned());
    };
    let definition = known(task)?;
    if !definition.fits(category) {
        return Err(format!(
            "This task is for workflows of {}, not of {category}.",
            definition.categories
        ));
    }
    if let Value::Object(usual) = definition.task(sequence) {
        for (name, value) in usual {
            let own = task.entry(name).or_insert(Value::Null);
            if own.is_null() {
                *own = value;
            }
        }
    }
    // The place among the tasks is what counts, as the service numbers them anew.
    task.insert("executionSequence".to_owned(), json!(sequence));
    Ok(())
}

fn known(task: &Map<String, Value>) -> Result<&'static Definition, String> {
    let id = task.get("taskDefinitionId").and_then(Value::as_str).unwrap_or_default();
    let none = "`taskDefinitionId` names no task definition: see lifecycleWorkflows/taskDefinitions.";
    catalog::definition(id).ok_or_else(|| none.to_owned())
}

fn check_text(body: &Map<String, Value>, name: &str) -> Result<String, Failure> {
    let text = body
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty());
    let none = || refusal(name, format!("A workflow has a `{name}`."));
    text.map(str::to_owned).ok_or_else(none)
}

fn refusal(target: impl Into<String>, why: impl Into<String>) -> Failure {
    Failure::bad_request(why).about(target)
}
