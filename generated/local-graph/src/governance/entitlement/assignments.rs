//! Assignments: they are made, delivered, changed, run towards their end, and end.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::kinds::{Action, AssignmentState, Kind, Stage};
use super::policies::{Period, Policy};
use super::progress::{self, POLICY, Phase, Progress, TARGET};
use super::words::{GOVERNANCE, Words};
use super::{process, purpose, stages};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::governance::instants;
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// What happens to an assignment on its way to its end, and how long before.
const MILESTONES: [(&str, Duration); 3] = [
    ("fourteen-days", Duration::days(14)),
    ("one-day", Duration::days(1)),
    ("expires", Duration::ZERO),
];

/// An assignment's state.
pub(super) fn state(store: &Store, assignment: NodeId) -> Option<AssignmentState> {
    let state = store.get(assignment)?.text(Words::of(store).assignment_state)?;
    AssignmentState::from_name(state)
}

/// The live assignments of a subject.
pub(super) fn live(store: &Store, subject: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    store.referrers(subject, TARGET).filter(|id| {
        let is_assignment = is_a(store, *id, "accessPackageAssignment");
        is_assignment && state(store, *id).is_some_and(AssignmentState::is_live)
    })
}

/// The assignment of that id.
pub(super) fn find(store: &Store, id: &str) -> Option<NodeId> {
    store.find_named("accessPackageAssignment", id)
}

/// When an assignment ends.
pub(super) fn end_of(store: &Store, assignment: NodeId) -> Option<OffsetDateTime> {
    let schedule = store.get(assignment)?.member("schedule")?;
    instants::instant(schedule.get("expiration")?.get("endDateTime"))
}

/// When a request wants access to begin.
pub(super) fn asked_start(store: &Store, request: NodeId) -> Option<OffsetDateTime> {
    instants::instant(store.get(request)?.member("schedule")?.get("startDateTime"))
}

