//! Requests to the authority: forms that are posted, through azure_core's transport.

use std::sync::OnceLock;
use std::time::Duration;

use azure_core::error::ErrorKind;
use azure_core::http::headers::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use azure_core::http::request::Request;
use azure_core::http::{ClientOptions, Context, Method, Pipeline, PipelineStreamOptions, Url};
use azure_core::time::OffsetDateTime;
use azure_core::{Bytes, sleep};
use futures::StreamExt as _;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize as _, Zeroizing};

use super::endpoints::Endpoints;
use super::error::{SignInError, SignInFailure};
use super::options::SignInOptions;
use super::response::Refusal;
use super::scopes::Wanted;
use crate::core::response::header;

/// No response of an authority is longer.
const LONGEST: usize = 1024 * 1024;
/// How often a request is sent that the authority has not acted upon.
const TRIES: u32 = 3;
/// The longest wait before the next try.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// From here on a clock counts as wrong, in seconds. The platform's own tolerance.
const SKEW: i64 = 300;

/// The parameters of a request. Their memory is overwritten.
pub(super) struct Form {
    text: Zeroizing<String>,
}

impl Form {
    pub(super) fn new() -> Self {
        // Nothing of it is left behind when it grows: tokens have some kilobytes.
        Self {
            text: Zeroizing::new(String::with_capacity(64 * 1024)),
        }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        let between = if self.text.is_empty() { "" } else { "&" };
        self.text.push_str(between);
        self.text.push_str(name);
        self.text.push('=');
        for piece in url::form_urlencoded::byte_serialize(value.as_bytes()) {
            self.text.push_str(piece);
        }
        self
    }
}

/// Bytes that are overwritten when the last of their owners drops them.
struct Overwritten(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Overwritten {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What became of a request.
pub(super) enum Outcome<T> {
    Good(T),
    /// The authority's own words.
    Refused(Refusal, Option<i64>),
    /// It was not reached, or is overloaded.
    Unreachable {
        error: SignInError,
        /// How long it asks to wait.
        wait: Option<Duration>,
        /// It may have acted, and its response was lost.
        may_have_acted: bool,
    },
}

/// The way to the authority. It is made when something is sent: a transport reads all certificates of the machine, and a
/// good token of the cache needs none.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    client_options: ClientOptions,
    #[cfg(feature = "rustls")]
    authority: Url,
    pipeline: OnceLock<Pipeline>,
}

impl Wire {
    pub(super) fn new(options: &SignInOptions, authority: &Url) -> Result<Self, SignInError> {
        let mut client_options = options.client_options.clone();
        if client_options.transport.is_none() && !cfg!(feature = "rustls") {
            let what = "there is no transport to the authority";
            return Err(SignInError::invalid(
                what,
                "switch on the feature `rustls`, or give one in `client_options`",
            ));
        }
        #[cfg(not(feature = "rustls"))]
        let _ = authority;
        // azure_core's policy retries a POST after a lost connection, and a code is redeemed once.
        client_options.retry = azure_core::http::RetryOptions::none();
        Ok(Self {
            client_options,
            #[cfg(feature = "rustls")]
            authority: authority.clone(),
            pipeline: OnceLock::new(),
        })
    }

    fn pipeline(&self) -> Result<&Pipeline, SignInError> {
        if let Some(pipeline) = self.pipeline.get() {
            return Ok(pipeline);
        }
        #[cfg_attr(not(feature = "rustls"), allow(unused_mut, reason = "the transport is given then"))]
        let mut client_options = self.client_options.clone();
        #[cfg(feature = "rustls")]
        if client_options.transport.is_none() {
            client_options.transport = crate::core::transport::for_root(&self.authority)
                .map_err(|error| SignInError::invalid(error.to_string(), "give a transport in `client_options`"))?;
        }
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let pipeline = Pipeline::new(Some(name), Some(version), client_options, Vec::new(), Vec::new(), None);
        Ok(self.pipeline.get_or_init(|| pipeline))
    }

    /// Posts a form once.
    pub(super) async fn post<T: DeserializeOwned>(&self, url: &Url, form: &Form) -> Result<Outcome<T>, SignInError> {
        let mut request = Request::new(url.clone(), Method::Post);
        request.insert_header(ACCEPT, "application/json");
        request.insert_header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Overwritten(Zeroizing::new(form.text.as_bytes().to_vec()));
        request.set_body(Bytes::from_owner(body));
        let options = PipelineStreamOptions {
            skip_checks: true,
            ..Default::default()
        };
        let sent = self
            .pipeline()?
            .stream(&Context::new(), &mut request, Some(options))
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => return lost(url, &error),
        };
        let (status, headers, mut stream) = response.deconstruct();
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = stream.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return lost(url, &error),
            };
            if body.len() + chunk.len() > LONGEST {
                return Err(SignInError::unexpected("the authority's response has more than 1 MiB"));
            }
            append(&mut body, &chunk);
        }
        let status = u16::from(status);
        if status == 200 {
            // Its words are not printed: they may have a piece of the text in them.
            return serde_json::from_slice(&body).map(Outcome::Good).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                SignInError::unexpected(format!(
                    "the authority's response has not the expected form (at {line}:{column})"
                ))
            });
        }
        if let Ok(refusal) = serde_json::from_slice::<Refusal>(&body)
            && !refusal.error.is_empty()
        {
            let date = header(&headers, &"date".into()).and_then(|date| azure_core::time::parse_rfc7231(date).ok());
            let ahead = date.map(|date| (OffsetDateTime::now_utc() - date).whole_seconds());
            return Ok(Outcome::Refused(refusal, ahead.filter(|ahead| ahead.abs() >= SKEW)));
        }
        if status == 429 || status >= 500 {
            let wait = header(&headers, &RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
            let error = SignInError::new(
                SignInFailure::Unreachable,
                format!("the authority is overloaded or has a fault (status {status})"),
                "try again in a few minutes",
            );
            let wait = wait.map(Duration::from_secs);
            return Ok(Outcome::Unreachable {
                error,
                wait,
                may_have_acted: false,
            });
        }
        Err(SignInError::unexpected(format!(
            "the authority responded with status {status} and no error of OAuth 2.0"
        )))
    }

    /// Posts a form, again when the authority has not acted upon it. `secrets` are those in the form.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &Form,
        endpoints: &Endpoints,
        wanted: Option<&Wanted>,
        secrets: &[&str],
    ) -> Result<T, SignInError> {
        let mut tries = 1;
        loop {
            match self.post(url, form).await? {
                Outcome::Good(good) => return Ok(good),
                Outcome::Refused(refusal, skew) => return Err(refusal.into_error(endpoints, wanted, secrets, skew)),
                Outcome::Unreachable {
                    error, may_have_acted, ..
                } if may_have_acted || tries == TRIES => {
                    return Err(error);
                }
                Outcome::Unreachable { wait, .. } => {
                    let wait = wait.unwrap_or(Duration::from_secs(1 << (tries - 1)));
                    pause(wait.min(LONGEST_WAIT)).await;
                    tries += 1;
                }
            }
        }
    }
}

