//! Runs on demand: for whom, and how one is cancelled.

use serde_json::{Map, Value};

use super::run::{self, Why};
use super::{RUN, counts, workflow};
use crate::failure::Failure;
use crate::governance::directory;
use crate::governance::entities::{self, is_of, owner, says, type_name};
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// Runs a workflow for the users that are named.
pub(super) fn activate(turn: &mut Turn<'_>, workflow: NodeId, arguments: &Map<String, Value>) -> Result<(), Failure> {
    check_runnable(&turn.change, workflow)?;
    let users = users(&turn.change, arguments.get("subjects"), "subjects")?;
    let why = Why {
        execution: "onDemand",
        scope: None,
        tasks: None,
    };
    start(turn, workflow, users, &why).map(drop)
}

/// Runs a workflow for users, a group's members, or the users of an earlier run.
pub(super) fn activate_with_scope(
    turn: &mut Turn<'_>,
    workflow: NodeId,
    arguments: &Map<String, Value>,
) -> Result<(), Failure> {
    check_runnable(&turn.change, workflow)?;
    let scope = arguments.get("scope").unwrap_or(&Value::Null);
    let mut why = Why {
        execution: "activatedWithScope",
        scope: Some(scope.clone()),
        tasks: None,
    };
    match type_name(scope) {
        "activateUserScope" => {
            let users = users(&turn.change, scope.get("users"), "scope/users")?;
            start(turn, workflow, users, &why).map(drop)
        }
        "activateGroupScope" => {
            let id = id_of(scope.get("group").unwrap_or(&Value::Null));
            let group = turn.change.find_named("group", id);
            let group = group.ok_or_else(|| refusal("scope/group", "There is no such group."))?;
            let members = directory::members(&turn.change, group);
            let users = members
                .into_iter()
                .filter(|id| is_of(&turn.change, *id, "user"))
                .collect();
            start(turn, workflow, users, &why).map(drop)
        }
        "activateRunScope" => {
            let before = run(&turn.change, workflow, scope.get("run").unwrap_or(&Value::Null))?;
            let has = |name: &str, word: &str| scope.get(name).and_then(Value::as_str) == Some(word);
            if has("taskScope", "failedTasks") {
                why.tasks = Some(failed_tasks(&turn.change, before));
            }
            let users = users_of(&turn.change, before, has("userScope", "failedUsers"));
            let next = start(turn, workflow, users, &why)?;
            turn.change.refer(before, "reprocessedRuns", next);
            Ok(())
        }
        "activateProcessingResultScope" => Err(Failure::not_modelled(
            "Processing results cannot be activated one by one here: activate their run with `failedUsers`.",
        )),
        _ => Err(refusal(
            "scope/@odata.type",
            "`scope` is none that a workflow can be activated with.",
        )),
    }
}

fn start(turn: &mut Turn<'_>, workflow: NodeId, users: Vec<NodeId>, why: &Why) -> Result<NodeId, Failure> {
    if users.is_empty() {
        return Err(refusal("scope", "There is nobody to run the workflow for."));
    }
    let users: Vec<(NodeId, Value)> = users.into_iter().map(|user| (user, Value::Null)).collect();
    run::start(turn, workflow, &users, why)
}

fn check_runnable(change: &Change<'_>, workflow: NodeId) -> Result<(), Failure> {
    match () {
        () if workflow::is_deleted(change, workflow) => Err(Failure::bad_request(
            "A deleted workflow does not run: restore it first.",
        )),
        () if !entities::is_on(change, workflow, "isEnabled") => {
            Err(Failure::bad_request("The workflow is not enabled."))
        }
        () => Ok(()),
    }
}

/// The users of a list of `{"id": …}`.
fn users(change: &Change<'_>, list: Option<&Value>, target: &str) -> Result<Vec<NodeId>, Failure> {
    let Some(Value::Array(list)) = list else {
        return Err(refusal(target, "The users are a list of objects with an `id`."));
    };
    let mut users = Vec::new();
    for (at, item) in list.iter().enumerate() {
        let Some(user) = directory::user(change, id_of(item)) else {
            return Err(refusal(&format!("{target}/{at}"), "There is no such user."));
        };
        if !users.contains(&user) {
            users.push(user);
        }
    }
    Ok(users)
}

/// The id of `{"id": …}` or of a reference by URL.
fn id_of(item: &Value) -> &str {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let id = text("id")
        .or_else(|| text("@odata.id"))
        .or(item.as_str())
        .unwrap_or_default();
    id.rsplit('/').next().unwrap_or_default()
}

/// A run of the workflow.
fn run(change: &Change<'_>, workflow: NodeId, item: &Value) -> Result<NodeId, Failure> {
    let found = change
        .find_named(RUN, id_of(item))
        .filter(|run| owner(change, *run) == Some(workflow));
    found.ok_or_else(|| refusal("scope", "There is no such run of the workflow."))
}

fn users_of(change: &Change<'_>, run: NodeId, failed_alone: bool) -> Vec<NodeId> {
    let results = change.references(run, "userProcessingResults");
    let results = results.filter(|result| !failed_alone || !says(change, *result, "processingStatus", "completed"));
    results.filter_map(|result| change.one(result, "subject")).collect()
}

fn failed_tasks(change: &Change<'_>, run: NodeId) -> Vec<NodeId> {
    let results = change.references(run, "taskProcessingResults");
    let results = results.filter(|result| !says(change, *result, "processingStatus", "completed"));
    results.filter_map(|result| change.one(result, "task")).collect()
}

/// Cancels what is open of runs.
pub(super) fn cancel(turn: &mut Turn<'_>, workflow: NodeId, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let scope = arguments.get("scope").unwrap_or(&Value::Null);
    let runs = scope.get("runs").and_then(Value::as_array);
    let (Some(runs), "cancelRunsScope") = (runs, type_name(scope)) else {
        return Err(refusal("scope", "`scope` is a cancelRunsScope with `runs`."));
    };
    for item in runs {
        let run = run(&turn.change, workflow, item)?;
        if !run::is_open(&turn.change, run) {
            return Err(refusal("scope/runs", "The run has ended already."));
        }
        let users: Vec<NodeId> = turn.change.references(run, "userProcessingResults").collect();
        for user in users {
            run::cancel(turn, user);
        }
        counts::settle(turn, run);
    }
    Ok(())
}

fn refusal(target: &str, why: &str) -> Failure {
    Failure::bad_request(why).about(target)
}
