//! `$batch`: up to twenty requests in one, in the order that they depend on each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request, Response};
use msgraph_identity_governance::text::escaped;
use serde_json::{Map, Value, json};

use super::body;
use super::exchange::{Ask, BaseUrl, MayAsk, Reply};
use crate::caller::Caller;
use crate::engine::Engine;
use crate::failure::Failure;

/// How many requests one batch has at most.
const MAX_REQUESTS: usize = 20;

/// One request of a batch.
struct Item {
    id: String,
    method: Method,
    url: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    depends_on: Vec<String>,
}

/// Does the requests of a batch, and gives their responses.
pub(super) fn batch(
    ask: &Ask,
    engine: &Arc<Engine>,
    caller: &Caller,
    base: &BaseUrl,
    may_ask: Option<&MayAsk>,
) -> Result<Reply, Failure> {
    let body = body::read_object(ask)?;
    let Some(Value::Array(requests)) = body.get("requests") else {
        return Err(
            Failure::bad_request("The body of a batch has its requests in the list `requests`.").about("requests"),
        );
    };
    if requests.len() > MAX_REQUESTS {
        return Err(Failure::bad_request(format!(
            "A batch has at most {MAX_REQUESTS} requests; this one has {}.",
            requests.len()
        ))
        .about("requests"));
    }
    let mut items = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let item = Item::read(request, ask).map_err(|why| why.about(format!("requests[{at}]")))?;
        if items.iter().any(|other: &Item| other.id == item.id) {
            return Err(Failure::bad_request(format!(
                "Two requests of the batch have the id '{}'.",
                escaped(&item.id)
            ))
            .about(format!("requests[{at}]/id")));
        }
        items.push(item);
    }
    let order = order(&items)?;
    let mut statuses: BTreeMap<&str, u16> = BTreeMap::new();
    let mut responses = Vec::new();
    for at in order {
        let Some(item) = items.get(at) else { continue };
        let failed = item.depends_on.iter().any(|id| !is_success(statuses.get(id.as_str())));
        let response = match failed {
            true => dependency_failed(&item.id),
            false => {
                let response = super::respond(engine, ask.version, caller, item.request(base, may_ask)?);
                shown(&item.id, &response)
            }
        };
        let status = response.get("status").and_then(Value::as_u64).unwrap_or_default();
        statuses.insert(&item.id, u16::try_from(status).unwrap_or_default());
        responses.push(response);
    }
    Ok(Reply::json(json!({"responses": responses})))
}

fn is_success(status: Option<&u16>) -> bool {
    status.is_some_and(|status| (200..300).contains(status))
}

impl Item {
    fn read(json: &Value, ask: &Ask) -> Result<Self, Failure> {
        let text = |name: &str| {
            let text = json.get(name).and_then(Value::as_str);
            text.ok_or_else(|| Failure::bad_request(format!("A request of a batch has a text `{name}`.")))
        };
        let method = Method::from_bytes(text("method")?.to_ascii_uppercase().as_bytes())
            .map_err(|_| Failure::bad_request("The method of a batch's request is none."))?;
        let url = text("url")?;
        // Microsoft's Python client writes it whole.
        let own = url.strip_prefix(&*ask.root).filter(|rest| rest.starts_with('/'));
        let url = own.unwrap_or(url);
        let begins = url.split(['/', '?', '#']).next().unwrap_or(url);
        if begins.ends_with(':') {
            return Err(Failure::bad_request(
                "The URL of a batch's request is relative to the version.",
            ));
        }
        let url = format!("/{}", url.trim_start_matches('/'));
        // Some write the version too.
        let url = match url.strip_prefix(&format!("/{}/", ask.version.name())) {
            Some(rest) => format!("/{rest}"),
            None => url,
        };
        let mut headers = Vec::new();
        for (name, value) in json.get("headers").and_then(Value::as_object).into_iter().flatten() {
            let name = HeaderName::from_bytes(name.as_bytes());
            let value = value.as_str().map(HeaderValue::from_str);
            let (Ok(name), Some(Ok(value))) = (name, value) else {
                return Err(Failure::bad_request("A header of a batch's request is none."));
            };
            headers.push((name, value));
        }
        let is_json = headers.iter().all(|(name, value)| {
            name != CONTENT_TYPE
                || value
                    .to_str()
                    .is_ok_and(|value| value.to_ascii_lowercase().contains("json"))
        });
        let depends_on = match json.get("dependsOn") {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(ids)) => ids.iter().map(|id| id.as_str().map(str::to_owned)).collect(),
            Some(_) => None,
        };
        Ok(Self {
            id: text("id")?.to_owned(),
            method,
            url,
            headers,
            body: read_body(json.get("body"), is_json)?,
            depends_on: depends_on.ok_or_else(|| Failure::bad_request("`dependsOn` is a list of ids."))?,
        })
    }

    fn request(&self, base: &BaseUrl, may_ask: Option<&MayAsk>) -> Result<Request<Bytes>, Failure> {
        let mut request = Request::builder().method(&self.method).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(may_ask) = may_ask {
            request = request.extension(may_ask.clone());
        }
        let request = request
            .extension(base.clone())
            .extension(InBatch)
            .body(self.body.clone());
        request.map_err(|_| Failure::bad_request("The URL of a batch's request is none.").about("url"))
    }
}

