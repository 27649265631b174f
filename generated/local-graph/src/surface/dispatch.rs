//! A request brought to what it addresses: by its path, its method, and what stands there.

use std::sync::Arc;

use http::Method;
use msgraph_identity_governance::reflection::{Item, Operation, OperationKind, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::body;
use super::calls;
use super::content;
use super::exchange::{Ask, Reply};
use super::navigation::{Nav, Way};
use super::query::{Query, etag};
use super::read;
use super::references;
use super::show;
use super::target::{Aspect, Route, Target, nothing_at};
use super::view::{View, encoded};
use super::write::{Writer, merge};
use crate::caller::Caller;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::store::{Node, NodeId};
use crate::turn::Turn;

/// Responds to a request that is no batch.
pub(super) fn dispatch(ask: &Ask, engine: &Arc<Engine>, caller: &Caller) -> Result<Reply, Failure> {
    let route = Route::of(ask.api, &own_path(ask, caller)?)?;
    let operation = operation(ask, &route)?;
    make_singletons(ask, engine, caller, &route)?;
    let is_function = operation.is_some_and(|operation| operation.kind() == OperationKind::Function);
    if ask.method == Method::GET && !is_function {
        return engine.read(|state| {
            let view = View::new(state.store(ask.version));
            let walked = route.walk(view)?;
            read::get(&query(ask, view, &route, operation), &walked)
        });
    }
    engine.turn(ask.version, caller, |turn| write(ask, engine, turn, &route, operation))
}

fn query<'q>(ask: &'q Ask, view: View<'q>, route: &Route, operation: Option<Operation>) -> Query<'q> {
    Query {
        view,
        ask,
        address: route.address(&ask.root, &ask.path),
        operation,
    }
}

/// The methods of a path, as `Allow` has them.
pub(super) fn allowed(ask: &Ask, caller: &Caller) -> String {
    let path = own_path(ask, caller).unwrap_or_default();
    match Route::of(ask.api, &path) {
        Err(_) => String::new(),
        Ok(route) if route.is_directory() => "GET, POST, PATCH, DELETE".to_owned(),
        Ok(route) => {
            let methods: Vec<String> = route
                .operations()
                .map(|operation| operation.method().to_string())
                .collect();
            methods.join(", ")
        }
    }
}

/// The path, with the caller's own user in place of `me`.
fn own_path(ask: &Ask, caller: &Caller) -> Result<String, Failure> {
    let rest = match ask.path.strip_prefix("/me") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => return Ok(ask.path.clone()),
    };
    let user = caller.user.as_deref().ok_or_else(|| {
        Failure::bad_request("/me is a signed-in user's, and the token speaks for an application alone.")
    })?;
    Ok(format!("/users/{}{rest}", encoded(user)))
}

/// The operation; none for a path of the directory.
fn operation(ask: &Ask, route: &Route) -> Result<Option<Operation>, Failure> {
    use msgraph_identity_governance::Method as Known;
    let not_allowed = || {
        Failure::method_not_allowed(format!(
            "{} is none of the methods of this path.",
            msgraph_identity_governance::text::escaped(ask.method.as_str())
        ))
    };
    let method = match ask.method {
        Method::GET => Known::Get,
        Method::POST => Known::Post,
        Method::PATCH => Known::Patch,
        Method::PUT => Known::Put,
        Method::DELETE => Known::Delete,
        _ => return Err(not_allowed()),
    };
    if route.is_directory() {
        return match method {
            Known::Put => Err(not_allowed()),
            _ => Ok(None),
        };
    }
    route.operation(method).map(Some).ok_or_else(not_allowed)
}

/// Makes the singletons at the beginning of a path that are not there yet.
fn make_singletons(ask: &Ask, engine: &Arc<Engine>, caller: &Caller, route: &Route) -> Result<(), Failure> {
    let path = route.singletons(ask.api);
    if path.is_empty() || engine.read(|state| state.store(ask.version).at(&path).is_some()) {
        return Ok(());
    }
    engine.turn(ask.version, caller, |turn| {
        turn.change.singleton(&path);
        Ok(())
    })
}

