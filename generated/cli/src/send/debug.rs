//! `--debug`: what goes over the wire, on standard error. Each try is shown, redirects too.
//!
//! What signs a caller in is masked: `Authorization`, cookies, and in bodies the members that are named like secrets.
//! The rest of a body can hold personal data, so bodies are shown on demand alone.

use std::fmt::Write as _;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::Bytes;
use azure_core::http::headers::{CONTENT_TYPE, Headers};
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Body, Context, Request};
use futures::StreamExt as _;
use msgraph_identity_governance::text::escaped;
use serde_json::Value;

use crate::failure::Reporter;

const MASK: &str = "***";

/// Headers that sign a caller in.
const SECRET_HEADERS: [&str; 5] = [
    "authorization",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "x-ms-authorization-auxiliary",
];

/// Parts of the names of members that hold secrets.
const SECRET_WORDS: [&str; 7] = [
    "password",
    "secret",
    "token",
    "credential",
    "privatekey",
    "passphrase",
    "assertion",
];

/// The longest body that is shown.
const LONGEST: usize = 64 * 1024;

/// Shows requests and responses.
pub(super) struct DebugPolicy {
    reporter: Arc<Reporter>,
    bodies: bool,
}

impl DebugPolicy {
    pub(super) fn new(reporter: Arc<Reporter>, bodies: bool) -> Self {
        Self { reporter, bodies }
    }
}

impl std::fmt::Debug for DebugPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DebugPolicy")
            .field("bodies", &self.bodies)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Policy for DebugPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let mut shown = format!("> {} {}\n", request.method(), escaped(request.url().as_str()));
        headers(&mut shown, '>', request.headers());
        match request.body() {
            Body::Bytes(bytes) if bytes.is_empty() => {}
            Body::Bytes(bytes) => body(&mut shown, '>', content_type(request.headers()), bytes, self.bodies),
            Body::SeekableStream(_) => shown.push_str(">\n> (a stream)\n"),
        }
        self.reporter.write(shown.as_bytes());
        let sent = match next {
            [first, rest @ ..] => first.send(ctx, request, rest).await,
            [] => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "no policy follows",
            )),
        };
        match sent {
            Ok(response) => Ok(self.show_response(response).await),
            Err(error) => {
                self.reporter
                    .write(format!("< {}\n", escaped(&error.to_string())).as_bytes());
                Err(error)
            }
        }
    }
}

impl DebugPolicy {
    /// Shows a response. Its body is handed on as it arrives; as much as is shown is waited for.
    async fn show_response(&self, response: AsyncRawResponse) -> AsyncRawResponse {
        let (status, of_response, mut stream) = response.deconstruct();
        let mut shown = format!("< {}\n", u16::from(status));
        headers(&mut shown, '<', &of_response);
        if !self.bodies {
            self.reporter.write(shown.as_bytes());
            return AsyncRawResponse::new(status, of_response, Box::pin(stream));
        }
        let mut begun: Vec<azure_core::Result<Bytes>> = Vec::new();
        let mut text = Vec::new();
        while text.len() <= LONGEST {
            match stream.next().await {
                Some(Ok(chunk)) => {
                    text.extend_from_slice(&chunk);
                    begun.push(Ok(chunk));
                }
                Some(Err(error)) => {
                    begun.push(Err(error));
                    break;
                }
                None => break,
            }
        }
        if !text.is_empty() {
            body(&mut shown, '<', content_type(&of_response), &text, true);
        }
        self.reporter.write(shown.as_bytes());
        AsyncRawResponse::new(
            status,
            of_response,
            Box::pin(futures::stream::iter(begun).chain(stream)),
        )
    }
}

fn content_type(headers: &Headers) -> &str {
    headers.get_optional_str(&CONTENT_TYPE).unwrap_or_default()
}

fn headers(shown: &mut String, sign: char, headers: &Headers) {
    for (name, value) in headers.iter() {
        let is_secret = SECRET_HEADERS
            .iter()
            .any(|secret| name.as_str().eq_ignore_ascii_case(secret));
        let value = if is_secret {
            masked(value.as_str())
        } else {
            escaped(value.as_str()).into_owned()
        };
        // A string takes all that is written to it.
        let _ = writeln!(shown, "{sign} {}: {value}", escaped(name.as_str()));
    }
}

/// The scheme of a credential (`Bearer`) stays.
fn masked(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => format!("{scheme} {MASK}"),
        _ => MASK.to_owned(),
    }
}

fn body(shown: &mut String, sign: char, content_type: &str, bytes: &[u8], whole: bool) {
    let _ = writeln!(shown, "{sign}");
    let mut kind = content_type.to_ascii_lowercase();
    kind.truncate(60);
    if !whole {
        let _ = writeln!(shown, "{sign} ({} bytes; --debug-bodies shows them)", bytes.len());
        return;
    }
    if bytes.len() > LONGEST {
        let _ = writeln!(shown, "{sign} (more than {LONGEST} bytes of {})", escaped(&kind));
        return;
    }
    let text = match serde_json::from_slice::<Value>(bytes) {
        Ok(mut json) => {
            mask(&mut json);
            serde_json::to_string_pretty(&json).unwrap_or_default()
        }
        Err(_) if kind.starts_with("text/") => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => format!("({} bytes of {kind})", bytes.len()),
    };
    for line in text.lines() {
        let _ = writeln!(shown, "{sign} {}", escaped(line));
    }
}

/// Masks the values of members that are named like secrets.
fn mask(json: &mut Value) {
    match json {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let name = name.to_ascii_lowercase().replace(['_', '-'], "");
                let is_secret = SECRET_WORDS.iter().any(|word| name.contains(word)) && !name.contains('@');
                match value {
                    Value::String(_) | Value::Number(_) if is_secret => *value = MASK.into(),
                    other => mask(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_signs_in_is_masked() {
        let mut of_request = Headers::new();
        of_request.insert("authorization", "Bearer ey.secret");
        of_request.insert("cookie", "a=secret");
        of_request.insert("client-request-id", "7");
        let mut shown = String::new();
        headers(&mut shown, '>', &of_request);
        assert!(
            shown.contains("> authorization: Bearer ***\n") && shown.contains("> cookie: ***\n"),
            "{shown}"
        );
        assert!(
            shown.contains("> client-request-id: 7\n") && !shown.contains("secret"),
            "{shown}"
        );
    }

    #[test]
    fn secrets_in_bodies_are_masked_at_any_depth() {
        let json =
            r#"{"a":[{"clientSecret":"s3","n":1}],"passwordProfile":{"password":"s3","x":"y"},"access_token":"s3"}"#;
        let mut shown = String::new();
        body(&mut shown, '<', "application/json", json.as_bytes(), true);
        assert!(!shown.contains("s3"), "{shown}");
        assert!(shown.contains("\"x\": \"y\"") && shown.contains("\"n\": 1"), "{shown}");
    }

    #[test]
    fn bodies_that_are_no_text_are_counted() {
        let mut shown = String::new();
        body(&mut shown, '<', "application/pdf", b"\x00\x01", true);
        body(&mut shown, '>', "application/json", b"{\"a\":1}", false);
        body(&mut shown, '<', "text/plain", b"a\x1b[31m", true);
        assert_eq!(
            shown,
            "<\n< (2 bytes of application/pdf)\n>\n> (7 bytes; --debug-bodies shows them)\n<\n< a\\u{1b}[31m\n"
        );
    }
}