/// Marks a request of a batch: it is no batch itself.
#[derive(Clone, Copy)]
pub(super) struct InBatch;

fn read_body(body: Option<&Value>, is_json: bool) -> Result<Bytes, Failure> {
    match body {
        None | Some(Value::Null) => Ok(Bytes::new()),
        Some(Value::String(text)) if !is_json => {
            let bytes = URL_SAFE_NO_PAD
                .decode(text.trim_end_matches('='))
                .or_else(|_| STANDARD.decode(text));
            bytes
                .map(Bytes::from)
                .map_err(|_| Failure::bad_request("A body that is no JSON is base64url.").about("body"))
        }
        Some(value) => Ok(Bytes::from(value.to_string())),
    }
}

/// The order in which the requests are done: each after those that it depends on.
fn order(items: &[Item]) -> Result<Vec<usize>, Failure> {
    let mut done: Vec<usize> = Vec::new();
    while done.len() < items.len() {
        let is_done = |id: &String| done.iter().any(|at| items.get(*at).is_some_and(|item| item.id == *id));
        let mut waiting = items.iter().enumerate().filter(|(at, _)| !done.contains(at));
        match waiting.find(|(_, item)| item.depends_on.iter().all(is_done)) {
            Some((next, _)) => done.push(next),
            None => {
                return Err(Failure::bad_request(
                    "The requests of the batch depend on each other in a circle, or on one that is not there.",
                )
                .about("dependsOn"));
            }
        }
    }
    Ok(done)
}

fn dependency_failed(id: &str) -> Value {
    json!({
        "id": id,
        "status": 424,
        "headers": {"Content-Type": "application/json"},
        "body": {"error": {
            "code": "FailedDependency",
            "message": "A request that this one depends on has failed.",
        }},
    })
}

/// A header's name as the service writes it in a batch: Microsoft's JavaScript client compares it by its case.
fn written(name: &HeaderName) -> &str {
    match name.as_str() {
        "content-type" => "Content-Type",
        "etag" => "ETag",
        "location" => "Location",
        "odata-version" => "OData-Version",
        "preference-applied" => "Preference-Applied",
        "retry-after" => "Retry-After",
        other => other,
    }
}

fn shown(id: &str, response: &Response<Bytes>) -> Value {
    let headers: Map<String, Value> = response
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((written(name).to_owned(), json!(value.to_str().ok()?))))
        .collect();
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let body = match media_type {
        None => None,
        Some(json) if json.contains("json") => serde_json::from_slice(response.body()).ok(),
        Some("text/plain") => Some(json!(String::from_utf8_lossy(response.body()))),
        Some(_) => Some(json!(URL_SAFE_NO_PAD.encode(response.body()))),
    };
    let mut shown = json!({"id": id, "status": response.status().as_u16(), "headers": headers});
    if let (Some(shown), Some(body)) = (shown.as_object_mut(), body) {
        shown.insert("body".to_owned(), body);
    }
    shown
}
