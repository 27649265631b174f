//! Stages of an instance, one after the other.

use serde_json::{Value, json};
use time::Duration;

use super::query::Principal;
use super::{NEXT_STAGE, STAGE, instance, items};
use crate::failure::Failure;
use crate::governance::entities::{make, owner, says, text};
use crate::governance::instants::{instant, written};
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// The note that has a stage's settings.
const SETTINGS: &str = "settings";

/// What a stage's decisions must be for its items to go on, where the settings do not say: all that leave the question
/// open, or access with the principal.
const GO_ON: [&str; 3] = ["Approve", "DontKnow", "NotReviewed"];

/// The settings of a stage; none for what is no stage.
pub(super) fn settings(store: &Store, stage: NodeId) -> Option<Value> {
    store.get(stage)?.notes.get(SETTINGS).cloned()
}

/// Makes an instance's stages and opens the first. False where its definition has none.
pub(super) fn open(
    turn: &mut Turn<'_>,
    definition: NodeId,
    instance: NodeId,
    principals: &[Principal],
) -> Result<bool, Failure> {
    let all = turn
        .change
        .get(definition)
        .and_then(|node| node.member("stageSettings")?.as_array());
    let all = all.cloned().unwrap_or_default();
    let mut at = turn.now;
    let mut first = None;
    for settings in all {
        let days = settings
            .get("durationInDays")
            .and_then(Value::as_i64)
            .unwrap_or(1)
            .max(1);
        let end = at + Duration::days(days);
        let scopes = |name: &str| settings.get(name).cloned().unwrap_or_else(|| json!([]));
        let members = json!({
            "startDateTime": written(at),
            "endDateTime": written(end),
            "status": "NotStarted",
            "reviewers": scopes("reviewers"),
            "fallbackReviewers": scopes("fallbackReviewers"),
        });
        let stage = make(&mut turn.change, (instance, "stages"), STAGE, members)?;
        turn.change.note(stage, SETTINGS, settings);
        first = first.or(Some(stage));
        at = end;
    }
    match first {
        Some(stage) => begin(turn, stage, principals).map(|()| true),
        None => Ok(false),
    }
}

fn begin(turn: &mut Turn<'_>, stage: NodeId, principals: &[Principal]) -> Result<(), Failure> {
    let Some(instance) = owner(&turn.change, stage) else {
        return Ok(());
    };
    turn.change.set(stage, "status", "InProgress");
    items::make_all(turn, instance, Some(stage), principals)?;
    let end = turn
        .change
        .get(stage)
        .and_then(|node| instant(node.member("endDateTime")));
    turn.change.set_timer(end.unwrap_or(turn.now), stage, NEXT_STAGE);
    Ok(())
}

/// The stage that is open.
pub(super) fn current(change: &Change<'_>, instance: NodeId) -> Option<NodeId> {
    change
        .contained(instance, "stages")
        .find(|stage| says(change, *stage, "status", "InProgress"))
}

/// Stops a stage before its time: the next one begins.
pub(super) fn stop(turn: &mut Turn<'_>, stage: NodeId) -> Result<(), Failure> {
    match says(&turn.change, stage, "status", "InProgress") {
        true => next(turn, stage),
        false => Err(Failure::bad_request("The stage is not in progress.")),
    }
}

/// A stage's time is over: what its decisions leave open goes on to the next one. After the last one the instance
/// closes.
pub(super) fn next(turn: &mut Turn<'_>, stage: NodeId) -> Result<(), Failure> {
    let Some(instance) = owner(&turn.change, stage) else {
        return Ok(());
    };
    turn.change.cancel_timers_for(stage, NEXT_STAGE);
    turn.change.set(stage, "status", "Completed");
    turn.change.set(stage, "endDateTime", written(turn.now));
    let following = turn.change.contained(instance, "stages").find(|next| *next > stage);
    let Some(following) = following else {
        return instance::close(turn, instance);
    };
    let words = settings(&turn.change, stage);
    let words = words
        .as_ref()
        .and_then(|of| of.get("decisionsThatWillMoveToNextStage")?.as_array());
    let moves = |item: NodeId| {
        let decision = text(&turn.change, item, "decision").unwrap_or_default();
        match words.filter(|words| !words.is_empty()) {
            Some(words) => words
                .iter()
                .filter_map(Value::as_str)
                .any(|word| word.eq_ignore_ascii_case(decision)),
            None => GO_ON.iter().any(|word| word.eq_ignore_ascii_case(decision)),
        }
    };
    let principals: Vec<Principal> = items::of(&turn.change, stage)
        .filter(|item| moves(*item))
        .filter_map(|item| {
            let assignment = items::assignment(&turn.change, item);
            let assignment = assignment.and_then(|id| turn.change.find_named("accessPackageAssignment", &id));
            Some((items::principal(&turn.change, item)?, assignment))
        })
        .collect();
    begin(turn, following, &principals)
}
