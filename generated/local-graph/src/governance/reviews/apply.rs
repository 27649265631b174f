//! Decisions are applied: who was denied loses access.

use serde_json::{Value, json};

use super::instance::{STEP, definition_of};
use super::{APPLIED, APPLIES, definition, items};
use crate::failure::Failure;
use crate::governance::entities::{self, says};
use crate::governance::instants::written;
use crate::governance::{directory, entitlement, people};
use crate::store::NodeId;
use crate::turn::Turn;

/// The note that says who asked for it.
const BY: &str = "appliedBy";

/// Begins to apply the decisions of a completed instance.
pub(super) fn begin(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    if !says(&turn.change, instance, "status", "Completed") {
        return Err(Failure::bad_request("Only a completed instance is applied, once."));
    }
    let by = people::asking(turn);
    turn.change.note(instance, BY, by);
    turn.change.cancel_timers_for(instance, APPLIES);
    turn.change.set(instance, "status", "Applying");
    turn.change.set_timer(turn.now + STEP, instance, APPLIED);
    settle(turn, instance);
    Ok(())
}

/// Stops what has begun and is not done.
pub(super) fn stop(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    if !says(&turn.change, instance, "status", "Applying") {
        return Err(Failure::bad_request("The instance is not being applied."));
    }
    turn.change.cancel_timers_for(instance, APPLIED);
    turn.change.set(instance, "status", "Completed");
    settle(turn, instance);
    Ok(())
}

/// Applies the decisions. What nobody decided stays as it is.
pub(super) fn end(turn: &mut Turn<'_>, instance: NodeId) -> Result<(), Failure> {
    let by = turn.change.get(instance).and_then(|node| node.notes.get(BY)).cloned();
    for item in items::last(&turn.change, instance) {
        let is = |word: &str| says(&turn.change, item, "decision", word);
        let result = match (is("Approve"), is("Deny")) {
            (true, _) => "AppliedSuccessfully",
            (_, true) => take_away(turn, instance, item)?,
            _ => continue,
        };
        turn.change.set(item, "applyResult", result);
        turn.change.set(item, "appliedDateTime", written(turn.now));
        turn.change
            .set(item, "appliedBy", by.clone().unwrap_or_else(people::nobody));
    }
    turn.change.set(instance, "status", "Applied");
    settle(turn, instance);
    Ok(())
}

/// Takes access away: a membership or an assignment, or the sign-in where the review says so.
fn take_away(turn: &mut Turn<'_>, instance: NodeId, item: NodeId) -> Result<&'static str, Failure> {
    let Some(principal) = items::principal(&turn.change, item) else {
        return Ok("AppliedSuccessfullyButObjectNotFound");
    };
    let actions = definition_of(&turn.change, instance).and_then(|definition| {
        definition::setting(&turn.change, definition, "applyActions")?
            .as_array()
            .cloned()
    });
    let blocks = |action: &Value| entities::type_name(action) == "disableAndDeleteUserApplyAction";
    if actions.is_some_and(|actions| actions.iter().any(blocks)) {
        turn.change.set(principal, "accountEnabled", json!(false));
    }
    if let Some(assignment) = items::assignment(&turn.change, item) {
        let Some(assignment) = turn.change.find_named("accessPackageAssignment", &assignment) else {
            return Ok("AppliedSuccessfullyButObjectNotFound");
        };
        entitlement::end_assignment(turn, assignment)?;
        return Ok("AppliedSuccessfully");
    }
    let Some(group) = items::group(&turn.change, item) else {
        return Ok("ApplyNotSupported");
    };
    match directory::remove_member(&mut turn.change, group, principal) {
        true => Ok("AppliedSuccessfully"),
        // Somebody who is in a group within it is not taken out of that one: others may be in it for other reasons.
        false if directory::is_member(&turn.change, group, principal) => Ok("ApplyNotSupported"),
        false => Ok("AppliedSuccessfullyButObjectNotFound"),
    }
}

fn settle(turn: &mut Turn<'_>, instance: NodeId) {
    if let Some(definition) = definition_of(&turn.change, instance) {
        definition::settle(&mut turn.change, definition);
    }
}
