//! A service on loopback to send requests to, and a credential that gives a made-up token.
//!
//! The requests go through the crate's whole pipeline (retries, token, transport) over a real connection; only Graph
//! itself is not there. A service that breaks the rules is in `misbehaving`.

pub mod misbehaving;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::OffsetDateTime;
use msgraph_identity_governance::{Cloud, GraphClientOptions, RetryOptions};
use serde_json::Value;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The token that [`FakeCredential`] gives.
pub const TOKEN: &str = "made-up-token";

/// The scope that the client under test asks for.
pub const SCOPE: &str = "https://graph.example/.default";

/// A credential that needs no directory, and tells what it was asked.
#[derive(Debug, Default)]
pub struct FakeCredential {
    asked: AtomicUsize,
    scopes: Mutex<Vec<String>>,
    broken: bool,
}

impl FakeCredential {
    /// One that gives [`TOKEN`].
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// One that gives none.
    pub fn broken() -> Arc<Self> {
        Arc::new(Self {
            broken: true,
            ..Self::default()
        })
    }

    /// How often a token was asked for.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The scopes of the last time.
    pub fn scopes(&self) -> Vec<String> {
        self.scopes.lock().map(|scopes| scopes.clone()).unwrap_or_default()
    }
}

#[async_trait::async_trait]
impl TokenCredential for FakeCredential {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Ok(mut last) = self.scopes.lock() {
            *last = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        }
        if self.broken {
            // The kind that a token endpoint out of reach gives: it must not look like a lost request.
            return Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Io,
                "no directory in tests",
            ));
        }
        Ok(AccessToken::new(
            TOKEN,
            OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1),
        ))
    }
}

/// Options of a client that talks to an endpoint and waits little between tries.
pub fn options(endpoint: &str) -> GraphClientOptions {
    let cloud = Cloud::Custom {
        endpoint: endpoint.to_owned(),
        scope: SCOPE.to_owned(),
    };
    GraphClientOptions::new()
        .with_cloud(cloud)
        .with_retry(RetryOptions::default().with_first_delay(Duration::from_millis(2)))
}

/// The service on loopback.
pub struct Service {
    server: MockServer,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The method.
    pub method: String,
    /// Path and query, as on the wire.
    pub target: String,
    /// Headers by lower-case name.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Arrived {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

impl Service {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self {
            server: MockServer::start().await,
        }
    }

    /// Where it listens: scheme, host and port.
    pub fn endpoint(&self) -> String {
        self.server.uri()
    }

    /// Options of a client that talks to it and waits little between tries.
    pub fn options(&self) -> GraphClientOptions {
        options(&self.endpoint())
    }

    /// Responds to a method at a path, from now on.
    pub async fn respond(&self, verb: &str, at: &str, response: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(response)
            .mount(&self.server)
            .await;
    }

    /// Responds to a method at a path once, before what [`answer`](Self::respond) says.
    pub async fn respond_once(&self, verb: &str, at: &str, response: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(response)
            .up_to_n_times(1)
            .with_priority(1)
            .mount(&self.server)
            .await;
    }

    /// What arrived, in order.
    pub async fn arrived(&self) -> Vec<Arrived> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        requests
            .iter()
            .map(|request| Arrived {
                method: request.method.to_string(),
                target: match request.url.query() {
                    Some(query) => format!("{}?{query}", request.url.path()),
                    None => request.url.path().to_owned(),
                },
                headers: request
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
                    .collect(),
                body: request.body.clone(),
            })
            .collect()
    }

    /// The only request that arrived.
    ///
    /// # Panics
    /// When there were none or several.
    pub async fn only(&self) -> Arrived {
        let mut arrived = self.arrived().await;
        assert_eq!(arrived.len(), 1, "one request is expected: {arrived:?}");
        arrived.remove(0)
    }
}

/// A response of JSON.
pub fn json(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("request-id", "11111111-2222-3333-4444-555555555555")
        .set_body_json(body)
}

/// A response without a body.
pub fn empty(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}
