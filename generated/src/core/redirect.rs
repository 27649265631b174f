//! Redirects: followed for GET only, at most five, to https only. One that leads away from the client's endpoint and
//! version, to another origin or to another path of the same, leaves the token behind, for good (`authorize.rs` sees to
//! that), and so does every header that may be meant for Graph alone.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{HeaderName, Headers};
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Method, Request, Url};

use super::cloud::{is_below, may_carry_token};
use super::response::header;
use super::retry::pass_on;

/// How many redirects one request follows.
const MAX_REDIRECTS: u32 = 5;

const LOCATION: HeaderName = HeaderName::from_static("location");

/// The headers that go along to another place: they say what is wanted, and hold no secret.
const TRAVELLING: [&str; 5] = ["accept", "accept-language", "client-request-id", "range", "user-agent"];

/// What azure_core names a request by; Graph does not know it and gets `client-request-id` instead.
pub(crate) const FOREIGN_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// A redirect that is not followed, as the pipeline's error carries it.
#[derive(Debug)]
pub(crate) struct NotFollowed(&'static str);

impl fmt::Display for NotFollowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotFollowed {}

/// In the context of a request that was led elsewhere than below the client's version. What is said there is not the
/// client's word, so from there on no token is added, not even on the way back.
pub(crate) struct LedAway;

/// Whether a status says that the response is elsewhere.
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn refuse(reason: &'static str) -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Other, NotFollowed(reason))
}

/// The policy that follows redirects.
#[derive(Debug)]
pub(crate) struct RedirectPolicy {
    /// The root of the client's version.
    root: Url,
}

impl RedirectPolicy {
    pub(crate) fn new(root: Url) -> Self {
        Self { root }
    }
}

#[async_trait]
impl Policy for RedirectPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        request.headers_mut().remove(FOREIGN_REQUEST_ID);
        let first = request.url().clone();
        let mut left_behind = None;
        let result = follow(&self.root, ctx, request, next, &mut left_behind).await;
        // A retry starts from where the caller pointed, with what the caller gave.
        *request.url_mut() = first;
        if let Some(headers) = left_behind {
            *request.headers_mut() = headers;
        }
        result
    }
}

async fn follow(
    root: &Url,
    ctx: &Context<'_>,
    request: &mut Request,
    next: &[Arc<dyn Policy>],
    left_behind: &mut Option<Headers>,
) -> PolicyResult {
    let mut ctx = ctx.to_borrowed();
    for _ in 0..=MAX_REDIRECTS {
        let response = pass_on(&ctx, request, next).await?;
        if !is_redirect(response.status().into()) {
            return Ok(response);
        }
        if request.method() != Method::Get {
            return Err(refuse("only a GET follows a redirect"));
        }
        let Some(location) = header(response.headers(), &LOCATION) else {
            return Err(refuse("it names no location"));
        };
        let target: Url = request
            .url()
            .join(location)
            .map_err(|_| refuse("its location is no URL"))?;
        // Plain http is for those who began on loopback: the service must not lead anyone there.
        if !(target.scheme() == "https" || request.url().scheme() == "http" && may_carry_token(&target)) {
            return Err(refuse("it leads away from https"));
        }
        if !target.username().is_empty() || target.password().is_some() {
            return Err(refuse("its location names a user"));
        }
        if !is_below(root, &target) && left_behind.is_none() {
            *left_behind = Some(request.headers().clone());
            let kept: Vec<_> = request
                .headers()
                .clone()
                .into_iter()
                .filter(|(name, _)| TRAVELLING.contains(&name.as_str()))
                .collect();
            *request.headers_mut() = Headers::from(kept.into_iter().collect::<std::collections::HashMap<_, _>>());
            ctx.insert(LedAway);
        }
        *request.url_mut() = target;
    }
    Err(refuse("more than five in a row"))
}