fn write(
    ask: &Ask,
    engine: &Arc<Engine>,
    turn: &mut Turn<'_>,
    route: &Route,
    operation: Option<Operation>,
) -> Result<Reply, Failure> {
    let walked = route.walk(View::new(&turn.change))?;
    if let (Aspect::Call(given), Some(operation)) = (&walked.aspect, operation) {
        return calls::call(ask, engine, turn, (route, &walked.target), operation, given);
    }
    heed_if_match(ask, View::new(&turn.change), &walked.target)?;
    match (&walked.aspect, ask.method.as_str()) {
        (Aspect::Content(name), "PUT") => return content::put(ask, turn, &walked.target, name),
        (Aspect::Content(name), "DELETE") => return content::delete(turn, &walked.target, name),
        _ => {}
    }
    let mut writer = Writer::new(engine, turn);
    match (&walked.aspect, ask.method.as_str()) {
        (Aspect::Reference, "POST") => references::add(ask, &mut writer, &walked.target),
        (Aspect::Reference, "PUT") => references::set(ask, &mut writer, &walked.target),
        (Aspect::Reference, "DELETE") => references::remove(ask, &mut writer, &walked.target),
        (Aspect::Itself, "POST") => create(ask, &mut writer, route, &walked.target),
        (Aspect::Itself, "PATCH") => update(ask, &mut writer, route, &walked.target, false),
        (Aspect::Itself, "PUT") => update(ask, &mut writer, route, &walked.target, true),
        (Aspect::Itself, "DELETE") => delete(&mut writer, &walked.target),
        _ => Err(Failure::method_not_allowed("The method does nothing there.")),
    }
}

fn heed_if_match(ask: &Ask, view: View<'_>, target: &Target) -> Result<(), Failure> {
    let Some(wanted) = ask.header("if-match") else {
        return Ok(());
    };
    let (Target::Entity { node, .. } | Target::Value { node, .. }) = target else {
        return Ok(());
    };
    let etag = view.store().get(*node).map(show::etag).unwrap_or_default();
    let strong = etag.trim_start_matches("W/");
    let is_it = |one: &str| one == "*" || one.trim_start_matches("W/") == strong;
    match wanted.split(',').map(str::trim).any(is_it) {
        true => Ok(()),
        false => Err(Failure::precondition_failed(
            "The entity has changed since: `If-Match` names another state.",
        )),
    }
}

fn create(ask: &Ask, writer: &mut Writer<'_, '_>, route: &Route, target: &Target) -> Result<Reply, Failure> {
    let Target::Collection { owner, nav, cast } = target else {
        return Err(Failure::method_not_allowed("Only a collection takes new entities."));
    };
    let nav = Nav {
        ty: cast.unwrap_or(nav.ty),
        ..*nav
    };
    let body = body::read_object(ask)?;
    body::check(nav.ty, &body, "")?;
    let node = match referred(writer, nav, &body)? {
        Some(node) => {
            writer.refer(*owner, nav, node);
            node
        }
        None => writer.create(*owner, nav, body, "")?,
    };
    let view = writer.view();
    let location = Some(format!("{}{}", ask.root, view.path(node)));
    let reply = match ask.prefers("return=minimal") {
        true => Reply {
            applied: Some("return=minimal".into()),
            ..Reply::nothing()
        },
        false => {
            let query = query(ask, view, route, None);
            let key = view.store().get(node).map(Node::key).unwrap_or_default();
            Reply::created(query.whole(node, nav.ty, &query.address.item(key))?)
        }
    };
    Ok(Reply {
        location,
        etag: etag(view, node),
        ..reply
    })
}

/// The entity that a body at a collection of references names; none where it is to be made.
fn referred(writer: &Writer<'_, '_>, nav: Nav, body: &Map<String, Value>) -> Result<Option<NodeId>, Failure> {
    if let Some(url) = body.get("@odata.id").and_then(Value::as_str) {
        return writer
            .by_url(url, nav.ty)
            .map(Some)
            .map_err(|failure| failure.about("@odata.id"));
    }
    let key = body.get("id").and_then(Value::as_str);
    Ok(key
        .filter(|_| !nav.is_contained)
        .and_then(|key| writer.turn.change.find(nav.ty, key)))
}

