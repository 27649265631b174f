//! Approvals: who may decide in a stage, escalation, decisions, and what follows from them.

use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

use super::kinds::RequestState;
use super::progress::{self, Progress, TARGET};
use super::subject_sets::{self, About};
use super::words::{GOVERNANCE, Words};
use super::{process, purpose, subjects};
use crate::failure::Failure;
use crate::governance::instants;
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// Notes of a stage: who may decide, the stage as the policy has it.
const APPROVERS: &str = "approvers";
const STAGE: &str = "stage";

/// What a turn carries from the body to the stage.
const CARRIED: &str = "approval-decision";

/// How long a stage waits that does not say it.
const PATIENCE: Duration = Duration::days(14);

/// Begins an approval stage of a request: its id where somebody must decide. A stage for which nobody is found is
/// approved at once.
pub(super) fn begin(turn: &mut Turn<'_>, request: NodeId, stage: &Value) -> Result<Option<String>, Failure> {
    let words = Words::of(&turn.change);
    let approvers = asked(
        &turn.change,
        request,
        stage,
        "primaryApprovers",
        "fallbackPrimaryApprovers",
    );
    let approval = ensure(turn, request)?;
    let Some(ty) = turn.change.ty(words.stage_type) else {
        return Err(Failure::internal("The version has no approval stages."));
    };
    let key = Uuid::new_v4().to_string();
    let is_open = !approvers.is_empty();
    let change = &mut turn.change;
    let node = change.insert(approval, words.stages, ty, &key);
    let members = json!({
        "id": key,
        "displayName": null,
        "assignedToMe": is_open,
        "status": if is_open { "InProgress" } else { "Completed" },
        "reviewResult": if is_open { "NotReviewed" } else { "Approve" },
        "justification": if is_open { "" } else { "There is nobody to approve it." },
        "reviewedBy": null,
        "reviewedDateTime": (!is_open).then(|| instants::written(turn.now)),
    });
    if let Value::Object(members) = members {
        change.set_all(node, members);
    }
    let keys: Vec<String> = approvers.iter().map(|id| progress::key(change, *id)).collect();
    change.note(node, APPROVERS, keys);
    change.note(node, STAGE, stage.clone());
    if !is_open {
        return Ok(None);
    }
    progress::set_state(change, request, RequestState::PendingApproval, "PendingApproval");
    let days = |name: &str| stage.get(name).and_then(Value::as_i64);
    let patience = instants::span(stage.get("durationBeforeAutomaticDenial"))
        .or_else(|| days("approvalStageTimeOutInDays").map(Duration::days))
        .filter(|length| length.is_positive());
    let until = turn.now.saturating_add(patience.unwrap_or(PATIENCE));
    change.set_timer(until, request, &purpose(&format!("deny:{key}")));
    let escalation = instants::span(stage.get("durationBeforeEscalation"))
        .or_else(|| days("escalationTimeInMinutes").map(Duration::minutes))
        .filter(|_| stage.get("isEscalationEnabled").and_then(Value::as_bool) == Some(true));
    if let Some(after) = escalation {
        let at = turn.now.saturating_add(after);
        change.set_timer(at, request, &purpose(&format!("escalate:{key}")));
    }
    Ok(Some(key))
}

/// Whether somebody can decide in a stage.
pub(super) fn is_decidable(store: &Store, request: NodeId, stage: &Value) -> bool {
    !asked(store, request, stage, "primaryApprovers", "fallbackPrimaryApprovers").is_empty()
}

/// The users whom a stage asks: those of the first list, or where it has nobody its backups, or those of the second.
fn asked(store: &Store, request: NodeId, stage: &Value, first: &str, second: &str) -> Vec<NodeId> {
    let about = about(store, request);
    let (primary, backup) = subject_sets::split_backups(stage.get(first));
    let lists = [Some(&primary), Some(&backup), stage.get(second)];
    let found = lists.into_iter().map(|sets| subject_sets::users(store, sets, about));
    found.into_iter().find(|users| !users.is_empty()).unwrap_or_default()
}

