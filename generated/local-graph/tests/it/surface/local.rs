//! A local Graph without a socket, and how it is called.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Method, Request, Response, StatusCode};
use msgraph_local_graph::behavior::Behavior;
use msgraph_local_graph::caller::Caller;
use msgraph_local_graph::engine::{Engine, InMemory, Poster, State, Version};
use msgraph_local_graph::governance;
use msgraph_local_graph::surface::{self, BaseUrl};
use msgraph_local_graph::turn::{Post, Posted};
use serde_json::Value;

/// Where its URLs lead.
pub const BASE: &str = "https://local.test";

/// A local Graph.
#[derive(Clone)]
pub struct Local {
    pub engine: Arc<Engine>,
    pub version: Version,
    pub caller: Caller,
}

impl std::fmt::Debug for Local {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Local").field(&self.version).finish()
    }
}

/// Nobody is called out to.
struct Nobody;

impl Poster for Nobody {
    fn post<'a>(&'a self, _: Version, _: &'a Post) -> BoxFuture<'a, Posted> {
        Box::pin(async { Posted::Failed("nobody is there".to_owned()) })
    }
}

/// A response, with its body as JSON.
#[derive(Debug)]
pub struct Got {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub bytes: Bytes,
    pub json: Value,
}

impl Local {
    /// An empty one that keeps entities, and does nothing else.
    pub fn new(version: Version) -> Self {
        Self::with(version, Vec::new())
    }

    /// An empty one in which governance behaves.
    pub fn governed(version: Version) -> Self {
        Self::with(version, governance::behaviors())
    }

    fn with(version: Version, behaviors: Vec<Box<dyn Behavior>>) -> Self {
        Self {
            engine: Engine::new(State::new(), Box::new(InMemory), behaviors, Box::new(Nobody)),
            version,
            caller: Caller::default(),
        }
    }

    /// Sends a request with headers and a body of bytes. Blanks in the URL are encoded.
    pub fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Got {
        let mut request = Request::builder().method(method).uri(url.replace(' ', "%20"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.extension(BaseUrl(BASE.to_owned())).body(body.into()).unwrap();
        surface::respond(&self.engine, self.version, &self.caller, request).into()
    }

    pub fn get(&self, url: &str) -> Got {
        self.send(Method::GET, url, &[], "")
    }

    pub fn post(&self, url: &str, body: &Value) -> Got {
        self.json(Method::POST, url, body)
    }

    pub fn patch(&self, url: &str, body: &Value) -> Got {
        self.json(Method::PATCH, url, body)
    }

    pub fn delete(&self, url: &str) -> Got {
        self.send(Method::DELETE, url, &[], "")
    }

    pub fn json(&self, method: Method, url: &str, body: &Value) -> Got {
        self.send(method, url, &[("content-type", "application/json")], body.to_string())
    }
}

impl From<Response<Bytes>> for Got {
    fn from(response: Response<Bytes>) -> Self {
        let (parts, bytes) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes,
        }
    }
}

impl Got {
    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// A header's text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A member that is a text; empty where there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The keys of a page's entities.
    pub fn ids(&self) -> Vec<&str> {
        let items = self.json["value"].as_array().expect("a page");
        items.iter().map(|item| item["id"].as_str().expect("a key")).collect()
    }
}
