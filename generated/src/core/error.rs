//! Everything that can go wrong with a request, as one enum.
//!
//! Every message is one line and names the place: method and URL template (never the ids), status, request-id. Neither
//! tokens nor bodies are in `Display` or `Debug`. What the service says of a failure is read in `odata_error.rs`.

use std::fmt;
use std::time::Duration;

use azure_core::error::ErrorKind;
use azure_core::http::headers::Headers;

pub use super::azure_error::AzureError;
use super::json::ReadError;
use super::odata_error::kept;
pub use super::odata_error::{ErrorDetail, InnerError, ServiceError};
pub use super::request_info::RequestInfo;
use super::retry::BANDWIDTH_LIMIT_EXCEEDED;
use super::text::OneLine;
pub use super::transport_error::{TransportError, TransportFailure};

/// What went wrong with a request.
///
/// Its methods tell what most programs ask; the variants have the rest. The text of an error has the service's own
/// message in it, which can name ids and people: where these are confidential, log status, code and request id.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use std::time::Duration;
/// use msgraph_identity_governance::{Error, v1_0::GraphClient, v1_0::models::AccessPackage};
///
/// async fn find(client: &GraphClient, id: &str) -> Result<Option<AccessPackage>, Error> {
///     let packages = client.identity_governance().entitlement_management().access_packages();
///     match packages.by_id(id).get().timeout(Duration::from_secs(10)).send().await {
///         Ok(package) => Ok(Some(package)),
///         Err(error) if error.is_not_found() => Ok(None),
///         Err(error) => {
///             if error.is_throttled() {
///                 println!("too many requests, also after all retries; come back after {:?}", error.retry_after());
///             } else if error.is_timed_out() {
///                 println!("no response in ten seconds");
///             }
///             let code = error.service().and_then(|service| service.code());
///             println!("status {:?}, code {code:?}, request id {:?}", error.status(), error.request_id());
///             Err(error)
///         }
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The service responded, and refused: Graph's own words, or those of a gateway before it.
    Service(Box<ServiceError>),
    /// The service could not be reached, or the response did not arrive.
    Transport(Box<TransportError>),
    /// The credential gave no token; nothing was sent.
    Credential(Box<CredentialError>),
    /// The response could not be read as what the operation returns.
    Decode(Box<DecodeError>),
    /// The service responded well, and there is nothing: no entity is related, or the value is null.
    NoContent(Box<NoContentError>),
    /// The request was not valid, or led elsewhere than to the client's own endpoint, and was not sent; of a list the
    /// pages before were. Also a batch's handle that has no response: one of another batch, or taken already.
    Invalid(Box<Invalid>),
    /// An error of azure_core's that is about no request of this crate: what `?` makes of the error of another Azure
    /// library, or of a credential's construction.
    Azure(Box<AzureError>),
}

