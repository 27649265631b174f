//! Paths, methods, bodies, responses, query options and permissions.

use super::change::{Change, Detail};
use super::class::Wire;
use super::context::Context;
use super::differences::Differences;
use super::flags;
use super::kind::Kind;
use super::rename::Renames;
use crate::model::{Api, ElementId, ItemType, Method, QueryOption, StructuredKind};
use crate::routes::path_index::{request, written};
use crate::routes::{Body, Node, PathOperation, Response};

/// The changes of what can be asked for.
pub(super) fn changes(context: &Context<'_, '_>) -> Vec<Change> {
    let (old, new) = (context.old.paths.by_path(), context.new.paths.by_path());
    let mut changes = Vec::new();
    for (key, node) in &old {
        match new.get(key) {
            Some(other) => changes.extend(path_pair(context, node, other)),
            None => changes.push(path_alone(Kind::PathRemoved, node)),
        }
    }
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
    changes.extend(added.map(|(_, node)| path_alone(Kind::PathAdded, node)));
    changes.extend(segments(context));
    changes
}

/// A path that one side alone has, with its methods.
fn path_alone(kind: Kind, node: &Node) -> Change {
    let methods: Vec<Method> = node.operations.iter().map(|operation| operation.http).collect();
    let names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
    let subject = ElementId::Path(written(node).to_owned());
    Change::alone(kind, subject, names.join(", ")).detail(Detail::Methods(methods))
}

fn path_pair(context: &Context<'_, '_>, old: &Node, new: &Node) -> Vec<Change> {
    let path = ElementId::Path(written(new).to_owned());
    let mut node = Differences::of(&path);
    node.words(Kind::PathParameterChanged, written(old), written(new));
    let alone = |kind, one: &PathOperation, api| {
        let change = Change::alone(kind, request(new, one), call_text(one, api));
        change.detail(Detail::Methods(vec![one.http]))
    };
    for one in &old.operations {
        match new.operations.iter().find(|other| other.http == one.http) {
            Some(other) => node
                .changes
                .extend(operation_pair(context, &request(new, one), one, other)),
            None => node.changes.push(alone(Kind::MethodRemoved, one, context.old.api())),
        }
    }
    let is_added = |other: &&PathOperation| old.operations.iter().all(|one| one.http != other.http);
    let added = new.operations.iter().filter(is_added);
    node.changes
        .extend(added.map(|other| alone(Kind::MethodAdded, other, context.new.api())));
    node.changes
}

fn operation_pair(
    context: &Context<'_, '_>,
    subject: &ElementId,
    old: &PathOperation,
    new: &PathOperation,
) -> Vec<Change> {
    let (before, after) = (context.old.api(), context.new.api());
    let mut operation = Differences::of(subject);
    if !is_same_body(context, &old.body, &new.body) {
        let (from, to) = (body_text(&old.body, before), body_text(&new.body, after));
        let change = Change::changed(Kind::BodyChanged, subject.clone(), from, to);
        operation.changes.push(change);
    }
    if response_now(context.renames, &old.response) != new.response {
        let (from, to) = (old.response.to_string(), new.response.to_string());
        operation.words(Kind::ResponseChanged, &from, &to);
    }
    for (kind, options) in [
        (Kind::QueryOptionRemoved, old.options.without(new.options)),
        (Kind::QueryOptionAdded, new.options.without(old.options)),
    ] {
        if !options.is_empty() {
            let names: Vec<&str> = options.iter().map(QueryOption::name).collect();
            let change = Change::alone(kind, subject.clone(), names.join(", "));
            operation.changes.push(change.detail(Detail::Options(options)));
        }
    }
    if old.permissions.least != new.permissions.least {
        let (wire, why) = if new.permissions.lose_any_of(&old.permissions.least) {
            (Wire::Breaking, "A permission that sufficed is not named any more.")
        } else {
            (Wire::Compatible, "Every permission that sufficed is named still.")
        };
        let [from, to] = [&old.permissions, &new.permissions].map(|all| all.least.to_string());
        let change = Change::changed(Kind::PermissionChanged, subject.clone(), from, to);
        operation.changes.push(change.wire(wire, why));
    }
    operation.changes
}

/// Segments that the CSDL no longer knows, or knows by now, although the path is listed on both sides: the first of
/// them on each way.
fn segments(context: &Context<'_, '_>) -> Vec<Change> {
    let (old, new) = (&context.old.paths, &context.new.paths);
    let changes = old.all().filter_map(|(key, node)| {
        let unresolved = |key: &str| [old, new].map(|paths| paths.is_unresolved(key).unwrap_or(false));
        let [before, after] = unresolved(key);
        let [above_before, above_after] = old.above(key).map(unresolved).unwrap_or_default();
        if new.get(key).is_none() || before == after || above_before != above_after {
            return None;
        }
        flags::UNRESOLVED.change(&ElementId::Path(node.path.clone()), before, after)
    });
    changes.collect()
}

/// What a call takes and returns.
fn call_text(operation: &PathOperation, api: &Api) -> String {
    let response = &operation.response;
    match &operation.body {
        Body::None => format!("returns {response}"),
        body => format!("takes {}, returns {response}", body_text(body, api)),
    }
}

fn body_text(body: &Body, api: &Api) -> String {
    match body {
        Body::None => "nothing".to_owned(),
        Body::Content => "bytes".to_owned(),
        Body::Reference => "a reference".to_owned(),
        body if is_of_action(body, api) => "parameters".to_owned(),
        Body::Model(item) => item.to_string(),
    }
}

/// What is taken by either side's name of its type; bodies of actions are one, whatever their names.
fn is_same_body(context: &Context<'_, '_>, old: &Body, new: &Body) -> bool {
    let now = match old {
        Body::Model(item) => Body::Model(context.renames.item(item)),
        other => other.clone(),
    };
    now == *new || (is_of_action(old, context.old.api()) && is_of_action(new, context.new.api()))
}

/// Whether it is what an action takes, whose type is ours.
fn is_of_action(body: &Body, api: &Api) -> bool {
    let Body::Model(ItemType::Structured(name)) = body else {
        return false;
    };
    let ty = api.structured(name);
    ty.is_some_and(|ty| ty.kind == StructuredKind::ActionBody)
}

/// A response by the new side's name of its type.
fn response_now(renames: &Renames, response: &Response) -> Response {
    let mut now = response.clone();
    match &mut now {
        Response::Model { item, .. } | Response::Page(item) => *item = renames.item(item),
        Response::Value { ty, .. } => ty.item = renames.item(&ty.item),
        Response::Nothing | Response::Count(_) | Response::Content | Response::References => {}
    }
    now
}
