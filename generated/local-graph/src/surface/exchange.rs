//! A request as the surface reads it, and a response before it has bytes.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::{Response, StatusCode};
use msgraph_identity_governance::reflection::{Api, Operation};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::engine::Version;
use crate::failure::Failure;
use crate::store::Content;

/// The largest body that is read.
pub(super) const MAX_BODY: usize = 4 * 1024 * 1024;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/// The URL of the service without version: what URLs in responses begin with. A server puts it into the request's
/// extensions; without one they begin with Graph's own address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(pub String);

impl Default for BaseUrl {
    fn default() -> Self {
        Self("https://graph.microsoft.com".to_owned())
    }
}

/// Whether the caller may do an operation: a server puts it into the request's extensions. Without one, everybody may.
#[derive(Clone)]
pub struct MayAsk(pub Arc<dyn Fn(Operation) -> Result<(), Failure> + Send + Sync>);

/// A request.
#[derive(Debug)]
pub(super) struct Ask {
    pub version: Version,
    pub api: &'static Api,
    pub method: http::Method,
    /// Percent-encoded, without the query.
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The URL of the version: `http://127.0.0.1:8080/v1.0`.
    pub root: String,
    /// The local Graph's time.
    pub now: OffsetDateTime,
}

impl Ask {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether `Prefer` has that preference: `return=minimal`.
    pub fn prefers(&self, preference: &str) -> bool {
        let values = self.headers.get_all("prefer").into_iter();
        let mut all = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split([',', ';']));
        all.any(|one| one.trim().eq_ignore_ascii_case(preference))
    }

    /// The media type of the body, in lower case and without parameters.
    pub fn media_type(&self) -> Option<String> {
        let text = self.header(CONTENT_TYPE.as_str())?;
        let media_type = text.split(';').next().unwrap_or_default();
        Some(media_type.trim().to_ascii_lowercase())
    }
}

/// A response before it has bytes.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    pub body: ReplyBody,
    pub location: Option<String>,
    pub etag: Option<String>,
    /// What of `Prefer` was heeded.
    pub applied: Option<Cow<'static, str>>,
}

#[derive(Clone, Debug)]
pub(super) enum ReplyBody {
    Nothing,
    Json(Value),
    Text(String),
    Content(Content),
}

impl Reply {
    fn new(status: StatusCode, body: ReplyBody) -> Self {
        Self {
            status,
            body,
            location: None,
            etag: None,
            applied: None,
        }
    }

    pub fn json(value: Value) -> Self {
        Self::new(StatusCode::OK, ReplyBody::Json(value))
    }

    pub fn text(text: String) -> Self {
        Self::new(StatusCode::OK, ReplyBody::Text(text))
    }

    pub fn content(content: Content) -> Self {
        Self::new(StatusCode::OK, ReplyBody::Content(content))
    }

    pub fn nothing() -> Self {
        Self::new(StatusCode::NO_CONTENT, ReplyBody::Nothing)
    }

    pub fn accepted() -> Self {
        Self::new(StatusCode::ACCEPTED, ReplyBody::Nothing)
    }

    pub fn created(value: Value) -> Self {
        Self::new(StatusCode::CREATED, ReplyBody::Json(value))
    }

    /// A refusal in Graph's form.
    pub fn failure(failure: &Failure, now: OffsetDateTime, ids: &Ids) -> Self {
        let inner = json!({
            "date": date(now),
            "request-id": ids.request,
            "client-request-id": ids.client,
        });
        let mut error = json!({"code": failure.code, "message": failure.message});
        if let Some(error) = error.as_object_mut() {
            if let Some(target) = &failure.target {
                error.insert("target".to_owned(), json!(target));
            }
            error.insert("innerError".to_owned(), inner);
        }
        let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, ReplyBody::Json(json!({"error": error})))
    }

    pub fn into_response(self, ids: &Ids) -> Response<Bytes> {
        let (media_type, bytes) = match self.body {
            ReplyBody::Nothing => (None, Bytes::new()),
            ReplyBody::Json(value) => (Some(JSON.to_owned()), Bytes::from(value.to_string())),
            ReplyBody::Text(text) => (Some("text/plain".to_owned()), Bytes::from(text)),
            ReplyBody::Content(content) => (Some(content.media_type), Bytes::from(content.bytes)),
        };
        let mut response = Response::new(bytes);
        *response.status_mut() = self.status;
        let mut set = |name: HeaderName, value: Option<&str>| {
            // A value that is no header's is not sent: it came with the request.
            if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
                response.headers_mut().insert(name, value);
            }
        };
        set(CONTENT_TYPE, media_type.as_deref());
        set(LOCATION, self.location.as_deref());
        set(ETAG, self.etag.as_deref());
        set(HeaderName::from_static("preference-applied"), self.applied.as_deref());
        set(HeaderName::from_static("request-id"), Some(&ids.request));
        set(HeaderName::from_static("client-request-id"), Some(&ids.client));
        set(HeaderName::from_static("odata-version"), Some("4.0"));
        response
    }
}

/// What names an exchange.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub request: String,
    /// As the client gave it; the request's where it gave none.
    pub client: String,
}

impl Ids {
    pub fn of(headers: &HeaderMap) -> Self {
        let client = headers.get("client-request-id").and_then(|value| value.to_str().ok());
        let request = uuid::Uuid::new_v4().to_string();
        let client = client.unwrap_or(&request).to_owned();
        Self { request, client }
    }
}

fn date(now: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    now.format(&form).unwrap_or_default()
}

/// A time as the service shows it: `2026-11-28T09:30:00.1234567Z`.
#[must_use]
pub fn timestamp(time: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z");
    time.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}