/// Makes the assignment of a request, or makes one that failed go on. False where the policy does not allow it any
/// more.
pub(super) fn begin(turn: &mut Turn<'_>, request: NodeId, progress: &Progress) -> Result<bool, Failure> {
    let change = &mut turn.change;
    let words = Words::of(change);
    if let Some(known) = find(change, &progress.assignment) {
        set_state(change, known, AssignmentState::Delivering);
        return Ok(true);
    }
    let policy = change.one(request, POLICY);
    let (Some(policy), Some(target)) = (policy, change.one(request, TARGET)) else {
        return Ok(false);
    };
    let Some(package) = change.one(request, "accessPackage") else {
        return Ok(false);
    };
    let asked = change.get(request).and_then(|node| node.member("schedule"));
    let by_user = progress.kind.is_of_users();
    let Ok(period) = Policy::new(change, policy).period(turn.now, asked, by_user) else {
        return Ok(false);
    };
    let (Some(owner), Some(ty)) = (change.singleton(&GOVERNANCE), change.ty("accessPackageAssignment")) else {
        return Err(Failure::internal("The version has no assignments."));
    };
    let assignment = change.insert(owner, words.assignments, ty, &progress.assignment);
    let mut members = json!({
        "id": progress.assignment,
        "schedule": written(period),
        "expiredDateTime": null,
        "customExtensionCalloutInstances": [],
    });
    if words.is_beta() {
        let object = change.get(target).and_then(|node| node.member("objectId")).cloned();
        let catalog = change.one(package, words.catalog).map(|id| progress::key(change, id));
        let more = [
            ("accessPackageId", progress::key(change, package).into()),
            ("assignmentPolicyId", progress::key(change, policy).into()),
            (
                "targetId",
                object.unwrap_or_else(|| progress::key(change, target).into()),
            ),
            ("catalogId", catalog.into()),
            ("isExtended", false.into()),
        ];
        if let Value::Object(members) = &mut members {
            members.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
    }
    if let Value::Object(members) = members {
        change.set_all(assignment, members);
    }
    change.refer_to_one(assignment, "accessPackage", package);
    change.refer_to_one(assignment, words.assignment_policy, policy);
    change.refer_to_one(assignment, TARGET, target);
    change.refer_to_one(request, words.request_assignment, assignment);
    set_state(change, assignment, AssignmentState::Delivering);
    Ok(true)
}

/// Access is there.
pub(super) fn deliver(turn: &mut Turn<'_>, progress: &Progress) {
    if let Some(assignment) = find(&turn.change, &progress.assignment) {
        set_state(&mut turn.change, assignment, AssignmentState::Delivered);
        set_milestone(turn, assignment);
    }
}

/// Changes an assignment as a request asks for. False where it is not there any more.
pub(super) fn change(turn: &mut Turn<'_>, request: NodeId, progress: &Progress) -> bool {
    let change = &mut turn.change;
    let found = find(change, &progress.assignment).filter(|id| state(change, *id) == Some(AssignmentState::Delivered));
    let words = Words::of(change);
    let Some((assignment, policy)) = found.and_then(|id| Some((id, change.one(id, words.assignment_policy)?))) else {
        return false;
    };
    let asked = change.get(request).and_then(|node| node.member("schedule")).cloned();
    let expiration = asked
        .as_ref()
        .and_then(|asked| asked.get("expiration")?.get("type")?.as_str());
    let is_asked = expiration.is_some_and(|kind| !kind.eq_ignore_ascii_case("notSpecified"));
    if !is_asked && !progress.kind.extends() {
        return true;
    }
    let by_user = progress.kind.is_of_users();
    let Ok(period) = Policy::new(change, policy).period(turn.now, asked.as_ref(), by_user) else {
        return false;
    };
    let start = change
        .get(assignment)
        .and_then(|node| node.member("schedule")?.get("startDateTime"))
        .cloned();
    let mut schedule = written(period);
    if let (Some(start), Value::Object(members)) = (start, &mut schedule) {
        members.insert("startDateTime".to_owned(), start);
    }
    change.set(assignment, "schedule", schedule);
    if words.is_beta() {
        change.set(assignment, "isExtended", true);
    }
    set_milestone(turn, assignment);
    true
}

/// Access ends.
pub(super) fn end(turn: &mut Turn<'_>, progress: &Progress) {
    if let Some(assignment) = find(&turn.change, &progress.assignment) {
        let at = instants::written(turn.now);
        set_state(&mut turn.change, assignment, AssignmentState::Expired);
        turn.change.set(assignment, "expiredDateTime", at);
        turn.change.cancel_timers(assignment);
    }
}

/// A request about an assignment failed: one that was to be made is not there, one that was to end still runs.
pub(super) fn fail(turn: &mut Turn<'_>, progress: &Progress) {
    let Some(assignment) = find(&turn.change, &progress.assignment) else {
        return;
    };
    match progress.kind.action() {
        Action::Add => set_state(&mut turn.change, assignment, AssignmentState::DeliveryFailed),
        Action::Update => {}
        Action::Remove => set_milestone(turn, assignment),
    }
}

fn set_state(change: &mut Change<'_>, assignment: NodeId, state: AssignmentState) {
    let words = Words::of(change);
    change.set(assignment, words.assignment_state, words.assignment(state));
    change.set(assignment, words.assignment_status, words_of_status(state));
}

fn words_of_status(state: AssignmentState) -> &'static str {
    match state {
        AssignmentState::Delivering => "Delivering",
        AssignmentState::Delivered => "Delivered",
        AssignmentState::Expired => "Expired",
        AssignmentState::DeliveryFailed => "DeliveryFailed",
    }
}

/// A schedule as an assignment shows it.
fn written(period: Period) -> Value {
    let kind = match period.end {
        Some(_) => "afterDateTime",
        None => "noExpiration",
    };
    json!({
        "startDateTime": instants::written(period.start),
        "recurrence": null,
        "expiration": {"type": kind, "duration": null, "endDateTime": period.end.map(instants::written)},
    })
}

