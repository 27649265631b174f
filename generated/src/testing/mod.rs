//! A made-up Graph for the tests of programs that use this crate: no network, no directory, no server.
//!
//! [`FakeGraph`] stands in the transport's place, so requests go through all of the crate as ever: retries, redirects,
//! pages, batches and streams work, and what is sent is what the service would get.
//!
#![cfg_attr(
    all(feature = "v1_0", feature = "entitlement_management"),
    doc = r#"
```
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};

/// What the program does.
async fn approve(client: &GraphClient, id: &str) -> Result<(), msgraph_identity_governance::Error> {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    requests.by_id(id).resume(ResumeRequest::new().with_source("Contoso.SodCheckProcess")).send().await
}

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let resume = "/identityGovernance/entitlementManagement/assignmentRequests/{id}/resume";
let graph = FakeGraph::new();
graph.on(Method::Post, resume).respond(Reply::empty(429).with_header("retry-after", "60")).respond(Reply::empty(204));

let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
approve(&client, "7a6ab703").await?; // throttled once, and does not wait a minute for it

let sent = graph.sent_to(Method::Post, resume);
assert_eq!(sent.len(), 2);
assert_eq!(sent[1].path(), "/identityGovernance/entitlementManagement/assignmentRequests/7a6ab703/resume");
assert_eq!(sent[1].json()["source"], "Contoso.SodCheckProcess");
graph.assert_all_used();
# Ok(())
# }
```

A list of two pages, a refusal, and a response that does not come:

```
use std::time::Duration;
use futures::TryStreamExt;
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::AccessPackage};

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let list = "/identityGovernance/entitlementManagement/accessPackages";
let one = "/identityGovernance/entitlementManagement/accessPackages/{id}";
let next = format!("https://graph.microsoft.com/v1.0{list}?$skiptoken=2"); // a next link is a whole URL
let named = |name: &str| AccessPackage::new().with_display_name(name);

let graph = FakeGraph::new();
let pages = graph.on(Method::Get, list);
pages.respond(Reply::page([named("Sales")], Some(&next))).respond(Reply::page([named("Support")], None));
let responses = graph.on(Method::Get, one);
responses.respond(Reply::error(404, "ResourceNotFound", "There is no such package.")).respond(Reply::stalled());

let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
let packages = client.identity_governance().entitlement_management().access_packages();

let all: Vec<AccessPackage> = packages.list().items().try_collect().await?;
assert_eq!(all.len(), 2);
assert_eq!(graph.sent_to(Method::Get, list)[1].query("$skiptoken").as_deref(), Some("2"));

let error = packages.by_id("1").get().send().await.unwrap_err();
assert!(error.is_not_found());
assert_eq!(error.service().and_then(|service| service.code()), Some("ResourceNotFound"));

let error = packages.by_id("2").get().timeout(Duration::from_millis(20)).send().await.unwrap_err();
assert!(error.is_timed_out());
graph.assert_all_used();
# Ok(())
# }
```
"#
)]
//!
//! - **Paths** are those below the version; `{…}` stands for one id or argument. A path that begins with the version
//!   (`/beta/…`) is for that version alone, one that begins with `https://` for another host.
//! - **Order**: each [`respond`](Route::respond) is used once, in their order; then [`always`](Route::always) or
//!   [`respond_with`](Route::respond_with), and without these the next route that fits.
//! - **A request without a response** fails, and the error says which it was and which routes there are;
//!   [`assert_all_used`](FakeGraph::assert_all_used) reports it too.
//! - **A batch** is taken apart: each of its requests gets the response of its own route and is listed by itself in
//!   [`sent`](FakeGraph::sent). A route for `POST /$batch` ends that.
//! - **Callouts** as Microsoft Entra posts them are in [`callouts`].
//! - **Waiting** is left out: retries are made at once, whatever the responses ask. A
//!   [`Request::timeout`](crate::Request::timeout) runs by the real clock.

mod batch;
pub mod callouts;
mod pattern;
mod recorded;
mod reply;
mod sent;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use azure_core::Bytes;
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind;
pub use azure_core::http::Method;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use futures::StreamExt as _;

use self::pattern::Pattern;
pub use self::reply::Reply;
pub use self::sent::Sent;
use crate::core::client::GraphClientOptions;
use crate::core::error::Error;
use crate::core::response::FromResponse;
use crate::core::retry::RetryOptions;
use crate::core::static_token::StaticTokenCredential;
use crate::core::text::escaped;

/// A made-up Graph; see the [module](self). Clones are the same one.
#[derive(Clone, Default)]
pub struct FakeGraph {
    shared: Arc<Shared>,
}

/// What the clones of a [`FakeGraph`] share.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    sent: Vec<Sent>,
    /// The requests for which there was no response.
    unmatched: Vec<String>,
}

/// The responses of one method and path.
struct Rule {
    method: Method,
    pattern: Pattern,
    once: VecDeque<Reply>,
    always: Option<Always>,
}

/// What is responded from then on.
#[derive(Clone)]
enum Always {
    Same(Reply),
    Made(Arc<dyn Fn(&Sent) -> Reply + Send + Sync>),
}

