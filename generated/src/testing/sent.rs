//! A request as the made-up service got it.

use std::fmt;

use azure_core::Bytes;
use azure_core::http::{Method, Request, Url};
use serde_json::Value;

use super::pattern::is_version;
use crate::core::text::escaped;

/// A request that was sent, as it arrived. Of its token it is known only that there was one.
#[derive(Clone)]
pub struct Sent {
    method: Method,
    url: Url,
    headers: Vec<(String, String)>,
    body: Bytes,
    authorized: bool,
    batched: bool,
}

impl Sent {
    pub(super) fn new(request: &Request, body: Bytes) -> Self {
        let mut authorized = false;
        let mut headers = Vec::new();
        for (name, value) in request.headers().iter() {
            if name.as_str().eq_ignore_ascii_case("authorization") {
                authorized = true;
            } else {
                headers.push((name.as_str().to_ascii_lowercase(), value.as_str().to_owned()));
            }
        }
        headers.sort_unstable();
        Self {
            method: request.method(),
            url: request.url().clone(),
            headers,
            body,
            authorized,
            batched: false,
        }
    }

    /// A member of a batch.
    pub(super) fn member(batch: &Self, method: Method, url: Url, headers: Vec<(String, String)>, body: Bytes) -> Self {
        Self {
            method,
            url,
            headers,
            body,
            authorized: batch.authorized,
            batched: true,
        }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The whole URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL's path below the version, percent-encoded as it was sent; the whole path where there is no version.
    #[must_use]
    pub fn path(&self) -> &str {
        let path = self.path_with_version();
        let version = path.trim_start_matches('/').split('/').next();
        match version {
            Some(version) if is_version(version) => path.get(version.len() + 1..).unwrap_or_default(),
            _ => path,
        }
    }

    /// The URL's path from the version on.
    pub(super) fn path_with_version(&self) -> &str {
        let path = self.url.path();
        let mut rest = path;
        while let Some(at) = rest.find('/') {
            let segments = rest.get(at..).unwrap_or_default();
            rest = segments.get(1..).unwrap_or_default();
            if rest.split('/').next().is_some_and(is_version) {
                return segments;
            }
        }
        path
    }

    /// Scheme, host, port and path.
    pub(super) fn address(&self) -> String {
        format!("{}{}", self.url.origin().ascii_serialization(), self.url.path())
    }

    /// The value of a query option (`$filter`), decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.url
            .query_pairs()
            .find_map(|(other, value)| (other == name).then(|| value.into_owned()))
    }

    /// The value of a header; `Authorization` is not kept, see [`is_authorized`](Self::is_authorized).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(json) => json,
            Err(error) => panic!("the body of {self:?} is no JSON: {error}"),
        }
    }

    /// Whether it had a token.
    #[must_use]
    pub fn is_authorized(&self) -> bool {
        self.authorized
    }

    /// Whether it was sent in a batch.
    #[must_use]
    pub fn is_batched(&self) -> bool {
        self.batched
    }
}

/// Method and path; neither headers nor body.
impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, escaped(self.path()))
    }
}
