//! What became of the requests of a batch.

use std::fmt;

use azure_core::Bytes;
use azure_core::http::headers::Headers;

use super::{BatchHandle, BatchRequestId};
use crate::core::client::CoreClient;
use crate::core::error::{Error, Invalid, RequestInfo};
use crate::core::response::{FromResponse, RawResponse, Response, ResponseBody};

/// The responses of a batch, each to be taken by its handle.
#[must_use = "what became of each request is known here alone"]
pub struct BatchResponses {
    batch: u64,
    outcomes: Vec<Option<Result<BufferedResponse, Error>>>,
}

/// A [`RawResponse`] whose body is there: unlike one that may be a stream, it can be shared between threads.
struct BufferedResponse {
    request_info: RequestInfo,
    status: u16,
    headers: Headers,
    body: Bytes,
    client: CoreClient,
    already_gone: bool,
}

impl From<RawResponse> for BufferedResponse {
    fn from(response: RawResponse) -> Self {
        Self {
            request_info: response.request_info,
            status: response.status,
            headers: response.headers,
            body: match response.body {
                ResponseBody::Bytes(bytes) => bytes,
                // Parts of a batch's response are none.
                ResponseBody::Stream(_) => Bytes::new(),
            },
            client: response.client,
            already_gone: response.already_gone,
        }
    }
}

impl From<BufferedResponse> for RawResponse {
    fn from(held: BufferedResponse) -> Self {
        Self {
            request_info: held.request_info,
            status: held.status,
            headers: held.headers,
            body: ResponseBody::Bytes(held.body),
            client: held.client,
            already_gone: held.already_gone,
        }
    }
}

impl BatchResponses {
    pub(super) fn new(batch: u64, outcomes: Vec<Result<RawResponse, Error>>) -> Self {
        Self {
            batch,
            outcomes: outcomes
                .into_iter()
                .map(|outcome| Some(outcome.map(BufferedResponse::from)))
                .collect(),
        }
    }

    /// The response of one request, as its own `send()` would give it.
    ///
    /// # Errors
    /// What the request's own `send()` would give. [`Error::Transport`] with
    /// [`NoResponse`](crate::TransportFailure::NoResponse) when the batch has a response without one for this request,
    /// with [`NotSent`](crate::TransportFailure::NotSent) when time was over before it was sent. [`Error::Invalid`]
    /// when the handle is one of another batch or the response was taken already.
    pub fn take<A: FromResponse>(&mut self, handle: BatchHandle<A>) -> Result<A, Error> {
        A::read(self.response(handle.id)?)
    }

    /// The response to one request, or `None` when there is nothing: as its own
    /// [`send_optional`](crate::Request::send_optional) would give it.
    ///
    /// # Errors
    /// The same as [`take`](Self::take), but for [`Error::NoContent`].
    pub fn take_optional<A: FromResponse>(&mut self, handle: BatchHandle<A>) -> Result<Option<A>, Error> {
        self.take(handle).map(Some).or_else(Error::or_nothing)
    }

    /// The response of one request, with its status and headers.
    ///
    /// # Errors
    /// The same as [`take`](Self::take).
    pub fn take_response<A: FromResponse>(&mut self, handle: BatchHandle<A>) -> Result<Response<A>, Error> {
        Response::read(self.response(handle.id)?)
    }

    fn response(&mut self, handle: BatchRequestId) -> Result<RawResponse, Error> {
        let refuse = |reason| Err(Invalid::because(format!("{handle:?}"), "no response", reason).into());
        if handle.batch != self.batch {
            return refuse("it is the handle of another batch");
        }
        match self.outcomes.get_mut(handle.number).and_then(Option::take) {
            Some(outcome) => outcome.map(RawResponse::from),
            None => refuse("its response was taken already"),
        }
    }

    /// Why a request failed, without taking it; nothing when it succeeded or was taken.
    #[must_use]
    pub fn error(&self, handle: impl Into<BatchRequestId>) -> Option<&Error> {
        let handle = handle.into();
        self.failures()
            .find_map(|(failed, error)| (failed == handle).then_some(error))
    }

    /// The requests that failed and were not taken, in the order they were added. A response that cannot be read is
    /// found when it is taken.
    pub fn failures(&self) -> impl Iterator<Item = (BatchRequestId, &Error)> {
        self.outcomes.iter().enumerate().filter_map(|(number, outcome)| {
            let error = outcome.as_ref()?.as_ref().err()?;
            Some((
                BatchRequestId {
                    batch: self.batch,
                    number,
                },
                error,
            ))
        })
    }
}

/// Methods, templates and statuses; neither ids nor bodies.
impl fmt::Debug for BatchResponses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.outcomes.iter().map(|outcome| match outcome {
            Some(Ok(response)) => format!(
                "{} {}: {}",
                response.request_info.method, response.request_info.template, response.status
            ),
            Some(Err(error)) => error.to_string(),
            None => "taken".to_owned(),
        });
        f.debug_list().entries(words).finish()
    }
}
