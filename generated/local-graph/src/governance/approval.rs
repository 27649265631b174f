//! Approvals of requests to join a group, and of consent: one stage, decided by PATCH.
//!
//! Access packages have approvals of their own, with more to them: see `entitlement`.

use serde_json::{Map, Value, json};

use super::entities::{self, make, make_with_key, says};
use super::instants::written;
use super::people;
use crate::failure::Failure;
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// The note of a stage that has the keys of those who may decide.
const APPROVERS: &str = "approvers";
/// The note of a stage that has the key of the one who asked, and may not decide.
const ASKED_BY: &str = "askedBy";

/// What of a stage an approver says.
const SAID: [&str; 2] = ["reviewResult", "justification"];

/// The names of one version: the property of an approval that has its stages, and their type.
pub(super) struct Words {
    /// `stages`, `steps`.
    pub(super) stages: &'static str,
    /// `approvalStage`, `approvalStep`.
    pub(super) stage: &'static str,
}

const V1_0: Words = Words {
    stages: "stages",
    stage: "approvalStage",
};
const BETA: Words = Words {
    stages: "steps",
    stage: "approvalStep",
};

/// The names of a store's version.
pub(super) fn words(store: &Store) -> &'static Words {
    match store.api().version() {
        "beta" => &BETA,
        _ => &V1_0,
    }
}

/// Who may decide.
pub(super) enum Approvers {
    /// These, by their keys.
    These(Vec<String>),
    /// Everybody but the one who asked.
    Others,
}

/// Makes an approval with a stage that waits for a decision.
pub(super) fn open(
    change: &mut Change<'_>,
    place: (NodeId, &str),
    key: &str,
    asked_by: &str,
    approvers: Approvers,
) -> Result<NodeId, Failure> {
    let words = words(change);
    let approval = make_with_key(change, place, "approval", key, json!({}))?;
    let members = json!({
        "assignedToMe": true,
        "displayName": null,
        "justification": null,
        "reviewResult": "NotReviewed",
        "reviewedBy": null,
        "reviewedDateTime": null,
        "status": "InProgress",
    });
    let stage = make(change, (approval, words.stages), words.stage, members)?;
    change.note(stage, ASKED_BY, asked_by);
    if let Approvers::These(keys) = approvers {
        change.note(stage, APPROVERS, keys);
    }
    Ok(approval)
}

/// The stage of an approval.
pub(super) fn stage(store: &Store, approval: NodeId) -> Option<NodeId> {
    store.contained(approval, words(store).stages).next()
}

/// Whether a user may decide in an approval.
pub(super) fn is_approver(store: &Store, approval: NodeId, user: &str) -> bool {
    let Some(node) = stage(store, approval).and_then(|stage| store.get(stage)) else {
        return false;
    };
    if node.note(ASKED_BY).is_some_and(|by| by.eq_ignore_ascii_case(user)) {
        return false;
    }
    match node.notes.get(APPROVERS).and_then(Value::as_array) {
        Some(keys) => keys
            .iter()
            .filter_map(Value::as_str)
            .any(|key| key.eq_ignore_ascii_case(user)),
        None => true,
    }
}

/// Before a stage is changed by PATCH: looks at the decision, and who takes it. Whether it is approved.
pub(super) fn deciding(turn: &mut Turn<'_>, stage: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
    body.retain(|name, _| SAID.contains(&name.as_str()));
    let text = body.get("reviewResult").and_then(Value::as_str).unwrap_or_default();
    let known = ["Approve", "Deny"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(text));
    let why = "`reviewResult` is `Approve` or `Deny`.";
    let known = known.ok_or_else(|| Failure::bad_request(why).about("reviewResult"))?;
    if !says(&turn.change, stage, "status", "InProgress") {
        return Err(Failure::conflict("The stage is decided already, or its time is over."));
    }
    let user = people::signed_in(&turn.change, turn.caller);
    let user = user.ok_or_else(|| Failure::forbidden("Only a signed-in user decides."))?;
    let user = entities::key(&turn.change, user);
    let approval = entities::owner(&turn.change, stage);
    if !approval.is_some_and(|approval| is_approver(&turn.change, approval, &user)) {
        return Err(Failure::forbidden("The signed-in user does not decide in this stage."));
    }
    body.insert("reviewResult".to_owned(), json!(known));
    let by = people::identity(&turn.change, &user);
    turn.change.set(stage, "reviewedBy", by);
    turn.change.set(stage, "reviewedDateTime", written(turn.now));
    turn.change.set(stage, "status", "Completed");
    Ok(())
}

/// Closes an approval that nobody decides any more.
pub(super) fn close(change: &mut Change<'_>, approval: NodeId, status: &str) {
    if let Some(stage) = stage(change, approval)
        && says(change, stage, "status", "InProgress")
    {
        change.set(stage, "status", status);
    }
}
