//! What became of the requests of a batch.

use std::fmt;

use azure_core::Bytes;
use azure_core::http::headers::Headers;

use super::{Ticket, TicketId};
use crate::core::answer::{Answer, Reply, ReplyBody, Response};
use crate::core::client::Client;
use crate::core::error::{Error, Exchange, Invalid};

/// The answers of a batch, each to be taken by its ticket.
#[must_use = "what became of each request is known here alone"]
pub struct Answers {
    batch: u64,
    outcomes: Vec<Option<Result<Held, Error>>>,
}

/// A [`Reply`] whose body is there: unlike one that may be a stream, it can be shared between threads.
struct Held {
    exchange: Exchange,
    status: u16,
    headers: Headers,
    body: Bytes,
    client: Client,
    already_gone: bool,
}

impl From<Reply> for Held {
    fn from(reply: Reply) -> Self {
        Self {
            exchange: reply.exchange,
            status: reply.status,
            headers: reply.headers,
            body: match reply.body {
                ReplyBody::Bytes(bytes) => bytes,
                // Parts of a batch's answer are none.
                ReplyBody::Stream(_) => Bytes::new(),
            },
            client: reply.client,
            already_gone: reply.already_gone,
        }
    }
}

impl From<Held> for Reply {
    fn from(held: Held) -> Self {
        Self {
            exchange: held.exchange,
            status: held.status,
            headers: held.headers,
            body: ReplyBody::Bytes(held.body),
            client: held.client,
            already_gone: held.already_gone,
        }
    }
}

impl Answers {
    pub(super) fn new(batch: u64, outcomes: Vec<Result<Reply, Error>>) -> Self {
        Self {
            batch,
            outcomes: outcomes
                .into_iter()
                .map(|outcome| Some(outcome.map(Held::from)))
                .collect(),
        }
    }

    /// The answer of one request, as its own `send()` would give it.
    ///
    /// # Errors
    /// What the request's own `send()` would give. [`Error::Transport`] with [`Unanswered`](crate::TransportFailure::Unanswered) when the
    /// batch was answered without this request, with [`NotSent`](crate::TransportFailure::NotSent) when time was over before it was sent.
    /// [`Error::Invalid`] when the ticket is one of another batch or the answer was taken already.
    pub fn take<A: Answer>(&mut self, ticket: Ticket<A>) -> Result<A, Error> {
        A::read(self.reply(ticket.id)?)
    }

    /// The response to one request, or `None` when there is nothing: as its own
    /// [`send_optional`](crate::Request::send_optional) would give it.
    ///
    /// # Errors
    /// The same as [`take`](Self::take), but for [`Error::NoContent`].
    pub fn take_optional<A: Answer>(&mut self, ticket: Ticket<A>) -> Result<Option<A>, Error> {
        self.take(ticket).map(Some).or_else(Error::or_nothing)
    }

    /// The answer of one request, with its status and headers.
    ///
    /// # Errors
    /// The same as [`take`](Self::take).
    pub fn take_response<A: Answer>(&mut self, ticket: Ticket<A>) -> Result<Response<A>, Error> {
        Response::read(self.reply(ticket.id)?)
    }

    fn reply(&mut self, ticket: TicketId) -> Result<Reply, Error> {
        let refuse = |reason| Err(Invalid::because(format!("{ticket:?}"), "no answer", reason).into());
        if ticket.batch != self.batch {
            return refuse("it is the ticket of another batch");
        }
        match self.outcomes.get_mut(ticket.number).and_then(Option::take) {
            Some(outcome) => outcome.map(Reply::from),
            None => refuse("its answer was taken already"),
        }
    }

    /// Why a request failed, without taking it; nothing when it succeeded or was taken.
    #[must_use]
    pub fn error(&self, ticket: impl Into<TicketId>) -> Option<&Error> {
        let ticket = ticket.into();
        self.failures()
            .find_map(|(failed, error)| (failed == ticket).then_some(error))
    }

    /// The requests that failed and were not taken, in the order they were added. An answer that cannot be read is found when it is taken.
    pub fn failures(&self) -> impl Iterator<Item = (TicketId, &Error)> {
        self.outcomes.iter().enumerate().filter_map(|(number, outcome)| {
            let error = outcome.as_ref()?.as_ref().err()?;
            Some((
                TicketId {
                    batch: self.batch,
                    number,
                },
                error,
            ))
        })
    }
}

/// Methods, templates and statuses; neither ids nor bodies.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.outcomes.iter().map(|outcome| match outcome {
            Some(Ok(reply)) => format!(
                "{} {}: {}",
                reply.exchange.method, reply.exchange.template, reply.status
            ),
            Some(Err(error)) => error.to_string(),
            None => "taken".to_owned(),
        });
        f.debug_list().entries(words).finish()
    }
}
