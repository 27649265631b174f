//! Requests: what they ask for, whether it is allowed, what becomes of them.

use serde_json::{Map, Value, json};
use time::Duration;

use super::kinds::Access;
use super::period::Period;
use super::schedules::{self, ACTIVATED, ASSIGNED, Whose};
use super::{EXPIRES, PATH};
use crate::failure::Failure;
use crate::governance::approval::{self, Approvers};
use crate::governance::entities::{self, is_of, key, says, text};
use crate::governance::instants::written;
use crate::governance::{directory, people};
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How long an approval waits.
const WAITS: Duration = Duration::hours(24);

/// What a request wants, by its `action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Assign,
    Update,
    Remove,
    Activate,
    Deactivate,
    /// A user asks an administrator for more time.
    AskForMore,
}

/// The words of `scheduleRequestActions`.
const ACTIONS: [(&str, Action); 9] = [
    ("adminAssign", Action::Assign),
    ("adminRenew", Action::Assign),
    ("adminUpdate", Action::Update),
    ("adminExtend", Action::Update),
    ("adminRemove", Action::Remove),
    ("selfActivate", Action::Activate),
    ("selfDeactivate", Action::Deactivate),
    ("selfExtend", Action::AskForMore),
    ("selfRenew", Action::AskForMore),
];

fn action(body: &Map<String, Value>) -> Option<(&'static str, Action)> {
    let word = body.get("action").and_then(Value::as_str)?;
    ACTIONS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word))
}

fn refusal(target: &str, why: &str) -> Failure {
    Failure::bad_request(why).about(target)
}

/// Looks at a new request.
pub(super) fn check(turn: &Turn<'_>, access: Access, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let (word, action) = action(body).ok_or_else(|| refusal("action", "`action` is none of a request."))?;
    body.insert("action".to_owned(), json!(word));
    let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let relationship = match member("accessId").to_ascii_lowercase().as_str() {
        "owner" => "owner",
        "member" => "member",
        _ => return Err(refusal("accessId", "`accessId` is `member` or `owner`.")),
    };
    let whose = Whose {
        group: member("groupId"),
        principal: member("principalId"),
        relationship,
    };
    let change = &turn.change;
    if change.find_named("group", &whose.group).is_none() {
        return Err(refusal("groupId", "There is no such group."));
    }
    let principal = directory::object(change, &whose.principal);
    let principal = principal.ok_or_else(|| refusal("principalId", "There is no such user or group."))?;
    if member("accessId") == "owner" && is_of(change, principal, "group") {
        return Err(refusal("principalId", "A group does not own a group."));
    }
    let period = Period::of(body, turn.now)?;
    let of_type = |ty: &str| schedules::find(change, access, &whose, ty);
    match action {
        Action::Assign => match of_type(ASSIGNED) {
            Some(_) => Err(exists("There is such an assignment already.")),
            None => Ok(()),
        },
        Action::Update | Action::Remove => match of_type(ASSIGNED) {
            Some(_) => Ok(()),
            None => Err(missing("There is no such assignment.")),
        },
        Action::Activate => {
            only_for_assignments(access)?;
            check_self(turn, principal)?;
            if member("justification").trim().is_empty() {
                return Err(refusal("justification", "An activation has a `justification`."));
            }
            period.of_activation()?;
            match (eligibility(change, &whose), of_type(ACTIVATED)) {
                (None, _) => Err(missing("The principal is not eligible.")),
                (_, Some(_)) => Err(exists("The eligibility is active already.")),
                (Some(_), None) => Ok(()),
            }
        }
        Action::Deactivate => {
            only_for_assignments(access)?;
            check_self(turn, principal)?;
            of_type(ACTIVATED)
                .map(drop)
                .ok_or_else(|| missing("The eligibility is not active."))
        }
        Action::AskForMore => {
            check_self(turn, principal)?;
            let is_there = of_type(ASSIGNED).is_some() || word == "selfRenew";
            is_there
                .then_some(())
                .ok_or_else(|| missing("There is no such assignment."))
        }
    }
}

