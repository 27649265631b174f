//! What is posted to an extension, as Microsoft Entra writes it: names and words with capitals.

use serde_json::{Map, Value, json};

use super::kinds::Stage;
use super::progress::{self, Progress, TARGET};
use super::words::Words;
use crate::governance::callouts::{capitalized, first_upper};
use crate::store::{Node, NodeId, Store};

/// Which callout it is.
pub(super) struct About<'a> {
    /// The id of the call.
    pub(super) instance: &'a str,
    pub(super) stage: Stage,
    /// How long a resume is awaited, as the extension says it.
    pub(super) timeout: Option<&'a str>,
}

/// A request that reached a stage.
pub(super) fn of_request(store: &Store, request: NodeId, progress: &Progress, about: &About<'_>) -> Value {
    let words = Words::of(store);
    let node = store.get(request);
    let text = |name: &str| node.and_then(|node| node.text(name)).unwrap_or_default();
    let key = node.map(Node::key).unwrap_or_default();
    let answers = node.and_then(|node| node.member("answers")).map(capitalized);
    let target = store.one(request, TARGET);
    let assignment = match store.find_named("accessPackageAssignment", &progress.assignment) {
        Some(assignment) => of_assignment(store, assignment),
        None => json!({
            "Id": progress.assignment,
            "State": "Delivering",
            "Status": "Delivering",
            "Target": target.map(|target| subject(store, target)),
        }),
    };
    let mut body = head(store, store.one(request, "accessPackage"), key, about);
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    put("CallbackUriPath", words.resume_path(key).into());
    put("RequestType", first_upper(progress.kind.name()).into());
    put("State", first_upper(text(words.request_state)).into());
    put("Status", text(words.request_status).into());
    put("Answers", answers.unwrap_or_else(|| json!([])));
    put("Assignment", assignment);
    put(
        "Requestor",
        store.one(request, "requestor").map(|of| subject(store, of)).into(),
    );
    if words.is_beta() {
        put("VerifiedCredentialsData", json!([]));
    }
    Value::Object(body)
}

/// An assignment that is about to expire: fewer members, and nothing to resume.
pub(super) fn before_expiration(store: &Store, assignment: NodeId, request: &str, about: &About<'_>) -> Value {
    let mut body = head(store, store.one(assignment, "accessPackage"), request, about);
    body.insert("Assignment".to_owned(), of_assignment(store, assignment));
    Value::Object(body)
}

fn head(store: &Store, package: Option<NodeId>, request: &str, about: &About<'_>) -> Map<String, Value> {
    let words = Words::of(store);
    let catalog = package.and_then(|package| store.one(package, words.catalog));
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    put("AccessPackageAssignmentRequestId", request.into());
    put("CustomExtensionStageInstanceId", about.instance.into());
    put("Stage", first_upper(about.stage.name()).into());
    put(
        "CallbackConfiguration",
        about
            .timeout
            .map(|length| json!({"DurationBeforeTimeout": length}))
            .into(),
    );
    put("AccessPackage", package.map(|of| described(store, of)).into());
    put("AccessPackageCatalog", catalog.map(|of| described(store, of)).into());
    body
}

fn of_assignment(store: &Store, assignment: NodeId) -> Value {
    let words = Words::of(store);
    let node = store.get(assignment);
    let text = |name: &str| node.and_then(|node| node.text(name)).unwrap_or_default();
    json!({
        "Id": progress::key(store, assignment),
        "State": first_upper(text(words.assignment_state)),
        "Status": text(words.assignment_status),
        "Target": store.one(assignment, "target").map(|of| subject(store, of)),
    })
}

fn subject(store: &Store, subject: NodeId) -> Value {
    let node = store.get(subject);
    let member = |name: &str| node.and_then(|node| node.member(name)).cloned();
    json!({
        "Id": node.map(Node::key),
        "ObjectId": member("objectId"),
        "DisplayName": member("displayName"),
        "ConnectedOrganization": store.one(subject, "connectedOrganization").map(|of| described(store, of)),
    })
}

fn described(store: &Store, of: NodeId) -> Value {
    let node = store.get(of);
    let member = |name: &str| node.and_then(|node| node.member(name)).cloned();
    json!({
        "Id": node.map(Node::key),
        "DisplayName": member("displayName"),
        "Description": member("description"),
    })
}
