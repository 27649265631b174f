//! The test of a custom extension's connection.

use serde_json::{Value, json};

use super::NAME;
use crate::failure::Failure;
use crate::governance::callouts::{self, Callout};
use crate::governance::directory::is_a;
use crate::governance::instants;
use crate::store::{NodeId, Store};
use crate::turn::{Posted, Turn};

/// The word of its post.
pub(super) const PURPOSE: &str = "connection-test";
/// The note of the extension with its result.
const NOTE: &str = "connectionTest";

/// Posts a test of the connection to where an extension's callouts go. How that went is kept with the extension.
///
/// # Errors
/// 404 where there is no such extension, 409 where no address is known for it.
pub fn test_connection(turn: &mut Turn<'_>, extension: &str) -> Result<NodeId, Failure> {
    let mut found = turn.change.by_key(extension);
    let node = found.find(|id| is_a(&turn.change, *id, "customCalloutExtension"));
    drop(found);
    let node = node.ok_or_else(|| Failure::not_found(format!("There is no custom extension `{extension}`.")))?;
    let callout = Callout {
        extension: node,
        node,
        behavior: NAME,
        purpose: PURPOSE.to_owned(),
        body: callouts::connection_test(),
    };
    callouts::post(turn, callout).map_err(Failure::conflict)?;
    turn.change.note(node, NOTE, json!({"status": "calloutSent"}));
    Ok(node)
}

/// How the last test of an extension's connection went: `status`, with `detail` where it failed, and `at`.
#[must_use]
pub fn connection_result(store: &Store, extension: NodeId) -> Option<Value> {
    store.get(extension)?.notes.get(NOTE).cloned()
}

/// The test was posted, or could not be.
pub(super) fn tested(turn: &mut Turn<'_>, extension: NodeId, how: &Posted) {
    let (status, why) = callouts::judged(how, false);
    let at = instants::written(turn.now);
    turn.change
        .note(extension, NOTE, json!({"status": status, "detail": why, "at": at}));
}
