//! A request that was refused: what the service says of it, or a gateway in its place. `refusal.rs` reads the words.

use std::fmt;
use std::time::Duration;

use azure_core::http::AsyncResponseBody;
use azure_core::http::headers::{CONTENT_TYPE, Headers};
use futures::StreamExt as _;
use serde_json::Value;

use super::challenge::ClaimsChallenge;
use super::error::RequestInfo;
use super::refusal::Refusal;
use super::response::header;
use super::retry::retry_after;
use super::text::OneLine;
#[cfg(feature = "reflection")]
use crate::reflection::NeededPermissions;

/// The bytes of a response's body that an error keeps.
const KEPT: usize = 16 * 1024;

/// The bytes of a response's body that are read for an error; what comes after them is not waited for.
const READ: usize = 256 * 1024;

/// What an error keeps of a body.
pub(crate) fn kept(body: &[u8]) -> Vec<u8> {
    body.get(..KEPT).unwrap_or(body).to_vec()
}

/// How the reading of a refusal's body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEnd {
    /// At its end.
    Whole,
    /// The connection was lost before.
    Cut,
    /// It is longer than an error has reason to be.
    TooLong,
}

/// Reads the body of a refusal. The status is known, so that a body that does not arrive costs only its words.
pub(crate) async fn read_refusal(mut body: AsyncResponseBody) -> (Vec<u8>, BodyEnd) {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        let Ok(chunk) = chunk else {
            return (bytes, BodyEnd::Cut);
        };
        bytes.extend_from_slice(&chunk);
        if bytes.len() > READ {
            bytes.truncate(READ);
            return (bytes, BodyEnd::TooLong);
        }
    }
    (bytes, BodyEnd::Whole)
}

/// The service responded, and refused.
#[derive(Clone)]
pub struct ServiceError {
    request_info: RequestInfo,
    status: u16,
    code: Option<String>,
    message: Option<String>,
    target: Option<String>,
    details: Vec<ErrorDetail>,
    inner: Option<InnerError>,
    retry_after: Option<Duration>,
    form: BodyForm,
    headers: Headers,
    body: Vec<u8>,
    #[cfg(feature = "reflection")]
    needed: Option<Box<NeededPermissions>>,
}

/// One of several reasons that Graph gives for a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The code of the reason.
    pub code: Option<String>,
    /// Its words.
    pub message: Option<String>,
    /// What it is about, a member's name for instance.
    pub target: Option<String>,
}

/// What Graph adds for its support, and codes more precise than the outer one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InnerError {
    /// A code more precise than the outer one.
    pub code: Option<String>,
    /// Its words.
    pub message: Option<String>,
    /// When it happened, as Graph wrote it.
    pub date: Option<String>,
    /// The id that Graph gave to the request.
    pub request_id: Option<String>,
    /// The id that the client gave to it.
    pub client_request_id: Option<String>,
    /// A still more precise error.
    pub inner: Option<Box<InnerError>>,
}

/// What form the response had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyForm {
    /// An error object, Graph's or another's.
    Refusal,
    /// Nothing.
    Empty,
    /// A web page, as gateways and proxies send it.
    Html,
    /// Something that was cut off before it could be read.
    Cut,
    /// Something too long to be an error object.
    TooLong,
    /// Anything else.
    Other,
}

impl ServiceError {
    /// Reads the response of a failed request. Whatever it holds, this gives an error and never fails itself.
    pub(crate) fn read(mut request_info: RequestInfo, status: u16, headers: Headers, body: &[u8]) -> Self {
        let came = body;
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        // That of a batch's member is in memory already, whatever its length.
        let (body, end) = match body.get(..READ) {
            Some(beginning) if body.len() > READ => (beginning, BodyEnd::TooLong),
            _ => (body, BodyEnd::Whole),
        };
        let json = serde_json::from_slice::<Value>(body).ok();
        let refusal = json.as_ref().and_then(Refusal::read);
        let form = match &refusal {
            Some(_) => BodyForm::Refusal,
            None => form(header(&headers, &CONTENT_TYPE), body),
        };
        let refusal = refusal.unwrap_or_default();
        if let Some(inner) = &refusal.inner {
            request_info.request_id = request_info.request_id.or_else(|| inner.request_id.clone());
        }
        let read = Self {
            request_info,
            status,
            code: refusal.code,
            message: refusal.message,
            target: refusal.target,
            details: refusal.details,
            inner: refusal.inner,
            retry_after: retry_after(&headers),
            form,
            headers,
            body: kept(came),
            #[cfg(feature = "reflection")]
            needed: None,
        };
        read.with_body_end(end)
    }

