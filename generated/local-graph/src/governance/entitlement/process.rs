//! A request goes on: from phase to phase, until it waits for somebody or is over.

use serde_json::Value;

use super::kinds::{Action, RequestState, Stage};
use super::policies::Policy;
use super::progress::{self, POLICY, Phase, Progress};
use super::purpose;
use super::stages::{self, Called};
use super::{approvals, assignments};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::store::NodeId;
use crate::turn::Turn;

/// What a phase leads to.
enum Next {
    Phase(Phase),
    Wait,
}

/// Lets a request go on as far as it can.
pub(super) fn run(turn: &mut Turn<'_>, request: NodeId) -> Result<(), Failure> {
    let Some(mut progress) = Progress::of(&turn.change, request) else {
        return Ok(());
    };
    while !progress.is_waiting() {
        match step(turn, request, &mut progress)? {
            Next::Wait => break,
            Next::Phase(phase) => {
                progress.phase = phase;
                progress.at = 0;
            }
        }
    }
    progress.keep(&mut turn.change, request);
    Ok(())
}

fn step(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress) -> Result<Next, Failure> {
    let action = progress.kind.action();
    match progress.phase {
        Phase::Created => Ok(stage(turn, request, progress, Stage::Created, Phase::Determining)),
        Phase::Determining => Ok(determining(turn, request, progress)),
        Phase::Approval => approval(turn, request, progress),
        Phase::Approved => {
            let next = match action {
                Action::Add => Phase::Scheduled,
                _ => Phase::Delivering,
            };
            Ok(stage(turn, request, progress, Stage::Approved, next))
        }
        Phase::Scheduled => Ok(scheduled(turn, request)),
        Phase::Delivering => {
            progress::set_state(&mut turn.change, request, RequestState::Delivering, "Delivering");
            let is_possible = match action {
                Action::Add => assignments::begin(turn, request, progress)?,
                _ => assignments::change(turn, request, progress),
            };
            Ok(match (is_possible, action) {
                (false, _) => failed(turn, request, progress, "AssignmentNotPossible"),
                (true, Action::Add) => Next::Phase(Phase::Granting),
                (true, _) => delivered(turn, request, progress),
            })
        }
        Phase::Granting => Ok(stage(turn, request, progress, Stage::Granted, Phase::Granted)),
        Phase::Granted => {
            assignments::deliver(turn, progress);
            Ok(delivered(turn, request, progress))
        }
        Phase::Removing => {
            progress::set_state(&mut turn.change, request, RequestState::Delivering, "Delivering");
            Ok(stage(turn, request, progress, Stage::Removed, Phase::Removed))
        }
        Phase::Removed => {
            assignments::end(turn, progress);
            Ok(delivered(turn, request, progress))
        }
        Phase::Done => Ok(Next::Wait),
    }
}

/// Calls the extensions of a stage one after the other, and waits for each that is to be waited for.
fn stage(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress, stage: Stage, next: Phase) -> Next {
    let Some(policy) = turn.change.one(request, POLICY) else {
        return Next::Phase(next);
    };
    let extensions = stages::extensions(&turn.change, policy, stage);
    while let Some(extension) = extensions.get(progress.at).copied() {
        progress.at += 1;
        match stages::call(turn, request, progress, stage, extension) {
            Called::GoesOn => {}
            Called::Waits => return Next::Wait,
            Called::Failed if is_held_up(progress) => return failed(turn, request, progress, "CalloutFailed"),
            Called::Failed => {}
        }
    }
    Next::Phase(next)
}

/// Whether an extension that fails holds a request up. Access that has expired ends all the same.
fn is_held_up(progress: &Progress) -> bool {
    progress.kind != super::kinds::Kind::SystemRemove
}

/// Who must approve: extensions say it, else the policy does. Administrators need nobody's approval.
fn determining(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress) -> Next {
    if !progress.kind.is_of_users() {
        return Next::Phase(Phase::Approved);
    }
    match stage(turn, request, progress, Stage::Determining, Phase::Approval) {
        Next::Phase(next) => {
            if !progress.determined {
                let policy = turn.change.one(request, POLICY);
                let stages = policy.map(|id| Policy::new(&turn.change, id).approval_stages(progress.kind.action()));
                progress.approval = stages.unwrap_or_default();
            }
            Next::Phase(next)
        }
        Next::Wait => Next::Wait,
    }
}

fn approval(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress) -> Result<Next, Failure> {
    while let Some(stage) = progress.approval.get(progress.at).cloned() {
        if let Some(extension) = asks(turn, &stage) {
            match stages::call(turn, request, progress, Stage::Determining, extension) {
                Called::Waits => return Ok(Next::Wait),
                Called::Failed => return Ok(failed(turn, request, progress, "CalloutFailed")),
                // Nobody says who must approve: the stage has no approvers.
                Called::GoesOn => drop(progress.approval.remove(progress.at)),
            }
            continue;
        }
        match approvals::begin(turn, request, &stage)? {
            Some(id) => {
                progress.deciding = Some(id);
                return Ok(Next::Wait);
            }
            None => progress.at += 1,
        }
    }
    Ok(Next::Phase(Phase::Approved))
}

/// The extension that says who must approve in a stage: `accessPackageDynamicApprovalStage` names one.
fn asks(turn: &Turn<'_>, stage: &Value) -> Option<NodeId> {
    let extension = stage.get("customExtension")?.get("id")?.as_str()?;
    let mut found = turn.change.by_key(extension);
    found.find(|id| is_a(&turn.change, *id, "customCalloutExtension"))
}

fn scheduled(turn: &mut Turn<'_>, request: NodeId) -> Next {
    let start = assignments::asked_start(&turn.change, request).filter(|start| *start > turn.now);
    let Some(start) = start else {
        return Next::Phase(Phase::Delivering);
    };
    progress::set_state(&mut turn.change, request, RequestState::Scheduled, "Scheduled");
    turn.change.set_timer(start, request, &purpose("process"));
    Next::Wait
}

fn delivered(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress) -> Next {
    let now = turn.now;
    progress::finish(
        &mut turn.change,
        now,
        request,
        progress,
        RequestState::Delivered,
        "Delivered",
    );
    Next::Wait
}

fn failed(turn: &mut Turn<'_>, request: NodeId, progress: &mut Progress, status: &str) -> Next {
    let now = turn.now;
    progress.failed = Some(progress.phase);
    if progress.phase != Phase::Approval {
        progress.at = progress.at.saturating_sub(1);
    }
    assignments::fail(turn, progress);
    progress::finish(
        &mut turn.change,
        now,
        request,
        progress,
        RequestState::DeliveryFailed,
        status,
    );
    Next::Wait
}

/// The extension that a request waits for does not take the call, or does not resume in time.
pub(super) fn fail(turn: &mut Turn<'_>, request: NodeId, status: &str) -> Result<(), Failure> {
    let Some(mut progress) = Progress::of(&turn.change, request) else {
        return Ok(());
    };
    if is_held_up(&progress) {
        failed(turn, request, &mut progress, status);
        return Ok(());
    }
    progress.waiting = None;
    progress.keep(&mut turn.change, request);
    turn.change.cancel_timers(request);
    run(turn, request)
}

/// Ends a request that somebody denied or canceled.
pub(super) fn refuse(turn: &mut Turn<'_>, request: NodeId, state: RequestState, status: &str) {
    if let Some(mut progress) = Progress::of(&turn.change, request) {
        let now = turn.now;
        approvals::close(turn, request, status);
        progress::finish(&mut turn.change, now, request, &mut progress, state, status);
    }
}
