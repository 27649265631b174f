//! The resume of a request that waits for a custom extension.

use serde_json::{Map, Value};

use super::kinds::{RequestState, Stage};
use super::process;
use super::progress::{Phase, Progress};
use super::{approvals, instances};
use crate::failure::Failure;
use crate::governance::callouts::Status;
use crate::store::NodeId;
use crate::turn::Turn;

/// What a resume decides.
enum Decision {
    GoOn,
    Approvers(Value),
    End(RequestState, &'static str),
}

/// Takes a resume: `source`, `type` and `data`.
///
/// # Errors
/// 400 for a body that does not fit the callout, 404 for a callout that the request never made, 409 where the request
/// does not wait for it (any more).
pub(super) fn resume(turn: &mut Turn<'_>, request: NodeId, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let data = arguments.get("data").filter(|data| data.is_object());
    let data = data.ok_or_else(|| Failure::bad_request("A resume has `data`.").about("data"))?;
    let id = text(data, "customExtensionStageInstanceId").ok_or_else(|| {
        let why = "The data does not say which callout it is for.";
        Failure::bad_request(why).about("data/customExtensionStageInstanceId")
    })?;
    let stage = text(data, "stage")
        .and_then(Stage::from_name)
        .ok_or_else(|| Failure::bad_request("The data has no stage, or one that is not known.").about("data/stage"))?;
    let Some(mut progress) = Progress::of(&turn.change, request) else {
        return Err(Failure::conflict("The request does not wait for a custom extension."));
    };
    let instance = instances::find(&turn.change, request, id).ok_or_else(|| {
        let why = "The request has made no callout of that id.";
        Failure::not_found(why).about("data/customExtensionStageInstanceId")
    })?;
    let waiting = progress.waiting.as_ref();
    if !waiting.is_some_and(|waiting| waiting.instance.eq_ignore_ascii_case(id)) {
        return Err(Failure::conflict(match instance.status {
            Status::Received => "The callout has been resumed already.",
            Status::TimedOut => "The time to resume the callout is over.",
            Status::Failed => "The callout failed, so it cannot be resumed.",
            Status::Sent if !instance.waits => "Nothing waits for this callout: its extension is launched only.",
            Status::Sent | Status::Waiting => "The request is over, so its callout cannot be resumed.",
        }));
    }
    if instance.stage != stage {
        let why = format!("The callout is at the stage `{}`.", instance.stage.name());
        return Err(Failure::bad_request(why).about("data/stage"));
    }
    check_type(arguments, stage)?;
    let decision = decision(data, stage)?;
    if let Decision::Approvers(approval) = &decision
        && !approvals::is_decidable(&turn.change, request, approval)
    {
        let why = "Nobody in the directory is an approver of the stage.";
        return Err(Failure::bad_request(why).about("data/approvalStage/primaryApprovers"));
    }
    let detail = text(data, "customExtensionStageInstanceDetail").map(str::to_owned);
    instances::set(&mut turn.change, request, &instance.id, Status::Received, detail);
    turn.change
        .cancel_timers_for(request, &super::purpose(&format!("timeout:{}", instance.id)));
    progress.waiting = None;
    match decision {
        Decision::End(state, status) => {
            progress.keep(&mut turn.change, request);
            process::refuse(turn, request, state, status);
            return Ok(());
        }
        Decision::GoOn if stage == Stage::Determining => determine(&mut progress, None),
        Decision::Approvers(stage) => determine(&mut progress, Some(stage)),
        Decision::GoOn => {}
    }
    progress.keep(&mut turn.change, request);
    super::progress::set_status(&mut turn.change, request, "Accepted");
    process::run(turn, request)
}

/// Puts the approval stage that was determined in the place of the one that asked, or of all.
fn determine(progress: &mut Progress, stage: Option<Value>) {
    if progress.phase == Phase::Determining {
        progress.determined = true;
        progress.approval = stage.into_iter().collect();
        return;
    }
    let at = progress.at.min(progress.approval.len());
    let end = (at + 1).min(progress.approval.len());
    progress.approval.splice(at..end, stage);
}

fn decision(data: &Value, stage: Stage) -> Result<Decision, Failure> {
    let end = match text(data, "state").map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "approved") => None,
        Some("denied") => Some((RequestState::Denied, "Denied")),
        Some("canceled" | "cancelled") => Some((RequestState::Canceled, "Canceled")),
        Some(_) => {
            let why = "A resume may say `Denied` or `Canceled`, or no state to go on.";
            return Err(Failure::bad_request(why).about("data/state"));
        }
    };
    if let Some((state, status)) = end {
        if !stage.may_deny() {
            let why = "A request can be denied or canceled before access is granted, and not at this stage.";
            return Err(Failure::bad_request(why).about("data/state"));
        }
        return Ok(Decision::End(state, status));
    }
    let Some(approval) = data.get("approvalStage").filter(|of| !of.is_null()) else {
        return Ok(Decision::GoOn);
    };
    if stage != Stage::Determining {
        let why = "An approval stage can be given where the request asks for one, and not at this stage.";
        return Err(Failure::bad_request(why).about("data/approvalStage"));
    }
    let approvers = approval.get("primaryApprovers").and_then(Value::as_array);
    if approvers.is_none_or(Vec::is_empty) {
        let why = "An approval stage names its primary approvers.";
        return Err(Failure::bad_request(why).about("data/approvalStage/primaryApprovers"));
    }
    Ok(Decision::Approvers(approval.clone()))
}

/// The `type` names the stage; where approvers are determined it may name the creation, as the reference shows it.
fn check_type(arguments: &Map<String, Value>, stage: Stage) -> Result<(), Failure> {
    let Some(name) = arguments.get("type").and_then(Value::as_str) else {
        return Ok(());
    };
    let named = Stage::from_name(name.rsplit('.').next().unwrap_or(name));
    if named == Some(stage) || (stage == Stage::Determining && named == Some(Stage::Created)) {
        return Ok(());
    }
    Err(Failure::bad_request("The `type` names another stage than the data.").about("type"))
}

fn text<'a>(data: &'a Value, name: &str) -> Option<&'a str> {
    data.get(name)?.as_str()
}
