//! Errors as azure_core has them, both ways: `?` takes one for the other.
//!
//! An error of this crate that becomes one of azure_core's stays within it, so that the way back gives the same one
//! again. So does an error of azure_core's that becomes one of ours.

use std::fmt;

use azure_core::error::ErrorKind;
use azure_core::http::headers::Headers;
use azure_core::http::{RawResponse, StatusCode};

use super::error::{Error, ServiceError, TransportError, TransportFailure};
use super::text::OneLine;

/// An error of azure_core's that is about no request of this crate.
///
/// ```
/// use azure_core::error::ErrorKind;
/// use msgraph_identity_governance::Error;
///
/// fn token() -> azure_core::Result<String> {
///     Err(azure_core::Error::with_message(ErrorKind::Credential, "the certificate has expired"))
/// }
///
/// fn program() -> Result<(), Error> {
///     token()?;
///     Ok(())
/// }
///
/// let Err(Error::Azure(error)) = program() else { unreachable!() };
/// assert_eq!(error.kind(), &ErrorKind::Credential);
/// assert_eq!(error.to_string(), "the certificate has expired");
/// ```
pub struct AzureError {
    inner: azure_core::Error,
}

impl AzureError {
    /// What azure_core says of it.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        self.inner.kind()
    }

    /// The HTTP status, where it is about a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.inner.http_status().map(u16::from)
    }

    /// The error code of the response, where it is about one that had a code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::HttpResponse { error_code, .. } => error_code.as_deref(),
            _ => None,
        }
    }

    /// The headers of the response, where it has one.
    pub(crate) fn headers(&self) -> Option<&Headers> {
        match self.kind() {
            ErrorKind::HttpResponse { raw_response, .. } => raw_response.as_ref().map(|response| response.headers()),
            _ => None,
        }
    }

    /// The error as it was. Its text is not ours: a transport's has the whole URL in it, ids included.
    #[must_use]
    pub fn inner(&self) -> &azure_core::Error {
        &self.inner
    }

    /// The error as it was.
    #[must_use]
    pub fn into_inner(self) -> azure_core::Error {
        self.inner
    }

    /// Kind and words of the error, without its sources.
    pub(crate) fn copy(&self) -> azure_core::Error {
        azure_core::Error::with_message(self.kind().clone(), self.words())
    }

    fn words(&self) -> String {
        match self.kind() {
            ErrorKind::Connection | ErrorKind::Io => root_words(&self.inner),
            _ => self.inner.to_string(),
        }
    }
}

/// The words of an error's root: of a transport's error the levels above write the URL.
pub(crate) fn root_words(error: &azure_core::Error) -> String {
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root.to_string()
}

/// Without sources and response, which may hold URLs and bodies.
impl fmt::Debug for AzureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureError")
            .field("kind", &format_args!("{}", OneLine(&self.kind().to_string())))
            .field("words", &format_args!("{}", OneLine(&self.words())))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for AzureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.words()))
    }
}

/// An error of this crate that azure_core's was made from is that error again. Any other is [`Error::Azure`].
impl From<azure_core::Error> for Error {
    fn from(error: azure_core::Error) -> Self {
        error
            .into_downcast::<Self>()
            .unwrap_or_else(|inner| Self::Azure(Box::new(AzureError { inner })))
    }
}

/// The kind says what azure_core can say; the error itself is found by
/// `downcast_ref::<msgraph_identity_governance::Error>()`.
///
/// | error | kind |
/// |---|---|
/// | [`Error::Service`] | `HttpResponse`, with status, code and the response: its headers, and of its body the first 16 KiB |
/// | [`Error::Transport`] | `Connection` when no connection was made, `Io` when the service may have acted, else `Other` |
/// | [`Error::Credential`] | `Credential` |
/// | [`Error::Decode`], [`Error::NoContent`] | `DataConversion` |
/// | [`Error::Invalid`] | `Other` |
/// | [`Error::Azure`] | the error as it was |
impl From<Error> for azure_core::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Service(error) => of_response(error),
            Error::Transport(error) => of_transport(error),
            Error::Credential(_) => ErrorKind::Credential,
            Error::Decode(_) | Error::NoContent(_) => ErrorKind::DataConversion,
            Error::Invalid(_) | Error::Azure(_) => ErrorKind::Other,
        };
        match error {
            Error::Azure(error) => error.into_inner(),
            error => Self::new(kind, error),
        }
    }
}

fn of_response(error: &ServiceError) -> ErrorKind {
    let status = StatusCode::from(error.status());
    ErrorKind::HttpResponse {
        status,
        error_code: error.code().map(str::to_owned),
        raw_response: Some(Box::new(RawResponse::from_bytes(
            status,
            error.headers().clone(),
            error.body().to_vec(),
        ))),
    }
}

