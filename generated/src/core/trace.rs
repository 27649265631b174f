//! What `tracing` subscribers learn of a request, by the names that OpenTelemetry's semantic conventions have for HTTP
//! clients. Neither ids of resources nor URLs, tokens or bodies are in it.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use azure_core::http::Url;
use tracing::Span;
use tracing::field::Empty;

use super::error::{Error, TransportFailure};
use super::request_info::RequestInfo;
use super::response::RawResponse;
use super::retry::Attempts;
use super::text::escaped;

/// The span of a request. It ends with duration and retries however the request does, also when its future is dropped.
///
/// `tracing` has static names alone: `otel.name` is the one by which tracing-opentelemetry names the span.
pub(crate) struct RequestSpan {
    span: Span,
    attempts: Arc<Attempts>,
    begun: Instant,
}

impl RequestSpan {
    pub(crate) fn new(endpoint: &Url, request_info: &RequestInfo, attempts: Arc<Attempts>) -> Self {
        let method = request_info.method.as_str();
        let span = tracing::info_span!(
            "http.request",
            otel.kind = "client",
            otel.name = format!("{method} {}", url_template(endpoint, request_info)),
            otel.status_code = Empty,
            http.request.method = method,
            url.template = url_template(endpoint, request_info),
            server.address = endpoint.host_str(),
            server.port = endpoint.port_or_known_default(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            http.client.request.duration = Empty,
            az.service_request.id = Empty,
            "error.type" = Empty,
        );
        Self {
            span,
            attempts,
            begun: Instant::now(),
        }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Takes note of how the request ended.
    pub(crate) fn end(self, result: &Result<RawResponse, Error>) {
        let (status, request_info) = match result {
            Ok(response) => (Some(response.status), Some(&response.request_info)),
            Err(error) => (error.status(), error.request_info()),
        };
        self.span.record("http.response.status_code", status);
        let request_id = request_info.and_then(|request_info| request_info.request_id.as_deref());
        self.span
            .record("az.service_request.id", request_id.map(escaped).as_deref());
        if let Err(error) = result {
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", &*error_type(error));
        }
    }
}

impl Drop for RequestSpan {
    fn drop(&mut self) {
        let retries = self.attempts.retries();
        if retries > 0 {
            self.span.record("http.request.resend_count", retries);
        }
        self.span
            .record("http.client.request.duration", self.begun.elapsed().as_secs_f64());
    }
}

/// The path of a request, from the host's root on: ids and arguments as `{…}`.
pub(crate) fn url_template(endpoint: &Url, request_info: &RequestInfo) -> String {
    format!("{}{}", endpoint.path().trim_end_matches('/'), request_info.template)
}

/// The class of a failure: the status of a refusal, otherwise a word that does not depend on the request.
pub(crate) fn error_type(error: &Error) -> Cow<'static, str> {
    Cow::Borrowed(match error {
        Error::Service(error) => return Cow::Owned(error.status().to_string()),
        Error::Transport(error) => match error.failure {
            TransportFailure::NotConnected => "not_connected",
            TransportFailure::Lost => "connection_lost",
            TransportFailure::TimedOut => "timeout",
            TransportFailure::Redirect => "redirect_not_followed",
            TransportFailure::NoResponse => "no_response",
            TransportFailure::NotSent => "not_sent",
            TransportFailure::TooLong => "response_too_long",
            // The conventions' word for what has none.
            TransportFailure::Other => "_OTHER",
        },
        Error::Credential(_) => "credential",
        Error::Decode(_) => "response_not_readable",
        Error::NoContent(_) => "no_content",
        Error::Invalid(_) => "invalid_request",
        Error::Azure(_) => "_OTHER",
    })
}
