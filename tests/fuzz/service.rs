//! A service within the process: what it sends back is the fuzzer's, and what it was asked is kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use azure_core::http::headers::{AUTHORIZATION, HeaderName, Headers};
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request, StatusCode, Transport, Url};
use msgraph_identity_governance::testing::FakeGraph;
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::{GraphClientOptions, RetryOptions};

/// The endpoint and version of the client that [`run`] gives.
pub const ROOT: &str = "https://graph.microsoft.com/v1.0";

/// A response.
#[derive(Clone, Debug)]
pub struct Sends {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Sends {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.into(),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
        self
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub url: Url,
    pub has_token: bool,
}

#[derive(Debug, Default)]
pub struct Service {
    sends: Mutex<VecDeque<Sends>>,
    asked: Mutex<Vec<Asked>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait::async_trait]
impl HttpClient for Service {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        lock(&self.asked).push(Asked {
            method: request.method(),
            url: request.url().clone(),
            has_token: request.headers().get_optional_str(&AUTHORIZATION).is_some(),
        });
        let sends = lock(&self.sends).pop_front().unwrap_or_else(|| Sends::new(404, ""));
        let mut headers = Headers::new();
        for (name, value) in sends.headers {
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(AsyncRawResponse::from_bytes(
            StatusCode::from(sends.status),
            headers,
            sends.body,
        ))
    }
}

struct Held {
    service: Arc<Service>,
    client: GraphClient,
    runtime: tokio::runtime::Runtime,
}

fn held() -> &'static Held {
    static HELD: OnceLock<Held> = OnceLock::new();
    HELD.get_or_init(|| {
        let service = Arc::new(Service::default());
        let pipeline = azure_core::http::ClientOptions {
            transport: Some(Transport::new(service.clone())),
            ..azure_core::http::ClientOptions::default()
        };
        let options = GraphClientOptions::new().with_retry(RetryOptions::none()).with_client_options(pipeline);
        let client = GraphClient::new(FakeGraph::new().credential(), Some(options)).expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        Held {
            service,
            client,
            runtime: runtime.expect("a runtime"),
        }
    })
}

/// The client, for what is never sent.
pub fn client() -> &'static GraphClient {
    &held().client
}

/// Runs something against the service, which sends these one after the other and then 404. Gives what came of it and
/// what was asked.
pub fn run<T>(sends: Vec<Sends>, of: impl AsyncFnOnce(&GraphClient) -> T) -> (T, Vec<Asked>) {
    let held = held();
    *lock(&held.service.sends) = sends.into();
    lock(&held.service.asked).clear();
    let made = held.runtime.block_on(of(&held.client));
    (made, std::mem::take(&mut *lock(&held.service.asked)))
}

/// What `%xx` stands for, by RFC 3986 and nothing else: a `+` is a plus.
pub fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut nibble = || {
            bytes
                .next()
                .and_then(|digit| char::from(digit).to_digit(16))
                .expect("two digits after %")
        };
        out.push((nibble() * 16 + nibble()) as u8);
    }
    out
}
