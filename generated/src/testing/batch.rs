//! `$batch` of the made-up service: each request in it gets its own response.

use azure_core::Bytes;
use azure_core::http::{Method, Url};
use serde_json::{Map, Value, json};

use super::recorded::method;
use super::reply::Reply;
use super::sent::Sent;
use crate::core::outcome::bare;
use crate::core::text::json as json_text;
use crate::core::values::Binary;

pub(super) fn is_batch(sent: &Sent) -> bool {
    sent.method() == Method::Post && sent.path() == "/$batch"
}

/// Responds to a batch by the responses to its members. A member that gets no whole response takes the call with it, as
/// a lost connection does.
pub(super) fn reply(batch: &Sent, respond: &mut dyn FnMut(Sent) -> Result<Reply, String>) -> Result<Reply, String> {
    let root = batch.url().as_str().trim_end_matches("/$batch").to_owned();
    let json: Value = serde_json::from_slice(batch.body()).map_err(|error| format!("the batch is no JSON: {error}"))?;
    let members = json["requests"].as_array().cloned().unwrap_or_default();
    let mut failed: Vec<Value> = Vec::new();
    let mut responses = Vec::new();
    for member in &members {
        let id = &member["id"];
        let held_up = member["dependsOn"]
            .as_array()
            .is_some_and(|others| others.iter().any(|other| failed.contains(other)));
        let reply = if held_up {
            Reply::error(424, "FailedDependency", "A request that it depends on failed.")
        } else {
            let sent = sent(batch, &root, member)
                .ok_or_else(|| format!("the batch's member {} is no request", json_text(&id.to_string())))?;
            respond(sent)?
        };
        if !reply.is_whole() {
            return Ok(reply);
        }
        if reply.status >= 300 {
            failed.push(id.clone());
        }
        responses.push(part(id, reply));
    }
    Ok(Reply::json(200, json!({ "responses": responses })))
}

fn sent(batch: &Sent, root: &str, member: &Value) -> Option<Sent> {
    let method = method(member["method"].as_str()?)?;
    let url = Url::parse(&format!("{root}{}", member["url"].as_str()?)).ok()?;
    let mut headers = Vec::new();
    for (name, value) in member["headers"].as_object().unwrap_or(&Map::new()) {
        headers.push((name.to_ascii_lowercase(), value.as_str()?.to_owned()));
    }
    let is_json = headers
        .iter()
        .any(|(name, value)| name == "content-type" && value.contains("json"));
    let body = match member.get("body") {
        None => Bytes::new(),
        Some(Value::String(text)) if !is_json => text.parse::<Binary>().ok()?.into_bytes().into(),
        Some(json) => json.to_string().into(),
    };
    Some(Sent::member(batch, method, url, headers, body))
}

fn part(id: &Value, reply: Reply) -> Value {
    let mut part = json!({ "id": id, "status": reply.status });
    let headers: Map<String, Value> = reply
        .headers
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let is_json = headers
        .get("content-type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.contains("json"));
    if !reply.body.is_empty() {
        let json = is_json
            .then(|| serde_json::from_slice(bare(&reply.body)).ok())
            .flatten();
        part["body"] = json.unwrap_or_else(|| Binary::from(&*reply.body).to_string().into());
    }
    part["headers"] = headers.into();
    part
}
