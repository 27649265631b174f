//! Schedules and instances: what somebody has or may activate, from its begin to its end by the clock.

use serde_json::{Value, json};

use super::kinds::Access;
use super::period::Period;
use super::{BEGINS, ENDS, PATH};
use crate::failure::Failure;
use crate::governance::directory;
use crate::governance::entities::{self, make, says, text};
use crate::governance::instants::{instant, written};
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// Whose access to which group, as a member or an owner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whose {
    pub(super) group: String,
    pub(super) principal: String,
    /// `member`, `owner`.
    pub(super) relationship: &'static str,
}

impl Whose {
    /// As a request, a schedule or an instance has it.
    pub(super) fn of(store: &Store, id: NodeId) -> Self {
        let member = |name: &str| text(store, id, name).unwrap_or_default().to_owned();
        Self {
            group: member("groupId"),
            principal: member("principalId"),
            relationship: if says(store, id, "accessId", "owner") {
                "owner"
            } else {
                "member"
            },
        }
    }

    fn is(&self, other: &Self) -> bool {
        self.group.eq_ignore_ascii_case(&other.group)
            && self.principal.eq_ignore_ascii_case(&other.principal)
            && self.relationship == other.relationship
    }
}

/// How an assignment came about: the word of `assignmentType`.
pub(super) const ASSIGNED: &str = "assigned";
pub(super) const ACTIVATED: &str = "activated";

/// The schedule that somebody has: of an assignment only of that type.
pub(super) fn find(change: &Change<'_>, access: Access, whose: &Whose, ty: &str) -> Option<NodeId> {
    let container = change.at(&PATH)?;
    change.contained(container, access.schedules()).find(|id| {
        let is_type = access == Access::Eligible || says(change, *id, "assignmentType", ty);
        is_type && Whose::of(change, *id).is(whose)
    })
}

/// The instance of a schedule, while it is in force.
pub(super) fn instance_of(change: &Change<'_>, access: Access, schedule: NodeId) -> Option<NodeId> {
    let key = entities::key(change, schedule);
    let container = change.at(&PATH)?;
    change
        .contained(container, access.instances())
        .find(|id| says(change, *id, access.schedule_id(), &key))
}

/// Makes the schedule that a request asks for; it begins at once or by the clock.
pub(super) fn make_of(
    turn: &mut Turn<'_>,
    access: Access,
    request: NodeId,
    period: Period,
    using: Option<NodeId>,
) -> Result<NodeId, Failure> {
    let none = || Failure::internal("The version has no privileged access to groups.");
    let container = turn.change.singleton(&PATH).ok_or_else(none)?;
    let whose = Whose::of(&turn.change, request);
    let at = written(turn.now);
    let members = json!({
        "accessId": whose.relationship,
        "assignmentType": if using.is_some() { ACTIVATED } else { ASSIGNED },
        "createdDateTime": at,
        "createdUsing": entities::key(&turn.change, request),
        "groupId": whose.group,
        "memberType": "direct",
        "modifiedDateTime": at,
        "principalId": whose.principal,
        "scheduleInfo": period.written(),
        "status": "Provisioned",
    });
    let schedule = make(
        &mut turn.change,
        (container, access.schedules()),
        access.schedule(),
        members,
    )?;
    link(&mut turn.change, schedule, &whose);
    if let Some(using) = using {
        turn.change.refer_to_one(schedule, "activatedUsing", using);
    }
    plan(turn, access, schedule, period)?;
    Ok(schedule)
}

/// The group and the principal, for those who follow the references.
pub(super) fn link(change: &mut Change<'_>, id: NodeId, whose: &Whose) {
    if let Some(group) = change.find_named("group", &whose.group) {
        change.refer_to_one(id, "group", group);
    }
    if let Some(principal) = directory::object(change, &whose.principal) {
        change.refer_to_one(id, "principal", principal);
    }
}

fn plan(turn: &mut Turn<'_>, access: Access, schedule: NodeId, period: Period) -> Result<(), Failure> {
    turn.change.cancel_timers(schedule);
    if let Some(end) = period.end {
        turn.change.set_timer(end, schedule, ENDS);
    }
    match period.start > turn.now {
        true => {
            turn.change.set_timer(period.start, schedule, BEGINS);
            Ok(())
        }
        false => begin_of(turn, access, schedule),
    }
}