fn of_transport(error: &TransportError) -> ErrorKind {
    match error.failure {
        TransportFailure::NotConnected => ErrorKind::Connection,
        TransportFailure::Lost | TransportFailure::TimedOut | TransportFailure::NoResponse => ErrorKind::Io,
        TransportFailure::Redirect
        | TransportFailure::NotSent
        | TransportFailure::TooLong
        | TransportFailure::Other => ErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::error::{CredentialError, DecodeError, Invalid, NoContentError};
    use crate::core::request_info::RequestInfo;
    use azure_core::error::ErrorResponse;
    use azure_core::http::Method;

    fn info() -> RequestInfo {
        let mut info = RequestInfo::new(Method::Get, "/r/{id}".to_owned());
        info.request_id = Some("r-1".to_owned());
        info.retries = 2;
        info
    }

    fn refusal() -> Error {
        let mut headers = Headers::new();
        headers.insert("set-cookie", "secret");
        headers.insert("retry-after", "7");
        let body = br#"{"error":{"code":"Denied","message":"No.","target":"secret"}}"#;
        ServiceError::read(info(), 429, headers, body).into()
    }

    fn of_transport(failure: TransportFailure) -> Error {
        TransportError::new(failure, info(), "words").into()
    }

    /// Every error of this crate's own, with the kind that it has in azure_core.
    fn all() -> Vec<(Error, ErrorKind)> {
        let credential = CredentialError {
            request_info: info(),
            source: azure_core::Error::with_message(ErrorKind::Credential, "expired"),
        };
        let decode = DecodeError::new(info(), 200, Headers::new(), b"{", "it is cut off".to_owned(), None);
        vec![
            (Error::Credential(Box::new(credential)), ErrorKind::Credential),
            (decode.into(), ErrorKind::DataConversion),
            (
                NoContentError::new(info(), 204, Headers::new()).into(),
                ErrorKind::DataConversion,
            ),
            (Invalid::new("/r/{id}", "`id` is empty").into(), ErrorKind::Other),
            (of_transport(TransportFailure::NotConnected), ErrorKind::Connection),
            (of_transport(TransportFailure::Lost), ErrorKind::Io),
            (of_transport(TransportFailure::TimedOut), ErrorKind::Io),
            (of_transport(TransportFailure::NoResponse), ErrorKind::Io),
            (of_transport(TransportFailure::NotSent), ErrorKind::Other),
            (of_transport(TransportFailure::Redirect), ErrorKind::Other),
            (of_transport(TransportFailure::TooLong), ErrorKind::Other),
            (of_transport(TransportFailure::Other), ErrorKind::Other),
        ]
    }

    #[test]
    fn each_error_has_its_kind_and_loses_nothing() {
        for (error, kind) in all() {
            let (text, debug) = (error.to_string(), format!("{error:?}"));
            let azure = azure_core::Error::from(error);
            assert_eq!(azure.kind(), &kind, "{text}");
            assert_eq!(azure.to_string(), text);
            assert_eq!(azure.downcast_ref::<Error>().unwrap().to_string(), text);
            let back = Error::from(azure);
            assert_eq!((back.to_string(), format!("{back:?}")), (text, debug));
        }
    }

    #[test]
    fn a_refusal_has_status_code_and_response() {
        let azure = azure_core::Error::from(refusal());
        assert_eq!(azure.http_status().map(u16::from), Some(429));
        let ErrorKind::HttpResponse {
            error_code,
            raw_response,
            ..
        } = azure.kind()
        else {
            panic!("{azure:?}")
        };
        assert_eq!(error_code.as_deref(), Some("Denied"));
        let response = raw_response.as_ref().unwrap();
        assert_eq!(
            (u16::from(response.status()), response.headers().iter().count()),
            (429, 2)
        );
        assert!(response.body().starts_with(b"{\"error\""));
        // What it holds is not shown.
        assert!(!format!("{azure:?}").contains("set-cookie\": \"secret"), "{azure:?}");

        let back = Error::from(azure);
        let service = back.service().unwrap();
        assert_eq!((service.target(), back.code()), (Some("secret"), Some("Denied")));
        assert_eq!(
            (back.retry_after().unwrap().as_secs(), back.request_id()),
            (7, Some("r-1"))
        );
        let response = ErrorResponse::try_from(azure_core::Error::from(back)).unwrap();
        assert_eq!(response.error.unwrap().message.as_deref(), Some("No."));
    }

    #[test]
    fn foreign_errors_keep_kind_status_and_code() {
        for kind in [
            ErrorKind::Connection,
            ErrorKind::Io,
            ErrorKind::DataConversion,
            ErrorKind::Credential,
            ErrorKind::Other,
        ] {
            let source = std::io::Error::other("refused");
            let url = "https://graph.microsoft.com/v1.0/users/secret-id";
            let error = Error::from(azure_core::Error::with_error(kind.clone(), source, format!("at {url}")));
            let Error::Azure(azure) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(azure.kind(), &kind);
            assert!(error.status().is_none() && error.code().is_none() && error.request_info().is_none());
            // A transport's words have the URL in them.
            let hides_url = matches!(kind, ErrorKind::Connection | ErrorKind::Io);
            let said = format!("{error} {error:?}");
            assert_eq!(said.contains("secret-id"), !hides_url, "{said}");
            let back = azure_core::Error::from(error);
            assert_eq!((back.kind(), back.to_string()), (&kind, format!("at {url}")));
        }
        let status = StatusCode::NotFound;
        let kind = ErrorKind::HttpResponse {
            status,
            error_code: Some("BlobNotFound".to_owned()),
            raw_response: Some(Box::new(RawResponse::from_bytes(
                status,
                Headers::new(),
                b"secret-body".to_vec(),
            ))),
        };
        let error = Error::from(kind.clone().into_error());
        assert!(error.is_not_found() && !error.is_conflict());
        assert_eq!((error.status(), error.code()), (Some(404), Some("BlobNotFound")));
        assert!(!format!("{error} {error:?}").contains("secret-body"));
        assert_eq!(azure_core::Error::from(error).kind(), &kind);
    }

    #[test]
    fn question_marks_take_one_for_the_other() {
        fn ours() -> Result<(), Error> {
            Err(azure_core::Error::with_message(ErrorKind::Other, "azure"))?;
            Ok(())
        }
        fn azures() -> azure_core::Result<()> {
            ours()?;
            Ok(())
        }
        assert_eq!(azures().unwrap_err().to_string(), "azure");
    }
}
