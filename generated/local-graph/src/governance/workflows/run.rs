//! A run of a workflow: its users, and their tasks one after the other.

use serde_json::{Value, json};

use super::tasks::{self, Ended};
use super::{RUN, TASK_RESULT, USER_RESULT, counts, workflow};
use crate::failure::Failure;
use crate::governance::entities::{self, is_of, make, owner, says};
use crate::governance::instants::written;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// Why a run begins.
pub(super) struct Why {
    /// A word of `workflowExecutionType`.
    pub(super) execution: &'static str,
    /// The scope of a run that was activated with one.
    pub(super) scope: Option<Value>,
    /// Which tasks; all where none are named.
    pub(super) tasks: Option<Vec<NodeId>>,
}

/// Begins a run for users, each with what the schedule remembers of it.
pub(super) fn start(
    turn: &mut Turn<'_>,
    workflow: NodeId,
    users: &[(NodeId, Value)],
    why: &Why,
) -> Result<NodeId, Failure> {
    let at = written(turn.now);
    let version = workflow::number(&turn.change, workflow);
    let tasks = tasks_of(&turn.change, workflow, why.tasks.as_deref());
    let members = json!({
        "activatedOnScope": why.scope,
        "processingStatus": "queued",
        "scheduledDateTime": at,
        "startedDateTime": at,
        "lastUpdatedDateTime": at,
        "completedDateTime": null,
        "workflowExecutionType": why.execution,
    });
    let run = make(&mut turn.change, (workflow, "runs"), RUN, members)?;
    turn.change.note(run, "version", version);
    let mut reports = Vec::new();
    for task in &tasks {
        reports.push(report(turn, workflow, run, *task)?);
    }
    let mut results = Vec::new();
    for (user, due) in users {
        let members = json!({
            "processingStatus": "queued",
            "scheduledDateTime": at,
            "startedDateTime": at,
            "completedDateTime": null,
            "workflowExecutionType": why.execution,
            "workflowVersion": version,
        });
        let of_user = make(
            &mut turn.change,
            (workflow, "userProcessingResults"),
            USER_RESULT,
            members,
        )?;
        turn.change.note(of_user, "due", due.clone());
        turn.change.refer_to_one(of_user, "subject", *user);
        turn.change.refer(run, "userProcessingResults", of_user);
        for (task, report) in tasks.iter().zip(&reports) {
            let members = json!({
                "createdDateTime": at,
                "startedDateTime": null,
                "completedDateTime": null,
                "failureReason": null,
                "processingInfo": null,
                "processingStatus": "queued",
            });
            let result = make(&mut turn.change, (*task, "taskProcessingResults"), TASK_RESULT, members)?;
            turn.change.refer_to_one(result, "subject", *user);
            turn.change.refer_to_one(result, "task", *task);
            for whose in [run, of_user, *report] {
                turn.change.refer(whose, "taskProcessingResults", result);
            }
        }
        results.push(of_user);
    }
    for of_user in results {
        go_on(turn, of_user);
    }
    counts::settle(turn, run);
    Ok(run)
}

/// The enabled tasks of the current version, in their order.
fn tasks_of(change: &Change<'_>, workflow: NodeId, only: Option<&[NodeId]>) -> Vec<NodeId> {
    let tasks = change.contained(workflow, "tasks");
    let mut tasks: Vec<NodeId> = tasks
        .filter(|task| entities::is_on(change, *task, "isEnabled"))
        .filter(|task| only.is_none_or(|only| only.contains(task)))
        .collect();
    tasks.sort_by_key(|task| {
        let sequence = change.get(*task).and_then(|node| node.member("executionSequence"));
        sequence.and_then(Value::as_u64)
    });
    tasks
}

