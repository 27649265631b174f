//! Actions and functions: their arguments read by type, and what they give shown.

use std::sync::Arc;

use msgraph_identity_governance::reflection::{Item, Operation, Parameter, Response, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::body;
use super::exchange::{Ask, Reply};
use super::query::{Query, etag};
use super::show;
use super::target::{Route, Target, nothing_at};
use super::view::View;
use crate::behavior::{Bound, Call, Outcome};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::turn::Turn;

/// Calls an action or function.
pub(super) fn call(
    ask: &Ask,
    engine: &Arc<Engine>,
    turn: &mut Turn<'_>,
    (route, target): (&Route, &Target),
    operation: Operation,
    given: &[(Parameter, String)],
) -> Result<Reply, Failure> {
    let call = Call {
        operation,
        name: simple(operation.segment().name()).to_owned(),
        bound: bound(target)?,
        arguments: arguments(ask, operation, given)?,
    };
    let mut answers = engine.behaviors().iter();
    let outcome = answers.find_map(|behavior| behavior.call(turn, &call)).transpose()?;
    let query = Query {
        view: View::new(&turn.change),
        ask,
        address: route.address(&ask.root, &ask.path),
        operation: Some(operation),
    };
    show_outcome(&query, target, operation, outcome)
}

/// `resume` of `microsoft.graph.identityGovernance.resume`.
fn simple(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn bound(target: &Target) -> Result<Bound, Failure> {
    match target {
        Target::Entity { node, .. } => Ok(Bound::Entity(*node)),
        Target::Collection { owner, nav, .. } => Ok(Bound::Collection {
            owner: *owner,
            property: nav.name.to_owned(),
        }),
        Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
        Target::Root | Target::Value { .. } => Err(Failure::bad_request("Nothing is bound to a value.")),
    }
}

fn arguments(ask: &Ask, operation: Operation, given: &[(Parameter, String)]) -> Result<Map<String, Value>, Failure> {
    let mut arguments = Map::new();
    for (parameter, text) in given {
        let value = literal(*parameter, text)?;
        arguments.insert(parameter.name().to_owned(), value);
    }
    let Some(model) = operation.body().and_then(|body| body.model()) else {
        // Documented requests have a body where none is taken.
        body::refuse_large(ask)?;
        return Ok(arguments);
    };
    let Some(sent) = body::read(ask)? else {
        let needed = model
            .members()
            .into_iter()
            .find(|member| !member.is_optional() && !member.is_nullable());
        return match needed {
            None => Ok(arguments),
            Some(member) => {
                Err(Failure::bad_request(format!("The parameter `{}` is missing.", member.name())).about(member.name()))
            }
        };
    };
    let Value::Object(sent) = sent else {
        return Err(Failure::bad_request(format!(
            "The body is {}; an action takes an object with its parameters.",
            body::kind(&sent)
        )));
    };
    body::check(model, &sent, "")?;
    arguments.extend(sent);
    Ok(arguments)
}

/// An argument of a URL as JSON.
fn literal(parameter: Parameter, text: &str) -> Result<Value, Failure> {
    let Some(ty) = parameter.ty() else {
        return Ok(json!(text));
    };
    if text == "null" && parameter.is_nullable() {
        return Ok(Value::Null);
    }
    let value = match ty.item() {
        Item::Primitive(
            "Edm.Boolean" | "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" | "Edm.Single"
            | "Edm.Double" | "Edm.Decimal",
        ) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        _ => json!(text),
    };
    body::check_value(ty, &value, parameter.name())?;
    Ok(value)
}

fn show_outcome(
    query: &Query<'_>,
    target: &Target,
    operation: Operation,
    outcome: Option<Outcome>,
) -> Result<Reply, Failure> {
    let response = operation.response();
    let declared = match response {
        Response::Model { ty, .. } | Response::Page(ty) | Response::Value { ty, .. } | Response::Count(ty) => Some(ty),
        _ => None,
    };
    match outcome {
        Some(Outcome::Accepted) => Ok(Reply::accepted()),
        Some(Outcome::Entity(node)) => {
            let ty = declared.and_then(|ty| ty.ty()).or_else(|| query.view.ty(node));
            let ty = ty.ok_or_else(|| Failure::internal("The entity that the call gave is gone."))?;
            Ok(Reply {
                etag: etag(query.view, node),
                ..Reply::json(query.entity(node, ty, &query.address)?)
            })
        }
        Some(Outcome::Entities(nodes)) => {
            let ty = declared.and_then(|ty| ty.ty()).or(match target {
                Target::Collection { nav, .. } => Some(nav.ty),
                _ => None,
            });
            let ty = ty.ok_or_else(|| Failure::internal("The call gave entities of no declared type."))?;
            query.page(nodes, ty)
        }
        Some(Outcome::Values(values)) => value(query, declared, Value::Array(values)),
        Some(Outcome::Value(given)) => value(query, declared, given),
        Some(Outcome::Nothing) | None => match response {
            Response::Page(ty) => match ty.ty().filter(|ty| ty.kind() == TypeKind::Entity) {
                Some(ty) => query.page(Vec::new(), ty),
                None => value(query, Some(ty), json!([])),
            },
            Response::Model { ty, optional: false } | Response::Value { ty, optional: false } => {
                value(query, Some(ty), show::default(ty))
            }
            _ => Ok(Reply::nothing()),
        },
    }
}

fn value(query: &Query<'_>, declared: Option<TypeRef>, value: Value) -> Result<Reply, Failure> {
    Ok(Reply::json(match declared {
        Some(ty) => query.value(ty, Some(value))?,
        // The metadata declares nothing, and a behavior gave something all the same.
        None => json!({"value": value}),
    }))
}
