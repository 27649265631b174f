//! Bodies: read, checked by type, and taken apart.
//!
//! What is clearly wrong is refused with the member's path: no JSON, JSON of another kind than the member's type, a
//! text that is no date or guid, an enum value that neither version has. All else is taken as the service's documented
//! requests are written: members that the type lacks are kept and shown again, a null may stand anywhere. An unknown
//! `@odata.type` of a complex value is kept; that of an entity is ignored, and it is of the type that its place
//! declares.

mod check;
mod parts;

pub(super) use check::{check, check_value, join};
pub(super) use parts::{Link, Parts, beside, concrete_type, named_type};

use serde_json::{Map, Value};

use super::exchange::{Ask, MAX_BODY};
use crate::failure::Failure;

/// How deep a body may be nested.
const MAX_DEPTH: usize = 64;

/// Reads the body as JSON; none where there is none.
pub(super) fn read(ask: &Ask) -> Result<Option<Value>, Failure> {
    refuse_large(ask)?;
    if ask.body.is_empty() {
        return Ok(None);
    }
    let is_json = |media_type: &str| {
        media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json")
    };
    if let Some(media_type) = ask.media_type().filter(|media_type| !is_json(media_type)) {
        return Err(Failure::unsupported_media_type(format!(
            "The body is `{}`; this operation takes `application/json`.",
            msgraph_identity_governance::text::escaped(&media_type)
        )));
    }
    let body = ask.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&ask.body);
    let value: Value = serde_json::from_slice(body)
        .map_err(|why| Failure::bad_request(format!("The body is no JSON that can be read: {why}.")))?;
    match is_deeper(&value, MAX_DEPTH) {
        true => Err(Failure::bad_request(format!(
            "The body is nested deeper than {MAX_DEPTH} levels."
        ))),
        false => Ok(Some(value)),
    }
}

/// Reads the body as the members of an entity or of an action's parameters.
pub(super) fn read_object(ask: &Ask) -> Result<Map<String, Value>, Failure> {
    match read(ask)? {
        Some(Value::Object(members)) => Ok(members),
        None => Err(Failure::bad_request(
            "The request has no body; this operation takes one.",
        )),
        Some(other) => Err(Failure::bad_request(format!(
            "The body is {}; this operation takes an object.",
            kind(&other)
        ))),
    }
}

/// Refuses a body that is too large to be read.
pub(super) fn refuse_large(ask: &Ask) -> Result<(), Failure> {
    match ask.body.len() > MAX_BODY {
        true => Err(Failure::new(
            413,
            "RequestEntityTooLarge",
            format!("The body has more than {MAX_BODY} bytes."),
        )),
        false => Ok(()),
    }
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, levels)),
        Value::Object(members) => members.values().any(|member| is_deeper(member, levels)),
        _ => false,
    }
}

/// What a JSON value is, for a message.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
