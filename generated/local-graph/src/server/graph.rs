//! Requests to Graph itself: handed to the surface, with faults, and kept among the exchanges.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use futures::{StreamExt as _, stream};
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{Request, Uri};
use http_body_util::BodyExt as _;

use super::exchanges::{Direction, Exchange, Message};
use super::faults::{Fault, FaultKind};
use super::shared::Shared;
use super::{authorize, respond};
use crate::engine::{Engine, Version};
use crate::failure::Failure;
use crate::surface::{self, BaseUrl, MayAsk};

/// The header of what the page in the browser asks: such requests have no faults and are no exchanges.
const PAGE: &str = "x-local-graph-page";

/// Responds to a request to Graph.
pub(super) async fn graph(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let body = collected(body).await;
    let path = below_version(parts.uri.path());
    if parts.headers.contains_key(PAGE) {
        return from_surface(&shared, &parts, body);
    }
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
    let mut request = Request::from_parts(parts.clone(), body);
    let extensions = request.extensions_mut();
    extensions.insert(BaseUrl(shared.url.clone()));
    if shared.check_permissions {
        let headers = parts.headers.clone();
        extensions.insert(MayAsk(Arc::new(move |operation| authorize::check(&headers, operation))));
    }
    match below(request).and_then(|request| ask(&shared.engine, version, request)) {
        Ok(response) => response.map(Body::from),
        Err(failure) => respond::refusal(&failure),
    }
}

/// The request with its path below the version.
fn below(request: Request<Bytes>) -> Result<Request<Bytes>, Failure> {
    let (mut parts, body) = request.into_parts();
    let path = below_version(parts.uri.path());
    let below = match parts.uri.query() {
        Some(query) => Uri::try_from(format!("{path}?{query}")),
        None => Uri::try_from(path),
    };
    parts.uri = below.map_err(|why| Failure::bad_request(format!("The URL is none: {why}.")))?;
    Ok(Request::from_parts(parts, body))
}

/// Asks the surface, for whom the token says, after what is due has been done. The path is below the version.
///
/// # Errors
/// 401 where the token names a user who is not there.
pub(super) fn ask(
    engine: &Arc<Engine>,
    version: Version,
    request: Request<Bytes>,
) -> Result<http::Response<Bytes>, Failure> {
    if engine.is_due() {
        engine.catch_up();
    }
    let caller = engine.read(|state| authorize::caller(request.headers(), state.store(version)))?;
    Ok(surface::respond(engine, version, &caller, request))
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
