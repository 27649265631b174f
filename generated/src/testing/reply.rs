//! What the made-up service responds with.

use std::fmt;

use azure_core::Bytes;
use azure_core::error::ErrorKind;
use azure_core::http::AsyncRawResponse;
use azure_core::http::headers::Headers;
use serde::Serialize;
use serde_json::json;

/// A response of a [`FakeGraph`](super::FakeGraph), or a way in which there is none.
#[derive(Clone)]
pub struct Reply {
    kind: Kind,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// How the response comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Whole,
    CutOff,
    NotConnected,
    Lost,
    Stalled,
}

impl Reply {
    fn new(kind: Kind, status: u16, content_type: &str, body: Bytes) -> Self {
        let mut reply = Self {
            kind,
            status,
            headers: Vec::new(),
            body,
        };
        if !content_type.is_empty() {
            reply.headers.push(("content-type".to_owned(), content_type.to_owned()));
        }
        reply
    }

    /// A response without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::new(Kind::Whole, status, "", Bytes::new())
    }

    /// A response of JSON: a model, what `serde_json::json!` makes, or anything that serde can write, by value or by
    /// reference.
    ///
    /// # Panics
    /// When serde cannot write it.
    #[must_use]
    #[track_caller]
    #[expect(clippy::panic, reason = "a mistake in a test")]
    pub fn json(status: u16, body: impl Serialize) -> Self {
        match serde_json::to_vec(&body) {
            Ok(json) => Self::new(Kind::Whole, status, "application/json", json.into()),
            Err(error) => panic!("the response cannot be written as JSON: {error}"),
        }
    }

    /// A page of a list, with the link to the next one if there is one. The items are values or references.
    ///
    /// # Panics
    /// When serde cannot write an item.
    #[must_use]
    #[track_caller]
    pub fn page(items: impl IntoIterator<Item = impl Serialize>, next_link: Option<&str>) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        let mut page = serde_json::Map::new();
        if let Some(link) = next_link {
            page.insert("@odata.nextLink".to_owned(), link.into());
        }
        page.insert("value".to_owned(), json!(items));
        Self::json(200, page)
    }

    /// Graph's error object.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let error = json!({ "error": { "code": code, "message": message } });
        Self::new(Kind::Whole, status, "application/json", error.to_string().into())
    }

    /// A response of plain text, as `$count` has it.
    #[must_use]
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::new(Kind::Whole, status, "text/plain", body.into().into())
    }

    /// A response of bytes.
    #[must_use]
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Kind::Whole, status, content_type, body.into().into())
    }

    /// No connection is made; the service does not see the request.
    #[must_use]
    pub fn not_connected() -> Self {
        Self::new(Kind::NotConnected, 0, "", Bytes::new())
    }

    /// The connection is lost before the response.
    #[must_use]
    pub fn lost() -> Self {
        Self::new(Kind::Lost, 0, "", Bytes::new())
    }

    /// No response comes, ever: for timeouts.
    #[must_use]
    pub fn stalled() -> Self {
        Self::new(Kind::Stalled, 0, "", Bytes::new())
    }

    /// Breaks the connection at the end of the body that was given, as if more were to come.
    #[must_use]
    pub fn cut_off(mut self) -> Self {
        if self.kind == Kind::Whole {
            self.kind = Kind::CutOff;
        }
        self
    }

    /// Sets a header, in place of one of the same name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Whether it is a response that comes whole.
    pub(super) fn is_whole(&self) -> bool {
        self.kind == Kind::Whole
    }

    pub(super) async fn into_response(self) -> azure_core::Result<AsyncRawResponse> {
        let failed = |kind, words| azure_core::Error::with_message(kind, words);
        let mut headers = Headers::new();
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        let body = match self.kind {
            Kind::Whole => return Ok(AsyncRawResponse::from_bytes(self.status.into(), headers, self.body)),
            Kind::CutOff => [Ok(self.body), Err(failed(ErrorKind::Io, "FakeGraph cut the body off"))],
            Kind::NotConnected => return Err(failed(ErrorKind::Connection, "FakeGraph made no connection")),
            Kind::Lost => return Err(failed(ErrorKind::Io, "FakeGraph lost the connection")),
            Kind::Stalled => return std::future::pending().await,
        };
        let body = Box::pin(futures::stream::iter(body));
        Ok(AsyncRawResponse::new(self.status.into(), headers, body))
    }
}

/// Without the body.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("kind", &self.kind)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
