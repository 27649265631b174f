//! Custom task extensions: called, waited for, resumed, timed out.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};
use time::Duration;

use super::tasks::{self, Ended};
use super::{EXTENSION, NAME, TASK, TIMED_OUT, catalog, run, workflow};
use crate::failure::Failure;
use crate::governance::callouts::{self, Callout, Status};
use crate::governance::directory;
use crate::governance::entities::{self, key, text, type_name};
use crate::store::{Change, NodeId};
use crate::turn::{Posted, Turn};

/// How long a service may be waited for.
const WAITS: RangeInclusive<Duration> = Duration::minutes(5)..=Duration::hours(3);

/// The `source` of what is posted.
const SOURCE: &str = "LifecycleWorkflows";

/// The note of a task's result that says for how many seconds its service is waited for.
const WAITED: &str = "waitedFor";

/// Looks at an extension's body.
pub(super) fn check(body: &Map<String, Value>) -> Result<(), Failure> {
    callouts::check_extension(body, WAITS)
}

/// An extension that a task of a workflow names cannot be deleted.
pub(super) fn deleting(turn: &Turn<'_>, extension: NodeId) -> Result<(), Failure> {
    let own = key(&turn.change, extension);
    let change = &turn.change;
    let uses = |task: NodeId| {
        tasks::argument(change, task, catalog::EXTENSION).is_some_and(|id| id.eq_ignore_ascii_case(&own))
    };
    let is_task = |id: &NodeId| entities::is_of(change, *id, TASK);
    match change.iter().map(|(id, _)| id).filter(is_task).any(uses) {
        true => Err(Failure::conflict(
            "A task of a workflow uses this custom task extension.",
        )),
        false => Ok(()),
    }
}

/// How long the service of an extension is waited for; none where it is launched alone.
fn waits(change: &Change<'_>, extension: NodeId) -> Option<Duration> {
    let node = change.get(extension)?;
    if entities::says(change, extension, "replyMode", "none") {
        return None;
    }
    let is_asked = node.member("callbackConfiguration").is_some_and(Value::is_object);
    callouts::waits(node).or(is_asked.then_some(*WAITS.end()))
}

/// Calls the extension of a task.
pub(super) fn launch(turn: &mut Turn<'_>, result: NodeId, task: NodeId, user: NodeId) -> Ended {
    let id = tasks::argument(&turn.change, task, catalog::EXTENSION).unwrap_or_default();
    let Some(extension) = turn.change.find_named(EXTENSION, id) else {
        return Ended::Failed(format!("There is no custom task extension `{}`.", id.escape_debug()));
    };
    let Some(body) = body(&turn.change, result, task, user) else {
        return Ended::Failed("The task is of no workflow any more.".to_owned());
    };
    let callout = Callout {
        extension,
        node: result,
        behavior: NAME,
        purpose: "task".to_owned(),
        body,
    };
    if let Err(why) = callouts::post(turn, callout) {
        shows(turn, result, Status::Failed);
        return Ended::Failed(why);
    }
    shows(turn, result, Status::Sent);
    turn.change.note(result, "extension", key(&turn.change, extension));
    if let Some(length) = waits(&turn.change, extension) {
        turn.change.note(result, WAITED, length.whole_seconds());
        turn.change.set_timer(turn.now + length, result, TIMED_OUT);
    }
    Ended::NotYet
}

/// What is posted.
fn body(change: &Change<'_>, result: NodeId, task: NodeId, user: NodeId) -> Option<Value> {
    let workflow = run::workflow_of(change, result)?;
    let person = |id: NodeId| {
        json!({
            "id": key(change, id),
            "displayName": text(change, id, "displayName"),
            "email": text(change, id, "mail"),
            "userPrincipalName": text(change, id, "userPrincipalName"),
        })
    };
    let mut subject = person(user);
    entities::put(&mut subject, "manager", directory::manager(change, user, 1).map(person));
    let named = |id: NodeId| json!({"id": key(change, id), "displayName": text(change, id, "displayName")});
    let mut of_workflow = named(workflow);
    entities::put(&mut of_workflow, "workflowVersion", workflow::number(change, workflow));
    let path = format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{}/tasks/{}/taskProcessingResults/{}/resume",
        key(change, workflow),
        key(change, task),
        key(change, result)
    );
    let of_result = json!({"id": key(change, result), "createdDateTime": text(change, result, "createdDateTime")});
    let data = json!({
        "callbackUriPath": path,
        "subject": subject,
        "task": named(task),
        "taskProcessingResult": of_result,
        "workflow": of_workflow,
    });
    Some(callouts::lifecycle_body(data, SOURCE))
}