/// The primary approvers have not decided in time: others may, too.
pub(super) fn escalate(turn: &mut Turn<'_>, request: NodeId, stage: &str) {
    if !is_deciding(&turn.change, request, stage) {
        return;
    }
    let Some(node) = stage_of(&turn.change, request, stage) else {
        return;
    };
    let settings = turn.change.get(node).and_then(|node| node.notes.get(STAGE)).cloned();
    let settings = settings.unwrap_or_default();
    let names = ("escalationApprovers", "fallbackEscalationApprovers");
    let more = asked(&turn.change, request, &settings, names.0, names.1);
    let mut approvers = approvers(&turn.change, node);
    for user in more {
        let key = progress::key(&turn.change, user);
        if !approvers.contains(&key) {
            approvers.push(key);
        }
    }
    turn.change.note(node, APPROVERS, approvers);
    progress::set_status(&mut turn.change, request, "PendingApprovalEscalated");
}

/// Nobody has decided in time.
pub(super) fn expire(turn: &mut Turn<'_>, request: NodeId, stage: &str) {
    if is_deciding(&turn.change, request, stage) {
        process::refuse(turn, request, RequestState::Denied, "Expired");
    }
}

/// Before a stage is changed: looks whether the caller may decide, and takes the decision out of the body.
///
/// # Errors
/// 400 for a body that is no decision, 403 for somebody who may not decide, 409 where there is nothing to decide.
pub(super) fn deciding(turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let Some(request) = request_of(&turn.change, node) else {
        return Ok(());
    };
    if !is_deciding(&turn.change, request, &progress::key(&turn.change, node)) {
        return Err(Failure::conflict(
            "The stage is decided already, or the request is over.",
        ));
    }
    let result = match body.get("reviewResult").and_then(Value::as_str) {
        Some(word) if ["approve", "approved"].contains(&&*word.to_ascii_lowercase()) => "Approve",
        Some(word) if ["deny", "denied"].contains(&&*word.to_ascii_lowercase()) => "Deny",
        _ => {
            let why = "A decision is `Approve` or `Deny`.";
            return Err(Failure::bad_request(why).about("reviewResult"));
        }
    };
    let by = subjects::signed_in(&turn.change, turn.caller)?;
    let key = progress::key(&turn.change, by);
    if !approvers(&turn.change, node).contains(&key) {
        return Err(Failure::forbidden("The signed-in user is no approver of this stage."));
    }
    let about = about(&turn.change, request);
    if about.requestor == Some(by) || about.target == Some(by) {
        return Err(Failure::forbidden("Nobody approves access of their own."));
    }
    let justification = body.get("justification").and_then(Value::as_str).unwrap_or_default();
    let settings = turn.change.get(node).and_then(|node| node.notes.get(STAGE));
    let must = settings.and_then(|of| of.get("isApproverJustificationRequired")?.as_bool());
    if must == Some(true) && justification.trim().is_empty() {
        let why = "The policy wants a justification of the decision.";
        return Err(Failure::bad_request(why).about("justification"));
    }
    let name = turn.change.get(by).and_then(|user| user.member("displayName")).cloned();
    let decision = json!({
        "reviewResult": result,
        "justification": justification,
        "reviewedBy": {"id": key, "displayName": name},
        "reviewedDateTime": instants::written(turn.now),
        "status": "Completed",
        "assignedToMe": false,
    });
    // What is kept is the decision alone: the rest of a stage is not the approver's.
    body.clear();
    turn.carried.insert(CARRIED, decision);
    Ok(())
}

/// After a stage was decided: the request goes on, or ends.
pub(super) fn decided(turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
    let Some(Value::Object(decision)) = turn.carried.remove(CARRIED) else {
        return Ok(());
    };
    turn.change.set_all(node, decision);
    let Some(request) = request_of(&turn.change, node) else {
        return Ok(());
    };
    let stage = progress::key(&turn.change, node);
    if !is_deciding(&turn.change, request, &stage) {
        return Ok(());
    }
    if turn.change.get(node).and_then(|node| node.text("reviewResult")) == Some("Deny") {
        process::refuse(turn, request, RequestState::Denied, "Denied");
        return Ok(());
    }
    for word in ["deny", "escalate"] {
        turn.change
            .cancel_timers_for(request, &purpose(&format!("{word}:{stage}")));
    }
    if let Some(mut progress) = Progress::of(&turn.change, request) {
        progress.deciding = None;
        progress.at += 1;
        progress.keep(&mut turn.change, request);
        progress::set_status(&mut turn.change, request, "Approved");
    }
    process::run(turn, request)
}