fn report(turn: &mut Turn<'_>, workflow: NodeId, run: NodeId, task: NodeId) -> Result<NodeId, Failure> {
    let at = written(turn.now);
    let members = json!({
        "completedDateTime": null,
        "lastUpdatedDateTime": at,
        "processingStatus": "queued",
        "runId": entities::key(&turn.change, run),
        "startedDateTime": at,
    });
    let place = (workflow, "taskReports");
    let report = make(&mut turn.change, place, "identityGovernance.taskReport", members)?;
    turn.change.refer_to_one(report, "task", task);
    let definition = entities::text(&turn.change, task, "taskDefinitionId").unwrap_or_default();
    if let Some(definition) = turn.change.find_named("identityGovernance.taskDefinition", definition) {
        turn.change.refer_to_one(report, "taskDefinition", definition);
    }
    Ok(report)
}

/// Whether a task, user or run is still to be worked on.
pub(super) fn is_open(change: &Change<'_>, id: NodeId) -> bool {
    says(change, id, "processingStatus", "queued") || says(change, id, "processingStatus", "inProgress")
}

/// Does a user's tasks in their order, until one waits for a service or nothing is left.
fn go_on(turn: &mut Turn<'_>, of_user: NodeId) {
    let results: Vec<NodeId> = turn.change.references(of_user, "taskProcessingResults").collect();
    for result in results {
        if says(&turn.change, result, "processingStatus", "inProgress") {
            return;
        }
        if !says(&turn.change, result, "processingStatus", "queued") {
            continue;
        }
        let Some(task) = turn.change.one(result, "task") else {
            continue;
        };
        turn.change.set(result, "processingStatus", "inProgress");
        turn.change.set(result, "startedDateTime", written(turn.now));
        let user = turn.change.one(result, "subject");
        match tasks::perform(turn, result, task, user) {
            Ended::NotYet => return,
            Ended::Completed => end(turn, result, Ok(())),
            Ended::Failed(why) => end(turn, result, Err(why)),
        }
    }
}

/// Writes how a task ended. After a failure the user's other tasks are cancelled, unless this one says to go on.
fn end(turn: &mut Turn<'_>, result: NodeId, how: Result<(), String>) {
    let at = written(turn.now);
    turn.change.set(result, "completedDateTime", at);
    match how {
        Ok(()) => turn.change.set(result, "processingStatus", "completed"),
        Err(why) => {
            turn.change.set(result, "processingStatus", "failed");
            turn.change.set(result, "failureReason", why);
            let task = turn.change.one(result, "task");
            let goes_on = task.is_some_and(|task| entities::is_on(&turn.change, task, "continueOnError"));
            if let Some(of_user) = of_user(&turn.change, result).filter(|_| !goes_on) {
                cancel(turn, of_user);
            }
        }
    }
}

/// Cancels what is still open of a user's tasks.
pub(super) fn cancel(turn: &mut Turn<'_>, of_user: NodeId) {
    let results: Vec<NodeId> = turn.change.references(of_user, "taskProcessingResults").collect();
    for result in results
        .into_iter()
        .filter(|result| is_open(&turn.change, *result))
        .collect::<Vec<_>>()
    {
        turn.change.cancel_timers(result);
        turn.change.set(result, "processingStatus", "canceled");
        turn.change.set(result, "completedDateTime", written(turn.now));
    }
}

/// A task that had been waited for has ended: the user's other tasks go on.
pub(super) fn ended(turn: &mut Turn<'_>, result: NodeId, how: Result<(), String>) {
    turn.change.cancel_timers(result);
    end(turn, result, how);
    if let Some(of_user) = of_user(&turn.change, result) {
        go_on(turn, of_user);
        let mut runs = turn.change.referrers(of_user, "userProcessingResults");
        if let Some(run) = runs.find(|run| is_of(&turn.change, *run, RUN)) {
            drop(runs);
            counts::settle(turn, run);
        }
    }
}

fn of_user(change: &Change<'_>, result: NodeId) -> Option<NodeId> {
    let mut of = change.referrers(result, "taskProcessingResults");
    of.find(|id| is_of(change, *id, USER_RESULT))
}

/// The workflow of a run, or of the result of one of its users.
pub(super) fn workflow_of(change: &Change<'_>, result: NodeId) -> Option<NodeId> {
    match is_of(change, result, TASK_RESULT) {
        true => owner(change, of_user(change, result)?),
        false => owner(change, result),
    }
}