/// How a call went. A service may have resumed before it responded: nothing is left to do then.
pub(super) fn posted(turn: &mut Turn<'_>, result: NodeId, how: &Posted) -> Result<(), Failure> {
    if !run::is_open(&turn.change, result) {
        return Ok(());
    }
    let waits = seconds(&turn.change, result).is_some();
    let extension = turn
        .change
        .get(result)
        .and_then(|node| node.note("extension"))
        .unwrap_or_default();
    let extension = turn.change.find_named(EXTENSION, extension);
    let replies = extension.is_some_and(|extension| entities::says(&turn.change, extension, "replyMode", "response"));
    let (status, why) = callouts::judged(how, waits);
    if let (Posted::Responded { body: Some(body), .. }, true) = (how, replies && status != Status::Failed) {
        let said = body
            .pointer("/data/operationStatus")
            .and_then(Value::as_str)
            .unwrap_or_default();
        shows(turn, result, Status::Received);
        run::ended(turn, result, outcome(said)?);
        return Ok(());
    }
    shows(turn, result, status);
    match status {
        Status::Waiting => {}
        Status::Failed => run::ended(turn, result, Err(why.unwrap_or_default())),
        _ => run::ended(turn, result, Ok(())),
    }
    Ok(())
}

/// The time for a resume is over.
pub(super) fn timed_out(turn: &mut Turn<'_>, result: NodeId) -> Result<(), Failure> {
    if run::is_open(&turn.change, result) {
        let minutes = seconds(&turn.change, result).unwrap_or_default() / 60;
        shows(turn, result, Status::TimedOut);
        run::ended(
            turn,
            result,
            Err(format!("The service did not resume the task within {minutes} minutes.")),
        );
    }
    Ok(())
}

/// The resume of a task that waits for its service, at whichever URL.
pub(super) fn resume(turn: &mut Turn<'_>, result: NodeId, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let ty = arguments.get("type").and_then(Value::as_str).unwrap_or_default();
    if !ty.eq_ignore_ascii_case("lifecycleEvent") {
        return Err(Failure::bad_request("`type` of a resume is `lifecycleEvent`.").about("type"));
    }
    let Some(data) = arguments.get("data").filter(|data| data.is_object()) else {
        return Err(Failure::bad_request("A resume has `data`.").about("data"));
    };
    if !matches!(type_name(data), "" | "customTaskExtensionCallbackData") {
        let why = "`data` of a resume is a customTaskExtensionCallbackData.";
        return Err(Failure::bad_request(why).about("data/@odata.type"));
    }
    let how = outcome(data.get("operationStatus").and_then(Value::as_str).unwrap_or_default())?;
    let is_waiting = run::is_open(&turn.change, result) && seconds(&turn.change, result).is_some();
    if !is_waiting {
        let why =
            "The task does not wait for a resume: it was not called out, was resumed already, or its time is over.";
        return Err(Failure::conflict(why));
    }
    check_caller(turn, result)?;
    shows(turn, result, Status::Received);
    run::ended(turn, result, how);
    Ok(())
}

fn outcome(status: &str) -> Result<Result<(), String>, Failure> {
    match status {
        _ if status.eq_ignore_ascii_case("completed") => Ok(Ok(())),
        _ if status.eq_ignore_ascii_case("failed") => Ok(Err("The service reported that it failed.".to_owned())),
        _ => {
            let why = "`operationStatus` is `completed` or `failed`.";
            Err(Failure::bad_request(why).about("data/operationStatus"))
        }
    }
}

/// Where an extension names applications, another application cannot resume its tasks.
fn check_caller(turn: &Turn<'_>, result: NodeId) -> Result<(), Failure> {
    let change = &turn.change;
    let extension = change
        .get(result)
        .and_then(|node| node.note("extension"))
        .unwrap_or_default();
    let extension = change.find_named(EXTENSION, extension).and_then(|id| change.get(id));
    let configuration = extension.and_then(|node| node.member("callbackConfiguration"));
    let apps = configuration.and_then(|of| of.get("authorizedApps")?.as_array());
    let (Some(apps), Some(application)) = (apps, &turn.caller.application) else {
        return Ok(());
    };
    let is_named = |app: &Value| {
        let id = app.get("id").and_then(Value::as_str).unwrap_or_default();
        let by_key = change.find_named("application", id);
        let app_id = by_key.and_then(|node| text(change, node, "appId"));
        id.eq_ignore_ascii_case(application) || app_id.is_some_and(|id| id.eq_ignore_ascii_case(application))
    };
    match apps.is_empty() || apps.iter().any(is_named) {
        true => Ok(()),
        false => Err(Failure::forbidden(
            "The extension's `authorizedApps` do not name this application.",
        )),
    }
}

/// For how long the result's service is waited for.
fn seconds(change: &Change<'_>, result: NodeId) -> Option<i64> {
    change.get(result)?.notes.get(WAITED)?.as_i64()
}

/// The state of the callout, where people look for it.
fn shows(turn: &mut Turn<'_>, result: NodeId, status: Status) {
    turn.change.set(result, "processingInfo", status.name());
}
