//! Sending a batch: call after call, and again what failed and may be repeated.
//!
//! The pipeline repeats a call as a whole when the service has not seen it. What became of each member of a call that was made is decided
//! here, by the table of `retry.rs` for the member's own method and status. A member that waits for others is repeated with them, and only
//! when all that it waits for has succeeded or is repeated too.

use std::time::Duration;

use azure_core::http::headers::HeaderName;
use azure_core::http::{Method, StatusCode};
use futures::future::{Either, select};
use tracing::Instrument as _;

use super::wire::{MOST_HEADERS, Part};
use super::{http_call, wire};
use crate::core::answer::{Reply, ReplyBody, header};
use crate::core::client::Client;
use crate::core::error::{Error, Exchange, Invalid, ServiceError, TransportError, TransportFailure};
use crate::core::redirect::is_redirect;
use crate::core::retry::{Outcome, may_repeat, outcome_of, wait};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// A request of a batch on its way.
pub(super) struct Member {
    pub(super) exchange: Exchange,
    /// The members that it waits for.
    pub(super) after: Vec<usize>,
    part: Result<Vec<u8>, Invalid>,
    /// Whether it has a `client-request-id` of its own; otherwise it goes by that of its call.
    named: bool,
    standing: Standing,
    /// Whether the service may have acted on an earlier try.
    may_have_acted: bool,
}

/// How far a member has come.
enum Standing {
    /// It was never sent.
    Waiting,
    /// It was sent and has no answer yet.
    Sent,
    /// What it came to; it may be sent again all the same.
    Known(Result<Reply, Error>),
}

/// What one try of a member says about repeating it.
#[derive(Clone, Copy)]
struct Verdict {
    outcome: Outcome,
    asked: Option<Duration>,
    /// It was not run because something that it waits for failed (424).
    held_up: bool,
}

impl Verdict {
    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            asked: None,
            held_up: false,
        }
    }
}

impl Member {
    pub(super) fn new(exchange: Exchange, after: Vec<usize>, part: Result<Vec<u8>, Invalid>) -> Self {
        Self {
            named: exchange.client_request_id.is_some(),
            exchange,
            after,
            part,
            standing: Standing::Waiting,
            may_have_acted: false,
        }
    }

    /// Its JSON, when it can be sent.
    pub(super) fn part(&self) -> Option<&[u8]> {
        self.part.as_deref().ok()
    }

    /// Why it cannot be sent.
    pub(super) fn problem(&self) -> Option<&Invalid> {
        self.part.as_ref().err()
    }

    pub(super) fn refuse(&mut self, problem: Invalid) {
        self.part = Err(problem);
    }

    fn succeeded(&self) -> bool {
        matches!(self.standing, Standing::Known(Ok(_)))
    }

    /// True when a repeated DELETE found nothing left to delete.
    fn already_gone(&self) -> bool {
        matches!(&self.standing, Standing::Known(Ok(reply)) if reply.already_gone)
    }

    /// Takes note of an answer to it.
    fn answered(&mut self, part: Part, client: &Client) -> Verdict {
        if let Some(id) = header(&part.headers, &REQUEST_ID).map(str::to_owned) {
            self.exchange.request_id = Some(id);
        }
        let exchange = self.exchange.clone();
        let Some(status) = part.status.filter(|status| (200..600).contains(status)) else {
            return self.unanswered("the answer to it has no status");
        };
        if part.has_more_headers {
            let reason = format!("it has more than {MOST_HEADERS} headers");
            let error = reply(exchange, status, part, client).unreadable(reason);
            self.standing = Standing::Known(Err(error));
            return Verdict::of(Outcome::Final);
        }
        if (200..300).contains(&status) {
            let reply = reply(exchange, status, part, client);
            self.standing = Standing::Known(match reply.refusal() {
                Some(error) => Err(error),
                None => Ok(reply),
            });
            return Verdict::of(Outcome::Final);
        }
        if status == 404 && self.may_have_acted && exchange.method == Method::Delete {
            let gone = Part {
                headers: part.headers,
                ..Part::default()
            };
            let mut reply = reply(exchange, 204, gone, client);
            reply.already_gone = true;
            self.standing = Standing::Known(Ok(reply));
            return Verdict::of(Outcome::Final);
        }
        if is_redirect(status) {
            let words = "a request in a batch follows none; send it by itself";
            let error = TransportError::new(TransportFailure::Redirect, exchange, words);
            self.standing = Standing::Known(Err(error.into()));
            return Verdict::of(Outcome::Final);
        }
        if status == 401 {
            client.tokens().refused(&part.headers);
        }
        let error = ServiceError::read(exchange, status, part.headers, &part.body);
        let asked = error.retry_after();
        self.standing = Standing::Known(Err(error.into()));
        let held_up = status == 424;
        Verdict {
            outcome: if held_up {
                Outcome::NotDone
            } else {
                outcome_of(StatusCode::from(status))
            },
            asked,
            held_up,
        }
    }

