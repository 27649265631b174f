//! A request is made: what it asks for, and whether the policy that applies allows it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::kinds::{Action, Kind, RequestState};
use super::policies::{self, Policy};
use super::progress::{self, POLICY, Phase, Progress, TARGET};
use super::words::Words;
use super::{answers, approvals, assignments, conflicts, purpose, subjects};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::governance::instants;
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// What a turn carries from the body to the entity.
const CARRIED: &str = "assignment-request";

/// What a request asks for, found in the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    kind: Kind,
    package: NodeId,
    policy: NodeId,
    target: NodeId,
    requestor: NodeId,
    assignment: Option<NodeId>,
    creator: Option<String>,
    /// Whether it is only looked at (`isValidationOnly`).
    only_checked: bool,
}

/// Before a request is made of a body: finds what it asks for and checks that.
///
/// # Errors
/// 400 for a body that asks for nothing, 403 and 404 for what the caller may not ask for or is not there, 409 for what
/// is there or on its way already.
pub(super) fn creating(turn: &mut Turn<'_>, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let kind = body
        .get("requestType")
        .and_then(Value::as_str)
        .and_then(Kind::from_name);
    let kind = kind.ok_or_else(|| {
        Failure::bad_request("The request has no `requestType`, or one that is not known.").about("requestType")
    })?;
    // Documented bodies use beta's name in v1.0, too.
    let names = ["assignment", "accessPackageAssignment"];
    let spec = names
        .into_iter()
        .filter_map(|name| body.remove(name))
        .find(Value::is_object);
    let spec = spec.unwrap_or_else(|| json!({}));
    let asked = match kind.action() {
        Action::Add => adding(turn, kind, &spec, body)?,
        Action::Update | Action::Remove => about_assignment(turn, kind, &spec, body)?,
    };
    for name in [
        "accessPackage",
        "requestor",
        "state",
        "status",
        "requestState",
        "requestStatus",
        "completedDateTime",
        "completedDate",
        "customExtensionCalloutInstances",
        "customExtensionHandlerInstances",
    ] {
        body.remove(name);
    }
    let asked = serde_json::to_value(asked).map_err(|why| Failure::internal(why.to_string()))?;
    turn.carried.insert(CARRIED, asked);
    Ok(())
}

/// After a request was made: links it, and lets it go on as soon as it was responded to.
pub(super) fn created(turn: &mut Turn<'_>, request: NodeId) {
    let asked = turn
        .carried
        .remove(CARRIED)
        .and_then(|asked| serde_json::from_value(asked).ok());
    let Some(asked) = asked else {
        return;
    };
    let Asked {
        kind,
        package,
        policy,
        target,
        requestor,
        assignment,
        creator,
        only_checked,
    } = asked;
    let change = &mut turn.change;
    change.refer_to_one(request, "accessPackage", package);
    change.refer_to_one(request, POLICY, policy);
    change.refer_to_one(request, TARGET, target);
    change.refer_to_one(request, "requestor", requestor);
    let key = match assignment {
        Some(assignment) => {
            let words = Words::of(change);
            change.refer_to_one(request, words.request_assignment, assignment);
            progress::key(change, assignment)
        }
        None => Uuid::new_v4().to_string(),
    };
    let usual = [
        ("createdDateTime", Value::String(instants::written(turn.now))),
        ("customExtensionCalloutInstances", json!([])),
        ("answers", json!([])),
    ];
    for (name, value) in usual {
        if change
            .get(request)
            .is_some_and(|node| node.member(name).is_none_or(Value::is_null))
        {
            change.set(request, name, value);
        }
    }
    let phase = match kind.action() {
        Action::Remove => Phase::Removing,
        _ => Phase::Created,
    };
    let mut progress = Progress::new(kind, phase, key, creator);
    progress::set_state(change, request, RequestState::Submitted, "Accepted");
    if only_checked {
        progress::finish(
            change,
            turn.now,
            request,
            &mut progress,
            RequestState::Canceled,
            "Validated",
        );
        return;
    }
    progress.keep(change, request);
    change.set_timer(turn.now, request, &purpose("process"));
}

