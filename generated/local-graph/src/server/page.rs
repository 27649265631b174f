//! The page in the browser.

use std::sync::OnceLock;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};

/// The page, with its script and its style in it.
pub(super) const HTML: &str = include_str!("page.html");

/// Responds with the page.
pub(super) async fn page() -> Response {
    let mut response = Response::new(Body::from(HTML));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(policy) = HeaderValue::from_str(policy()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What the page may do: run its own script, and ask this server.
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; img-src data:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
            hash_of("script"),
            hash_of("style")
        )
    })
}

/// The hash of what stands in an element of the page, as a policy names it.
fn hash_of(element: &str) -> String {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let content = HTML.split_once(&*open).and_then(|(_, rest)| rest.split_once(&*close));
    let content = content.map_or("", |(content, _)| content);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content.as_bytes());
    format!("sha256-{}", STANDARD.encode(digest.as_ref()))
}
