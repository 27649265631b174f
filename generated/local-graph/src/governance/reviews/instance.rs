//! Instances: one opens, closes by the clock or because somebody stops it, and is applied where that is asked for.

use serde_json::{Map, Value, json};
use time::Duration;

use super::query::Principal;
use super::{APPLIES, CLOSES, INSTANCE, NEXT_STAGE, definition, items, stages};
use crate::failure::Failure;
use crate::governance::entities::{self, key, make, owner, says};
use crate::governance::instants::written;
use crate::governance::people;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How long the service takes between two states that follow on each other by themselves.
pub(super) const STEP: Duration = Duration::MINUTE;

/// What of an instance can be changed.
const CHANGEABLE: [&str; 3] = ["scope", "reviewers", "fallbackReviewers"];

/// The note that has the key of what is reviewed.
pub(super) const RESOURCE: &str = "resource";

/// Opens an instance of a definition, for a group or for whatever its scope finds.
pub(super) fn open(
    turn: &mut Turn<'_>,
    definition: NodeId,
    resource: Option<NodeId>,
    scope: &Value,
) -> Result<(), Failure> {
    let copied = |name: &str| {
        let value = turn.change.get(definition).and_then(|node| node.member(name));
        value.cloned().unwrap_or_else(|| json!([]))
    };
    let end = turn.now + definition::length(&turn.change, definition);
    let members = json!({
        "startDateTime": written(turn.now),
        "endDateTime": written(end),
        "status": "InProgress",
        "scope": resource.map_or_else(|| scope.clone(), |group| of_group(scope, &key(&turn.change, group))),
        "reviewers": copied("reviewers"),
        "fallbackReviewers": copied("fallbackReviewers"),
    });
    let instance = make(&mut turn.change, (definition, "instances"), INSTANCE, members)?;
    if let Some(resource) = resource {
        turn.change.note(instance, RESOURCE, key(&turn.change, resource));
    }
    // Beta has the way back.
    if turn
        .change
        .ty(INSTANCE)
        .is_some_and(|ty| ty.member("definition").is_some())
    {
        turn.change.refer_to_one(instance, "definition", definition);
    }
    let mut found: Vec<Principal> = Vec::new();
    for query in definition::principals(scope) {
        for principal in query.find(&turn.change, turn.now, resource, None) {
            if !found.contains(&principal) {
                found.push(principal);
            }
        }
    }
    if let Some(members) = resource.filter(|_| entities::type_name(scope) == "principalResourceMembershipsScope") {
        let members = super::query::everybody_in(&turn.change, members);
        found.retain(|(principal, _)| members.contains(principal));
    }
    if stages::open(turn, definition, instance, &found)? {
        return Ok(());
    }
    items::make_all(turn, instance, None, &found)?;
    turn.change.set_timer(end, instance, CLOSES);
    Ok(())
}

/// A scope of the resource under review (`./members`) as one of a group.
fn of_group(scope: &Value, group: &str) -> Value {
    let mut scope = scope.clone();
    let query = scope.get("query").and_then(Value::as_str);
    if let Some(rest) = query.and_then(|query| query.strip_prefix("./")) {
        let rest = format!("/groups/{group}/{rest}");
        entities::put(&mut scope, "query", rest);
    }
    scope
}

/// The definition of an instance.
pub(super) fn definition_of(change: &Change<'_>, instance: NodeId) -> Option<NodeId> {
    owner(change, instance)
}

/// Looks at a change of an instance by PATCH.
pub(super) fn check_update(turn: &Turn<'_>, instance: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
    body.retain(|name, _| CHANGEABLE.contains(&name.as_str()));
    check_in_progress(turn, instance)
}

/// Refuses what only an open instance allows.
pub(super) fn check_in_progress(turn: &Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    match says(&turn.change, instance, "status", "InProgress") {
        true => Ok(()),
        false => Err(Failure::bad_request("The instance is not in progress.")),
    }
}

/// Stops an instance before its time.
pub(super) fn stop(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    check_in_progress(turn, instance)?;
    close(turn, instance)
}

/// Closes an instance: what nobody has decided is decided by default, and applied where that is asked for.
pub(super) fn close(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    let Some(definition) = definition_of(&turn.change, instance) else {
        return Ok(());
    };
    turn.change.cancel_timers_for(instance, CLOSES);
    let stages: Vec<NodeId> = turn.change.contained(instance, "stages").collect();
    for stage in stages {
        turn.change.cancel_timers_for(stage, NEXT_STAGE);
        if !says(&turn.change, stage, "status", "Completed") {
            turn.change.set(stage, "status", "Completed");
        }
    }
    if definition::is_set(&turn.change, definition, "defaultDecisionEnabled") {
        let word = definition::setting(&turn.change, definition, "defaultDecision").and_then(Value::as_str);
        let word = word.unwrap_or_default().to_ascii_lowercase();
        for item in items::last(&turn.change, instance) {
            if says(&turn.change, item, "decision", "NotReviewed") {
                decide_by_default(turn, item, &word);
            }
        }
    }
    turn.change.set(instance, "endDateTime", written(turn.now));
    turn.change.set(instance, "status", "Completed");
    if definition::is_set(&turn.change, definition, "autoApplyDecisionsEnabled") {
        turn.change.set_timer(turn.now + STEP, instance, APPLIES);
    }
    definition::settle(&mut turn.change, definition);
    Ok(())
}

fn decide_by_default(turn: &mut Turn<'_>, item: NodeId, word: &str) {
    let decision = match word {
        "approve" => "Approve",
        "deny" => "Deny",
        "recommendation" => match says(&turn.change, item, "recommendation", "Approve") {
            true => "Approve",
            false => "Deny",
        },
        _ => return,
    };
    turn.change.set(item, "decision", decision);
    turn.change.set(item, "reviewedDateTime", written(turn.now));
    let mut service = people::nobody();
    entities::put(&mut service, "displayName", "AAD Access Reviews");
    turn.change.set(item, "reviewedBy", service);
}
