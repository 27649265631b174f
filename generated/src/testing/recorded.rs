//! Recorded responses as JSON.

use azure_core::http::Method;
use serde_json::Value;

use super::reply::Reply;
use crate::core::error::{Error, Invalid};

/// One recorded response.
pub(super) struct Recorded {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) reply: Reply,
}

/// Reads the array of recorded responses.
pub(super) fn read(json: &str) -> Result<Vec<Recorded>, Error> {
    let list: Vec<Value> = serde_json::from_str(json).map_err(|error| {
        Invalid::because(
            "recorded responses",
            "not read",
            format!("an array is expected: {error}"),
        )
    })?;
    list.iter()
        .enumerate()
        .map(|(place, entry)| {
            entry_of(entry).map_err(|(member, reason)| {
                Invalid::because(format!("recorded[{place}].{member}"), "not read", reason).into()
            })
        })
        .collect()
}

fn entry_of(entry: &Value) -> Result<Recorded, (&'static str, &'static str)> {
    let text = |name: &'static str| entry.get(name).and_then(Value::as_str);
    let path = text("path").ok_or(("path", "a path is expected"))?;
    let method = text("method")
        .and_then(method)
        .ok_or(("method", "GET, POST, PATCH, PUT or DELETE is expected"))?;
    let status = entry
        .get("status")
        .and_then(Value::as_u64)
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| (100..600).contains(status))
        .ok_or(("status", "a number from 100 to 599 is expected"))?;
    let mut headers = Vec::new();
    match entry.get("headers") {
        None => {}
        Some(Value::Object(object)) => {
            for (name, value) in object {
                headers.push((
                    name,
                    value.as_str().ok_or(("headers", "each header's value is a string"))?,
                ));
            }
        }
        Some(_) => return Err(("headers", "an object is expected")),
    }
    let is_json = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .is_none_or(|(_, value)| value.contains("json"));
    let mut reply = match entry.get("body") {
        None => Reply::empty(status),
        Some(Value::String(text)) if !is_json => Reply::text(status, text.as_str()),
        Some(body) => Reply::json(status, body),
    };
    for (name, value) in headers {
        reply = reply.with_header(name, value);
    }
    Ok(Recorded {
        method,
        path: path.to_owned(),
        reply,
    })
}

/// A method by its name in capital letters.
pub(super) fn method(name: &str) -> Option<Method> {
    [
        Method::Get,
        Method::Post,
        Method::Patch,
        Method::Put,
        Method::Delete,
        Method::Head,
    ]
    .into_iter()
    .find(|method| method.as_str() == name)
}