/// Gives a schedule another period.
pub(super) fn change_period(
    turn: &mut Turn<'_>,
    access: Access,
    schedule: NodeId,
    period: Period,
) -> Result<(), Failure> {
    turn.change.set(schedule, "scheduleInfo", period.written());
    turn.change.set(schedule, "modifiedDateTime", written(turn.now));
    if let Some(instance) = instance_of(&turn.change, access, schedule) {
        turn.change.set(
            instance,
            "endDateTime",
            period.end.map(written).map_or(Value::Null, Value::from),
        );
    }
    plan(turn, access, schedule, period)
}

/// The time of a schedule has come.
pub(super) fn begin(turn: &mut Turn<'_>, schedule: NodeId) -> Result<(), Failure> {
    match access_of(&turn.change, schedule) {
        Some(access) => begin_of(turn, access, schedule),
        None => Ok(()),
    }
}

fn access_of(store: &Store, schedule: NodeId) -> Option<Access> {
    Access::ALL
        .into_iter()
        .find(|access| entities::is_of(store, schedule, access.schedule()))
}

/// Makes the instance; an assignment puts the principal into the group.
fn begin_of(turn: &mut Turn<'_>, access: Access, schedule: NodeId) -> Result<(), Failure> {
    if instance_of(&turn.change, access, schedule).is_some() {
        return Ok(());
    }
    let Some(container) = turn.change.at(&PATH) else {
        return Ok(());
    };
    let whose = Whose::of(&turn.change, schedule);
    let info = turn.change.get(schedule).and_then(|node| node.member("scheduleInfo"));
    let end = info.and_then(|info| instant(info.get("expiration")?.get("endDateTime")));
    let mut members = json!({
        "accessId": whose.relationship,
        "assignmentType": text(&turn.change, schedule, "assignmentType"),
        "endDateTime": end.map(written),
        "groupId": whose.group,
        "memberType": "direct",
        "principalId": whose.principal,
        "startDateTime": written(turn.now),
    });
    let id = entities::key(&turn.change, schedule);
    entities::put(&mut members, access.schedule_id(), id);
    let instance = make(
        &mut turn.change,
        (container, access.instances()),
        access.instance(),
        members,
    )?;
    link(&mut turn.change, instance, &whose);
    let using = turn.change.one(schedule, "activatedUsing");
    if let Some(using) = using.and_then(|using| instance_of(&turn.change, Access::Eligible, using)) {
        turn.change.refer_to_one(instance, "activatedUsing", using);
    }
    if access == Access::Assigned
        && let Some((group, principal)) = found(&turn.change, &whose)
    {
        match whose.relationship {
            "owner" => turn.change.refer(group, "owners", principal),
            _ => directory::add_member(&mut turn.change, group, principal),
        }
    }
    Ok(())
}

fn found(store: &Store, whose: &Whose) -> Option<(NodeId, NodeId)> {
    let group = store.find_named("group", &whose.group)?;
    Some((group, directory::object(store, &whose.principal)?))
}

/// A schedule ends, by the clock or by a request: its instance goes, and with an assignment the place in the group,
/// unless somebody has it by another assignment too. What was activated by an eligibility ends with it.
pub(super) fn end(turn: &mut Turn<'_>, schedule: NodeId) -> Result<(), Failure> {
    let Some(access) = access_of(&turn.change, schedule) else {
        return Ok(());
    };
    let whose = Whose::of(&turn.change, schedule);
    let instance = instance_of(&turn.change, access, schedule);
    let activated: Vec<NodeId> = match access {
        Access::Eligible => turn
            .change
            .referrers(schedule, "activatedUsing")
            .filter(|id| access_of(&turn.change, *id) == Some(Access::Assigned))
            .collect(),
        Access::Assigned => Vec::new(),
    };
    for schedule in activated {
        end(turn, schedule)?;
    }
    if let Some(instance) = instance {
        turn.change.remove(instance);
    }
    turn.change.remove(schedule);
    let other = [ASSIGNED, ACTIVATED]
        .into_iter()
        .find_map(|ty| find(&turn.change, Access::Assigned, &whose, ty));
    let has_other = other.is_some_and(|other| instance_of(&turn.change, Access::Assigned, other).is_some());
    if access == Access::Assigned
        && !has_other
        && let Some((group, principal)) = found(&turn.change, &whose)
    {
        let name = if whose.relationship == "owner" {
            "owners"
        } else {
            "members"
        };
        directory::unlink(&mut turn.change, group, name, principal);
    }
    Ok(())
}
