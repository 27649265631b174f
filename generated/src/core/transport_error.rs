//! What the transport can fail with.

use std::fmt;

use azure_core::error::ErrorKind;

use super::azure_error::root_words;
use super::request_info::RequestInfo;
use super::text::OneLine;

/// How the transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection was made; the service has not seen the request.
    NotConnected,
    /// The connection was lost on the way; the service may have acted.
    Lost,
    /// The time of the request, or of its batch or list, passed; the service may have acted.
    TimedOut,
    /// A redirect that is not followed: not https, too many, not a GET, or in a batch.
    Redirect,
    /// The batch has a response, but none for this request of it; the service may have acted.
    NoResponse,
    /// A batch ended before this request of it was sent.
    NotSent,
    /// The response is longer than
    /// [`GraphClientOptions::max_response_bytes`](crate::GraphClientOptions::max_response_bytes) and was not read to
    /// its end; the service has acted.
    TooLong,
    /// Anything else that the pipeline said.
    Other,
}

/// The service could not be reached, or the response did not arrive.
#[non_exhaustive]
pub struct TransportError {
    /// How it failed.
    pub failure: TransportFailure,
    /// Which request it was.
    pub request_info: RequestInfo,
    /// What there is to say beyond the kind of failure.
    pub(crate) detail: String,
    cause: Option<azure_core::Error>,
}

impl TransportError {
    pub(crate) fn new(failure: TransportFailure, request_info: RequestInfo, detail: impl Into<String>) -> Self {
        Self {
            failure,
            request_info,
            detail: detail.into(),
            cause: None,
        }
    }

    /// What the pipeline said: its kind gives the failure, the root of its sources the words (the levels above write
    /// the URL).
    pub(crate) fn from_pipeline(request_info: RequestInfo, cause: azure_core::Error) -> Self {
        let failure = match cause.kind() {
            ErrorKind::Connection => TransportFailure::NotConnected,
            ErrorKind::Io => TransportFailure::Lost,
            _ => TransportFailure::Other,
        };
        let detail = root_words(&cause);
        Self {
            failure,
            request_info,
            detail,
            cause: Some(cause),
        }
    }

    /// What the transport said. Its text is not ours: the built-in transport writes the whole URL into it, ids
    /// included.
    #[must_use]
    pub fn cause(&self) -> Option<&azure_core::Error> {
        self.cause.as_ref()
    }
}

/// Without the cause, which may hold the whole URL.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("failure", &self.failure)
            .field("request_info", &self.request_info)
            .field("detail", &self.detail)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.failure {
            TransportFailure::NotConnected => "no connection was made, the service has not seen the request",
            TransportFailure::Lost => "the connection was lost, the service may have acted",
            TransportFailure::TimedOut => "the timeout passed, the service may have acted",
            TransportFailure::Redirect => "a redirect was not followed",
            TransportFailure::NoResponse => "no response came for it, the service may have acted",
            TransportFailure::NotSent => "it was not sent",
            TransportFailure::TooLong => "the response is too long to be read, the service has acted",
            TransportFailure::Other => "the request failed on its way",
        };
        write!(f, "{}: {what}", self.request_info)?;
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", OneLine(&self.detail))
        }
    }
}
