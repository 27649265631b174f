//! `$ref`: references added, set and removed.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::body;
use super::exchange::{Ask, Reply};
use super::navigation::{Nav, Way};
use super::target::Target;
use super::write::Writer;
use crate::failure::Failure;
use crate::store::{Node, NodeId};

/// POST to a collection's `$ref`.
pub(super) fn add(ask: &Ask, writer: &mut Writer<'_, '_>, target: &Target) -> Result<Reply, Failure> {
    let (owner, nav) = end(target)?;
    if !nav.is_collection {
        return set(ask, writer, target);
    }
    let to = named(ask, writer, nav)?;
    if writer.view().many(owner, nav).contains(&to) {
        return Err(Failure::conflict(format!("`{}` has that reference already.", nav.name)));
    }
    let (from, nav, to) = direction(writer, owner, nav, to);
    writer.refer(from, nav, to);
    Ok(Reply::nothing())
}

/// PUT to `$ref` of what is no collection.
pub(super) fn set(ask: &Ask, writer: &mut Writer<'_, '_>, target: &Target) -> Result<Reply, Failure> {
    let (owner, nav) = end(target)?;
    let to = named(ask, writer, nav)?;
    writer.refer(owner, nav, to);
    Ok(Reply::nothing())
}

/// DELETE of `…/{id}/$ref`, of `…/$ref?@id=…`, or of `$ref` of what is no collection.
pub(super) fn remove(ask: &Ask, writer: &mut Writer<'_, '_>, target: &Target) -> Result<Reply, Failure> {
    let (owner, nav) = end(target)?;
    let to = match target {
        Target::Entity { node, .. } => *node,
        _ => {
            let url = id_option(&ask.query).ok_or_else(|| {
                Failure::bad_request("The query names no entity: `?@id={URL}` is needed.").about("@id")
            })?;
            writer.by_url(&url, nav.ty).map_err(|failure| failure.about("@id"))?
        }
    };
    if !writer.view().many(owner, nav).contains(&to) && nav.is_collection {
        return Err(Failure::not_found(format!("`{}` has no such reference.", nav.name)));
    }
    let (from, nav, to) = direction(writer, owner, nav, to);
    writer.turn.change.unrefer(from, nav.name, to);
    Ok(Reply::nothing())
}

/// The owner and the property that a target's references are of.
fn end(target: &Target) -> Result<(NodeId, Nav), Failure> {
    match target {
        Target::Entity { via, .. } => Ok(*via),
        Target::Collection { owner, nav, .. } | Target::Vacant { owner, nav } => Ok((*owner, *nav)),
        Target::Root | Target::Value { .. } => Err(Failure::bad_request("Only an entity has references.")),
    }
}

/// From where to where the store keeps a reference: the other end of one is kept at that end.
fn direction(writer: &Writer<'_, '_>, owner: NodeId, nav: Nav, to: NodeId) -> (NodeId, Nav, NodeId) {
    let view = writer.view();
    let back = match nav.way(view.ty(owner), view.store().api()) {
        Way::Inverse { back, .. } | Way::Referrers(back) => view.nav(to, back),
        _ => None,
    };
    let is_own = |node: Option<&Node>| {
        node.is_some_and(|node| {
            node.references()
                .any(|(name, ids)| name == nav.name && ids.contains(&to))
        })
    };
    match back {
        Some(back) if !is_own(view.store().get(owner)) => (to, back, owner),
        _ => (owner, nav, to),
    }
}

/// The entity that the body's `@odata.id` names.
fn named(ask: &Ask, writer: &Writer<'_, '_>, nav: Nav) -> Result<NodeId, Failure> {
    let body: Map<String, Value> = body::read_object(ask)?;
    let url = body
        .get("@odata.id")
        .or_else(|| body.get("@id"))
        .and_then(Value::as_str);
    let url = url.ok_or_else(|| {
        Failure::bad_request("The body names no entity: it is to be `{\"@odata.id\": URL}`.").about("@odata.id")
    })?;
    writer.by_url(url, nav.ty).map_err(|failure| failure.about("@odata.id"))
}

/// `@id`, or `$id`, of a query.
fn id_option(query: &str) -> Option<String> {
    query.split('&').find_map(|option| {
        let (name, value) = option.split_once('=')?;
        let name = percent_decode_str(name).decode_utf8().ok()?;
        let is_id = matches!(name.as_ref(), "@id" | "$id" | "@odata.id");
        is_id.then(|| {
            percent_decode_str(value)
                .decode_utf8()
                .ok()
                .map(std::borrow::Cow::into_owned)
        })?
    })
}
