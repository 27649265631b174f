//! Triggers and scopes: who is due by the schedule.

use msgraph_identity_governance::reflection::Api;
use serde_json::{Map, Value, json};
use time::Duration;

use crate::failure::Failure;
use crate::governance::entities::{is_of, key, owner, type_name};
use crate::governance::instants::{instant, written};
use crate::governance::{directory, matching};
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// How long after its time a user is still looked for, as the service makes up for runs that it missed.
const LOOKS_BACK: Duration = Duration::days(3);

/// How far from a time of the user a workflow may run, in days.
const MOST_DAYS: i64 = 180;

/// The times of a user that a workflow can be bound to.
const TIMES: [&str; 3] = ["employeeHireDate", "employeeLeaveDateTime", "createdDateTime"];

/// The type that rules are about.
const USER: &str = "microsoft.graph.user";

/// The note of a workflow that has what was seen last, for triggers by change.
const SEEN: &str = "seen";

/// Looks at the execution conditions of a body.
pub(super) fn check(conditions: Option<&Value>, api: &'static Api) -> Result<(), Failure> {
    let none = Value::Null;
    let conditions = conditions.unwrap_or(&none);
    let refused = |target: &str, why: &str| {
        let target = format!("executionConditions{target}");
        Err(Failure::bad_request(why).about(target))
    };
    match type_name(conditions) {
        "onDemandExecutionOnly" => return Ok(()),
        "triggerAndScopeBasedConditions" => {}
        _ => {
            let why = "A workflow has `executionConditions`: onDemandExecutionOnly or triggerAndScopeBasedConditions.";
            return refused("", why);
        }
    }
    let part = |name: &str| conditions.get(name).unwrap_or(&Value::Null);
    let (scope, trigger) = (part("scope"), part("trigger"));
    match type_name(scope) {
        "ruleBasedSubjectSet" => {
            let rule = scope.get("rule").and_then(Value::as_str).unwrap_or_default();
            if let Err(why) = api.ty(USER).map_or(Ok(()), |user| matching::check(user, rule)) {
                return refused("/scope/rule", &why);
            }
        }
        "groupBasedSubjectSet" => {}
        _ => return refused("/scope", "`scope` is a ruleBasedSubjectSet or a groupBasedSubjectSet."),
    }
    match type_name(trigger) {
        "timeBasedAttributeTrigger" => {
            let attribute = trigger
                .get("timeBasedAttribute")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if time_of(attribute).is_none() {
                return refused(
                    "/trigger/timeBasedAttribute",
                    "`timeBasedAttribute` is no time of a user.",
                );
            }
            let days = trigger.get("offsetInDays").and_then(Value::as_i64);
            if days.is_none_or(|days| !(-MOST_DAYS..=MOST_DAYS).contains(&days)) {
                return refused("/trigger/offsetInDays", "`offsetInDays` is a number from -180 to 180.");
            }
        }
        "attributeChangeTrigger" => {
            if attributes(trigger).is_empty() {
                return refused(
                    "/trigger/triggerAttributes",
                    "`triggerAttributes` name what is to change.",
                );
            }
        }
        "membershipChangeTrigger" => {
            if type_name(scope) != "groupBasedSubjectSet" {
                return refused(
                    "/scope",
                    "A change of members is of groups: `scope` is a groupBasedSubjectSet.",
                );
            }
        }
        "userInactivityTrigger" => {}
        _ => return refused("/trigger", "`trigger` is none of a workflow."),
    }
    Ok(())
}

/// Whether a workflow is one for the schedule.
pub(super) fn is_scheduled(change: &Change<'_>, workflow: NodeId) -> bool {
    conditions(change, workflow).is_some_and(|of| type_name(of) == "triggerAndScopeBasedConditions")
}

fn conditions(store: &Store, workflow: NodeId) -> Option<&Value> {
    store.get(workflow)?.member("executionConditions")
}

fn part(store: &Store, workflow: NodeId, name: &str) -> Value {
    let part = conditions(store, workflow).and_then(|of| of.get(name));
    part.cloned().unwrap_or_default()
}

