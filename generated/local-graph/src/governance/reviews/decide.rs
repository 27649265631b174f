//! Decisions: by PATCH of an item, or many at once.

use serde_json::{Map, Value, json};

use super::{definition, instance, items, stages};
use crate::failure::Failure;
use crate::governance::entities::{key, owner, says};
use crate::governance::instants::written;
use crate::governance::people;
use crate::store::NodeId;
use crate::turn::Turn;

/// The decisions that can be taken.
const DECISIONS: [&str; 4] = ["Approve", "Deny", "DontKnow", "NotReviewed"];

/// What of an item a reviewer says.
const SAID: [&str; 2] = ["decision", "justification"];

fn known(decision: Option<&Value>) -> Result<&'static str, Failure> {
    let text = decision.and_then(Value::as_str).unwrap_or_default();
    let known = DECISIONS.into_iter().find(|known| known.eq_ignore_ascii_case(text));
    let why = "`decision` is `Approve`, `Deny`, `DontKnow` or `NotReviewed`.";
    known.ok_or_else(|| Failure::bad_request(why).about("decision"))
}

/// The signed-in user's key.
fn reviewer(turn: &Turn<'_>) -> Result<String, Failure> {
    let user = people::signed_in(&turn.change, turn.caller);
    let user = user.ok_or_else(|| Failure::forbidden("Only a signed-in user reviews."))?;
    Ok(key(&turn.change, user))
}

/// Before an item is changed by PATCH: looks at the decision, and who takes it.
pub(super) fn deciding(turn: &mut Turn<'_>, item: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
    body.retain(|name, _| SAID.contains(&name.as_str()));
    let by = reviewer(turn)?;
    check_open(turn, item)?;
    if !items::is_reviewer(&turn.change, item, &by) {
        return Err(Failure::forbidden("The signed-in user does not review this decision."));
    }
    let before = turn.change.get(item);
    let now = |name: &str| body.get(name).or_else(|| before.and_then(|node| node.member(name)));
    let decision = known(now("decision"))?;
    check_justified(turn, item, decision, now("justification"))?;
    if let Some(given) = body.get_mut("decision") {
        *given = json!(decision);
    }
    sign(turn, item, decision, &by);
    Ok(())
}

/// An item can be decided while its instance is in progress, and its stage.
fn check_open(turn: &Turn<'_>, item: NodeId) -> Result<(), Failure> {
    if let Some(instance) = owner(&turn.change, item) {
        instance::check_in_progress(turn, instance)?;
    }
    match items::stage_of(&turn.change, item) {
        Some(stage) if !says(&turn.change, stage, "status", "InProgress") => {
            Err(Failure::bad_request("The stage of this decision is not in progress."))
        }
        _ => Ok(()),
    }
}

fn check_justified(
    turn: &Turn<'_>,
    item: NodeId,
    decision: &str,
    justification: Option<&Value>,
) -> Result<(), Failure> {
    let definition = owner(&turn.change, item).and_then(|instance| instance::definition_of(&turn.change, instance));
    let is_needed = definition.is_some_and(|definition| {
        definition::is_set(&turn.change, definition, "justificationRequiredOnApproval") && decision == "Approve"
    });
    let is_there = justification
        .and_then(Value::as_str)
        .is_some_and(|text| !text.trim().is_empty());
    match is_needed && !is_there {
        true => Err(Failure::bad_request("An approval has a `justification`.").about("justification")),
        false => Ok(()),
    }
}

/// Writes who decided, and when; nobody where a decision was taken back.
fn sign(turn: &mut Turn<'_>, item: NodeId, decision: &str, by: &str) {
    let (who, at) = match decision {
        "NotReviewed" => (people::nobody(), Value::Null),
        _ => (people::identity(&turn.change, by), json!(written(turn.now))),
    };
    turn.change.set(item, "reviewedBy", who);
    turn.change.set(item, "reviewedDateTime", at);
}

/// The items of an instance, or of its open stage, that the signed-in user can decide.
fn own_items(turn: &Turn<'_>, holder: NodeId) -> Result<(Vec<NodeId>, String), Failure> {
    let by = reviewer(turn)?;
    let instance = items::instance_of(&turn.change, holder).unwrap_or(holder);
    instance::check_in_progress(turn, instance)?;
    let holder = stages::current(&turn.change, holder).unwrap_or(holder);
    let own = items::of(&turn.change, holder).filter(|item| items::is_reviewer(&turn.change, *item, &by));
    let own: Vec<NodeId> = own.filter(|item| check_open(turn, *item).is_ok()).collect();
    match own.is_empty() {
        true => Err(Failure::forbidden("The signed-in user has no decisions to take here.")),
        false => Ok((own, by)),
    }
}

/// Takes the recommendation for all that the signed-in user has not decided yet.
pub(super) fn accept_recommendations(turn: &mut Turn<'_>, holder: NodeId) -> Result<(), Failure> {
    let (own, by) = own_items(turn, holder)?;
    for item in own {
        if !says(&turn.change, item, "decision", "NotReviewed") {
            continue;
        }
        for decision in ["Approve", "Deny"] {
            if says(&turn.change, item, "recommendation", decision) {
                turn.change.set(item, "decision", decision);
                sign(turn, item, decision, &by);
            }
        }
    }
    Ok(())
}

/// Takes one decision for all that the signed-in user reviews: of a principal, of a resource, or of all.
pub(super) fn record_many(turn: &mut Turn<'_>, holder: NodeId, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let decision = known(arguments.get("decision"))?;
    let justification = arguments.get("justification");
    let (own, by) = own_items(turn, holder)?;
    for item in own {
        let node = turn.change.get(item);
        let is = |member: &str, argument: &str| {
            let wanted = arguments
                .get(argument)
                .and_then(Value::as_str)
                .filter(|id| !id.is_empty());
            let own = node.and_then(|node| node.member(member)?.get("id")?.as_str());
            wanted.is_none_or(|wanted| own.is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
        };
        if !is("principal", "principalId") || !is("resource", "resourceId") {
            continue;
        }
        check_justified(turn, item, decision, justification)?;
        turn.change.set(item, "decision", decision);
        turn.change.set(
            item,
            "justification",
            justification.cloned().unwrap_or_else(|| json!("")),
        );
        sign(turn, item, decision, &by);
    }
    Ok(())
}

/// Takes all decisions of an open instance back.
pub(super) fn reset(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    instance::check_in_progress(turn, instance)?;
    let holder = stages::current(&turn.change, instance).unwrap_or(instance);
    let all: Vec<NodeId> = items::of(&turn.change, holder).collect();
    for item in all {
        turn.change.set(item, "decision", "NotReviewed");
        turn.change.set(item, "justification", "");
        sign(turn, item, "NotReviewed", "");
    }
    items::assign(turn, holder)
}
