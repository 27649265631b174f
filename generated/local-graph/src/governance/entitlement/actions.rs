//! The actions on requests and assignments: `cancel` and `reprocess`.

use time::Duration;

use super::kinds::{Action, AssignmentState, RequestState};
use super::progress::{self, POLICY, Phase, Progress, TARGET};
use super::words::Words;
use super::{assignments, conflicts, process, purpose, subjects};
use crate::failure::Failure;
use crate::governance::instants;
use crate::store::NodeId;
use crate::turn::Turn;

/// How long after its end a request may be processed again.
const REPROCESS: Duration = Duration::days(14);

/// Cancels a request, before access is given.
///
/// # Errors
/// 403 where somebody else's request is cancelled by a user, 409 where it is too late.
pub(super) fn cancel(turn: &mut Turn<'_>, request: NodeId) -> Result<(), Failure> {
    let by = subjects::caller(&turn.change, turn.caller);
    let own = ["requestor", TARGET].iter().any(|name| {
        let subject = turn.change.one(request, name);
        by.is_some() && subject.and_then(|subject| subjects::object(&turn.change, subject)) == by
    });
    let scopes = &turn.caller.scopes;
    let may = scopes.is_empty()
        || scopes
            .iter()
            .any(|scope| scope == "EntitlementManagement.ReadWrite.All");
    if !own && !may {
        return Err(Failure::forbidden(
            "Only the requestor or an administrator cancels a request.",
        ));
    }
    let phase = Progress::of(&turn.change, request).map(|progress| progress.phase);
    let may = matches!(
        phase,
        Some(Phase::Created | Phase::Determining | Phase::Approval | Phase::Approved | Phase::Scheduled)
    );
    if !may {
        return Err(Failure::conflict(
            "The request is over, or access is being given or removed.",
        ));
    }
    process::refuse(turn, request, RequestState::Canceled, "Canceled");
    Ok(())
}

/// Begins a request that failed again, where it failed.
///
/// # Errors
/// 409 where it has not failed, or too long ago, or the subject has or asks for the same by now.
pub(super) fn reprocess(turn: &mut Turn<'_>, request: NodeId) -> Result<(), Failure> {
    let words = Words::of(&turn.change);
    let progress = Progress::of(&turn.change, request);
    let failed = progress.as_ref().and_then(|progress| progress.failed);
    let is_failed = progress::state(&turn.change, request) == Some(RequestState::DeliveryFailed);
    let (Some(mut progress), Some(phase), true) = (progress, failed, is_failed) else {
        return Err(Failure::conflict(
            "Only a request whose delivery failed is processed again.",
        ));
    };
    let ended = instants::instant(
        turn.change
            .get(request)
            .and_then(|node| node.member(words.request_completed)),
    );
    if ended.is_some_and(|ended| turn.now - ended > REPROCESS) {
        return Err(Failure::conflict("The request ended more than 14 days ago."));
    }
    let found = |name: &str| turn.change.one(request, name);
    if let (Action::Add, Some(package), Some(policy), Some(target)) = (
        progress.kind.action(),
        found("accessPackage"),
        found(POLICY),
        found(TARGET),
    ) {
        conflicts::check(&turn.change, progress.kind, package, policy, target)?;
    }
    // An assignment that failed is delivered anew.
    progress.phase = match phase {
        Phase::Granting => Phase::Delivering,
        other => other,
    };
    progress.failed = None;
    progress.keep(&mut turn.change, request);
    progress::set_state(&mut turn.change, request, RequestState::Submitted, "Accepted");
    turn.change
        .set(request, words.request_completed, serde_json::Value::Null);
    turn.change.set_timer(turn.now, request, &purpose("process"));
    Ok(())
}

/// Delivers an assignment again: one that failed by its request, and one that is delivered stays so.
///
/// # Errors
/// 409 where it has ended or is on its way.
pub(super) fn reprocess_assignment(turn: &mut Turn<'_>, assignment: NodeId) -> Result<(), Failure> {
    match assignments::state(&turn.change, assignment) {
        Some(AssignmentState::Delivered) => Ok(()),
        Some(AssignmentState::DeliveryFailed) => {
            let words = Words::of(&turn.change);
            let mut requests = turn.change.referrers(assignment, words.request_assignment);
            let failed = requests
                .find(|id| progress::state(&turn.change, *id) == Some(RequestState::DeliveryFailed))
                .ok_or_else(|| Failure::conflict("The assignment has no request that failed."))?;
            drop(requests);
            reprocess(turn, failed)
        }
        _ => Err(Failure::conflict("The assignment has ended, or is being delivered.")),
    }
}
