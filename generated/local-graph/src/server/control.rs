//! The local Graph's own pages below `/local`: its clock, faults, callouts, exchanges, state and seeds.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::{delete, get, post};
use http::StatusCode;
use msgraph_identity_governance::values;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::faults::Fault;
use super::seed::{self, Seed};
use super::shared::Shared;
use super::{callouts, overview, respond};
use crate::caller::Caller;
use crate::engine::{Engine, State as GraphState, Version};
use crate::failure::Failure;
use crate::governance::callouts::{Address, addresses, set_address};
use crate::governance::entitlement::{connection_result, test_connection};
use crate::store::NodeId;

type Local = State<Arc<Shared>>;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/clock", get(clock).post(move_clock))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/callouts", get(callouts).post(set_callout))
        .route("/callouts/test", post(test_callout))
        .route("/exchanges", get(exchanges))
        .route("/state", get(state))
        .route("/gaps", get(gaps))
        .route("/reset", post(reset))
        .route("/seed", post(add_seed))
        .fallback(unknown)
        .method_not_allowed_fallback(not_allowed)
}

async fn unknown() -> Response {
    respond::refusal(&Failure::not_found(
        "Below /local there are clock, faults, callouts, exchanges, state, gaps, reset and seed.",
    ))
}

async fn not_allowed() -> Response {
    respond::refusal(&Failure::method_not_allowed("The page does not take this method."))
}

/// A body of JSON.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|why| Failure::bad_request(format!("The body does not fit: {why}.")))
}

async fn clock(State(shared): Local) -> Response {
    respond::of(Ok(shown_clock(&shared.engine)))
}

fn shown_clock(engine: &Engine) -> Value {
    engine.read(|state| {
        json!({
            "now": state.now().format(&Rfc3339).unwrap_or_default(),
            "aheadSeconds": state.ahead().whole_seconds(),
        })
    })
}

/// Where the clock is moved to.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Move {
    Advance(String),
    To(String),
}

async fn move_clock(State(shared): Local, body: Bytes) -> Response {
    let by = read(&body).and_then(|to| by_how_much(to, &shared.engine));
    match by {
        Ok(by) => respond::of(shared.engine.advance(by).await.map(|_| shown_clock(&shared.engine))),
        Err(failure) => respond::refusal(&failure),
    }
}

fn by_how_much(to: Move, engine: &Engine) -> Result<Duration, Failure> {
    match to {
        Move::Advance(text) => {
            let wrong = || {
                let message = "`advance` is a duration of ISO 8601 that is not negative: P14D, PT1H30M.";
                Failure::bad_request(message).about("advance")
            };
            let duration: values::Duration = text.parse().map_err(|_| wrong())?;
            let duration = duration.to_std().ok_or_else(wrong)?;
            Duration::try_from(duration).map_err(|_| wrong())
        }
        Move::To(text) => {
            let wrong = |message: &str| Failure::bad_request(message).about("to");
            let to = OffsetDateTime::parse(&text, &Rfc3339)
                .map_err(|_| wrong("`to` is a time as in 2026-12-24T18:00:00Z."))?;
            let by = to - engine.read(GraphState::now);
            match by.is_negative() {
                true => Err(wrong("`to` is behind: the clock is only moved ahead.")),
                false => Ok(by),
            }
        }
    }
}

async fn faults(State(shared): Local) -> Response {
    respond::of(Ok(json!({"value": shared.faults.list()})))
}

async fn add_fault(State(shared): Local, body: Bytes) -> Response {
    let added = read::<Fault>(&body).and_then(|fault| shared.faults.add(fault));
    match added {
        Ok(rule) => respond::json(StatusCode::CREATED, &json!(rule)),
        Err(failure) => respond::refusal(&failure),
    }
}

async fn clear_faults(State(shared): Local) -> Response {
    shared.faults.clear();
    respond::empty(StatusCode::NO_CONTENT)
}

async fn remove_fault(State(shared): Local, Path(id): Path<String>) -> Response {
    match id.parse().is_ok_and(|id| shared.faults.remove(id)) {
        true => respond::empty(StatusCode::NO_CONTENT),
        false => respond::refusal(&Failure::not_found(
            "There is no such fault; GET /local/faults lists them.",
        )),
    }
}