fn only_for_assignments(access: Access) -> Result<(), Failure> {
    match access {
        Access::Assigned => Ok(()),
        Access::Eligible => Err(refusal("action", "An activation is a request for an assignment.")),
    }
}

fn exists(why: &str) -> Failure {
    Failure::bad_request(why).with_code("RoleAssignmentExists")
}

fn missing(why: &str) -> Failure {
    Failure::bad_request(why).with_code("RoleAssignmentDoesNotExist")
}

/// What a user asks for themselves nobody else asks for.
fn check_self(turn: &Turn<'_>, principal: NodeId) -> Result<(), Failure> {
    match people::signed_in(&turn.change, turn.caller) == Some(principal) {
        true => Ok(()),
        false => Err(Failure::forbidden(
            "Only the principal itself, signed in, asks for that.",
        )),
    }
}

/// The eligibility that is in force.
fn eligibility(change: &Change<'_>, whose: &Whose) -> Option<NodeId> {
    let schedule = schedules::find(change, Access::Eligible, whose, ASSIGNED)?;
    schedules::instance_of(change, Access::Eligible, schedule).map(|_| schedule)
}

/// Does what a request asks for, or has it wait.
pub(super) fn created(turn: &mut Turn<'_>, access: Access, request: NodeId) -> Result<(), Failure> {
    let whose = Whose::of(&turn.change, request);
    turn.change.set(request, "createdDateTime", written(turn.now));
    schedules::link(&mut turn.change, request, &whose);
    let members = turn
        .change
        .get(request)
        .map(|node| node.members.clone())
        .unwrap_or_default();
    let Some((word, action)) = action(&members) else {
        return Ok(());
    };
    if entities::is_on(&turn.change, request, "isValidationOnly") {
        return end(turn, request, "Granted");
    }
    let period = Period::of(&members, turn.now)?;
    let known = schedules::find(&turn.change, access, &whose, ASSIGNED);
    match (action, known) {
        (Action::Assign, _) => {
            let schedule = schedules::make_of(turn, access, request, period, None)?;
            provisioned(turn, access, request, schedule)
        }
        (Action::Update, Some(schedule)) => {
            let period = match word {
                // More time is added at the end; the start stays.
                "adminExtend" => Period {
                    start: turn.now.min(period.start),
                    ..period
                },
                _ => period,
            };
            schedules::change_period(turn, access, schedule, period)?;
            provisioned(turn, access, request, schedule)
        }
        (Action::Remove, Some(schedule)) => {
            let id = key(&turn.change, schedule);
            turn.change.set(request, "targetScheduleId", id);
            schedules::end(turn, schedule)?;
            end(turn, request, "Revoked")
        }
        (Action::Activate, _) => match approvers(&turn.change, &whose) {
            Some(approvers) => wait(turn, request, &whose, approvers),
            None => activate(turn, request),
        },
        (Action::Deactivate, _) => {
            if let Some(schedule) = schedules::find(&turn.change, access, &whose, ACTIVATED) {
                let id = key(&turn.change, schedule);
                turn.change.set(request, "targetScheduleId", id);
                schedules::end(turn, schedule)?;
            }
            end(turn, request, "Revoked")
        }
        (Action::AskForMore, _) => {
            turn.change.set(request, "status", "PendingAdminDecision");
            Ok(())
        }
        (Action::Update | Action::Remove, None) => Err(missing("There is no such assignment.")),
    }
}

/// Who decides on an activation: the owners of a group that is assignable to roles.
fn approvers(change: &Change<'_>, whose: &Whose) -> Option<Vec<String>> {
    let group = change.find_named("group", &whose.group)?;
    let is_needed = entities::is_on(change, group, "isAssignableToRole");
    let owners = directory::linked(change, group, "owners");
    is_needed.then(|| owners.into_iter().map(|id| key(change, id)).collect())
}

fn wait(turn: &mut Turn<'_>, request: NodeId, whose: &Whose, approvers: Vec<String>) -> Result<(), Failure> {
    let none = || Failure::internal("The version has no privileged access to groups.");
    let container = turn.change.singleton(&PATH).ok_or_else(none)?;
    let id = key(&turn.change, request);
    let place = (container, "assignmentApprovals");
    approval::open(
        &mut turn.change,
        place,
        &id,
        &whose.principal,
        Approvers::These(approvers),
    )?;
    turn.change.set(request, "approvalId", id);
    turn.change.set(request, "status", "PendingApproval");
    turn.change.set_timer(turn.now + WAITS, request, EXPIRES);
    Ok(())
}