/// What a request asks for that adds access.
fn adding(turn: &mut Turn<'_>, kind: Kind, spec: &Value, body: &Map<String, Value>) -> Result<Asked, Failure> {
    let package = entity(&turn.change, spec, "accessPackage")?.ok_or_else(|| {
        Failure::bad_request("The request does not say for which access package.").about("accessPackage")
    })?;
    let target = target(turn, kind, spec)?;
    let object = subjects::object(&turn.change, target);
    let policy = match entity(&turn.change, spec, "assignmentPolicy")? {
        Some(policy) => policy,
        None => only_policy(&turn.change, package, object)?,
    };
    if turn.change.one(policy, "accessPackage") != Some(package) {
        return Err(Failure::bad_request("The policy is not one of the access package.").about("assignmentPolicyId"));
    }
    let view = Policy::new(&turn.change, policy);
    if kind.is_of_users() {
        let object = object.ok_or_else(|| Failure::forbidden("Who asks must be in the directory."))?;
        if !policies::is_requestable(&turn.change, package, object) || !view.is_for(object) {
            return Err(Failure::forbidden(
                "The policy does not let this user ask for the access package.",
            ));
        }
    }
    let creator = check_caller(turn, view, kind, object)?;
    conflicts::check(&turn.change, kind, package, policy, target)?;
    answers::check(view, kind, body)?;
    view.period(turn.now, body.get("schedule"), kind.is_of_users())?;
    let requestor = match (kind, subjects::caller(&turn.change, turn.caller)) {
        (Kind::OnBehalfAdd, Some(by)) => subjects::ensure(&mut turn.change, by)?,
        _ => target,
    };
    Ok(Asked {
        kind,
        package,
        policy,
        target,
        requestor,
        assignment: None,
        creator,
        only_checked: is_only_checked(body),
    })
}

/// What a request asks for that changes or removes access.
fn about_assignment(
    turn: &mut Turn<'_>,
    kind: Kind,
    spec: &Value,
    body: &Map<String, Value>,
) -> Result<Asked, Failure> {
    let words = Words::of(&turn.change);
    let assignment = match spec.get("id").and_then(Value::as_str) {
        Some(id) => assignments::find(&turn.change, id)
            .ok_or_else(|| Failure::not_found(format!("There is no assignment `{id}`.")).about("assignment"))?,
        None => own_assignment(turn, kind, spec)?,
    };
    if !assignments::state(&turn.change, assignment).is_some_and(super::kinds::AssignmentState::is_live) {
        return Err(Failure::conflict("The assignment has ended."));
    }
    if assignments::open_removal(&turn.change, assignment).is_some() {
        return Err(Failure::conflict("The assignment is being removed.").with_code("ExistingOpenRequest"));
    }
    let found = |name: &str| turn.change.one(assignment, name);
    let (Some(package), Some(policy), Some(target)) =
        (found("accessPackage"), found(words.assignment_policy), found(TARGET))
    else {
        return Err(Failure::bad_request("The assignment was not made by a request.").about("assignment"));
    };
    let view = Policy::new(&turn.change, policy);
    let object = subjects::object(&turn.change, target);
    let creator = check_caller(turn, view, kind, object)?;
    if kind == Kind::ApproverRemove {
        let by = subjects::signed_in(&turn.change, turn.caller)?;
        let by = progress::key(&turn.change, by);
        let mut requests = turn.change.referrers(assignment, words.request_assignment);
        if !requests.any(|request| approvals::was_decided_by(&turn.change, request, &by)) {
            return Err(Failure::forbidden("The signed-in user did not approve the assignment."));
        }
    }
    if kind.action() == Action::Update {
        conflicts::check_updates(&turn.change, assignment)?;
        view.period(turn.now, body.get("schedule"), kind.is_of_users())?;
        answers::check_given(view, body)?;
    }
    Ok(Asked {
        kind,
        package,
        policy,
        target,
        requestor: target,
        assignment: Some(assignment),
        creator,
        only_checked: is_only_checked(body),
    })
}

