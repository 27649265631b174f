//! Streams: `/$value`, and properties that are streams.

use super::body;
use super::exchange::{Ask, Reply};
use super::target::{Target, nothing_at};
use super::view::View;
use crate::failure::Failure;
use crate::store::{Content, NodeId};
use crate::turn::Turn;

/// The media type of bytes that came without one.
const BYTES: &str = "application/octet-stream";

/// The bytes of a stream.
pub(super) fn get(view: View<'_>, target: &Target, name: &str) -> Result<Reply, Failure> {
    let node = owner(target)?;
    let content = view.store().get(node).and_then(|node| node.content.get(name));
    content
        .cloned()
        .map(Reply::content)
        .ok_or_else(|| Failure::not_found("The entity has no content yet."))
}

/// Puts other bytes in the place of a stream's.
pub(super) fn put(ask: &Ask, turn: &mut Turn<'_>, target: &Target, name: &str) -> Result<Reply, Failure> {
    body::refuse_large(ask)?;
    let content = Content {
        media_type: ask.header("content-type").unwrap_or(BYTES).to_owned(),
        bytes: ask.body.to_vec(),
    };
    turn.change.update(owner(target)?, |node| {
        node.content.insert(name.into(), content);
    });
    Ok(Reply::nothing())
}

/// Removes a stream's bytes.
pub(super) fn delete(turn: &mut Turn<'_>, target: &Target, name: &str) -> Result<Reply, Failure> {
    turn.change.update(owner(target)?, |node| {
        node.content.remove(name);
    });
    Ok(Reply::nothing())
}

fn owner(target: &Target) -> Result<NodeId, Failure> {
    match target {
        Target::Entity { node, .. } | Target::Value { node, .. } => Ok(*node),
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Collection { .. } => Err(Failure::bad_request("Only an entity has content.")),
    }
}