/// Those who are due now, each with what is to be remembered of it.
pub(super) fn due(turn: &Turn<'_>, workflow: NodeId) -> Result<Vec<(NodeId, Value)>, Failure> {
    let store = &turn.change;
    let trigger = part(store, workflow, "trigger");
    let seen = store.get(workflow).and_then(|node| node.notes.get(SEEN)?.as_object());
    let found: Vec<(NodeId, Value)> = match type_name(&trigger) {
        "timeBasedAttributeTrigger" => {
            let of_scope = in_scope(turn, workflow)?.into_iter();
            let due = of_scope.filter_map(|user| Some((user, json!(due_by_time(turn, workflow, &trigger, user)?))));
            due.collect()
        }
        "attributeChangeTrigger" => {
            let now = values(store, &trigger);
            let is_changed = |user: &NodeId| {
                let key = key(store, *user);
                let before = seen.and_then(|seen| seen.get(&key));
                before.is_some_and(|before| now.get(&key) != Some(before))
            };
            let of_scope = in_scope(turn, workflow)?.into_iter();
            of_scope
                .filter(is_changed)
                .map(|user| (user, json!(written(turn.now))))
                .collect()
        }
        "membershipChangeTrigger" => {
            let is_for_new = trigger.get("changeType").and_then(Value::as_str) != Some("remove");
            let now = members(store, workflow);
            let none = Map::new();
            let before = seen.unwrap_or(&none);
            let (changed, than) = if is_for_new { (&now, before) } else { (before, &now) };
            let keys = changed.keys().filter(|key| !than.contains_key(*key));
            let users = keys.filter_map(|key| store.find_named("user", key));
            users.map(|user| (user, json!(written(turn.now)))).collect()
        }
        _ => Vec::new(),
    };
    Ok(found)
}

/// The time at which a user is due, where that is now and the workflow has not run for it yet.
fn due_by_time(turn: &Turn<'_>, workflow: NodeId, trigger: &Value, user: NodeId) -> Option<String> {
    let store = &turn.change;
    let attribute = time_of(trigger.get("timeBasedAttribute")?.as_str()?)?;
    let at = instant(store.get(user)?.member(attribute))?;
    let due = at.checked_add(Duration::days(trigger.get("offsetInDays")?.as_i64()?))?;
    let is_now = due <= turn.now && turn.now - due < LOOKS_BACK;
    let due = written(due);
    let mut before = store
        .referrers(user, "subject")
        .filter(|result| owner(store, *result) == Some(workflow));
    let is_done = before.any(|result| {
        store
            .get(result)
            .is_some_and(|node| node.note("due") == Some(due.as_str()))
    });
    (is_now && !is_done).then_some(due)
}

fn time_of(attribute: &str) -> Option<&'static str> {
    TIMES.into_iter().find(|name| name.eq_ignore_ascii_case(attribute))
}

/// The users of a workflow's scope.
fn in_scope(turn: &Turn<'_>, workflow: NodeId) -> Result<Vec<NodeId>, Failure> {
    let store = &turn.change;
    let scope = part(store, workflow, "scope");
    match scope.get("rule").and_then(Value::as_str).zip(store.ty(USER)) {
        Some((rule, ty)) => {
            let users = store.contained(NodeId::ROOT, "users").collect();
            matching::filter(store, users, ty, rule, turn.now).map_err(Failure::internal)
        }
        None => {
            let members = members(store, workflow);
            Ok(members.keys().filter_map(|key| store.find_named("user", key)).collect())
        }
    }
}

/// The users in the groups of a workflow's scope, by key.
fn members(store: &Store, workflow: NodeId) -> Map<String, Value> {
    let scope = part(store, workflow, "scope");
    let groups = scope.get("groups").and_then(Value::as_array).into_iter().flatten();
    let groups = groups.filter_map(|group| store.find_named("group", group.get("id")?.as_str()?));
    let users = groups.flat_map(|group| directory::members(store, group));
    let users = users.filter(|user| is_of(store, *user, "user"));
    users.map(|user| (key(store, user), json!(true))).collect()
}

fn attributes(trigger: &Value) -> Vec<&str> {
    let named = trigger
        .get("triggerAttributes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    named.filter_map(|named| named.get("name")?.as_str()).collect()
}

/// What the attributes of a trigger are now, by the user's key.
fn values(store: &Store, trigger: &Value) -> Map<String, Value> {
    let of = |user: NodeId| -> Value {
        let names = attributes(trigger).into_iter();
        names
            .map(|name| {
                store
                    .get(user)
                    .and_then(|node| node.member(name))
                    .cloned()
                    .unwrap_or_default()
            })
            .collect()
    };
    let users = store.contained(NodeId::ROOT, "users");
    users.map(|user| (key(store, user), of(user))).collect()
}

/// Remembers what is there now, for a trigger by change: where nothing was remembered yet, or `again`.
pub(super) fn remember(change: &mut Change<'_>, workflow: NodeId, again: bool) {
    let is_known = change.get(workflow).is_some_and(|node| node.notes.contains_key(SEEN));
    if is_known && !again {
        return;
    }
    let trigger = part(change, workflow, "trigger");
    let now = match type_name(&trigger) {
        "attributeChangeTrigger" => values(change, &trigger),
        "membershipChangeTrigger" => members(change, workflow),
        _ => return,
    };
    change.note(workflow, SEEN, now);
}

/// Forgets what was seen.
pub(super) fn forget(change: &mut Change<'_>, workflow: NodeId) {
    if change.get(workflow).is_some_and(|node| node.notes.contains_key(SEEN)) {
        change.update(workflow, |node| drop(node.notes.remove(SEEN)));
    }
}