/// Makes the assignment of an activation, from now on for as long as was asked.
fn activate(turn: &mut Turn<'_>, request: NodeId) -> Result<(), Failure> {
    let whose = Whose::of(&turn.change, request);
    let Some(using) = eligibility(&turn.change, &whose) else {
        return end(turn, request, "Failed");
    };
    let members = turn
        .change
        .get(request)
        .map(|node| node.members.clone())
        .unwrap_or_default();
    let period = Period::of(&members, turn.now)?.of_activation()?;
    // It does not outlast what it rests on.
    let limit = turn.change.get(using).and_then(|node| node.member("scheduleInfo"));
    let limit = limit.and_then(|info| crate::governance::instants::instant(info.get("expiration")?.get("endDateTime")));
    let period = Period {
        end: period.end.map(|end| limit.map_or(end, |limit| end.min(limit))),
        ..period
    };
    let schedule = schedules::make_of(turn, Access::Assigned, request, period, Some(using))?;
    turn.change.refer_to_one(request, "activatedUsing", using);
    provisioned(turn, Access::Assigned, request, schedule)
}

fn provisioned(turn: &mut Turn<'_>, access: Access, request: NodeId, schedule: NodeId) -> Result<(), Failure> {
    let id = key(&turn.change, schedule);
    turn.change.set(request, "targetScheduleId", id);
    // The metadata has the way to an eligibility alone.
    if access == Access::Eligible {
        turn.change.refer_to_one(request, "targetSchedule", schedule);
    }
    end(turn, request, "Provisioned")
}

fn end(turn: &mut Turn<'_>, request: NodeId, status: &str) -> Result<(), Failure> {
    turn.change.cancel_timers_for(request, EXPIRES);
    turn.change.set(request, "status", status);
    turn.change.set(request, "completedDateTime", written(turn.now));
    Ok(())
}

/// After an approver has decided.
pub(super) fn decided(turn: &mut Turn<'_>, stage: NodeId) -> Result<(), Failure> {
    let approval = entities::owner(&turn.change, stage);
    let id = approval.map(|approval| key(&turn.change, approval)).unwrap_or_default();
    let Some(request) = turn.change.find_named(Access::Assigned.request(), &id) else {
        return Ok(());
    };
    match says(&turn.change, stage, "reviewResult", "Approve") {
        true => activate(turn, request),
        false => end(turn, request, "Denied"),
    }
}

/// Nobody has decided in time.
pub(super) fn expire(turn: &mut Turn<'_>, request: NodeId) -> Result<(), Failure> {
    close_approval(turn, request);
    end(turn, request, "TimedOut")
}

fn close_approval(turn: &mut Turn<'_>, request: NodeId) {
    let id = text(&turn.change, request, "approvalId").unwrap_or_default();
    if let Some(approval) = turn.change.find_named("approval", id) {
        approval::close(&mut turn.change, approval, "Expired");
    }
}

/// Cancels a request that waits, or whose assignment has not begun.
pub(super) fn cancel(turn: &mut Turn<'_>, access: Access, request: NodeId) -> Result<(), Failure> {
    let is = |status: &str| says(&turn.change, request, "status", status);
    let schedule = text(&turn.change, request, "targetScheduleId");
    let schedule = schedule.and_then(|id| turn.change.find_named(access.schedule(), id));
    let is_ahead = schedule.filter(|id| {
        let has_begun = schedules::instance_of(&turn.change, access, *id).is_some();
        !has_begun && says(&turn.change, *id, "createdUsing", &key(&turn.change, request))
    });
    match is_ahead {
        Some(schedule) => schedules::end(turn, schedule)?,
        None if is("PendingApproval") || is("PendingAdminDecision") => close_approval(turn, request),
        None => return Err(Failure::bad_request("The request does not wait for anything.")),
    }
    end(turn, request, "Canceled")
}
