//! The pages: one for each kind of callout, health, metrics.
//!
//! | page | who may | response |
//! |---|---|---|
//! | `POST /callouts/access-package`, `POST /callouts/custom-task` | verified callers | 202; 200 for a test of the connection |
//! | `GET /healthz` | anybody | 200 while the database responds |
//! | `GET /metrics` | anybody | counters in the text form of Prometheus |
//!
//! The last two belong behind the ingress: let it forward `/callouts/` and nothing else.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use msgraph_identity_governance::v1_0::callout::verify::CallerVerifier;

use crate::caller::Caller;
use crate::callout::{Callout, Kind};
use crate::metrics::Metrics;
use crate::store::{Key, Store, milliseconds, now};
use crate::work::Work;

/// The longest body that is read: a few kilobytes come.
const LONGEST: usize = 64 * 1024;

/// What the pages share.
#[derive(Clone)]
pub struct App {
    pub verifier: CallerVerifier,
    pub metrics: Arc<Metrics>,
    store: Store,
    work: Work,
}

impl App {
    pub fn new(verifier: CallerVerifier, store: Store, work: Work, metrics: Arc<Metrics>) -> Self {
        Self {
            verifier,
            metrics,
            store,
            work,
        }
    }
}

/// All pages.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/callouts/access-package", post(access_package))
        .route("/callouts/custom-task", post(custom_task))
        .layer(DefaultBodyLimit::max(LONGEST))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn access_package(State(app): State<App>, caller: Caller, body: Bytes) -> Response {
    receive(&app, &caller, Kind::AccessPackage, &body).await
}

async fn custom_task(State(app): State<App>, caller: Caller, body: Bytes) -> Response {
    receive(&app, &caller, Kind::CustomTask, &body).await
}

/// Stores a callout and says so: the decision follows.
async fn receive(app: &App, Caller(caller): &Caller, kind: Kind, body: &[u8]) -> Response {
    let callout = match Callout::read(kind, body) {
        Ok(callout) => callout,
        Err(error) => return refused(app, kind, &error),
    };
    if callout.is_connection_test() {
        app.metrics.callout(kind, "connection_test");
        tracing::info!(%kind, "a test of the connection");
        return StatusCode::OK.into_response();
    }
    let id = match callout.id() {
        Ok(id) => id,
        Err(error) => return refused(app, kind, &error),
    };
    let deadline = now().saturating_add(milliseconds(callout.waits()));
    let key = Key { kind, id: id.clone() };
    match app.store.receive(key, callout.to_bytes(), deadline).await {
        Ok(is_new) => {
            let outcome = if is_new { "accepted" } else { "duplicate" };
            app.metrics.callout(kind, outcome);
            tracing::info!(%kind, id, outcome, caller = caller.application_id(), token = caller.token_id(), "a callout");
            if is_new {
                app.work.wake();
            }
            StatusCode::ACCEPTED.into_response()
        }
        Err(error) => {
            app.metrics.callout(kind, "not_stored");
            tracing::error!(%kind, id, %error, "a callout could not be stored");
            // The Logic App repeats its call after this.
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response()
        }
    }
}

/// A body that is no callout, or one that could never be resumed.
fn refused(app: &App, kind: Kind, error: &dyn std::fmt::Display) -> Response {
    app.metrics.callout(kind, "invalid");
    tracing::warn!(%kind, %error, "what was posted is no callout");
    (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response()
}

async fn health(State(app): State<App>) -> StatusCode {
    match app.store.pending().await {
        Ok(_) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "the database does not respond");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

async fn metrics(State(app): State<App>) -> Response {
    let pending = app.store.pending().await.unwrap_or(-1);
    match app.metrics.text(pending) {
        Ok(text) => {
            let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, form)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
