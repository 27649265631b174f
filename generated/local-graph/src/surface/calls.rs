//! Actions and functions: their arguments read by type, and what they give shown.

use std::sync::Arc;

use msgraph_identity_governance::reflection::{Item, Operation, Parameter, Response, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::body;
use super::exchange::{Ask, Reply};
use super::read;
use super::show;
use super::target::{Target, Walked, nothing_at};
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
    walked: &Walked,
    operation: Operation,
    given: &[(Parameter, String)],
) -> Result<Reply, Failure> {
    let call = Call {
        operation,
        name: simple(operation.segment().name()).to_owned(),
        bound: bound(&walked.target)?,
        arguments: arguments(ask, operation, given)?,
    };
    let mut answers = engine.behaviors().iter();
    let outcome = answers.find_map(|behavior| behavior.call(turn, &call)).transpose()?;
    show_outcome(ask, View::new(&turn.change), walked, operation, outcome)
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
    ask: &Ask,
    view: View<'_>,
    walked: &Walked,
    operation: Operation,
    outcome: Option<Outcome>,
) -> Result<Reply, Failure> {
    let response = operation.response();
    let declared = match response {
        Response::Model { ty, .. } | Response::Page(ty) | Response::Value { ty, .. } | Response::Count(ty) => Some(ty),
        _ => None,
    };
    let context = declared.map(of_type).unwrap_or_default();
    match outcome {
        Some(Outcome::Accepted) => Ok(Reply::accepted()),
        Some(Outcome::Entity(node)) => {
            let ty = declared.and_then(|ty| ty.ty()).or_else(|| view.ty(node));
            match ty {
                Some(ty) => read::one(ask, view, node, ty, &context),
                None => Err(Failure::internal("The entity that the call gave is gone.")),
            }
        }
        Some(Outcome::Entities(nodes)) => {
            let ty = declared.and_then(|ty| ty.ty()).or_else(|| match &walked.target {
                Target::Collection { nav, .. } => Some(nav.ty),
                _ => None,
            });
            match ty {
                Some(ty) => read::list(ask, view, &nodes, ty, &context),
                None => Err(Failure::internal("The call gave entities of no declared type.")),
            }
        }
        Some(Outcome::Values(values)) => Ok(Reply::json(read::wrapped(ask, Value::Array(values), &context))),
        Some(Outcome::Value(value)) => Ok(match declared {
            Some(ty) => Reply::json(read::value_body(ask, ty, Some(value), &context)),
            None => Reply::json(read::wrapped(ask, value, &context)),
        }),
        Some(Outcome::Nothing) | None => Ok(match response {
            Response::Page(_) => Reply::json(read::wrapped(ask, json!([]), &context)),
            Response::Model { ty, optional: false } | Response::Value { ty, optional: false } => {
                Reply::json(read::value_body(ask, ty, Some(show::default(ty)), &context))
            }
            _ => Reply::nothing(),
        }),
    }
}

/// A type as `@odata.context` has it: `Collection(accessPackage)`, `microsoft.graph.accessPackage`.
fn of_type(ty: TypeRef) -> String {
    let name = match ty.item() {
        Item::Type(ty) if ty.kind() == TypeKind::Entity => ty.name().trim_start_matches("microsoft.graph."),
        Item::Type(ty) => ty.name(),
        Item::Primitive(name) => name,
        _ => "Edm.Untyped",
    };
    match ty.is_collection() {
        true => format!("Collection({name})"),
        false => name.to_owned(),
    }
}