async fn callouts(State(shared): Local) -> Response {
    let shown = shared
        .engine
        .read(|state| json!({"value": addresses(state.store(Version::V1_0)), "posting": shared.engine.posting()}));
    respond::of(Ok(shown))
}

/// Where an extension's callouts go. Without a URL it has none any more.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Callout {
    extension: String,
    url: Option<String>,
    audience: Option<String>,
}

async fn set_callout(State(shared): Local, body: Bytes) -> Response {
    let done = read::<Callout>(&body).and_then(|callout| {
        let Callout {
            extension,
            url,
            audience,
        } = callout;
        let address = url.map(|url| Address { url, audience });
        direct(&shared.engine, &extension, address.as_ref(), shared.callouts_to_others)
    });
    respond::of(done.map(|()| Value::Null))
}

/// Which extension's connection is tested.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    extension: String,
}

/// Posts the test of a connection to where an extension's callouts go, in the version that has the extension.
async fn test_callout(State(shared): Local, body: Bytes) -> Response {
    let test: Test = match read(&body) {
        Ok(test) => test,
        Err(failure) => return respond::refusal(&failure),
    };
    let mut last = Failure::not_found("There is no such custom extension.");
    for version in Version::ALL {
        let asked = shared.engine.turn(version, &Caller::default(), |turn| {
            test_connection(turn, &test.extension)
        });
        match asked {
            Ok(node) => {
                shared.engine.posted().await;
                let result = shared
                    .engine
                    .read(|state| connection_result(state.store(version), node));
                return respond::of(Ok(result.unwrap_or_default()));
            }
            Err(failure) if failure.status == 404 => last = failure,
            Err(failure) => return respond::refusal(&failure),
        }
    }
    respond::refusal(&last)
}

/// Directs an extension's callouts, in both versions.
pub(super) fn direct(
    engine: &Arc<Engine>,
    extension: &str,
    address: Option<&Address>,
    to_others: bool,
) -> Result<(), Failure> {
    if let Some(address) = address {
        callouts::check_address(&address.url, to_others)?;
    }
    for version in Version::ALL {
        engine.turn(version, &Caller::default(), |turn| {
            set_address(&mut turn.change, extension, address)
        })?;
    }
    Ok(())
}

async fn exchanges(State(shared): Local, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let since = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "since");
    let since = match since.map(|(_, number)| number.parse()) {
        None => Ok(0),
        Some(number) => number.map_err(|_| Failure::bad_request("`since` is a number of an exchange.").about("since")),
    };
    respond::of(since.map(|since| json!({"value": shared.exchanges.since(since)})))
}

async fn state(State(shared): Local) -> Response {
    respond::of(Ok(overview::state(&shared.engine)))
}

async fn gaps(State(shared): Local) -> Response {
    respond::of(Ok(overview::gaps(&shared.engine)))
}

/// Empties the state and seeds it anew. The key of the tokens and the addresses of callouts stay.
async fn reset(State(shared): Local) -> Response {
    shared.faults.clear();
    shared.exchanges.clear();
    respond::of(anew(&shared).await.map(|()| Value::Null))
}

async fn anew(shared: &Shared) -> Result<(), Failure> {
    shared.engine.posted().await;
    let notes = shared.engine.read(|state| {
        Version::ALL.map(|version| {
            let root = state.store(version).get(NodeId::ROOT);
            (version, root.map(|root| root.notes.clone()).unwrap_or_default())
        })
    });
    shared.engine.replace(GraphState::new())?;
    for (version, notes) in notes {
        shared.engine.turn(version, &Caller::default(), |turn| {
            turn.change.update(NodeId::ROOT, |root| root.notes = notes);
            Ok(())
        })?;
    }
    seed::sow(&shared.engine, &shared.seed)
}

async fn add_seed(State(shared): Local, body: Bytes) -> Response {
    let done = seed::parse("the body", &body).and_then(|items| seed::sow(&shared.engine, &Seed::Items(items)));
    respond::of(done.map(|()| Value::Null))
}