/// Sets the timer for the next thing on an assignment's way to its end: one at a time.
fn set_milestone(turn: &mut Turn<'_>, assignment: NodeId) {
    for (name, _) in MILESTONES {
        turn.change.cancel_timers_for(assignment, &purpose(name));
    }
    let Some(end) = end_of(&turn.change, assignment) else {
        return;
    };
    let last = (end.max(turn.now), "expires");
    let at = |(name, before): (&'static str, Duration)| Some((end.checked_sub(before)?, name));
    let next = MILESTONES.into_iter().filter_map(at).find(|(at, _)| *at > turn.now);
    let (at, name) = next.unwrap_or(last);
    turn.change.set_timer(at, assignment, &purpose(name));
}

/// A milestone is there. Whether the word names one.
pub(super) fn milestone(turn: &mut Turn<'_>, assignment: NodeId, name: &str) -> Result<bool, Failure> {
    let stage = match name {
        "fourteen-days" => Stage::FourteenDays,
        "one-day" => Stage::OneDay,
        "expires" => {
            expire(turn, assignment)?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    if state(&turn.change, assignment) == Some(AssignmentState::Delivered) {
        let words = Words::of(&turn.change);
        if let Some(policy) = turn.change.one(assignment, words.assignment_policy) {
            stages::call_before_expiration(turn, assignment, policy, stage);
        }
        set_milestone(turn, assignment);
    }
    Ok(true)
}

/// The time of an assignment is over.
fn expire(turn: &mut Turn<'_>, assignment: NodeId) -> Result<(), Failure> {
    let is_over = end_of(&turn.change, assignment).is_some_and(|end| end <= turn.now);
    match is_over {
        true => remove(turn, assignment),
        false => Ok(()),
    }
}

/// The service makes a request to remove an assignment, unless one is on its way.
pub(super) fn remove(turn: &mut Turn<'_>, assignment: NodeId) -> Result<(), Failure> {
    if state(&turn.change, assignment) != Some(AssignmentState::Delivered) {
        return Ok(());
    }
    if open_removal(&turn.change, assignment).is_some() {
        return Ok(());
    }
    let change = &mut turn.change;
    let words = Words::of(change);
    let (Some(owner), Some(ty)) = (
        change.singleton(&GOVERNANCE),
        change.ty("accessPackageAssignmentRequest"),
    ) else {
        return Ok(());
    };
    let key = Uuid::new_v4().to_string();
    let request = change.insert(owner, words.requests, ty, &key);
    change.set(request, "id", key);
    change.set(request, "requestType", words.cased(Kind::SystemRemove.name()));
    change.set(request, "createdDateTime", instants::written(turn.now));
    change.set(request, "customExtensionCalloutInstances", json!([]));
    let of = progress::key(change, assignment);
    link(change, request, assignment);
    let progress = Progress::new(Kind::SystemRemove, Phase::Removing, of, None);
    progress.keep(change, request);
    process::run(turn, request)
}

/// A request about an assignment refers to what the assignment refers to.
pub(super) fn link(change: &mut Change<'_>, request: NodeId, assignment: NodeId) {
    let words = Words::of(change);
    let refer = |change: &mut Change<'_>, name: &str, of: &str| {
        if let Some(to) = change.one(assignment, of) {
            change.refer_to_one(request, name, to);
        }
    };
    change.refer_to_one(request, words.request_assignment, assignment);
    refer(change, "accessPackage", "accessPackage");
    refer(change, POLICY, words.assignment_policy);
    refer(change, TARGET, TARGET);
    refer(change, "requestor", TARGET);
}

/// The request that is removing an assignment.
pub(super) fn open_removal(store: &Store, assignment: NodeId) -> Option<NodeId> {
    let words = Words::of(store);
    store.referrers(assignment, words.request_assignment).find(|request| {
        let progress = Progress::of(store, *request);
        progress.is_some_and(|progress| progress.kind.action() == Action::Remove && progress.phase != Phase::Done)
    })
}
