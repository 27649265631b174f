//! Bytes in and out: what `content()` sends and gets.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use azure_core::Bytes;
use azure_core::http::{AsyncResponseBody, Body};
use azure_core::stream::SeekableStream;
use futures::{Stream, StreamExt as _};

use super::answer::{Answer, Reply, ReplyBody};
use super::error::{Error, Exchange, TransportError};

/// The bytes of a stream property, arriving: a stream of chunks, or all at once by [`bytes`](Self::bytes).
///
/// JSON that is short and nothing but the service's error object is that error, [`Error::Service`], and has all of it
/// in its [`body`](crate::ServiceError::body): to find out, up to 16 KiB of JSON are waited for. Anything else is
/// handed on unread.
///
/// The request is repeated until the answer begins. After that a lost connection is an error of the stream: what came before it is not the
/// whole, and only the caller knows whether to begin again.
///
/// ```no_run
/// # #[cfg(feature = "v1_0")] {
/// use futures::TryStreamExt as _;
/// use msgraph_identity_governance::v1_0::Client;
///
/// # async fn download(client: &Client, out: &mut std::fs::File) -> Result<(), Box<dyn std::error::Error>> {
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
    exchange: Exchange,
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
        let exchange = self.exchange;
        self.body
            .collect()
            .await
            .map_err(|error| TransportError::from_pipeline(exchange, error).into())
    }
}

impl Stream for Content {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = std::task::ready!(self.body.poll_next_unpin(cx));
        Poll::Ready(
            chunk
                .map(|chunk| chunk.map_err(|error| TransportError::from_pipeline(self.exchange.clone(), error).into())),
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

impl Answer for Content {
    const ACCEPT: &'static str = "*/*";
    const STREAM: bool = true;

    fn read(reply: Reply) -> Result<Self, Error> {
        let content_type = reply.content_type().map(str::to_owned);
        let body = match reply.body {
            ReplyBody::Stream(body) => body,
            ReplyBody::Bytes(bytes) => {
                azure_core::http::AsyncRawResponse::from_bytes(reply.status.into(), reply.headers, bytes).into_body()
            }
        };
        Ok(Self {
            body,
            content_type,
            exchange: reply.exchange,
        })
    }
}

/// Bytes to send: a buffer, or a stream that can start again. Before a repeat the stream is reset; one that cannot be is not sent again.
///
/// The built-in transport gives up when the answer has not begun a minute after the request has, however much was sent by then: for uploads
/// that take longer, give a transport of your own ([`ClientOptions::pipeline`](super::client::ClientOptions::pipeline)).
///
/// A `Vec<u8>`, [`Bytes`] or `&'static [u8]` is taken as it is; borrowed bytes that are not `'static` go by `to_vec()`. The `content()` of
/// a media entity is its `/$value`.
///
/// ```no_run
/// # #[cfg(feature = "v1_0")] {
/// use msgraph_identity_governance::{ContentBody, Error, v1_0::Client};
///
/// # async fn upload(client: &Client, csv: &[u8]) -> Result<(), Error> {
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