/// Whether the caller may make this kind of request for the target. The caller's key.
fn check_caller(
    turn: &Turn<'_>,
    policy: Policy<'_>,
    kind: Kind,
    target: Option<NodeId>,
) -> Result<Option<String>, Failure> {
    let by = subjects::caller(&turn.change, turn.caller);
    let creator = by.map(|by| progress::key(&turn.change, by));
    if !kind.is_of_users() {
        let is_approver = kind == Kind::ApproverRemove;
        if is_restricted(turn) && !is_approver {
            return Err(Failure::forbidden(
                "Only an administrator may make this kind of request.",
            ));
        }
        return Ok(creator);
    }
    let action = kind.action();
    let on_behalf = by.is_some_and(|by| policy.takes_on_behalf(action, by, target));
    if kind == Kind::OnBehalfAdd || (by.is_some() && by != target) {
        if on_behalf {
            return Ok(creator);
        }
        if kind == Kind::OnBehalfAdd || is_restricted(turn) {
            return Err(Failure::forbidden(
                "The policy does not let the caller ask on behalf of this user.",
            ));
        }
    }
    if !policy.takes_own(action) {
        return Err(Failure::forbidden(
            "The policy does not let users ask for this themselves.",
        ));
    }
    Ok(creator)
}

/// Whether the caller's token is one for a user's own requests alone.
fn is_restricted(turn: &Turn<'_>) -> bool {
    let scopes = &turn.caller.scopes;
    !scopes.is_empty()
        && !scopes
            .iter()
            .any(|scope| scope == "EntitlementManagement.ReadWrite.All")
}

/// Who is to have access: the one that is named, or for a user's own request the caller.
fn target(turn: &mut Turn<'_>, kind: Kind, spec: &Value) -> Result<NodeId, Failure> {
    let named = match spec.get("targetId").and_then(Value::as_str) {
        Some(id) => Some(json!({"objectId": id})),
        None => spec.get("target").filter(|target| target.is_object()).cloned(),
    };
    match named {
        Some(named) => subjects::named(&mut turn.change, &named),
        None if matches!(
            kind,
            Kind::UserAdd | Kind::UserUpdate | Kind::UserExtend | Kind::UserRemove
        ) =>
        {
            let by = subjects::signed_in(&turn.change, turn.caller)?;
            subjects::ensure(&mut turn.change, by)
        }
        None => Err(Failure::bad_request("The request does not say who is to have access.").about("targetId")),
    }
}

/// The assignment of a user to a package, for a request that does not name it by its id.
fn own_assignment(turn: &mut Turn<'_>, kind: Kind, spec: &Value) -> Result<NodeId, Failure> {
    let package = entity(&turn.change, spec, "accessPackage")?
        .ok_or_else(|| Failure::bad_request("The request does not say which assignment.").about("assignment"))?;
    let target = target(turn, kind, spec)?;
    let mut live = assignments::live(&turn.change, target);
    live.find(|id| turn.change.one(*id, "accessPackage") == Some(package))
        .ok_or_else(|| Failure::not_found("There is no such assignment of this user.").about("assignment"))
}

/// The one policy by which a user may ask for a package.
fn only_policy(store: &Store, package: NodeId, user: Option<NodeId>) -> Result<NodeId, Failure> {
    let found = user
        .map(|user| policies::applicable(store, package, user))
        .unwrap_or_default();
    match found.as_slice() {
        [only] => Ok(only.id()),
        [] => Err(Failure::forbidden(
            "No policy lets this user ask for the access package.",
        )),
        _ => {
            let why = "Several policies let this user ask for the access package: say which.";
            Err(Failure::bad_request(why).about("assignmentPolicyId"))
        }
    }
}

/// The entity that a body names by `…Id` or by `{"id": …}`.
fn entity(store: &Store, spec: &Value, name: &str) -> Result<Option<NodeId>, Failure> {
    let (ty, by_id, names) = match name {
        "accessPackage" => ("accessPackage", "accessPackageId", ["accessPackage"].as_slice()),
        _ => (
            "accessPackageAssignmentPolicy",
            "assignmentPolicyId",
            ["assignmentPolicy", "accessPackageAssignmentPolicy"].as_slice(),
        ),
    };
    let id = spec.get(by_id).and_then(Value::as_str);
    let by_reference = || names.iter().find_map(|name| spec.get(name)?.get("id")?.as_str());
    let Some(id) = id.or_else(by_reference) else {
        return Ok(None);
    };
    let mut found = store.by_key(id);
    match found.find(|id| is_a(store, *id, ty)) {
        Some(found) => Ok(Some(found)),
        None => Err(Failure::not_found(format!("There is no {ty} `{id}`.")).about(name)),
    }
}

fn is_only_checked(body: &Map<String, Value>) -> bool {
    body.get("isValidationOnly").and_then(Value::as_bool) == Some(true)
}