impl Error {
    /// The HTTP status of the response, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status),
            Self::NoContent(error) => Some(error.status),
            Self::Azure(error) => error.status(),
            Self::Transport(_) | Self::Credential(_) | Self::Invalid(_) => None,
        }
    }

    /// The code of a refusal (`Request_ResourceNotFound`), where there was one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.code(),
            Self::Azure(error) => error.code(),
            _ => None,
        }
    }

    /// The response's headers, where there was one; of a request in a batch those of its own response. Some may be
    /// secret, see [`ServiceError::headers`]: they are in no message.
    ///
    /// ```
    /// # use msgraph_identity_governance::Error;
    /// /// Which of Graph's data centres responded.
    /// fn data_centre(error: &Error) -> Option<String> {
    ///     error.headers()?.get_optional_string(&"x-ms-ags-diagnostic".into())
    /// }
    /// ```
    #[must_use]
    pub fn headers(&self) -> Option<&Headers> {
        match self {
            Self::Service(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::NoContent(error) => Some(error.headers()),
            Self::Azure(error) => error.headers(),
            Self::Transport(_) | Self::Credential(_) | Self::Invalid(_) => None,
        }
    }

    /// What the service said, where it did.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        match self {
            Self::Service(error) => Some(error),
            _ => None,
        }
    }

    /// How the transport failed, where it did.
    #[must_use]
    pub fn transport(&self) -> Option<&TransportError> {
        match self {
            Self::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Which request this is about; nothing for [`Error::Invalid`], which was never sent, and for [`Error::Azure`].
    #[must_use]
    pub fn request_info(&self) -> Option<&RequestInfo> {
        match self {
            Self::Service(error) => Some(error.request_info()),
            Self::Transport(error) => Some(&error.request_info),
            Self::Credential(error) => Some(&error.request_info),
            Self::Decode(error) => Some(&error.request_info),
            Self::NoContent(error) => Some(&error.request_info),
            Self::Invalid(_) | Self::Azure(_) => None,
        }
    }

    /// The id that Graph gave to the request; its support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_info()?.request_id.as_deref()
    }

    /// The id that this client gave to the request.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.request_info()?.client_request_id.as_deref()
    }

    /// How long the service asks to wait before the next try, in whole seconds; zero when it asks for no wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.service()?.retry_after()
    }

    /// True when the service responded well and there is nothing: no entity is related, or the value is null. An
    /// ordinary outcome where that may be; [`send_optional`](crate::Request::send_optional) gives `None` in its place.
    #[must_use]
    pub fn is_no_content(&self) -> bool {
        matches!(self, Self::NoContent(_))
    }

    /// Nothing, if that is what it says.
    pub(crate) fn or_nothing<A>(self) -> Result<Option<A>, Self> {
        if self.is_no_content() { Ok(None) } else { Err(self) }
    }

    /// True for 401: the token was not accepted. [`ServiceError::claims_challenge`] says whether another would be.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.refused_with(401)
    }

    /// True for 403: the caller lacks a permission. With the feature `reflection` the error names those that the
    /// operation needs (`ServiceError::needed_permissions`).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.refused_with(403)
    }

    /// True for 404: nothing has that id.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.refused_with(404)
    }

    /// True for 409: it conflicts with what is there.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.refused_with(409)
    }

    /// True for 412: `if_match` did not match.
    #[must_use]
    pub fn is_precondition_failed(&self) -> bool {
        self.refused_with(412)
    }

    /// True when there were too many requests: for 429, for 509 (too many bytes), and for a 503 that names a wait, see
    /// [`Error::retry_after`].
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        let names_a_wait = self.retry_after().is_some();
        self.refused_with(429) || self.refused_with(BANDWIDTH_LIMIT_EXCEEDED) || self.refused_with(503) && names_a_wait
    }

    /// The same failure of another request: that of a batch's call, for one of its members.
    pub(crate) fn about(&self, request_info: RequestInfo) -> Self {
        match self {
            Self::Service(error) => error.about(request_info).into(),
            Self::Transport(error) => TransportError::new(error.failure, request_info, error.detail.clone()).into(),
            Self::Credential(error) => Self::Credential(Box::new(CredentialError {
                request_info,
                source: azure_core::Error::with_message(ErrorKind::Credential, error.source.to_string()),
            })),
            Self::Decode(error) => error.about(request_info).into(),
            Self::NoContent(error) => NoContentError::new(request_info, error.status, error.headers.clone()).into(),
            Self::Invalid(error) => Self::Invalid(error.clone()),
            Self::Azure(error) => TransportError::from_pipeline(request_info, error.copy()).into(),
        }
    }

    /// True for 424: in a batch, what the request waited for has failed.
    #[must_use]
    pub fn is_failed_dependency(&self) -> bool {
        self.refused_with(424)
    }

    /// True when the time of the request ([`Request::timeout`](crate::Request::timeout),
    /// [`GraphClientOptions::timeout`](crate::GraphClientOptions::timeout)), of its batch or of its list
    /// ([`Pages::with_deadline`](crate::Pages::with_deadline)) passed before the response came.
    #[must_use]
    pub fn is_timed_out(&self) -> bool {
        self.transport()
            .is_some_and(|error| error.failure == TransportFailure::TimedOut)
    }

    /// True when the response is larger than the client reads: longer than
    /// [`GraphClientOptions::max_response_bytes`](crate::GraphClientOptions::max_response_bytes), deeper than
    /// [`ReadOptions::max_depth`](crate::ReadOptions::max_depth), or of values that would take more memory than
    /// [`ReadOptions::memory_floor`](crate::ReadOptions::memory_floor) allows. The error's text names the limit and the
    /// option.
    #[must_use]
    pub fn is_limit_exceeded(&self) -> bool {
        match self {
            Self::Transport(error) => error.failure == TransportFailure::TooLong,
            Self::Decode(error) => error.json().is_some_and(ReadError::is_limit_exceeded),
            _ => false,
        }
    }

    fn refused_with(&self, status: u16) -> bool {
        match self {
            Self::Service(error) => error.status() == status,
            Self::Azure(error) => error.status() == Some(status),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::NoContent(error) => error.fmt(f),
            Self::Invalid(error) => error.fmt(f),
            Self::Azure(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credential(error) => Some(&error.source),
            Self::Decode(error) => error.source.as_ref().map(|e| e as _),
            // The transport's own error holds the whole URL, ids included: it is there for who asks, not for every log
            // that prints a chain of sources.
            Self::Transport(_) | Self::Azure(_) => None,
            Self::Service(_) | Self::NoContent(_) | Self::Invalid(_) => None,
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(Box::new(invalid))
    }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        Self::Service(Box::new(error))
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl From<NoContentError> for Error {
    fn from(error: NoContentError) -> Self {
        Self::NoContent(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// The credential gave no token; nothing was sent.
#[non_exhaustive]
pub struct CredentialError {
    /// Which request wanted the token.
    pub request_info: RequestInfo,
    /// What the credential said.
    pub(crate) source: azure_core::Error,
}

/// The credential's own words alone: its errors hold the whole story of each attempt, with backtraces. They are there
/// as `source()`.
impl fmt::Debug for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialError")
            .field("request_info", &self.request_info)
            .field("source", &format_args!("{}", OneLine(&self.source.to_string())))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the credential gave no token, nothing was sent: {}",
            self.request_info,
            OneLine(&self.source.to_string())
        )
    }
}

/// The response could not be read as what the operation returns.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// Which request it was.
    pub request_info: RequestInfo,
    /// The HTTP status of the response.
    pub status: u16,
    /// What was wrong with the response as a whole; empty when `json` says it.
    pub(crate) reason: String,
    /// Where in the JSON, and why.
    pub(crate) source: Option<ReadError>,
    headers: Headers,
    body: Vec<u8>,
}

impl DecodeError {
    /// Of a response with these headers and this body. The reason stands in `reason`, or in `source` with its place in
    /// the JSON.
    pub(crate) fn new(
        request_info: RequestInfo,
        status: u16,
        headers: Headers,
        body: &[u8],
        reason: String,
        source: Option<ReadError>,
    ) -> Self {
        Self {
            request_info,
            status,
            reason,
            source,
            headers,
            body: kept(body),
        }
    }

    /// The same failure of another request.
    fn about(&self, request_info: RequestInfo) -> Self {
        Self {
            request_info,
            ..self.clone()
        }
    }

    /// The place in the JSON (`value[3].schedule.expiration.endDateTime`) and the reason, when it was JSON.
    #[must_use]
    pub fn json(&self) -> Option<&ReadError> {
        self.source.as_ref()
    }

    /// The response's headers; those of a batch's call where the response of the whole batch could not be read. Some
    /// may be secret, see [`ServiceError::headers`]: they are in no message.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The first 16 KiB of what could not be read, decompressed and otherwise as it came: of the response's body, or of
    /// the one item of a list that [`items`](crate::Request::items) could not read. It may hold personal data: it is in
    /// no message.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Without headers and body.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("request_info", &self.request_info)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the response ({}) could not be read: ",
            self.request_info, self.status
        )?;
        match &self.source {
            Some(json) => write!(f, "{}", OneLine(&json.to_string())),
            None => write!(f, "{}", OneLine(&self.reason)),
        }
    }
}

