//! A workflow: its versions, and what becomes of it when it is deleted.

use serde_json::{Map, Value, json};
use time::Duration;

use super::{FORGOTTEN, SCHEDULED, TASK, catalog, rules, schedule};
use crate::behavior::Outcome;
use crate::failure::Failure;
use crate::governance::entities::{self, make, make_with_key, owner};
use crate::governance::instants::written;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How long a deleted workflow can be restored.
const KEPT: Duration = Duration::days(30);

/// What a version has of its workflow.
const OF_VERSION: [&str; 9] = [
    "category",
    "createdDateTime",
    "description",
    "displayName",
    "executionConditions",
    "isEnabled",
    "isSchedulingEnabled",
    "lastModifiedDateTime",
    "settings",
];

/// A new workflow is version 1.
pub(super) fn created(turn: &mut Turn<'_>, workflow: NodeId) -> Result<(), Failure> {
    for name in ["isEnabled", "isSchedulingEnabled"] {
        if entities::text(&turn.change, workflow, name).is_none() && !entities::is_on(&turn.change, workflow, name) {
            turn.change.set(workflow, name, false);
        }
    }
    let at = written(turn.now);
    turn.change.set(workflow, "createdDateTime", at.clone());
    turn.change.set(workflow, "lastModifiedDateTime", at);
    turn.change.set(workflow, "version", 1);
    turn.change.set(workflow, "deletedDateTime", Value::Null);
    keep_version(&mut turn.change, workflow, 1)?;
    schedule::plan(turn, workflow)
}

/// After a PATCH: what is not of a version alone is the current version's too.
pub(super) fn updated(turn: &mut Turn<'_>, workflow: NodeId) -> Result<(), Failure> {
    if !entities::is_on(&turn.change, workflow, "isEnabled") {
        turn.change.set(workflow, "isSchedulingEnabled", false);
    }
    turn.change.set(workflow, "lastModifiedDateTime", written(turn.now));
    if let Some(version) = version_node(&turn.change, workflow, number(&turn.change, workflow)) {
        let members = of_version(&turn.change, workflow);
        turn.change.set_all(version, members);
    }
    schedule::plan(turn, workflow)
}

/// The number of the current version.
pub(super) fn number(change: &Change<'_>, workflow: NodeId) -> u64 {
    let member = change.get(workflow).and_then(|node| node.member("version"));
    member.and_then(Value::as_u64).unwrap_or(1)
}

fn of_version(change: &Change<'_>, workflow: NodeId) -> Map<String, Value> {
    let members = change.get(workflow).into_iter().flat_map(|node| &node.members);
    members
        .filter(|(name, _)| OF_VERSION.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn version_node(change: &Change<'_>, workflow: NodeId, number: u64) -> Option<NodeId> {
    change.contained_by_key(workflow, "versions", &number.to_string())
}

/// Makes the version's own entity, which refers to the workflow's tasks as long as they are its.
fn keep_version(change: &mut Change<'_>, workflow: NodeId, number: u64) -> Result<(), Failure> {
    let members = Value::Object(of_version(change, workflow));
    let place = (workflow, "versions");
    let ty = "identityGovernance.workflowVersion";
    let version = make_with_key(change, place, ty, &number.to_string(), members)?;
    change.set(version, "versionNumber", number);
    let tasks: Vec<NodeId> = change.contained(workflow, "tasks").collect();
    for task in tasks {
        change.refer(version, "tasks", task);
    }
    Ok(())
}

/// Puts a new version in the place of the current one, whose tasks stay with it.
pub(super) fn create_new_version(
    turn: &mut Turn<'_>,
    workflow: NodeId,
    arguments: &Map<String, Value>,
) -> Result<Outcome, Failure> {
    if is_deleted(&turn.change, workflow) {
        return Err(Failure::bad_request(
            "A deleted workflow gets no new version: restore it first.",
        ));
    }
    let Some(Value::Object(body)) = arguments.get("workflow") else {
        return Err(Failure::bad_request("`workflow` is to have the new version.").about("workflow"));
    };
    let mut body = body.clone();
    let category = entities::text(&turn.change, workflow, "category").unwrap_or_default();
    let given = body.entry("category").or_insert_with(|| json!(category));
    if !given.as_str().is_some_and(|given| given.eq_ignore_ascii_case(category)) {
        let why = "A new version has the category of the workflow.";
        return Err(Failure::bad_request(why).about("workflow/category"));
    }
    rules::check_new(&mut body, turn.change.api())?;
    let before = number(&turn.change, workflow);
    if let Some(version) = version_node(&turn.change, workflow, before) {
        let tasks: Vec<NodeId> = turn.change.contained(workflow, "tasks").collect();
        for task in tasks {
            turn.change.unrefer(version, "tasks", task);
            turn.change.move_to(task, version, "tasks");
        }
    }
    if let Some(Value::Array(tasks)) = body.remove("tasks") {
        for task in tasks {
            make(&mut turn.change, (workflow, "tasks"), TASK, task)?;
        }
    }
    body.retain(|name, _| OF_VERSION.contains(&name.as_str()) && name != "createdDateTime");
    turn.change.set_all(workflow, body);
    turn.change.set(workflow, "lastModifiedDateTime", written(turn.now));
    turn.change.set(workflow, "version", before + 1);
    keep_version(&mut turn.change, workflow, before + 1)?;
    schedule::plan(turn, workflow)?;
    Ok(Outcome::Entity(workflow))
}

/// Whether it stands among deleted items.
pub(super) fn is_deleted(change: &Change<'_>, workflow: NodeId) -> bool {
    owner(change, workflow).is_some_and(|owner| entities::is_of(change, owner, "deletedItemContainer"))
}

/// A deleted workflow stands among deleted items for thirty days. One that is deleted there is gone.
pub(super) fn deleting(turn: &mut Turn<'_>, workflow: NodeId) -> Result<(), Failure> {
    if is_deleted(&turn.change, workflow) {
        return Ok(());
    }
    let [governance, workflows] = catalog::PATH;
    let deleted = turn.change.singleton(&[governance, workflows, "deletedItems"]);
    let deleted = deleted.ok_or_else(|| Failure::internal("The version has no deleted workflows."))?;
    turn.change.move_to(workflow, deleted, "workflows");
    turn.change.set(workflow, "deletedDateTime", written(turn.now));
    turn.change.set(workflow, "nextScheduleRunDateTime", Value::Null);
    turn.change.cancel_timers_for(workflow, SCHEDULED);
    turn.change.set_timer(turn.now + KEPT, workflow, FORGOTTEN);
    Ok(())
}

/// Takes a workflow back from the deleted items..
pub(super) fn restore(turn: &mut Turn<'_>, workflow: NodeId) -> Result<Outcome, Failure> {
    if !is_deleted(&turn.change, workflow) {
        return Err(Failure::bad_request("Only a deleted workflow can be restored."));
    }
    let container = turn.change.singleton(&catalog::PATH);
    let container = container.ok_or_else(|| Failure::internal("The version has no lifecycle workflows."))?;
    turn.change.move_to(workflow, container, "workflows");
    turn.change.cancel_timers_for(workflow, FORGOTTEN);
    turn.change.set(workflow, "deletedDateTime", Value::Null);
    schedule::plan(turn, workflow)?;
    Ok(Outcome::Entity(workflow))
}
