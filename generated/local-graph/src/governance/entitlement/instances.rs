//! The calls that were made for a request or an assignment, as a response shows them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kinds::Stage;
use super::words::Words;
use crate::governance::callouts::Status;
use crate::store::{Change, NodeId, Store};

/// The note that has them.
const NOTE: &str = "callouts";

/// One call of one extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Instance {
    pub(super) id: String,
    pub(super) extension: String,
    pub(super) stage: Stage,
    pub(super) status: Status,
    pub(super) detail: Option<String>,
    /// Whether a resume is awaited.
    pub(super) waits: bool,
}

/// All of a request or an assignment, in their order.
pub(super) fn all(store: &Store, of: NodeId) -> Vec<Instance> {
    let note = store.get(of).and_then(|node| node.notes.get(NOTE));
    note.and_then(|note| serde_json::from_value(note.clone()).ok())
        .unwrap_or_default()
}

/// The one of that id, in any case.
pub(super) fn find(store: &Store, of: NodeId, id: &str) -> Option<Instance> {
    all(store, of)
        .into_iter()
        .find(|instance| instance.id.eq_ignore_ascii_case(id))
}

/// Adds one.
pub(super) fn add(change: &mut Change<'_>, of: NodeId, instance: Instance) {
    let mut list = all(change, of);
    list.push(instance);
    keep(change, of, &list);
}

/// Sets the status of one, and its detail where there is one.
pub(super) fn set(change: &mut Change<'_>, of: NodeId, id: &str, status: Status, detail: Option<String>) {
    let mut list = all(change, of);
    for instance in list.iter_mut().filter(|instance| instance.id == id) {
        instance.status = status;
        if detail.is_some() {
            instance.detail.clone_from(&detail);
        }
    }
    keep(change, of, &list);
}

/// Keeps them, and shows them: `customExtensionCalloutInstances`, and beta's `customExtensionHandlerInstances`.
fn keep(change: &mut Change<'_>, of: NodeId, list: &[Instance]) {
    let shown: Value = list.iter().map(shown).collect();
    change.note(of, NOTE, serde_json::to_value(list).unwrap_or_default());
    change.set(of, "customExtensionCalloutInstances", shown);
    let is_request = change
        .get(of)
        .is_some_and(|node| node.is_a("accessPackageAssignmentRequest"));
    if Words::of(change).is_beta() && is_request {
        let shown: Value = list.iter().map(shown_as_handler).collect();
        change.set(of, "customExtensionHandlerInstances", shown);
    }
}

fn shown(instance: &Instance) -> Value {
    json!({
        "id": instance.id,
        "customExtensionId": instance.extension,
        "externalCorrelationId": null,
        "status": instance.status,
        "detail": instance.detail,
    })
}

fn shown_as_handler(instance: &Instance) -> Value {
    let status = match instance.status {
        Status::Received => "requestReceived",
        _ => "requestSent",
    };
    json!({
        "customExtensionId": instance.extension,
        "externalCorrelationId": null,
        "stage": instance.stage,
        "status": status,
    })
}
