//! Every operation of both versions, without HTTP's transport: a request in, a response out.
//!
//! | what | where |
//! |---|---|
//! | a request and what it gets | here |
//! | requests and responses, headers, error bodies | `exchange` |
//! | where navigation properties lead; the directory | `navigation` |
//! | the store as a graph | `view` |
//! | what a path addresses | `target` |
//! | bodies: read, checked, taken apart | `body` |
//! | GET; bodies by a query's options; enum values that came later | `read`, `query`, `show`, `later` |
//! | POST, PATCH, PUT, DELETE of entities | `dispatch`, `write` |
//! | `$ref`, streams | `references`, `content` |
//! | actions and functions | `calls` |
//! | `$batch` | `batch` |
//! | a resume of a request that the other version has | `elsewhere` |
//! | what is not modelled | `gaps` |
//!
//! A path is one of the version's table, or of the directory (`users`, `groups`, …). Names are compared without regard
//! to case; keys in parentheses and casts are taken although the table has none. What else was decided, and why, is in
//! `docs/decisions/local-graph-surface.md`.

mod batch;
mod body;
mod calls;
mod content;
mod dispatch;
mod elsewhere;
mod exchange;
mod gaps;
mod later;
mod navigation;
mod query;
mod read;
mod references;
mod show;
mod target;
mod view;
mod write;

pub use exchange::{BaseUrl, MayAsk, timestamp};
pub use gaps::{Gaps, gaps};
pub use navigation::Nav;
pub use view::View;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::{Request, Response};

use crate::caller::Caller;
use crate::engine::{Engine, State, Version};
use crate::failure::Failure;
use exchange::{Ask, Ids, Reply};

/// Responds to a request: its path is below the version (`/identityGovernance/…`). URLs in the response begin with the
/// [`BaseUrl`] of its extensions.
pub fn respond(engine: &Arc<Engine>, version: Version, caller: &Caller, request: Request<Bytes>) -> Response<Bytes> {
    let ids = Ids::of(request.headers());
    let (parts, body) = request.into_parts();
    let base = parts.extensions.get::<BaseUrl>().cloned().unwrap_or_default();
    let mut ask = Ask {
        version,
        api: engine.read(|state| state.store(version).api()),
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        root: format!("{}/{}", base.0.trim_end_matches('/'), version.name()),
        now: engine.read(State::now),
    };
    let may_ask = parts.extensions.get::<MayAsk>();
    elsewhere::follow(&mut ask, engine);
    let done = match ask.path.as_str() {
        "/$batch" if parts.extensions.get::<batch::InBatch>().is_some() => {
            Err(Failure::bad_request("A batch has no batch in it."))
        }
        "/$batch" if ask.method == http::Method::POST => batch::batch(&ask, engine, caller, &base, may_ask),
        _ => check(&ask, may_ask).and_then(|()| dispatch::dispatch(&ask, engine, caller)),
    };
    match done {
        Ok(reply) => reply.into_response(&ids),
        Err(failure) => refused(&ask, caller, &failure, &ids),
    }
}

/// Asks whether the caller may. What is no operation of the table is refused elsewhere, or is the directory's.
fn check(ask: &Ask, may_ask: Option<&MayAsk>) -> Result<(), Failure> {
    let Some(MayAsk(may_ask)) = may_ask else {
        return Ok(());
    };
    let method = ask.method.as_str().parse().ok();
    let operation = method.and_then(|method| ask.api.resolve(&ask.path)?.segment().operation(method));
    operation.map_or(Ok(()), |operation| may_ask(operation))
}

fn refused(ask: &Ask, caller: &Caller, failure: &Failure, ids: &Ids) -> Response<Bytes> {
    let mut response = Reply::failure(failure, ask.now, ids).into_response(ids);
    if failure.status == 405
        && let Ok(allowed) = HeaderValue::from_str(&dispatch::allowed(ask, caller))
    {
        response.headers_mut().insert(ALLOW, allowed);
    }
    if let Some(seconds) = failure.retry_after {
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