/// Waits on azure_core's clock.
pub(super) async fn pause(wait: Duration) {
    sleep(azure_core::time::Duration::try_from(wait).unwrap_or(azure_core::time::Duration::MAX)).await;
}

/// More of a body; what it had before in a smaller piece of memory is overwritten.
fn append(body: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    if body.capacity() - body.len() < chunk.len() {
        let mut larger = Vec::with_capacity((body.len() + chunk.len()).next_power_of_two().max(16 * 1024));
        larger.extend_from_slice(body);
        body.zeroize();
        *body = Zeroizing::new(larger);
    }
    body.extend_from_slice(chunk);
}

/// A request that got no response. Of the transport's words those of its root are shown: the levels above have the URL.
fn lost<T>(url: &Url, error: &azure_core::Error) -> Result<Outcome<T>, SignInError> {
    let host = url.host_str().unwrap_or_default();
    let what = format!(
        "no response came from {host}: {}",
        crate::core::azure_error::root_words(error)
    );
    let may_have_acted = *error.kind() != ErrorKind::Connection;
    let error = match error.kind() {
        ErrorKind::Connection | ErrorKind::Io => SignInError::new(
            SignInFailure::Unreachable,
            what,
            "look at the network, and at the proxy's settings",
        ),
        _ => return Err(SignInError::unexpected(what)),
    };
    Ok(Outcome::Unreachable {
        error,
        wait: None,
        may_have_acted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded() {
        let form = Form::new().with("client_id", "c").with("scope", "a b&c=é");
        assert_eq!(*form.text, "client_id=c&scope=a+b%26c%3D%C3%A9");
    }

    #[test]
    fn a_body_grows_without_a_loss() {
        let mut body = Zeroizing::new(Vec::new());
        for _ in 0..5000 {
            append(&mut body, b"0123456789");
        }
        assert_eq!(body.len(), 50_000);
        assert!(body.chunks(10).all(|chunk| chunk == b"0123456789"));
    }
}
