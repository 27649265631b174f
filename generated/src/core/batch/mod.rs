//! Many requests in one call: `$batch`.
//!
//! | what | where |
//! |---|---|
//! | what a program holds: [`Batch`], [`BatchHandle`], [`BatchResponses`] | here, `responses.rs` |
//! | which requests go together in one call | `plan.rs` |
//! | requests and responses as the batch's JSON | `wire.rs` |
//! | sending, and sending again what failed | `run.rs` |

mod plan;
mod responses;
mod run;
mod wire;

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use azure_core::http::Method;

pub use self::responses::BatchResponses;
use self::run::{Member, Run};
use super::call::{Call, CallBody};
use super::client::CoreClient;
use super::content::ContentBody;
use super::error::{Error, Invalid, RequestInfo};
use super::path::Path;
use super::request::Request;
use super::response::FromResponse;
use super::what_if::WhatIf;

/// Requests of one client that are sent together: at most 20 in one call of the service, more in several.
///
/// Each request that is [added](Self::add) gives a [`BatchHandle`], which later takes its response, typed as the
/// request's own. What becomes of one request does not touch the others: each has its response or its error, also when
/// a call fails half way.
///
/// ```
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))]
/// # use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
/// # #[cfg(not(all(feature = "v1_0", feature = "entitlement_management")))]
/// # fn main() {}
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))]
/// # use msgraph_identity_governance::v1_0::{GraphClient, models::*};
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let graph = FakeGraph::new();
/// # let sales = serde_json::json!({ "displayName": "Sales" });
/// # graph.on(Method::Get, "/identityGovernance/entitlementManagement/accessPackages/{id}").respond(Reply::json(200, &sales));
/// # graph.on(Method::Post, "/identityGovernance/entitlementManagement/assignmentRequests/{id}/cancel").respond(Reply::empty(200));
/// # let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
/// let management = client.identity_governance().entitlement_management();
/// let mut batch = client.batch();
/// let package = batch.add(management.access_packages().by_id("1").get());
/// let cancelled = batch.add_after(management.assignment_requests().by_id("2").cancel(), &[package.into()]);
/// let mut responses = batch.send().await;
/// let package: AccessPackage = responses.take(package)?;
/// responses.take(cancelled)?;
/// assert_eq!(package.display_name.as_deref(), Some("Sales"));
/// # Ok(())
/// # }
/// ```
///
/// - **Order**: the service may run the requests of a call in any order, unless one is added [after](Self::add_after)
///   others. What depends on each other goes in the same call.
/// - **What cannot be sent** (an empty id, a request of another client, more than 20 that depend on each other) gets
///   [`Error::Invalid`], and so does what depends on it; the rest is sent. [`what_if`](Self::what_if) reports it
///   before.
/// - **Retrying** follows the client's [`RetryOptions`](crate::RetryOptions) for each request by itself: a throttled
///   one is retried alone, after the time that it asks for, with what depends on it; a POST or PATCH never when it may
///   have been done.
/// - **Bodies** of bytes are sent as base64url; one that is a stream is refused. A redirect (some downloads respond
///   with one) is not followed.
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    client: CoreClient,
    id: u64,
    added: Vec<Added>,
    timeout: Option<Duration>,
    request_id: Option<String>,
}

/// A request in a batch.
struct Added {
    call: Box<Call>,
    /// The requests that it waits for; they were added before it.
    after: Vec<usize>,
    problem: Option<Invalid>,
}

/// Stands for one request of a batch, whose response is read as an `A`.
pub struct BatchHandle<A> {
    id: BatchRequestId,
    response: PhantomData<fn() -> A>,
}

/// A [`BatchHandle`] without the type of its response, for lists of several.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BatchRequestId {
    batch: u64,
    number: usize,
}

impl BatchRequestId {
    /// The request's place in its batch, counted from 0.
    #[must_use]
    pub fn number(self) -> usize {
        self.number
    }
}

impl<A> From<BatchHandle<A>> for BatchRequestId {
    fn from(handle: BatchHandle<A>) -> Self {
        handle.id
    }
}

impl<A> Clone for BatchHandle<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for BatchHandle<A> {}

impl<A> fmt::Debug for BatchHandle<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchHandle({})", self.id.number)
    }
}

impl fmt::Debug for BatchRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchRequestId({})", self.number)
    }
}

impl CoreClient {
    /// A batch without requests yet.
    pub fn batch(&self) -> Batch {
        /// Tells batches apart, so that a handle of another one is noticed.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Batch {
            client: self.clone(),
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            added: Vec::new(),
            timeout: None,
            request_id: None,
        }
    }
}

