//! How much of a response is taken into memory.

use std::fmt;

use azure_core::Bytes;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{CONTENT_LENGTH, Headers};
use azure_core::http::policies::PolicyResult;
use azure_core::http::{AsyncRawResponse, AsyncResponseBody};
use futures::StreamExt as _;

use super::response::header;

/// The longest response that is read, in bytes, unless
/// [`GraphClientOptions::max_response_bytes`](super::client::GraphClientOptions::max_response_bytes) says otherwise.
/// The longest honest ones are pages of some megabytes and a batch's response of 20 of them.
pub(crate) const MAX_RESPONSE_BYTES: usize = 100 * 1024 * 1024;

/// Memory is asked for in one piece up to this size; a longer body gets more as it arrives, because its announced
/// length may be a lie.
const MOST_AT_ONCE: usize = 4 * 1024 * 1024;

/// A good response that is longer than the client reads, as the pipeline's error carries it.
#[derive(Debug)]
pub(crate) struct TooLong {
    status: u16,
    limit: usize,
    /// Those of the response.
    pub(crate) headers: Headers,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, limit, .. } = self;
        write!(
            f,
            "{status}, more than {limit} bytes; ask for less at a time, \
             or allow more with `GraphClientOptions::with_max_response_bytes`"
        )
    }
}

impl std::error::Error for TooLong {}

/// Takes the body of a good response into memory, if it has no more than `limit` bytes after decompression. Of a longer
/// one the rest is not read; one that says its length beforehand is not read at all.
pub(crate) async fn whole(response: AsyncRawResponse, limit: usize) -> PolicyResult {
    let (status, headers, body) = response.deconstruct();
    let announced = header(&headers, &CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let announced = announced.map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    let read = if announced > limit {
        None
    } else {
        read_within(body, announced, limit).await?
    };
    match read {
        Some(body) => Ok(AsyncRawResponse::from_bytes(status, headers, body)),
        None => {
            let status = status.into();
            // Of a kind that is not retried: the same would come again.
            Err(azure_core::Error::new(
                ErrorKind::Other,
                TooLong { status, limit, headers },
            ))
        }
    }
}

/// A body to its end, copied at most once; nothing when it is longer.
async fn read_within(mut body: AsyncResponseBody, announced: usize, limit: usize) -> azure_core::Result<Option<Bytes>> {
    let Some(first) = body.next().await.transpose()? else {
        return Ok(Some(Bytes::new()));
    };
    if first.len() > limit {
        return Ok(None);
    }
    let Some(mut next) = body.next().await.transpose()? else {
        return Ok(Some(first));
    };
    let mut all = Vec::with_capacity(announced.min(MOST_AT_ONCE).max(first.len()));
    all.extend_from_slice(&first);
    loop {
        if next.len() > limit.saturating_sub(all.len()) {
            return Ok(None);
        }
        all.extend_from_slice(&next);
        match body.next().await.transpose()? {
            Some(chunk) => next = chunk,
            None => return Ok(Some(all.into())),
        }
    }
}

/// The bytes of a body that [`whole`] has read.
pub(crate) async fn bytes(body: AsyncResponseBody) -> azure_core::Result<Bytes> {
    body.collect().await
}