    fn unanswered(&mut self, words: &str) -> Verdict {
        let error = TransportError::new(TransportFailure::Unanswered, self.exchange.clone(), words);
        self.standing = Standing::Known(Err(error.into()));
        Verdict::of(Outcome::Unknown)
    }
}

fn reply(exchange: Exchange, status: u16, part: Part, client: &Client) -> Reply {
    Reply {
        exchange,
        status,
        headers: part.headers,
        body: ReplyBody::Bytes(part.body),
        client: client.clone(),
        already_gone: false,
    }
}

/// What the failure of a call says about repeating its members. What the pipeline itself repeats, it has repeated often enough.
fn verdict_of_call(error: &Error) -> Verdict {
    let asked = error.retry_after();
    let outcome = match error {
        Error::Service(error) => match outcome_of(StatusCode::from(error.status())) {
            Outcome::Overloaded if asked.is_none() => Outcome::Overloaded,
            Outcome::Unknown => Outcome::Unknown,
            _ => Outcome::Final,
        },
        Error::Transport(error) if error.failure == TransportFailure::Lost => Outcome::Unknown,
        _ => Outcome::Final,
    };
    Verdict {
        outcome,
        asked,
        held_up: false,
    }
}

/// A batch on its way.
pub(super) struct Run {
    client: Client,
    members: Vec<Member>,
    request_id: Option<String>,
}

impl Run {
    pub(super) fn new(client: Client, members: Vec<Member>, request_id: Option<String>) -> Self {
        Self {
            client,
            members,
            request_id,
        }
    }

    /// Makes the calls and gives what became of each member.
    pub(super) async fn all(mut self, calls: Vec<Vec<usize>>, timeout: Option<Duration>) -> Vec<Result<Reply, Error>> {
        let span = tracing::info_span!("graph batch", count = self.members.len(), calls = calls.len());
        let work = async {
            for call in calls {
                self.call(call).await;
            }
        };
        let work = work.instrument(span.clone());
        match timeout {
            None => work.await,
            Some(timeout) => {
                let timer = wait(timeout);
                if let Either::Right(_) = select(Box::pin(work), Box::pin(timer)).await {
                    tracing::debug!(parent: &span, "the batch's timeout passed");
                }
            }
        }
        span.in_scope(|| {
            self.members
                .into_iter()
                .map(|member| outcome(member, timeout))
                .collect()
        })
    }

    /// One call, and again what is to be repeated of it.
    async fn call(&mut self, mut pending: Vec<usize>) {
        let mut repeat = 0;
        loop {
            let body = wire::body(&self.members, &pending);
            let call = http_call(&self.client, body, self.request_id.as_deref());
            for &number in &pending {
                if let Some(member) = self.members.get_mut(number) {
                    member.standing = Standing::Sent;
                    member.exchange.repeats += u32::from(repeat > 0);
                }
            }
            let answer = call.run(false).await;
            let verdicts = self.receive(&pending, answer);
            let (again, delay) = self.again(&verdicts, repeat);
            if again.is_empty() {
                return;
            }
            repeat += 1;
            let count = again.len();
            tracing::debug!(
                count,
                repeat,
                ?delay,
                "waiting before a part of the batch is sent again"
            );
            wait(delay).await;
            pending = again;
        }
    }

