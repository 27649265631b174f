//! GET: entities, lists, counts, values, references, streams.

use msgraph_identity_governance::reflection::Type;
use serde_json::{Value, json};

use super::exchange::Reply;
use super::navigation::Nav;
use super::query::{Query, etag};
use super::show;
use super::target::{Aspect, Target, Walked, nothing_at};
use super::view::View;
use crate::failure::Failure;
use crate::store::NodeId;

/// Responds to a GET of what is no function.
pub(super) fn get(query: &Query<'_>, walked: &Walked) -> Result<Reply, Failure> {
    match &walked.aspect {
        Aspect::Itself => itself(query, &walked.target),
        Aspect::Count => count(query, &walked.target),
        Aspect::Reference => references(query, &walked.target),
        Aspect::Content(name) => super::content::get(query.view, &walked.target, name),
        Aspect::Call(_) => Err(Failure::internal("A function is no plain GET.")),
    }
}

fn itself(query: &Query<'_>, target: &Target) -> Result<Reply, Failure> {
    match target {
        Target::Root => Err(Failure::bad_request("The path names nothing.")),
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Entity { node, declared, .. } => Ok(Reply {
            etag: etag(query.view, *node),
            ..Reply::json(query.entity(*node, *declared, &query.address)?)
        }),
        Target::Collection { owner, nav, cast } => {
            let nodes = members_of(query.view, *owner, *nav, *cast);
            query.page(nodes, cast.unwrap_or(nav.ty))
        }
        Target::Value { node, path, ty } => {
            let value = query.view.store().get(*node).and_then(|node| show::value(node, path));
            Ok(Reply::json(query.value(*ty, value.cloned())?))
        }
    }
}

/// The entities of a collection, those of a cast's type alone.
fn members_of(view: View<'_>, owner: NodeId, nav: Nav, cast: Option<Type>) -> Vec<NodeId> {
    let mut nodes = view.many(owner, nav);
    if let Some(cast) = cast {
        nodes.retain(|node| view.ty(*node).is_some_and(|ty| ty.is_a(cast)));
    }
    nodes
}

fn count(query: &Query<'_>, target: &Target) -> Result<Reply, Failure> {
    match target {
        Target::Collection { owner, nav, cast } => {
            let nodes = members_of(query.view, *owner, *nav, *cast);
            let count = query.count(nodes, cast.unwrap_or(nav.ty))?;
            Ok(Reply::text(count.to_string()))
        }
        Target::Value { node, path, .. } => {
            let value = query.view.store().get(*node).and_then(|node| show::value(node, path));
            let count = value.and_then(Value::as_array).map_or(0, Vec::len);
            Ok(Reply::text(count.to_string()))
        }
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Entity { .. } => Err(Failure::bad_request("Only a collection has a count.")),
    }
}

fn references(query: &Query<'_>, target: &Target) -> Result<Reply, Failure> {
    let root = &query.ask.root;
    let url = |node: NodeId| format!("{root}{}", query.view.path(node));
    match target {
        Target::Collection { owner, nav, cast } => {
            let nodes = members_of(query.view, *owner, *nav, *cast).into_iter();
            let items: Vec<Value> = nodes.map(|node| json!({"@odata.id": url(node)})).collect();
            let context = format!("{root}/$metadata#Collection($ref)");
            Ok(Reply::json(json!({"@odata.context": context, "value": items})))
        }
        Target::Entity { node, .. } => {
            let context = format!("{root}/$metadata#$ref");
            Ok(Reply::json(json!({"@odata.context": context, "@odata.id": url(*node)})))
        }
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Value { .. } => Err(Failure::bad_request("Only an entity has a reference.")),
    }
}
