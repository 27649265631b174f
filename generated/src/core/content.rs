//! Bytes in and out: what `content()` sends and gets.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use azure_core::Bytes;
use azure_core::http::{AsyncResponseBody, Body};
use azure_core::stream::SeekableStream;
use futures::{Stream, StreamExt as _};

use super::error::{Error, RequestInfo, TransportError};
use super::response::{FromResponse, RawResponse, ResponseBody};

/// The bytes of a stream property, arriving: a stream of chunks, or all at once by [`bytes`](Self::bytes).
///
/// JSON that is short and nothing but the service's error object is that error, [`Error::Service`], and has all of it
/// in its [`body`](crate::ServiceError::body): to find out, up to 16 KiB of JSON are waited for. Anything else is
/// handed on unread.
///
/// The request is retried until the response begins. After that a lost connection is an error of the stream: what came
/// before it is not the whole, and only the caller knows whether to begin again.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use futures::TryStreamExt as _;
/// use msgraph_identity_governance::v1_0::GraphClient;
///
/// # async fn download(client: &GraphClient, out: &mut std::fs::File) -> Result<(), Box<dyn std::error::Error>> {
/// # use std::io::Write as _;
/// let resource = client.identity_governance().entitlement_management().resources().by_id("1");
/// let file = resource.upload_sessions().by_id("2").files().by_id("3");
///
/// let mut content = file.content().get().send().await?;
/// while let Some(chunk) = content.try_next().await? {
///     out.write_all(&chunk)?; // never more than a chunk in memory
/// }
///
/// let whole = file.content().get().send().await?.bytes().await?;
/// println!("{} bytes", whole.len());
/// # Ok(())
/// # }
/// # }
/// ```
pub struct Content {
    body: AsyncResponseBody,
    content_type: Option<String>,
    request_info: RequestInfo,
}

impl Content {
    /// The media type that the service named.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Reads all that is left into memory.
    ///
    /// # Errors
    /// [`Error::Transport`] when the connection is lost before the end.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let request_info = self.request_info;
        self.body
            .collect()
            .await
            .map_err(|error| TransportError::from_pipeline(request_info, error).into())
    }
}

impl Stream for Content {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = std::task::ready!(self.body.poll_next_unpin(cx));
        Poll::Ready(
            chunk.map(|chunk| {
                chunk.map_err(|error| TransportError::from_pipeline(self.request_info.clone(), error).into())
            }),
        )
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl FromResponse for Content {
    const ACCEPT: &'static str = "*/*";
    const STREAM: bool = true;

    fn read(response: RawResponse) -> Result<Self, Error> {
        let content_type = response.content_type().map(str::to_owned);
        let body = match response.body {
            ResponseBody::Stream(body) => body,
            ResponseBody::Bytes(bytes) => {
                azure_core::http::AsyncRawResponse::from_bytes(response.status.into(), response.headers, bytes)
                    .into_body()
            }
        };
        Ok(Self {
            body,
            content_type,
            request_info: response.request_info,
        })
    }
}

/// Bytes to send: a buffer, or a stream that can start again. Before a retry the stream is reset; one that cannot be is
/// not retried.
///
/// The built-in transport gives up when the response has not begun a minute after the request has, however much was
/// sent by then: for uploads that take longer, give a transport of your own
/// ([`GraphClientOptions::client_options`](super::client::GraphClientOptions::client_options)).
///
/// A `Vec<u8>`, [`Bytes`] or `&'static [u8]` is taken as it is; borrowed bytes that are not `'static` go by `to_vec()`.
/// The `content()` of a media entity is its `/$value`.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use msgraph_identity_governance::{ContentBody, Error, v1_0::GraphClient};
///
/// # async fn upload(client: &GraphClient, csv: &[u8]) -> Result<(), Error> {
/// let resource = client.identity_governance().entitlement_management().resources().by_id("1");
/// let file = resource.upload_sessions().by_id("2").files().by_id("3");
/// let body = ContentBody::new(csv.to_vec()).with_content_type("text/csv");
/// file.content().replace(body).send().await?;
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone)]
pub struct ContentBody {
    pub(crate) body: Body,
    pub(crate) content_type: String,
}

impl ContentBody {
    /// Bytes of the type `application/octet-stream`.
    #[must_use]
    pub fn new(body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            content_type: "application/octet-stream".to_owned(),
        }
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

impl From<Vec<u8>> for ContentBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&'static [u8]> for ContentBody {
    fn from(bytes: &'static [u8]) -> Self {
        Self::new(bytes)
    }
}

impl<const N: usize> From<&'static [u8; N]> for ContentBody {
    fn from(bytes: &'static [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

/// Text in UTF-8.
impl From<String> for ContentBody {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

/// Text in UTF-8.
impl From<&'static str> for ContentBody {
    fn from(text: &'static str) -> Self {
        text.as_bytes().into()
    }
}

impl From<Bytes> for ContentBody {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes)
    }
}

impl From<Box<dyn SeekableStream>> for ContentBody {
    fn from(stream: Box<dyn SeekableStream>) -> Self {
        Self::new(stream)
    }
}

impl fmt::Debug for ContentBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentBody")
            .field("content_type", &self.content_type)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