    /// Gives each member of a call its outcome.
    fn receive(&mut self, pending: &[usize], answer: Result<Reply, Error>) -> Vec<(usize, Verdict)> {
        let exchange = match &answer {
            Ok(reply) => Some(reply.exchange.clone()),
            Err(error) => error.exchange().cloned(),
        };
        if let Some(exchange) = exchange {
            for &number in pending {
                if let Some(member) = self.members.get_mut(number) {
                    member.exchange.repeats += exchange.repeats;
                    member.exchange.request_id.clone_from(&exchange.request_id);
                    if !member.named {
                        member
                            .exchange
                            .client_request_id
                            .clone_from(&exchange.client_request_id);
                    }
                }
            }
        }
        let mut verdicts = Vec::with_capacity(pending.len());
        let problem = match answer.and_then(|reply| {
            reply.json()?;
            Ok(reply)
        }) {
            Ok(reply) => self.read(&reply, pending, &mut verdicts),
            Err(error) => Some(error),
        };
        for &number in pending {
            let Some(member) = self.members.get_mut(number) else {
                continue;
            };
            if matches!(member.standing, Standing::Sent) {
                let verdict = match &problem {
                    Some(error) => {
                        member.standing = Standing::Known(Err(error.about(member.exchange.clone())));
                        verdict_of_call(error)
                    }
                    None => member.unanswered("the batch's answer has none for it"),
                };
                verdicts.push((number, verdict));
            }
        }
        for (number, verdict) in &verdicts {
            if let Some(member) = self.members.get_mut(*number) {
                member.may_have_acted |= verdict.outcome == Outcome::Unknown;
            }
        }
        verdicts.sort_unstable_by_key(|(number, _)| *number);
        verdicts
    }

    /// Reads the answers that came; gives the reason when what follows cannot be read.
    fn read(&mut self, reply: &Reply, pending: &[usize], verdicts: &mut Vec<(usize, Verdict)>) -> Option<Error> {
        let ReplyBody::Bytes(json) = &reply.body else {
            return None;
        };
        // Counted, because there can be any number of them.
        let (mut second, mut foreign) = (0_usize, 0_usize);
        let problem = wire::parts(json, &mut |part| {
            let number = part.number.filter(|number| pending.contains(number));
            match number.and_then(|number| Some((number, self.members.get_mut(number)?))) {
                Some((number, member)) if matches!(member.standing, Standing::Sent) => {
                    verdicts.push((number, member.answered(part, &self.client)));
                }
                Some(_) => second += 1,
                None => foreign += 1,
            }
        });
        if second > 0 {
            tracing::warn!(
                count = second,
                "the batch's response has more than one for the same request; the first one counts"
            );
        }
        if foreign > 0 {
            tracing::warn!(
                count = foreign,
                "the batch's response has some for requests that were not in it"
            );
        }
        problem.map(|problem| reply.broken(problem))
    }

    /// Which members are sent again, and after which time: the longest that one of them asks for.
    fn again(&self, verdicts: &[(usize, Verdict)], repeat: u32) -> (Vec<usize>, Duration) {
        let retry = self.client.retry();
        let mut again = Vec::new();
        let mut delay = Duration::ZERO;
        if repeat >= retry.max_retries {
            return (again, delay);
        }
        // In the order of the members, so that each comes after what it waits for.
        for &(number, verdict) in verdicts {
            let Some(member) = self.members.get(number) else {
                continue;
            };
            let goes = |other: &usize| again.contains(other);
            let done = |other: &usize| self.members.get(*other).is_some_and(Member::succeeded);
            let gone = |other: &usize| self.members.get(*other).is_some_and(Member::already_gone);
            if !member.after.iter().all(|other| goes(other) || done(other)) {
                continue;
            }
            if verdict.held_up {
                if member.after.iter().any(|other| goes(other) || gone(other)) {
                    again.push(number);
                }
            } else if may_repeat(member.exchange.method, verdict.outcome, verdict.asked.is_some())
                && let Some(wanted) = retry.delay(repeat, verdict.asked)
            {
                delay = delay.max(wanted);
                again.push(number);
            }
        }
        (again, delay)
    }
}

/// What became of a member in the end.
fn outcome(member: Member, timeout: Option<Duration>) -> Result<Reply, Error> {
    let late = timeout.unwrap_or_default().as_millis();
    let outcome = match (member.part, member.standing) {
        (Err(problem), _) => Err(problem.into()),
        (Ok(_), Standing::Known(outcome)) => outcome,
        (Ok(_), Standing::Sent) => Err(TransportError::new(
            TransportFailure::TimedOut,
            member.exchange.clone(),
            format!("{late} ms"),
        )
        .into()),
        (Ok(_), Standing::Waiting) => {
            let words = format!("the batch's timeout of {late} ms passed before");
            Err(TransportError::new(TransportFailure::NotSent, member.exchange.clone(), words).into())
        }
    };
    let status = match &outcome {
        Ok(reply) => Some(reply.status),
        Err(error) => error.status(),
    };
    tracing::info!(
        method = member.exchange.method.as_str(),
        template = member.exchange.template,
        status,
        repeats = member.exchange.repeats,
        "a request of a batch"
    );
    outcome
}