impl Rule {
    fn has_response(&self) -> bool {
        !self.once.is_empty() || self.always.is_some()
    }

    fn next(&mut self) -> Option<Always> {
        self.once.pop_front().map(Always::Same).or_else(|| self.always.clone())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.pattern)
    }
}

/// A method and path of a [`FakeGraph`], to be given responses.
pub struct Route<'a> {
    shared: &'a Shared,
    rule: usize,
}

impl Route<'_> {
    fn change(&self, change: impl FnOnce(&mut Rule)) {
        if let Some(rule) = self.shared.lock().rules.get_mut(self.rule) {
            change(rule);
        }
    }

    /// Responds to one request, after those that the responses before are for.
    pub fn respond(self, reply: Reply) -> Self {
        self.change(|rule| rule.once.push_back(reply));
        self
    }

    /// Responds to every request for which no [`respond`](Self::respond) is left.
    pub fn always(self, reply: Reply) {
        self.change(|rule| rule.always = Some(Always::Same(reply)));
    }

    /// Responds to every request for which no [`respond`](Self::respond) is left by what the function makes of it.
    pub fn respond_with(self, reply: impl Fn(&Sent) -> Reply + Send + Sync + 'static) {
        self.change(|rule| rule.always = Some(Always::Made(Arc::new(reply))));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request and finds its response; the reason when there is none.
    fn reply(&self, sent: Sent) -> Result<Reply, String> {
        let found = {
            let mut state = self.lock();
            state.sent.push(sent.clone());
            let fits = |rule: &&mut Rule| rule.has_response() && rule.pattern.fits(rule.method, &sent);
            let found = state.rules.iter_mut().find(fits).and_then(Rule::next);
            if found.is_none() {
                state.unmatched.push(format!("{sent:?}"));
            }
            found
        };
        match found {
            Some(Always::Same(reply)) => Ok(reply),
            // Without the lock: the function may ask what was sent.
            Some(Always::Made(make)) => Ok(make(&sent)),
            None => Err(self.no_response(&sent)),
        }
    }

    fn no_response(&self, sent: &Sent) -> String {
        let state = self.lock();
        let routes: Vec<String> = state
            .rules
            .iter()
            .map(|rule| match rule.has_response() {
                true => rule.to_string(),
                false => format!("{rule} (used up)"),
            })
            .collect();
        let routes = if routes.is_empty() {
            "none".to_owned()
        } else {
            routes.join(", ")
        };
        format!("FakeGraph has no response for {sent:?}; its routes: {routes}")
    }

    fn has_route_for(&self, sent: &Sent) -> bool {
        self.lock()
            .rules
            .iter()
            .any(|rule| rule.pattern.fits(rule.method, sent))
    }
}

impl FakeGraph {
    /// One without routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A credential that gives a made-up token, at once and without network.
    #[must_use]
    pub fn credential(&self) -> Arc<dyn TokenCredential> {
        StaticTokenCredential::new("made-up-token")
    }

    /// Options of a client whose requests come here. Retries do not wait.
    #[must_use]
    pub fn options(&self) -> GraphClientOptions {
        let pipeline = azure_core::http::ClientOptions {
            transport: Some(Transport::new(Arc::new(self.clone()))),
            ..Default::default()
        };
        GraphClientOptions::new()
            .with_retry(RetryOptions::default().with_at_once(true))
            .with_client_options(pipeline)
    }

