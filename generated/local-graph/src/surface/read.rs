//! GET: entities, lists, counts, values, references, streams.

use msgraph_identity_governance::reflection::{Item, Type, TypeRef};
use serde_json::{Map, Value, json};

use super::exchange::{Ask, Reply};
use super::navigation::Nav;
use super::show;
use super::target::{Aspect, Target, Walked, nothing_at};
use super::view::View;
use crate::failure::Failure;
use crate::store::NodeId;

/// Responds to a GET of what is no function.
pub(super) fn get(ask: &Ask, view: View<'_>, walked: &Walked) -> Result<Reply, Failure> {
    match &walked.aspect {
        Aspect::Itself => itself(ask, view, walked),
        Aspect::Count => count(ask, view, &walked.target),
        Aspect::Reference => references(ask, view, walked),
        Aspect::Content(name) => super::content::get(view, &walked.target, name),
        Aspect::Call(_) => Err(Failure::internal("A function is no plain GET.")),
    }
}

fn itself(ask: &Ask, view: View<'_>, walked: &Walked) -> Result<Reply, Failure> {
    match &walked.target {
        Target::Root => Err(Failure::bad_request("The path names nothing.")),
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Entity { node, declared, .. } => one(ask, view, *node, *declared, &walked.context),
        Target::Collection { owner, nav, cast } => {
            let ty = cast.unwrap_or(nav.ty);
            list(ask, view, &members_of(view, *owner, *nav, *cast), ty, &walked.context)
        }
        Target::Value { node, path, ty } => {
            let value = view
                .store()
                .get(*node)
                .and_then(|node| show::value(node, path))
                .cloned();
            Ok(Reply::json(value_body(ask, *ty, value, &walked.context)))
        }
    }
}

/// One entity.
pub(super) fn one(ask: &Ask, view: View<'_>, node: NodeId, declared: Type, context: &str) -> Result<Reply, Failure> {
    let etag = view.store().get(node).map(show::etag);
    let members = show::entity(view, node, Some(declared));
    let body = with_context(ask, members, &entity_context(context));
    Ok(Reply {
        etag,
        ..Reply::json(body)
    })
}

/// A page of entities.
pub(super) fn list(ask: &Ask, view: View<'_>, nodes: &[NodeId], ty: Type, context: &str) -> Result<Reply, Failure> {
    let items: Vec<Value> = nodes
        .iter()
        .map(|node| Value::Object(show::entity(view, *node, Some(ty))))
        .collect();
    let mut body = Map::new();
    body.insert("value".to_owned(), Value::Array(items));
    Ok(Reply::json(with_context(ask, body, context)))
}

/// The entities of a collection, those of a cast's type alone.
pub(super) fn members_of(view: View<'_>, owner: NodeId, nav: Nav, cast: Option<Type>) -> Vec<NodeId> {
    let mut nodes = view.many(owner, nav);
    if let Some(cast) = cast {
        nodes.retain(|node| view.ty(*node).is_some_and(|ty| ty.is_a(cast)));
    }
    nodes
}

fn count(_ask: &Ask, view: View<'_>, target: &Target) -> Result<Reply, Failure> {
    match target {
        Target::Collection { owner, nav, cast } => {
            let count = members_of(view, *owner, *nav, *cast).len();
            Ok(Reply::text(count.to_string()))
        }
        Target::Value { node, path, .. } => {
            let value = view.store().get(*node).and_then(|node| show::value(node, path));
            let count = value.and_then(Value::as_array).map_or(0, Vec::len);
            Ok(Reply::text(count.to_string()))
        }
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Entity { .. } => Err(Failure::bad_request("Only a collection has a count.")),
    }
}

fn references(ask: &Ask, view: View<'_>, walked: &Walked) -> Result<Reply, Failure> {
    let url = |node: NodeId| json!({"@odata.id": format!("{}{}", ask.root, view.path(node))});
    match &walked.target {
        Target::Collection { owner, nav, cast } => {
            let items: Vec<Value> = members_of(view, *owner, *nav, *cast).into_iter().map(url).collect();
            let body = json!({"@odata.context": format!("{}/$metadata#Collection($ref)", ask.root), "value": items});
            Ok(Reply::json(body))
        }
        Target::Entity { node, .. } => {
            let mut body = url(*node);
            if let Some(body) = body.as_object_mut() {
                body.insert(
                    "@odata.context".to_owned(),
                    json!(format!("{}/$metadata#$ref", ask.root)),
                );
            }
            Ok(Reply::json(body))
        }
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Value { .. } => Err(Failure::bad_request("Only an entity has a reference.")),
    }
}

/// A value of a type as a response has it: an object with its members, else `{"value": …}`.
pub(super) fn value_body(ask: &Ask, ty: TypeRef, value: Option<Value>, context: &str) -> Value {
    let is_structured = !ty.is_collection() && !is_plain(ty.item());
    match value {
        Some(Value::Object(members)) if is_structured => with_context(ask, members, context),
        None | Some(Value::Null) if is_structured => with_context(ask, Map::new(), context),
        None | Some(Value::Null) if ty.is_collection() => wrapped(ask, json!([]), context),
        value => wrapped(ask, value.unwrap_or(Value::Null), context),
    }
}

fn is_plain(item: Item) -> bool {
    match item {
        Item::Type(ty) => ty.kind() == msgraph_identity_governance::reflection::TypeKind::Enum,
        _ => true,
    }
}

/// `{"value": …}` with its context.
pub(super) fn wrapped(ask: &Ask, value: Value, context: &str) -> Value {
    let mut body = Map::new();
    body.insert("value".to_owned(), value);
    with_context(ask, body, context)
}

fn with_context(ask: &Ask, mut members: Map<String, Value>, context: &str) -> Value {
    let context = format!("{}/$metadata#{context}", ask.root);
    members.insert("@odata.context".to_owned(), json!(context));
    Value::Object(members)
}

/// `catalogs('1')` is one of `catalogs`: `catalogs/$entity`.
pub(super) fn entity_context(context: &str) -> String {
    let collection = context
        .strip_suffix("')")
        .and_then(|rest| rest.rfind("('").map(|at| rest.get(..at)));
    format!("{}/$entity", collection.flatten().unwrap_or(context))
}
