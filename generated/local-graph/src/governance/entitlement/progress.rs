//! How far a request has come: what the service remembers of it beyond what a response shows.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::kinds::{Kind, RequestState, Stage};
use super::words::Words;
use crate::governance::instants;
use crate::store::{Change, Node, NodeId, Store};

/// The note that has it.
const NOTE: &str = "progress";

/// A request's policy; the metadata has no such property.
pub(super) const POLICY: &str = "policy";
/// Who is to have access by a request; the metadata has no such property.
pub(super) const TARGET: &str = "target";

/// Where a request is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Phase {
    /// Extensions are called because the request was made.
    Created,
    /// Extensions determine who must approve.
    Determining,
    /// Approvers decide, stage by stage.
    Approval,
    /// Extensions are called because the request was approved.
    Approved,
    /// The request's time has not come.
    Scheduled,
    /// The assignment is made or changed.
    Delivering,
    /// Extensions are called because access is granted.
    Granting,
    /// Access is granted.
    Granted,
    /// Extensions are called because access is to end.
    Removing,
    /// Access ends.
    Removed,
    /// It is over.
    Done,
}

/// A callout whose resume is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) instance: String,
    pub(super) stage: Stage,
}

/// How far a request has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) kind: Kind,
    pub(super) phase: Phase,
    /// Which extension, or which approval stage, of the phase is next.
    pub(super) at: usize,
    /// The id of the assignment that is to be made, or that it is about.
    pub(super) assignment: String,
    /// Who made the request: a user's key.
    pub(super) creator: Option<String>,
    /// The approval stages that it must pass.
    pub(super) approval: Vec<Value>,
    /// Whether an extension has said who must approve.
    pub(super) determined: bool,
    /// The callout that it waits for.
    pub(super) waiting: Option<Waiting>,
    /// The approval stage that it waits for, by its id.
    pub(super) deciding: Option<String>,
    /// Where it begins again when it is processed again.
    pub(super) failed: Option<Phase>,
}

impl Progress {
    /// That of a new request.
    pub(super) fn new(kind: Kind, phase: Phase, assignment: String, creator: Option<String>) -> Self {
        Self {
            kind,
            phase,
            at: 0,
            assignment,
            creator,
            approval: Vec::new(),
            determined: false,
            waiting: None,
            deciding: None,
            failed: None,
        }
    }

    /// That of a request; none where it was not made by the service's rules.
    pub(super) fn of(store: &Store, request: NodeId) -> Option<Self> {
        let note = store.get(request)?.notes.get(NOTE)?;
        serde_json::from_value(note.clone()).ok()
    }

    /// Keeps it.
    pub(super) fn keep(&self, change: &mut Change<'_>, request: NodeId) {
        change.note(request, NOTE, serde_json::to_value(self).unwrap_or_default());
    }

    /// Whether something else must happen before it goes on.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.is_some() || self.deciding.is_some() || self.phase == Phase::Done
    }
}

/// A request's state.
pub(super) fn state(store: &Store, request: NodeId) -> Option<RequestState> {
    let state = store.get(request)?.text(Words::of(store).request_state)?;
    RequestState::from_name(state)
}

/// Sets a request's state, and its status in more words.
pub(super) fn set_state(change: &mut Change<'_>, request: NodeId, state: RequestState, status: &str) {
    let words = Words::of(change);
    change.set(request, words.request_state, words.state(state));
    change.set(request, words.request_status, status);
}

/// Sets a request's status alone.
pub(super) fn set_status(change: &mut Change<'_>, request: NodeId, status: &str) {
    let words = Words::of(change);
    change.set(request, words.request_status, status);
}

/// Ends a request.
pub(super) fn finish(
    change: &mut Change<'_>,
    now: OffsetDateTime,
    request: NodeId,
    progress: &mut Progress,
    state: RequestState,
    status: &str,
) {
    let words = Words::of(change);
    set_state(change, request, state, status);
    change.set(request, words.request_completed, instants::written(now));
    change.cancel_timers(request);
    progress.phase = Phase::Done;
    progress.waiting = None;
    progress.deciding = None;
    progress.keep(change, request);
}

/// The request of that key.
pub(super) fn request(store: &Store, key: &str) -> Option<NodeId> {
    store.find_named("accessPackageAssignmentRequest", key)
}

/// An entity's key.
pub(super) fn key(store: &Store, id: NodeId) -> String {
    store.get(id).map(Node::key).unwrap_or_default().to_owned()
}
