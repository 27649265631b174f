//! The caller, as an extractor of axum: a handler that takes a [`Caller`] runs for nobody else.
//!
//! Extractors run in the order of a handler's parameters, and that of the body is the last: nothing of the body is read
//! for a caller who is refused.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use msgraph_identity_governance::v1_0::callout::verify::{CallerError, VerifiedCaller};

use crate::pages::App;

/// A caller whose token was verified.
// ANCHOR: extractor
pub struct Caller(pub VerifiedCaller);

impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match app.verifier.verify(authorization(&parts.headers)).await {
            Ok(caller) => Ok(Self(caller)),
            Err(error) => {
                let reason = error.failure().name();
                app.metrics.caller_refused(reason);
                tracing::warn!(reason, %error, "a caller was refused");
                Err(refusal(&error))
            }
        }
    }
}
// ANCHOR_END: extractor

/// The one value of `Authorization`. Several are none: nobody can tell which of them a proxy has looked at.
fn authorization(headers: &HeaderMap) -> &str {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (Some(one), None) => one.to_str().unwrap_or_default(),
        _ => "",
    }
}

fn refusal(error: &CallerError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let mut response = status.into_response();
    let headers = response.headers_mut();
    if let Some(value) = error
        .www_authenticate()
        .and_then(|value| HeaderValue::from_str(&value).ok())
    {
        headers.insert(WWW_AUTHENTICATE, value);
    }
    if let Some(wait) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_counts_and_two_do_not() {
        let mut headers = HeaderMap::new();
        assert_eq!(authorization(&headers), "");
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a"));
        assert_eq!(authorization(&headers), "Bearer a");
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer b"));
        assert_eq!(authorization(&headers), "");
    }
}
