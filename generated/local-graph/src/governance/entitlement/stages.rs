//! Custom extension stages: which extensions a policy has at a stage, calling out, and what the end of a call means.

use serde_json::Value;
use uuid::Uuid;

use super::instances::{self, Instance};
use super::kinds::Stage;
use super::payload::{self, About};
use super::process;
use super::progress::{self, Progress, Waiting};
use super::words::Words;
use super::{NAME, purpose};
use crate::failure::Failure;
use crate::governance::callouts::{self, Callout, Status};
use crate::store::{NodeId, Store};
use crate::turn::{Posted, Turn};

/// What a callout means for its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// The request waits for the resume.
    Waits,
    /// The request goes on.
    GoesOn,
    /// The extension was to be waited for, and nothing could be posted.
    Failed,
}

/// The extensions of a policy at a stage, in their order.
pub(super) fn extensions(store: &Store, policy: NodeId, stage: Stage) -> Vec<NodeId> {
    let words = Words::of(store);
    let mut found = Vec::new();
    for property in words.stage_settings {
        let settings = store
            .contained(policy, property)
            .chain(store.references(policy, property));
        for setting in settings {
            let at = store
                .get(setting)
                .and_then(|node| Stage::from_name(node.text("stage")?));
            if at == Some(stage) {
                found.extend(store.one(setting, "customExtension"));
            }
        }
    }
    found
}

/// Calls an extension for a request that reached a stage.
pub(super) fn call(
    turn: &mut Turn<'_>,
    request: NodeId,
    progress: &mut Progress,
    stage: Stage,
    extension: NodeId,
) -> Called {
    let node = turn.change.get(extension);
    let wait = node.and_then(callouts::waits);
    let timeout = node.and_then(|node| node.member("callbackConfiguration")?.get("timeoutDuration")?.as_str());
    let timeout = timeout.filter(|_| wait.is_some()).map(str::to_owned);
    let instance = Uuid::new_v4().to_string();
    if wait.is_some() {
        progress::set_status(&mut turn.change, request, "WaitingForCallback");
    }
    let about = About {
        instance: &instance,
        stage,
        timeout: timeout.as_deref(),
    };
    let body = payload::of_request(&turn.change, request, progress, &about);
    let is_posted = post(turn, request, stage, extension, &instance, wait.is_some(), body);
    match (wait, is_posted) {
        (None, _) => Called::GoesOn,
        (Some(_), false) => Called::Failed,
        (Some(wait), true) => {
            let deadline = turn.now.saturating_add(wait);
            turn.change
                .set_timer(deadline, request, &purpose(&format!("timeout:{instance}")));
            progress.waiting = Some(Waiting { instance, stage });
            Called::Waits
        }
    }
}

/// Calls the extensions of a policy for an assignment that is about to expire. Nobody waits for them.
pub(super) fn call_before_expiration(turn: &mut Turn<'_>, assignment: NodeId, policy: NodeId, stage: Stage) {
    for extension in extensions(&turn.change, policy, stage) {
        let instance = Uuid::new_v4().to_string();
        let about = About {
            instance: &instance,
            stage,
            timeout: None,
        };
        let words = Words::of(&turn.change);
        let mut requests = turn.change.referrers(assignment, words.request_assignment);
        let request = requests.next().map(|id| progress::key(&turn.change, id));
        drop(requests);
        let body = payload::before_expiration(&turn.change, assignment, &request.unwrap_or_default(), &about);
        post(turn, assignment, stage, extension, &instance, false, body);
    }
}

/// Posts a body and keeps the instance. Whether it could be posted.
fn post(
    turn: &mut Turn<'_>,
    node: NodeId,
    stage: Stage,
    extension: NodeId,
    instance: &str,
    waits: bool,
    body: Value,
) -> bool {
    let posted = callouts::post(
        turn,
        Callout {
            extension,
            node,
            behavior: NAME,
            purpose: instance.to_owned(),
            body,
        },
    );
    let entry = Instance {
        id: instance.to_owned(),
        extension: progress::key(&turn.change, extension),
        stage,
        status: if posted.is_ok() { Status::Sent } else { Status::Failed },
        detail: posted.as_ref().err().cloned(),
        waits,
    };
    instances::add(&mut turn.change, node, entry);
    posted.is_ok()
}

/// A callout was posted, or could not be.
pub(super) fn posted(turn: &mut Turn<'_>, node: NodeId, instance: &str, how: &Posted) -> Result<(), Failure> {
    let Some(entry) = instances::find(&turn.change, node, instance) else {
        return Ok(());
    };
    // The service may have resumed before it responded.
    if entry.status != Status::Sent {
        return Ok(());
    }
    let (status, why) = callouts::judged(how, entry.waits);
    instances::set(&mut turn.change, node, instance, status, why);
    if status == Status::Failed && is_awaited(&turn.change, node, instance) {
        process::fail(turn, node, "CalloutFailed")?;
    }
    Ok(())
}

/// The time for a resume is over.
pub(super) fn timed_out(turn: &mut Turn<'_>, request: NodeId, instance: &str) -> Result<(), Failure> {
    if !is_awaited(&turn.change, request, instance) {
        return Ok(());
    }
    instances::set(&mut turn.change, request, instance, Status::TimedOut, None);
    process::fail(turn, request, "CallbackTimedOut")
}

fn is_awaited(store: &Store, request: NodeId, instance: &str) -> bool {
    let waiting = Progress::of(store, request).and_then(|progress| progress.waiting);
    waiting.is_some_and(|waiting| waiting.instance == instance)
}
