//! A made-up Graph for the tests of programs that use this crate: no network, no directory, no server.
//!
//! [`FakeGraph`] stands in the transport's place, so requests go through all of the crate as ever: repeats, redirects, pages, batches and
//! streams work, and what is sent is what the service would get.
//!
#![cfg_attr(
    feature = "v1_0",
    doc = r#"
```
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{Client, models::*};

/// What the program does.
async fn approve(client: &Client, id: &str) -> Result<(), msgraph_identity_governance::Error> {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    requests.by_id(id).resume(ResumeRequest::new().with_source("Contoso.SodCheckProcess")).send().await
}

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let resume = "/identityGovernance/entitlementManagement/assignmentRequests/{id}/resume";
let graph = FakeGraph::new();
graph.on(Method::Post, resume).answer(Reply::empty(429).with_header("retry-after", "60")).answer(Reply::empty(204));

let client = Client::new(graph.credential(), Some(graph.options()))?;
approve(&client, "7a6ab703").await?; // throttled once, and does not wait a minute for it

let sent = graph.sent_to(Method::Post, resume);
assert_eq!(sent.len(), 2);
assert_eq!(sent[1].path(), "/identityGovernance/entitlementManagement/assignmentRequests/7a6ab703/resume");
assert_eq!(sent[1].json()["source"], "Contoso.SodCheckProcess");
graph.assert_all_used();
# Ok(())
# }
```

A list of two pages, a refusal, and an answer that does not come:

```
use std::time::Duration;
use futures::TryStreamExt;
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{Client, models::AccessPackage};

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let list = "/identityGovernance/entitlementManagement/accessPackages";
let one = "/identityGovernance/entitlementManagement/accessPackages/{id}";
let next = format!("https://graph.microsoft.com/v1.0{list}?$skiptoken=2"); // a next link is a whole URL
let named = |name: &str| AccessPackage::new().with_display_name(name);

let graph = FakeGraph::new();
let pages = graph.on(Method::Get, list);
pages.answer(Reply::page(&[named("Sales")], Some(&next))).answer(Reply::page(&[named("Support")], None));
let answers = graph.on(Method::Get, one);
answers.answer(Reply::error(404, "ResourceNotFound", "There is no such package.")).answer(Reply::stalled());

let client = Client::new(graph.credential(), Some(graph.options()))?;
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
//! - **Paths** are those below the version; `{…}` stands for one id or argument. A path that begins with the version (`/beta/…`) is for
//!   that version alone, one that begins with `https://` for another host.
//! - **Order**: each [`answer`](Route::answer) is used once, in their order; then [`always`](Route::always) or
//!   [`answer_with`](Route::answer_with), and without these the next route that fits.
//! - **A request without an answer** fails, and the error says which it was and which routes there are;
//!   [`assert_all_used`](FakeGraph::assert_all_used) tells of it too.
//! - **A batch** is taken apart: each of its requests is answered by its own route and listed by itself in [`sent`](FakeGraph::sent). A
//!   route for `POST /$batch` ends that.
//! - **Callouts** as Microsoft Entra posts them are in [`callouts`].
//! - **Waiting** is left out: repeats come at once, whatever the answers ask. A [`Request::timeout`](crate::Request::timeout) runs by the
//!   real clock.

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
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
pub use azure_core::http::Method;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use azure_core::time::OffsetDateTime;
use futures::StreamExt as _;

use self::pattern::Pattern;
pub use self::reply::Reply;
pub use self::sent::Sent;
use crate::core::client::ClientOptions;
use crate::core::error::Error;
use crate::core::retry::Retry;
use crate::core::text::escaped;

/// A made-up Graph; see the [module](self). Clones are the same one.
#[derive(Clone, Default)]
pub struct FakeGraph {
    state: Arc<State>,
}

/// What a [`FakeGraph`] has been told and has seen.
#[derive(Default)]
struct State {
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    rules: Vec<Rule>,
    sent: Vec<Sent>,
    unanswered: Vec<String>,
}

/// The answers of one method and path.
struct Rule {
    method: Method,
    pattern: Pattern,
    once: VecDeque<Reply>,
    always: Option<Always>,
}

/// What is answered from then on.
#[derive(Clone)]
enum Always {
    Same(Reply),
    Made(Arc<dyn Fn(&Sent) -> Reply + Send + Sync>),
}

impl Rule {
    fn has_answer(&self) -> bool {
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

/// A method and path of a [`FakeGraph`], to be given answers.
pub struct Route<'a> {
    state: &'a State,
    rule: usize,
}

impl Route<'_> {
    fn change(&self, change: impl FnOnce(&mut Rule)) {
        if let Some(rule) = self.state.told().rules.get_mut(self.rule) {
            change(rule);
        }
    }

    /// Answers one request, after those that the answers before are for.
    pub fn answer(self, reply: Reply) -> Self {
        self.change(|rule| rule.once.push_back(reply));
        self
    }

    /// Answers every request for which no [`answer`](Self::answer) is left.
    pub fn always(self, reply: Reply) {
        self.change(|rule| rule.always = Some(Always::Same(reply)));
    }

