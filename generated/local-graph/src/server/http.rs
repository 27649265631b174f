//! The server: connections, bounds, and which page a request is for.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::shared::Shared;
use super::{control, graph, identity, page, respond};
use crate::failure::Failure;

/// How many connections are open at once; the next ones wait.
const CONNECTIONS: usize = 512;

/// How long a request's head, and its body, may take to arrive.
const READ_TIME: Duration = Duration::from_secs(30);

/// How long requests that are being responded to have when the server stops.
const STOP_TIME: Duration = Duration::from_secs(5);

/// How often the server looks for what is due.
const TICK: Duration = Duration::from_millis(50);

/// Which page a request is for.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(page::page))
        .nest("/local", control::router())
        .route("/{tenant}/discovery/v2.0/keys", get(identity::keys))
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(identity::configuration),
        )
        .route("/{tenant}/oauth2/v2.0/token", post(identity::token))
        .route("/v1.0", any(graph::graph))
        .route("/v1.0/{*path}", any(graph::graph))
        .route("/beta", any(graph::graph))
        .route("/beta/{*path}", any(graph::graph))
        .fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

async fn unknown() -> Response {
    respond::refusal(&Failure::not_found(
        "There is nothing here: Graph is at /v1.0 and /beta, the local Graph's own pages are at / and /local.",
    ))
}

/// Serves until it is to stop, and does what becomes due.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let router = router(Arc::clone(&shared));
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let due = tokio::spawn(do_what_is_due(Arc::clone(&shared), stop.clone()));
    let mut stopped = pin!(stop.wait_for(|stop| *stop));
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => break,
            accepted = accept(&listener, &connections) => accepted,
        };
        let Some((stream, permit)) = accepted else {
            // Too many files are open, mostly: others close some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mut server = hyper::server::conn::http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(READ_TIME);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A connection that breaks is its client's business.
            if let Err(why) = connection.await {
                tracing::debug!(%why, "a connection ended");
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!(
            "requests were still being responded to after {} seconds",
            STOP_TIME.as_secs()
        );
    }
    // What is due is done whole, or when the local Graph is started on its state again.
    let _ = tokio::time::timeout(STOP_TIME, due).await;
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // A response is written in one piece: there is nothing to wait for.
            let _ = stream.set_nodelay(true);
            Some((stream, permit))
        }
        Err(why) => {
            tracing::warn!(%why, "no connection could be accepted");
            None
        }
    }
}

async fn do_what_is_due(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(TICK) => {}
        }
        if shared.engine.is_due() {
            shared.engine.run_due().await;
        }
    }
}

/// Looks at what every request must keep to, and reads its body.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if let Err(failure) = check_browser(&shared, &request) {
        return respond::refusal(&failure);
    }
    let (parts, body) = request.into_parts();
    let read = Limited::new(body, shared.body_limit).collect();
    let body = match tokio::time::timeout(READ_TIME, read).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(why)) if why.is::<LengthLimitError>() => {
            let message = format!("The body has more than {} bytes.", shared.body_limit);
            return respond::refusal(&Failure::new(413, "RequestEntityTooLarge", message));
        }
        Ok(Err(_)) => {
            return respond::refusal(&Failure::bad_request("The body did not arrive whole."));
        }
        Err(_) => {
            let message = "The body did not arrive in time.";
            return respond::refusal(&Failure::new(408, "RequestTimeout", message));
        }
    };
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// Refuses what a page of another site asks for in somebody's browser: everything here is open to whoever reaches it,
/// so such a page must not.
fn check_browser(shared: &Shared, request: &Request) -> Result<(), Failure> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let named: Option<Authority> = host.and_then(|host| host.parse().ok());
    if shared.address.ip().is_loopback()
        && let Some(host) = host
        && !named.as_ref().is_some_and(|named| is_this_machine(named.host()))
    {
        let host = msgraph_identity_governance::text::escaped(host);
        let message = format!("`{host}` is not this machine: ask for {}.", shared.url);
        return Err(Failure::new(421, "MisdirectedRequest", message));
    }
    if let Some(origin) = request.headers().get(ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let own = host.is_some_and(|host| origin.strip_prefix("http://") == Some(host));
        if !own {
            return Err(Failure::forbidden("Pages of other sites may not ask the local Graph."));
        }
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}