    /// Says how the body ended, where that is the reason why it could not be read.
    pub(crate) fn with_body_end(mut self, end: BodyEnd) -> Self {
        match (self.form, end) {
            (BodyForm::Empty | BodyForm::Other, BodyEnd::Cut) => self.form = BodyForm::Cut,
            (BodyForm::Other, BodyEnd::TooLong) => self.form = BodyForm::TooLong,
            _ => {}
        }
        self
    }

    /// The same refusal of another request.
    pub(crate) fn about(&self, request_info: RequestInfo) -> Self {
        Self {
            request_info,
            // They are those of the other request.
            #[cfg(feature = "reflection")]
            needed: None,
            ..self.clone()
        }
    }

    /// Names the permissions of the operation at a path, where the caller was refused for want of one. The path has
    /// its values or what stands for them between braces. `authorization` is the header that the request went with,
    /// where that is known; nothing of it is kept.
    #[cfg(feature = "reflection")]
    pub(crate) fn with_needed_permissions(mut self, version: &str, path: &str, authorization: Option<&str>) -> Self {
        if self.status == 403 {
            let needed = NeededPermissions::of(version, self.request_info.method, path);
            self.needed = needed.map(|needed| match authorization {
                Some(authorization) => Box::new(needed.held_by(authorization)),
                None => Box::new(needed),
            });
        }
        self
    }

    /// The permissions that the operation needs, published or inferred, and which of them the token has, where it is a
    /// JWT. For 403 alone, and where the table of operations knows some. They are in the error's text too.
    #[cfg(feature = "reflection")]
    #[must_use]
    pub fn needed_permissions(&self) -> Option<&NeededPermissions> {
        self.needed.as_deref()
    }

    /// The HTTP status. It is below 300 where the service sent its error object under a good status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Graph's code (`Request_ResourceNotFound`), where it gave one; of another form of refusal what comes next to it:
    /// an `errorCode`, `ExceptionType` or `statusCode`, the `type` of problem details (RFC 9457).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Graph's words, or those of what refused in its place. Where a form has several texts (`Message` and
    /// `ExceptionMessage`, `title` and `detail`), all of them.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What the error is about, a member's name for instance.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The single reasons, where Graph gives several; of more than 100 the first 100.
    #[must_use]
    pub fn details(&self) -> &[ErrorDetail] {
        &self.details
    }

    /// What Graph adds for its support, and codes more precise than [`code`](Self::code).
    #[must_use]
    pub fn inner_error(&self) -> Option<&InnerError> {
        self.inner.as_ref()
    }

    /// How long the service asks to wait before the next try, in whole seconds; zero when it asks for no wait.
    /// [`RetryOptions`](crate::RetryOptions) says how `Retry-After` is read.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Which request it was.
    #[must_use]
    pub fn request_info(&self) -> &RequestInfo {
        &self.request_info
    }

    /// The id that Graph gave to the request; its support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_info.request_id.as_deref()
    }

    /// The id that this client gave to the request.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.request_info.client_request_id.as_deref()
    }

    /// The response's body as it came, at most its first 16 KiB (of a longer one 256 KiB are read for code and message,
    /// and no more). It may hold personal data: it is in no message.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The response's headers, in a batch the member's own. There is one value for each name: of a header that came
    /// several times the built-in transport keeps the last; on loopback it joins several `WWW-Authenticate` by commas.
    ///
    /// They are the service's words, or a gateway's. `Set-Cookie`, `Location` (a signed URL) and `WWW-Authenticate`
    /// (claims can hold the caller's address) may be secret: headers are in no message, and are not for logs.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The claims that the service wants in the token (continuous access evaluation), from the `WWW-Authenticate`
    /// header, decoded. To be given to who asks the user to sign in again; the client has handed them to its credential
    /// already, see [`ClaimsChallenge`].
    #[must_use]
    pub fn claims_challenge(&self) -> Option<ClaimsChallenge> {
        ClaimsChallenge::read(&self.headers)
    }

    /// The media type that the body came with.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        header(&self.headers, &CONTENT_TYPE)
    }

    /// True when it was a gateway or proxy that responded with a web page.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.form == BodyForm::Html
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request_info, self.status)?;
        // A gateway's code is its status.
        let code = self.code.as_ref().filter(|code| **code != self.status.to_string());
        if self.status < 300 {
            f.write_str(", but with an error in it")?;
            if code.is_some() {
                f.write_str(":")?;
            }
        }
        if let Some(code) = code {
            write!(f, " {}", OneLine(code))?;
        }
        match (&self.message, self.form) {
            (Some(message), _) => write!(f, ": {}", OneLine(message)),
            (None, BodyForm::Empty) => f.write_str(", without a body"),
            (None, BodyForm::Html) => {
                f.write_str(", a web page instead of an error of Graph: a gateway or proxy responded")
            }
            (None, BodyForm::Cut) => f.write_str(", with a body that was cut off"),
            (None, BodyForm::TooLong) => f.write_str(", with a body too long to be an error of Graph"),
            (None, BodyForm::Other) => {
                f.write_str(", with a body that is no error object of Graph")?;
                match self.content_type() {
                    Some(kind) => write!(f, " ({})", OneLine(kind)),
                    None => Ok(()),
                }
            }
            (None, BodyForm::Refusal) => Ok(()),
        }?;
        #[cfg(feature = "reflection")]
        if let Some(needed) = &self.needed {
            write!(f, "; {needed}")?;
        }
        Ok(())
    }
}