/// The service responded well, and there is nothing where something was asked for: 204, null, or OData's
/// `{"@odata.null": true}`. So it says that no entity is related, or that a value is null.
///
/// [`Request::send_optional`](crate::Request::send_optional) gives `None` in its place.
#[derive(Clone)]
#[non_exhaustive]
pub struct NoContentError {
    /// Which request it was.
    pub request_info: RequestInfo,
    /// The HTTP status of the response.
    pub status: u16,
    headers: Headers,
}

impl NoContentError {
    pub(crate) fn new(request_info: RequestInfo, status: u16, headers: Headers) -> Self {
        Self {
            request_info,
            status,
            headers,
        }
    }

    /// The response's headers. Some may be secret, see [`ServiceError::headers`]: they are in no message.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }
}

/// Without headers.
impl fmt::Debug for NoContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoContentError")
            .field("request_info", &self.request_info)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for NoContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            request_info, status, ..
        } = self;
        write!(
            f,
            "{request_info}: the response ({status}) has no content: nothing is related there, or the value is null"
        )
    }
}

/// The request was not valid; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// Where: a URL template, a header's or an option's name, a batch's handle.
    pub place: String,
    /// What is wrong, and what to do.
    pub reason: String,
    /// What did not come of it: it was "not sent", in most cases.
    consequence: &'static str,
}

impl Invalid {
    /// Of a request that is not sent.
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::because(place, "not sent", reason)
    }

    /// Of something else that does not come about.
    pub(crate) fn because(place: impl Into<String>, consequence: &'static str, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
            consequence,
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            reason,
            consequence,
        } = self;
        write!(f, "{}: {consequence}: {}", OneLine(place), OneLine(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::Method;

    #[test]
    fn messages_name_method_template_and_id() {
        let mut request_info = RequestInfo::new(Method::Post, "/r/{id}/resume".to_owned());
        request_info.client_request_id = Some("c-1".to_owned());
        let error = Error::Transport(Box::new(TransportError::new(
            TransportFailure::NotConnected,
            request_info,
            "",
        )));
        assert_eq!(
            error.to_string(),
            "POST /r/{id}/resume (client-request-id c-1): no connection was made, the service has not seen the request"
        );
        assert_eq!(error.client_request_id(), Some("c-1"));
        assert_eq!(
            Error::from(Invalid::new("/r/{id}", "`id` is empty")).to_string(),
            "/r/{id}: not sent: `id` is empty"
        );
    }
}