    /// Answers every request for which no [`answer`](Self::answer) is left by what the function makes of it.
    pub fn answer_with(self, reply: impl Fn(&Sent) -> Reply + Send + Sync + 'static) {
        self.change(|rule| rule.always = Some(Always::Made(Arc::new(reply))));
    }
}

impl State {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request and finds its answer; the reason when there is none.
    fn reply(&self, sent: Sent) -> Result<Reply, String> {
        let found = {
            let mut told = self.told();
            told.sent.push(sent.clone());
            let fits = |rule: &&mut Rule| rule.has_answer() && rule.pattern.fits(rule.method, &sent);
            let found = told.rules.iter_mut().find(fits).and_then(Rule::next);
            if found.is_none() {
                told.unanswered.push(format!("{sent:?}"));
            }
            found
        };
        match found {
            Some(Always::Same(reply)) => Ok(reply),
            // Without the lock: the function may ask what was sent.
            Some(Always::Made(make)) => Ok(make(&sent)),
            None => Err(self.no_answer(&sent)),
        }
    }

    fn no_answer(&self, sent: &Sent) -> String {
        let told = self.told();
        let routes: Vec<String> = told
            .rules
            .iter()
            .map(|rule| match rule.has_answer() {
                true => rule.to_string(),
                false => format!("{rule} (used up)"),
            })
            .collect();
        let routes = if routes.is_empty() {
            "none".to_owned()
        } else {
            routes.join(", ")
        };
        format!("FakeGraph has no answer for {sent:?}; its routes: {routes}")
    }

    fn has_route_for(&self, sent: &Sent) -> bool {
        self.told()
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
        Arc::new(MadeUp)
    }

    /// Options of a client whose requests come here. Repeats do not wait.
    #[must_use]
    pub fn options(&self) -> ClientOptions {
        let pipeline = azure_core::http::ClientOptions {
            transport: Some(Transport::new(Arc::new(self.clone()))),
            ..Default::default()
        };
        ClientOptions::new()
            .with_retry(Retry::default().with_at_once(true))
            .with_pipeline(pipeline)
    }

    /// A method and path (`/identityGovernance/…/{id}/resume`) to be answered.
    ///
    /// # Panics
    /// When the path has query options in it: they make no difference to a route, and are asserted by [`Sent::query`].
    #[must_use = "a route without answers does nothing"]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn on(&self, method: Method, path: &str) -> Route<'_> {
        if path.contains('?') {
            let path = escaped(path);
            panic!("{method} {path}: a route is a path without query options; assert these by `Sent::query`");
        }
        let mut told = self.state.told();
        told.rules.push(Rule {
            method,
            pattern: Pattern::new(path),
            once: VecDeque::new(),
            always: None,
        });
        Route {
            state: &self.state,
            rule: told.rules.len() - 1,
        }
    }

    /// Adds recorded answers, each to be used once: a JSON array of objects with `method`, `path`, `status` and, if there are any,
    /// `headers` and `body`. A body that is a string is sent as it is when the headers name a type that is not JSON.
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
    /// [`Error::Invalid`] when the text is not of this form; it says where. No answer is added then.
    pub fn recorded(&self, json: &str) -> Result<(), Error> {
        for recorded in recorded::read(json)? {
            self.on(recorded.method, &recorded.path).answer(recorded.reply);
        }
        Ok(())
    }

    /// All requests that were sent, in order; repeats and what redirects led to as well.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.state.told().sent.clone()
    }

    /// The requests of this method and path that were sent, in order.
    #[must_use]
    pub fn sent_to(&self, method: Method, path: &str) -> Vec<Sent> {
        let pattern = Pattern::new(path);
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

    /// Asserts that each [`answer`](Route::answer) was used, and that no request was without one.
    ///
    /// # Panics
    /// When that is not so; the message names the routes and requests.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn assert_all_used(&self) {
        let told = self.state.told();
        let unused: Vec<String> = told
            .rules
            .iter()
            .filter(|rule| !rule.once.is_empty())
            .map(|rule| format!("{rule} ({} left)", rule.once.len()))
            .collect();
        let unanswered = told.unanswered.join(", ");
        drop(told);
        if !unused.is_empty() {
            panic!("answers were not used: {}", unused.join(", "));
        }
        if !unanswered.is_empty() {
            panic!("requests had no answer: {unanswered}");
        }
    }
}

/// The routes; nothing of what was sent.
impl fmt::Debug for FakeGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.state.told();
        f.debug_list().entries(told.rules.iter().map(Rule::to_string)).finish()
    }
}

#[async_trait]
impl HttpClient for FakeGraph {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let sent = Sent::new(request, read(request.body().clone()).await?);
        let reply = if batch::is_batch(&sent) && !self.state.has_route_for(&sent) {
            batch::reply(&sent, &mut |member| self.state.reply(member))
        } else {
            self.state.reply(sent)
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

/// The credential of [`FakeGraph::credential`].
#[derive(Debug)]
struct MadeUp;

#[async_trait]
impl TokenCredential for MadeUp {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let in_an_hour = OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1);
        Ok(AccessToken::new("made-up-token", in_an_hour))
    }
}