    /// A method and path (`/identityGovernance/…/{id}/resume`) and its responses.
    ///
    /// # Panics
    /// When the path has query options in it: they make no difference to a route, and are asserted by [`Sent::query`].
    #[must_use = "a route without responses does nothing"]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn on(&self, method: Method, path: &str) -> Route<'_> {
        if path.contains('?') {
            let path = escaped(path);
            panic!("{method} {path}: a route is a path without query options; assert these by `Sent::query`");
        }
        self.route(method, Pattern::new(path))
    }

    /// The route of a request: its method and its path, of its client's version. Query options make no difference, and
    /// the id `{id}`, or any other word in braces, stands for each id.
    ///
    /// ```
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
    /// # use msgraph_identity_governance::{Error, testing::{FakeGraph, Reply}, v1_0::GraphClient};
    /// # fn routes() -> Result<(), Error> {
    /// let graph = FakeGraph::new();
    /// let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
    /// let requests = client.identity_governance().entitlement_management().assignment_requests();
    /// graph.on_request(&requests.by_id("7a6ab703").get()).respond(Reply::error(404, "ResourceNotFound", "gone"));
    /// graph.on_request(&requests.by_id("{id}").cancel()).always(Reply::empty(200));
    /// # Ok(())
    /// # }
    /// # routes().unwrap();
    /// # }
    /// ```
    ///
    /// # Panics
    /// When the request is not fit to be sent, as with an empty id; the message says why.
    #[must_use = "a route without responses does nothing"]
    #[track_caller]
    pub fn on_request<A: FromResponse, O>(&self, request: &crate::Request<A, O>) -> Route<'_> {
        let (method, pattern) = route_of(request);
        self.route(method, pattern)
    }

    fn route(&self, method: Method, pattern: Pattern) -> Route<'_> {
        let mut state = self.shared.lock();
        state.rules.push(Rule {
            method,
            pattern,
            once: VecDeque::new(),
            always: None,
        });
        Route {
            shared: &self.shared,
            rule: state.rules.len() - 1,
        }
    }

    /// Adds recorded responses, each to be used once: a JSON array of objects with `method`, `path`, `status` and, if
    /// there are any, `headers` and `body`. A body that is a string is sent as it is when the headers name a type that
    /// is not JSON.
    ///
    /// ```
    /// # use msgraph_identity_governance::testing::FakeGraph;
    /// let graph = FakeGraph::new();
    /// graph.recorded(r#"[{
    ///     "method": "GET", "path": "/identityGovernance/entitlementManagement/accessPackages/{id}",
    ///     "status": 200, "headers": {"request-id": "r-1"}, "body": {"displayName": "Sales"}
    /// }]"#)?;
    /// # Ok::<(), msgraph_identity_governance::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Invalid`] when the text is not of this form; it says where. No response is added then.
    pub fn recorded(&self, json: &str) -> Result<(), Error> {
        for recorded in recorded::read(json)? {
            self.on(recorded.method, &recorded.path).respond(recorded.reply);
        }
        Ok(())
    }

    /// All requests that were sent, in order; retries and what redirects led to as well.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.lock().sent.clone()
    }

    /// The requests of this method and path that were sent, in order.
    #[must_use]
    pub fn sent_to(&self, method: Method, path: &str) -> Vec<Sent> {
        let pattern = Pattern::new(path);
        let mut sent = self.sent();
        sent.retain(|sent| pattern.fits(method, sent));
        sent
    }

    /// The requests of this one's method and path that were sent, in order. `{id}` stands for each id, as in
    /// [`on_request`](Self::on_request).
    ///
    /// # Panics
    /// When the request is not fit to be sent; the message says why.
    #[must_use]
    #[track_caller]
    pub fn sent_like<A: FromResponse, O>(&self, request: &crate::Request<A, O>) -> Vec<Sent> {
        let (method, pattern) = route_of(request);
        let mut sent = self.sent();
        sent.retain(|sent| pattern.fits(method, sent));
        sent
    }

    /// The one request of this method and path.
    ///
    /// # Panics
    /// When there was none, or more than one.
    #[must_use]
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn only(&self, method: Method, path: &str) -> Sent {
        let mut sent = self.sent_to(method, path);
        let path = escaped(path);
        match (sent.pop(), sent.len()) {
            (Some(only), 0) => only,
            (None, _) => panic!("no {method} {path} was sent; there were: {:?}", self.sent()),
            (Some(_), more) => panic!("{method} {path} was sent {} times", more + 1),
        }
    }

    /// Asserts that each [`respond`](Route::respond) was used, and that no request was without one.
    ///
    /// # Panics
    /// When that is not so; the message names the routes and requests.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn assert_all_used(&self) {
        let state = self.shared.lock();
        let unused: Vec<String> = state
            .rules
            .iter()
            .filter(|rule| !rule.once.is_empty())
            .map(|rule| format!("{rule} ({} left)", rule.once.len()))
            .collect();
        let unmatched = state.unmatched.join(", ");
        drop(state);
        if !unused.is_empty() {
            panic!("responses were not used: {}", unused.join(", "));
        }
        if !unmatched.is_empty() {
            panic!("requests had no response: {unmatched}");
        }
    }
}

/// The routes; nothing of what was sent.
impl fmt::Debug for FakeGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_list().entries(state.rules.iter().map(Rule::to_string)).finish()
    }
}

#[async_trait]
impl HttpClient for FakeGraph {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let sent = Sent::new(request, read(request.body().clone()).await?);
        let reply = if batch::is_batch(&sent) && !self.shared.has_route_for(&sent) {
            batch::reply(&sent, &mut |member| self.shared.reply(member))
        } else {
            self.shared.reply(sent)
        };
        match reply {
            Ok(reply) => reply.into_response().await,
            Err(words) => Err(azure_core::Error::with_message(ErrorKind::Other, words)),
        }
    }
}

async fn read(body: Body) -> azure_core::Result<Bytes> {
    match body {
        Body::Bytes(bytes) => Ok(bytes),
        Body::SeekableStream(mut stream) => {
            let mut bytes = Vec::new();
            while let Some(chunk) = stream.next().await {
                bytes.extend_from_slice(&chunk?);
            }
            Ok(bytes.into())
        }
    }
}

/// Method and path of a request, as a route has them.
#[track_caller]
#[expect(clippy::panic, reason = "a mistake in a test")]
fn route_of<A: FromResponse, O>(request: &crate::Request<A, O>) -> (Method, Pattern) {
    match request.what_if() {
        Ok(what_if) => (what_if.method(), Pattern::of_url(what_if.url())),
        Err(error) => panic!("the request has no route: {error}"),
    }
}