/// Closes the stage that a request waits for, since the request is over.
pub(super) fn close(turn: &mut Turn<'_>, request: NodeId, status: &str) {
    let stage = Progress::of(&turn.change, request).and_then(|progress| progress.deciding);
    let Some(node) = stage.and_then(|stage| stage_of(&turn.change, request, &stage)) else {
        return;
    };
    turn.change.set(node, "assignedToMe", false);
    if turn.change.get(node).and_then(|node| node.text("status")) == Some("InProgress") {
        turn.change.set(node, "status", status);
    }
}

/// Whether a user may decide in some stage of a request, or could.
pub(super) fn has_approver(store: &Store, request: NodeId, user: &str) -> bool {
    let words = Words::of(store);
    let Some(approval) = approval_of(store, request) else {
        return false;
    };
    let mut stages = store.contained(approval, words.stages);
    stages.any(|stage| approvers(store, stage).iter().any(|key| key == user))
}

/// Whether a user decided in some stage of a request.
pub(super) fn was_decided_by(store: &Store, request: NodeId, user: &str) -> bool {
    let words = Words::of(store);
    let Some(approval) = approval_of(store, request) else {
        return false;
    };
    store.contained(approval, words.stages).any(|stage| {
        let by = store
            .get(stage)
            .and_then(|node| node.member("reviewedBy")?.get("id")?.as_str());
        by == Some(user)
    })
}

/// The approval of a request: it has the request's id.
fn approval_of(store: &Store, request: NodeId) -> Option<NodeId> {
    let owner = store.at(&GOVERNANCE)?;
    let key = store.get(request)?.key();
    store.contained_by_key(owner, Words::of(store).approvals, key)
}

/// The request that an approval is of.
pub(super) fn request_of_approval(store: &Store, approval: NodeId) -> Option<NodeId> {
    let node = store.get(approval)?;
    let place = node.place()?;
    let is_ours = *place.property == *Words::of(store).approvals;
    progress::request(store, node.key()).filter(|request| is_ours && Progress::of(store, *request).is_some())
}

/// The request that a stage is of.
fn request_of(store: &Store, stage: NodeId) -> Option<NodeId> {
    request_of_approval(store, store.get(stage)?.place()?.owner)
}

fn stage_of(store: &Store, request: NodeId, stage: &str) -> Option<NodeId> {
    store.contained_by_key(approval_of(store, request)?, Words::of(store).stages, stage)
}

fn ensure(turn: &mut Turn<'_>, request: NodeId) -> Result<NodeId, Failure> {
    if let Some(known) = approval_of(&turn.change, request) {
        return Ok(known);
    }
    let words = Words::of(&turn.change);
    let (Some(owner), Some(ty)) = (turn.change.singleton(&GOVERNANCE), turn.change.ty("approval")) else {
        return Err(Failure::internal("The version has no approvals."));
    };
    let key = progress::key(&turn.change, request);
    let approval = turn.change.insert(owner, words.approvals, ty, &key);
    turn.change.set(approval, "id", key);
    Ok(approval)
}

fn approvers(store: &Store, stage: NodeId) -> Vec<String> {
    let note = store.get(stage).and_then(|node| node.notes.get(APPROVERS)?.as_array());
    let keys = note.into_iter().flatten().filter_map(Value::as_str);
    keys.map(str::to_owned).collect()
}

fn is_deciding(store: &Store, request: NodeId, stage: &str) -> bool {
    Progress::of(store, request).is_some_and(|progress| progress.deciding.as_deref() == Some(stage))
}

fn about(store: &Store, request: NodeId) -> About {
    let object = |name: &str| {
        store
            .one(request, name)
            .and_then(|subject| subjects::object(store, subject))
    };
    About {
        requestor: object("requestor"),
        target: object(TARGET),
    }
}