fn update(
    ask: &Ask,
    writer: &mut Writer<'_, '_>,
    route: &Route,
    target: &Target,
    replaces: bool,
) -> Result<Reply, Failure> {
    let (node, declared) = match target {
        Target::Entity { node, declared, .. } => {
            let body = body::read_object(ask)?;
            let ty = writer.view().ty(*node).unwrap_or(*declared);
            body::check(ty, &body, "")?;
            writer.update(*node, body, replaces)?;
            (*node, *declared)
        }
        Target::Vacant { owner, nav } if nav.is_contained => {
            let body = body::read_object(ask)?;
            body::check(nav.ty, &body, "")?;
            (writer.create(*owner, *nav, body, "")?, nav.ty)
        }
        Target::Vacant { nav, .. } => return Err(nothing_at(*nav)),
        Target::Value { node, path, ty } => return update_value(ask, writer, *node, path, *ty, replaces),
        Target::Root | Target::Collection { .. } => {
            return Err(Failure::method_not_allowed("A collection is not changed as a whole."));
        }
    };
    let is_asked_for = ask.prefers("return=representation");
    if !is_asked_for && (!replaces || ask.prefers("return=minimal")) {
        return Ok(Reply {
            applied: ask.prefers("return=minimal").then(|| "return=minimal".into()),
            etag: etag(writer.view(), node),
            ..Reply::nothing()
        });
    }
    let query = query(ask, writer.view(), route, None);
    Ok(Reply {
        applied: is_asked_for.then(|| "return=representation".into()),
        etag: etag(query.view, node),
        ..Reply::json(query.whole(node, declared, &query.address)?)
    })
}

fn update_value(
    ask: &Ask,
    writer: &mut Writer<'_, '_>,
    node: NodeId,
    path: &[String],
    ty: TypeRef,
    replaces: bool,
) -> Result<Reply, Failure> {
    let mut value = body::read(ask)?.ok_or_else(|| Failure::bad_request("The request has no body."))?;
    let is_structured = matches!(ty.item(), Item::Type(ty) if ty.kind() != TypeKind::Enum) && !ty.is_collection();
    if !is_structured && let Some(inner) = value.get_mut("value") {
        value = inner.take();
    }
    body::check_value(ty, &value, "")?;
    // The members of complex values that the path goes through are kept.
    let mut body = value;
    for name in path.iter().skip(1).rev() {
        body = json!({name: body});
    }
    let Some(first) = path.first() else {
        return Err(Failure::bad_request("The path names no property."));
    };
    if replaces && path.len() == 1 {
        writer.turn.change.set(node, first, Value::Null);
    }
    let whole = writer
        .turn
        .change
        .get(node)
        .and_then(|node| node.member(first))
        .cloned();
    let mut whole = whole.unwrap_or(Value::Null);
    merge(&mut whole, body);
    let body: Map<String, Value> = [(first.clone(), whole)].into_iter().collect();
    writer.update(node, body, false)?;
    Ok(Reply::nothing())
}

fn delete(writer: &mut Writer<'_, '_>, target: &Target) -> Result<Reply, Failure> {
    match target {
        Target::Entity { node, via, .. } => {
            let (owner, nav) = *via;
            if is_removed(writer.view(), *node, owner, nav) {
                writer.delete(*node)?;
            } else {
                writer.turn.change.unrefer(owner, nav.name, *node);
            }
            Ok(Reply::nothing())
        }
        // What is not there is gone.
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Value { node, path, .. } => {
            let [name] = path.as_slice() else {
                return Err(Failure::method_not_allowed("Only a property of an entity is removed."));
            };
            let body: Map<String, Value> = [(name.clone(), Value::Null)].into_iter().collect();
            writer.update(*node, body, false)?;
            Ok(Reply::nothing())
        }
        Target::Root | Target::Collection { .. } => {
            Err(Failure::method_not_allowed("A collection is not removed as a whole."))
        }
    }
}

/// Whether a DELETE at a navigation property removes the entity itself, and not only the reference to it.
fn is_removed(view: View<'_>, node: NodeId, owner: NodeId, nav: Nav) -> bool {
    let place = view.store().get(node).and_then(Node::place);
    let is_here = place.is_some_and(|place| place.owner == owner && &*place.property == nav.name);
    if is_here {
        return true;
    }
    let is_of_directory = place.is_some_and(|place| place.owner == NodeId::ROOT);
    let way = nav.way(view.ty(owner), view.store().api());
    match way {
        Way::Same(_) | Way::All => true,
        _ => nav.is_collection && nav.is_contained && !is_of_directory,
    }
}