/// Without headers and body.
impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError")
            .field("request_info", &self.request_info)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("target", &self.target)
            .field("details", &self.details)
            .field("inner", &self.inner)
            .field("retry_after", &self.retry_after)
            .field("form", &self.form)
            .field("content_type", &self.content_type())
            .finish_non_exhaustive()
    }
}

fn form(content_type: Option<&str>, body: &[u8]) -> BodyForm {
    let body = body.trim_ascii();
    if body.is_empty() {
        BodyForm::Empty
    } else if content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html")) || body.starts_with(b"<") {
        BodyForm::Html
    } else {
        BodyForm::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::Method;

    fn read(content_type: &str, body: &str) -> ServiceError {
        let mut request_info = RequestInfo::new(Method::Get, "/r/{id}".to_owned());
        request_info.client_request_id = Some("c-1".to_owned());
        let mut headers = Headers::new();
        headers.insert("content-type", content_type.to_owned());
        headers.insert("retry-after", "3");
        ServiceError::read(request_info, 404, headers, body.as_bytes())
    }

    #[test]
    fn graphs_error_is_read_whole() {
        let error = read(
            "application/json",
            r#"{"error":{"code":"ResourceNotFound","message":"No such\nrequest.","target":"id","details":[{"code":"d","target":"t"}],
                "innerError":{"date":"2026-01-01T00:00:00","request-id":"r-1","client-request-id":"c-1","innererror":{"code":"deeper"}}}}"#,
        );
        assert_eq!(
            error.to_string(),
            "GET /r/{id} (request-id r-1): 404 ResourceNotFound: No such\\nrequest."
        );
        assert_eq!(
            (error.code(), error.target(), error.details().len()),
            (Some("ResourceNotFound"), Some("id"), 1)
        );
        assert_eq!(
            error
                .inner_error()
                .and_then(|inner| inner.inner.as_ref())
                .and_then(|inner| inner.code.as_deref()),
            Some("deeper")
        );
        assert_eq!(
            (error.request_id(), error.client_request_id()),
            (Some("r-1"), Some("c-1"))
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    }

    #[test]
    fn the_body_is_kept_as_it_came() {
        let body = "\u{feff}{\"error\":{\"code\":\"c\",\"message\":\"m\"}}";
        let error = read("application/json", body);
        assert_eq!((error.code(), error.body()), (Some("c"), body.as_bytes()));
    }

    #[test]
    fn under_a_good_status_the_error_says_so() {
        let words = |body: &str| {
            let request_info = RequestInfo::new(Method::Post, "/r".to_owned());
            ServiceError::read(request_info, 200, Headers::new(), body.as_bytes()).to_string()
        };
        for (error, expected) in [
            (r#"{"error":{"code":"c","message":"No."}}"#, "an error in it: c: No."),
            (r#"{"error":{"code":"c"}}"#, "an error in it: c"),
            (r#"{"error":{"message":"No."}}"#, "an error in it: No."),
            (r#"{"error":{}}"#, "an error in it"),
        ] {
            assert_eq!(words(error), format!("POST /r: 200, but with {expected}"));
        }
    }

    #[test]
    fn other_bodies_are_told_as_what_they_are() {
        let html = read("text/html; charset=utf-8", "<html><body>secret</body></html>");
        assert!(html.is_html() && html.to_string().contains("web page"), "{html}");
        assert!(!format!("{html} {html:?}").contains("secret"));
        assert!(
            read("application/json", "\u{feff}")
                .to_string()
                .contains("without a body")
        );
        assert!(read("text/plain", "nope").to_string().contains("no error object"));
        assert!(
            read("application/json", r#"{"error":{"#)
                .to_string()
                .contains("no error object")
        );
        assert_eq!(
            read("application/json", "\u{feff}{\"error\":{\"code\":\"x\"}}").code(),
            Some("x")
        );
        assert_eq!(
            read(
                "application/json",
                r#"{"error":"invalid_grant","error_description":"why"}"#
            )
            .message(),
            Some("why")
        );
    }
}
