//! The transport of a client whose service is on loopback, over plain http.
//!
//! azure_core's built-in transport takes its proxies from the environment (`HTTP_PROXY`, `ALL_PROXY`) and has no option
//! to leave them out. A request over plain http would reach the proxy whole, the token with it. So these requests go
//! through a `reqwest::Client` of our own that knows no proxy; everything else, https that a redirect leads to, goes
//! through azure_core's, proxies included. A client of an https endpoint has none of this: its requests are encrypted
//! through any proxy.
//!
//! It does not use azure_core's implementation of `HttpClient` for `reqwest::Client`: that holds for one version of
//! reqwest, which azure_core may change at any time.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{Headers, WWW_AUTHENTICATE};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport, Url, new_http_client};
use futures::TryStreamExt as _;

use super::cloud::is_plain_loopback;
use super::error::{Error, Invalid};
use super::response::header;

/// As long as azure_core's transport waits for a connection, and for the next bytes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// The transport for a client of this root, where azure_core's own will not do.
pub(crate) fn for_root(root: &Url) -> Result<Option<Transport>, Error> {
    if !is_plain_loopback(root) {
        return Ok(None);
    }
    let direct = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .build()
        .map_err(|error| {
            let reason = format!("no HTTP client could be made: {error}");
            Invalid::because("GraphClientOptions::client_options.transport", "no client", reason)
        })?;
    Ok(Some(Transport::new(Arc::new(Loopback {
        direct,
        others: OnceLock::new(),
    }))))
}

/// Plain http on loopback without a proxy, everything else as azure_core sends it.
#[derive(Debug)]
struct Loopback {
    direct: reqwest::Client,
    /// Made when it is needed, which is seldom.
    others: OnceLock<Arc<dyn HttpClient>>,
}

#[async_trait]
impl HttpClient for Loopback {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        if is_plain_loopback(request.url()) {
            send(&self.direct, request).await
        } else {
            let others = self.others.get_or_init(|| new_http_client(None));
            others.execute_request(request).await
        }
    }
}

async fn send(client: &reqwest::Client, request: &Request) -> azure_core::Result<AsyncRawResponse> {
    let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes())
        .map_err(|error| azure_core::Error::new(ErrorKind::Other, error))?;
    let mut building = client.request(method, request.url().clone());
    for (name, value) in request.headers().iter() {
        building = building.header(name.as_str(), value.as_str());
    }
    let building = match request.body().clone() {
        Body::Bytes(bytes) => building.body(bytes),
        Body::SeekableStream(stream) => building.body(reqwest::Body::wrap_stream(stream)),
    };
    let response = building.send().await.map_err(|error| {
        let kind = if error.is_connect() {
            ErrorKind::Connection
        } else if error.is_builder() {
            ErrorKind::Other
        } else {
            ErrorKind::Io
        };
        azure_core::Error::new(kind, error)
    })?;
    let status = response.status().as_u16();
    let headers = read_headers(response.headers());
    let body = response
        .bytes_stream()
        .map_err(|error| azure_core::Error::new(ErrorKind::Io, error));
    Ok(AsyncRawResponse::new(status.into(), headers, Box::pin(body)))
}

/// azure_core's headers have one value for each name. Of several the last counts, as with its own transport; challenges
/// are a list, and are joined to one.
fn read_headers(from: &reqwest::header::HeaderMap) -> Headers {
    let mut headers = Headers::new();
    for (name, value) in from {
        let Ok(value) = value.to_str() else {
            tracing::warn!(name = name.as_str(), "a header is not ASCII and is left out");
            continue;
        };
        let joined = match header(&headers, &WWW_AUTHENTICATE) {
            Some(before) if name.as_str() == WWW_AUTHENTICATE.as_str() => format!("{before}, {value}"),
            _ => value.to_owned(),
        };
        headers.insert(name.as_str().to_owned(), joined);
    }
    headers
}