impl Batch {
    /// Adds a request.
    pub fn add<A: FromResponse, O>(&mut self, request: Request<A, O>) -> BatchHandle<A> {
        self.add_after(request, &[])
    }

    /// Adds a request that the service runs after others of this batch, and only if they succeed: otherwise it responds
    /// with 424 for it.
    pub fn add_after<A: FromResponse, O>(
        &mut self,
        request: Request<A, O>,
        after: &[BatchRequestId],
    ) -> BatchHandle<A> {
        let number = self.push(request.into_call(), after);
        BatchHandle {
            id: BatchRequestId { batch: self.id, number },
            response: PhantomData,
        }
    }

    fn push(&mut self, call: Box<Call>, after: &[BatchRequestId]) -> usize {
        let mut problem = None;
        if !call.path().client().is_same(&self.client) {
            problem = Some(refused(
                &call,
                "it is a request of another client; send it by itself, or in a batch of that client",
            ));
        } else if call.has_timeout() {
            problem = Some(refused(
                &call,
                "a request in a batch has no timeout of its own; set it on the batch",
            ));
        } else if after.iter().any(|handle| handle.batch != self.id) {
            problem = Some(refused(&call, "it is to wait for a request of another batch"));
        }
        let mut after: Vec<usize> = after
            .iter()
            .filter(|handle| handle.batch == self.id)
            .map(|handle| handle.number)
            .collect();
        after.sort_unstable();
        after.dedup();
        self.added.push(Added { call, after, problem });
        self.added.len() - 1
    }

    /// How many requests it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
    }

    /// Gives up when not all responses have come within this time, retries included; those that have come are kept. To
    /// give up at another moment, drop the future.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Names the calls for support (`client-request-id`), in place of a new id for each.
    pub fn client_request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// The HTTP requests that [`send`](Self::send) would send at first, without credentials or I/O.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the first request that cannot be sent.
    pub fn what_if(&self) -> Result<Vec<WhatIf>, Error> {
        let (members, calls) = self.prepare();
        for member in &members {
            if let Some(problem) = member.problem() {
                return Err(problem.clone().into());
            }
        }
        calls
            .iter()
            .map(|call| http_call(&self.client, wire::body(&members, call), self.request_id.as_deref()).what_if())
            .collect()
    }

    /// Sends the requests and waits for all responses. It does not fail as a whole: what became of each request is
    /// found by its handle.
    pub async fn send(self) -> BatchResponses {
        let (members, calls) = self.prepare();
        let run = Run::new(self.client, members, self.request_id);
        BatchResponses::new(self.id, run.all(calls, self.timeout).await)
    }

    /// The members as they are sent, and which of them go together.
    fn prepare(&self) -> (Vec<Member>, Vec<Vec<usize>>) {
        let mut members: Vec<Member> = Vec::with_capacity(self.added.len());
        for Added { call, after, problem } in &self.added {
            let part = match problem {
                Some(problem) => Err(problem.clone()),
                None if after
                    .iter()
                    .any(|&other| members.get(other).is_some_and(|other| other.problem().is_some())) =>
                {
                    Err(refused(call, "what it waits for cannot be sent"))
                }
                None => wire::part(call),
            };
            let mut request_info = RequestInfo::new(call.method(), call.path().template());
            request_info.client_request_id = call.header("client-request-id").map(str::to_owned);
            members.push(Member::new(request_info, after.clone(), part));
        }
        for group in plan::too_large(&members) {
            let names: Vec<String> = group
                .iter()
                .filter_map(|&number| members.get(number))
                .map(|member| member.request_info.to_string())
                .collect();
            let reason = format!(
                "{} requests depend on each other, a call takes {}: {}",
                group.len(),
                plan::MOST,
                names.join(", ")
            );
            for &number in &group {
                if let Some(member) = members.get_mut(number) {
                    let place = member.request_info.to_string();
                    member.refuse(Invalid::new(place, reason.clone()));
                }
            }
        }
        let calls = plan::calls(&members);
        (members, calls)
    }
}

fn refused(call: &Call, reason: &str) -> Invalid {
    Invalid::new(format!("{} {}", call.method(), call.path().template()), reason)
}

/// The call that carries a batch's JSON.
fn http_call(client: &CoreClient, json: Vec<u8>, request_id: Option<&str>) -> Box<Call> {
    let body = ContentBody::new(json).with_content_type("application/json");
    let mut call = Call::boxed(
        Path::root(client, "$batch"),
        Method::Post,
        CallBody::Content(body),
        "application/json",
    );
    if let Some(id) = request_id {
        call.set_header("client-request-id", id);
    }
    call
}

/// Methods and templates; neither ids nor bodies.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.added.iter().map(|added| &added.call))
            .finish()
    }
}
