//! Requests to Graph itself: handed to the surface, with faults, and kept among the exchanges.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use futures::{StreamExt as _, stream};
use http::Request;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http_body_util::BodyExt as _;
use msgraph_identity_governance::Method;

use super::exchanges::{Direction, Exchange, Message};
use super::faults::{Fault, FaultKind};
use super::shared::Shared;
use super::{authorize, respond};
use crate::engine::{Engine, Version};
use crate::failure::Failure;

/// Responds to a request to Graph.
pub(super) async fn graph(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let body = collected(body).await;
    let path = below_version(parts.uri.path());
    let faults = shared.faults.of(parts.method.as_str(), path);
    let (response, cut) = with_faults(&shared, &parts, body.clone(), &faults).await;
    let (head, sent) = response.into_parts();
    let sent = collected(sent).await;
    let names: Vec<String> = faults.iter().map(|fault| format!("{:?}", fault.kind)).collect();
    shared.exchanges.add(Exchange {
        direction: Direction::Received,
        method: parts.method.to_string(),
        url: parts.uri.to_string(),
        request: Message::of(&parts.headers, &body),
        status: Some(head.status.as_u16()),
        response: Message::of(&head.headers, &sent),
        milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        note: (!names.is_empty()).then(|| format!("fault: {}", names.join(", "))),
    });
    match cut {
        false => Response::from_parts(head, Body::from(sent)),
        true => broken(head, &sent),
    }
}

/// The surface's response, where the token may ask for it.
fn from_surface(shared: &Shared, parts: &Parts, body: Bytes) -> Response {
    let version = match parts.uri.path().starts_with("/beta") {
        true => Version::Beta,
        false => Version::V1_0,
    };
    if shared.check_permissions
        && let Err(failure) = check_permissions(parts, version)
    {
        return respond::refusal(&failure);
    }
    let request = Request::from_parts(parts.clone(), body);
    ask(&shared.engine, version, request).map(Body::from)
}

/// Whether the token has a permission of the operation. What is no operation is the surface's to refuse.
fn check_permissions(parts: &Parts, version: Version) -> Result<(), Failure> {
    let path = below_version(parts.uri.path());
    let method = Method::from_str(parts.method.as_str());
    let found = method
        .ok()
        .and_then(|method| version.api().resolve(path)?.segment().operation(method));
    found.map_or(Ok(()), |operation| authorize::check(&parts.headers, operation))
}

/// Asks the surface, for whom the token says.
pub(super) fn ask(engine: &Arc<Engine>, version: Version, request: Request<Bytes>) -> http::Response<Bytes> {
    let caller = engine.read(|state| authorize::caller(request.headers(), state.store(version)));
    drop((caller, request));
    let failure = Failure::not_modelled("The operations themselves are about to be added.");
    let body = serde_json::json!({"error": {"code": failure.code, "message": failure.message}});
    let mut response = http::Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = http::StatusCode::NOT_IMPLEMENTED;
    response
}

/// The bytes of a body that is in memory already.
async fn collected(body: Body) -> Bytes {
    body.collect().await.map(|body| body.to_bytes()).unwrap_or_default()
}

/// The path behind the version.
fn below_version(path: &str) -> &str {
    let at = path.char_indices().skip(1).find(|(_, c)| *c == '/');
    at.and_then(|(at, _)| path.get(at..)).unwrap_or("/")
}

/// The response, and whether its body is to be cut.
async fn with_faults(shared: &Arc<Shared>, parts: &Parts, body: Bytes, faults: &[Fault]) -> (Response, bool) {
    let mut cut = false;
    for fault in faults {
        match fault.kind {
            FaultKind::Latency => tokio::time::sleep(Duration::from_millis(fault.milliseconds.unwrap_or(0))).await,
            FaultKind::CutBody => cut = true,
            FaultKind::Throttled => return (wait(429, "TooManyRequests", fault), false),
            FaultKind::Unavailable => return (wait(503, "ServiceUnavailable", fault), false),
        }
    }
    (from_surface(shared, parts, body), cut)
}

fn wait(status: u16, code: &str, fault: &Fault) -> Response {
    let mut failure = Failure::new(status, code, "A fault that was asked for at /local/faults.");
    failure.retry_after = Some(fault.retry_after.unwrap_or(1));
    respond::refusal(&failure)
}

/// The response with half of its body; then the connection breaks.
fn broken(mut head: http::response::Parts, body: &Bytes) -> Response {
    let half = body.slice(..body.len() / 2);
    head.headers.insert(CONTENT_LENGTH, http::HeaderValue::from(body.len()));
    let first = stream::once(async move { Ok(half) });
    let end = stream::once(async {
        // The first half is on its way before the connection breaks.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err("the body is cut, as was asked for at /local/faults")
    });
    Response::from_parts(head, Body::from_stream(first.chain(end)))
}
