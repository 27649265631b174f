//! A local Graph in memory for the tests of governance: requests through the surface, a clock to be moved, callouts
//! recorded and responded to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::instants::written;
use crate::caller::Caller;
use crate::engine::{Engine, InMemory, Poster, State, Version};
use crate::surface;
use crate::turn::{Post, Posted};

/// Records what is posted, and responds with what is next in line; with 202 where nothing is.
#[derive(Clone, Default)]
struct Service {
    posts: Arc<Mutex<Vec<Post>>>,
    replies: Arc<Mutex<VecDeque<Posted>>>,
}

impl Poster for Service {
    fn post<'a>(&'a self, _version: Version, post: &'a Post) -> futures::future::BoxFuture<'a, Posted> {
        Box::pin(async move {
            self.posts.lock().unwrap().push(post.clone());
            let reply = self.replies.lock().unwrap().pop_front();
            reply.unwrap_or(Posted::Responded {
                status: 202,
                body: None,
            })
        })
    }
}

/// A local Graph of one version, and who asks it.
#[derive(Clone)]
pub(super) struct World {
    pub(super) engine: Arc<Engine>,
    pub(super) version: Version,
    service: Service,
    caller: Caller,
}

impl World {
    /// One with an administrator, who asks.
    pub(super) fn new(version: Version) -> Self {
        let service = Service::default();
        let poster = Box::new(service.clone());
        let engine = Engine::new(State::new(), Box::new(InMemory), super::behaviors(), poster);
        let world = Self {
            engine,
            version,
            service,
            caller: Caller::default(),
        };
        world.user("admin", json!({}));
        world.signed_in("admin")
    }

    /// The same, asked by a user.
    pub(super) fn signed_in(&self, user: &str) -> Self {
        self.called_by(Caller {
            user: Some(user.to_owned()),
            ..Caller::default()
        })
    }

    /// The same, asked by an application.
    pub(super) fn application(&self, id: &str) -> Self {
        self.called_by(Caller {
            application: Some(id.to_owned()),
            ..Caller::default()
        })
    }

    fn called_by(&self, caller: Caller) -> Self {
        Self { caller, ..self.clone() }
    }

    /// Makes a user; the display name is the key.
    pub(super) fn user(&self, key: &str, members: Value) {
        let mut body = json!({
            "id": key,
            "displayName": key,
            "userPrincipalName": format!("{key}@contoso.example"),
            "mail": format!("{key}@contoso.example"),
            "accountEnabled": true,
        });
        body.as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        self.post("/users", body);
    }

    /// Makes a group with members and owners.
    pub(super) fn group(&self, key: &str, members: &[&str], owners: &[&str]) {
        let links = |keys: &[&str]| -> Value {
            keys.iter()
                .map(|key| format!("https://graph.microsoft.com/v1.0/directoryObjects/{key}"))
                .collect()
        };
        let body = json!({
            "id": key,
            "displayName": key,
            "members@odata.bind": links(members),
            "owners@odata.bind": links(owners),
        });
        self.post("/groups", body);
    }

    /// Sends a request; the status, and the body where there is one.
    pub(super) fn send(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path.replace(' ', "%20"))
            .header("prefer", "include-unknown-enum-members");
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let bytes = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let request = request.body(bytes).unwrap();
        let response = surface::respond(&self.engine, self.version, &self.caller, request);
        let body = serde_json::from_slice(response.body()).unwrap_or_default();
        (response.status().as_u16(), body)
    }

    fn done(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let (status, response) = self.send(method.clone(), path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {response}");
        response
    }

    pub(super) fn get(&self, path: &str) -> Value {
        self.done(Method::GET, path, None)
    }

    /// The items of a collection.
    pub(super) fn list(&self, path: &str) -> Vec<Value> {
        self.get(path)["value"].as_array().unwrap().clone()
    }

    /// A member of each item of a collection, as text.
    pub(super) fn texts(&self, path: &str, member: &str) -> Vec<String> {
        let items = self.list(path);
        items
            .iter()
            .map(|item| item[member].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub(super) fn post(&self, path: &str, body: Value) -> Value {
        self.done(Method::POST, path, Some(body))
    }

    pub(super) fn patch(&self, path: &str, body: Value) -> Value {
        self.done(Method::PATCH, path, Some(body))
    }

    pub(super) fn delete(&self, path: &str) {
        self.done(Method::DELETE, path, None);
    }

    /// The status and the target of the refusal of a request.
    pub(super) fn refusal(&self, method: Method, path: &str, body: Value) -> (u16, String) {
        let (status, response) = self.send(method, path, Some(body));
        assert!(status >= 400, "{path}: {status} {response}");
        let target = response["error"]["target"].as_str().unwrap_or_default();
        (status, target.to_owned())
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.engine.read(State::now)
    }

    /// The time so far from now, as the API writes it.
    pub(super) fn after(&self, by: Duration) -> String {
        written(self.now() + by)
    }

    /// Moves the clock.
    pub(super) async fn advance(&self, by: Duration) {
        self.engine.advance(by).await.unwrap();
    }

    /// Waits until all callouts have been responded to.
    pub(super) async fn posted(&self) {
        self.engine.posted().await;
    }

    /// What the service responds to the next callout.
    pub(super) fn will_respond(&self, how: Posted) {
        self.service.replies.lock().unwrap().push_back(how);
    }

    /// Takes what was posted so far.
    pub(super) fn posts(&self) -> Vec<Post> {
        std::mem::take(&mut *self.service.posts.lock().unwrap())
    }
}

/// Runs a test of both versions.
pub(super) async fn both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for version in Version::ALL {
        test(World::new(version)).await;
    }
}
