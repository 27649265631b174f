//! Sending a batch: call after call, and again what failed and may be retried.
//!
//! The pipeline retries a call as a whole when the service has not seen it. What became of each member of a call that
//! was made is decided here, by the table of `retry.rs` for the member's own method and status. A member that waits for
//! others is retried with them, and only when all that it waits for has succeeded or is retried too.

use std::time::Duration;

use azure_core::http::headers::HeaderName;
use azure_core::http::{Method, StatusCode};
use futures::future::{Either, select};
use tracing::Instrument as _;

use super::wire::{MOST_HEADERS, Part};
use super::{http_call, wire};
use crate::core::client::CoreClient;
use crate::core::error::{Error, Invalid, RequestInfo, ServiceError, TransportError, TransportFailure};
use crate::core::redirect::is_redirect;
use crate::core::response::{RawResponse, ResponseBody, header};
use crate::core::retry::{Outcome, may_retry, millis, outcome_of, wait};
use crate::core::trace::{error_type, url_template};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// A request of a batch on its way.
pub(super) struct Member {
    pub(super) request_info: RequestInfo,
    /// The members that it waits for.
    pub(super) after: Vec<usize>,
    part: Result<Vec<u8>, Invalid>,
    /// Whether it has a `client-request-id` of its own; otherwise it goes by that of its call.
    named: bool,
    state: MemberState,
    /// Whether the service may have acted on an earlier try.
    may_have_acted: bool,
}

/// How far a member has come.
enum MemberState {
    /// It was never sent.
    Waiting,
    /// It was sent and has no response yet.
    Sent,
    /// What it came to; it may be retried all the same.
    Known(Result<RawResponse, Error>),
}

/// What one try of a member says about retrying it.
#[derive(Clone, Copy)]
struct Verdict {
    outcome: Outcome,
    asked: Option<Duration>,
    /// It was not run because something that it waits for failed (424).
    dependency_failed: bool,
}

impl Verdict {
    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            asked: None,
            dependency_failed: false,
        }
    }
}

impl Member {
    pub(super) fn new(request_info: RequestInfo, after: Vec<usize>, part: Result<Vec<u8>, Invalid>) -> Self {
        Self {
            named: request_info.client_request_id.is_some(),
            request_info,
            after,
            part,
            state: MemberState::Waiting,
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
        matches!(self.state, MemberState::Known(Ok(_)))
    }

    /// True when a retried DELETE found nothing left to delete.
    fn already_gone(&self) -> bool {
        matches!(&self.state, MemberState::Known(Ok(response)) if response.already_gone)
    }

    /// Takes note of a response to it.
    fn received(&mut self, part: Part, client: &CoreClient) -> Verdict {
        if let Some(id) = header(&part.headers, &REQUEST_ID).map(str::to_owned) {
            self.request_info.request_id = Some(id);
        }
        let request_info = self.request_info.clone();
        let Some(status) = part.status.filter(|status| (200..600).contains(status)) else {
            return self.no_response("the response to it has no status");
        };
        if part.has_more_headers {
            let reason = format!("it has more than {MOST_HEADERS} headers");
            let error = raw_response(request_info, status, part, client).unreadable(reason);
            self.state = MemberState::Known(Err(error));
            return Verdict::of(Outcome::Final);
        }
        if (200..300).contains(&status) {
            let response = raw_response(request_info, status, part, client);
            self.state = MemberState::Known(match response.refusal() {
                Some(error) => Err(error),
                None => Ok(response),
            });
            return Verdict::of(Outcome::Final);
        }
        if status == 404 && self.may_have_acted && request_info.method == Method::Delete {
            let gone = Part {
                headers: part.headers,
                ..Part::default()
            };
            let mut response = raw_response(request_info, 204, gone, client);
            response.already_gone = true;
            self.state = MemberState::Known(Ok(response));
            return Verdict::of(Outcome::Final);
        }
        if is_redirect(status) {
            let words = "a request in a batch follows none; send it by itself";
            let error = TransportError::new(TransportFailure::Redirect, request_info, words);
            self.state = MemberState::Known(Err(error.into()));
            return Verdict::of(Outcome::Final);
        }
        if status == 401 {
            client.tokens().refused(&part.headers);
        }
        #[cfg(feature = "reflection")]
        let template = request_info.template.clone();
        let error = ServiceError::read(request_info, status, part.headers, &part.body);
        // The token went with the batch as a whole.
        #[cfg(feature = "reflection")]
        let error = error.with_needed_permissions(client.version(), &template, None);
        let asked = error.retry_after();
        self.state = MemberState::Known(Err(error.into()));
        let dependency_failed = status == 424;
        Verdict {
            outcome: if dependency_failed {
                Outcome::NotDone
            } else {
                outcome_of(StatusCode::from(status))
            },
            asked,
            dependency_failed,
        }
    }

    fn no_response(&mut self, words: &str) -> Verdict {
        let error = TransportError::new(TransportFailure::NoResponse, self.request_info.clone(), words);
        self.state = MemberState::Known(Err(error.into()));
        Verdict::of(Outcome::Unknown)
    }
}

fn raw_response(request_info: RequestInfo, status: u16, part: Part, client: &CoreClient) -> RawResponse {
    RawResponse {
        request_info,
        status,
        headers: part.headers,
        body: ResponseBody::Bytes(part.body),
        client: client.clone(),
        already_gone: false,
    }
}

/// What the failure of a call says about retrying its members. What the pipeline itself retries, it has retried often
/// enough.
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
        dependency_failed: false,
    }
}

/// A batch on its way.
pub(super) struct Run {
    client: CoreClient,
    members: Vec<Member>,
    request_id: Option<String>,
}

impl Run {
    pub(super) fn new(client: CoreClient, members: Vec<Member>, request_id: Option<String>) -> Self {
        Self {
            client,
            members,
            request_id,
        }
    }

    /// Makes the calls and gives what became of each member.
    pub(super) async fn all(
        mut self,
        calls: Vec<Vec<usize>>,
        timeout: Option<Duration>,
    ) -> Vec<Result<RawResponse, Error>> {
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
        let Self { client, members, .. } = self;
        span.in_scope(|| {
            members
                .into_iter()
                .map(|member| outcome(&client, member, timeout))
                .collect()
        })
    }

    /// One call, and again what is to be retried of it.
    async fn call(&mut self, mut pending: Vec<usize>) {
        let mut round = 0;
        loop {
            let body = wire::body(&self.members, &pending);
            let call = http_call(&self.client, body, self.request_id.as_deref());
            for &number in &pending {
                if let Some(member) = self.members.get_mut(number) {
                    member.state = MemberState::Sent;
                    member.request_info.retries += u32::from(round > 0);
                }
            }
            let response = call.run(false).await;
            let verdicts = self.receive(&pending, response);
            let (again, delay) = self.again(&verdicts, round);
            if again.is_empty() {
                return;
            }
            round += 1;
            let count = again.len();
            tracing::debug!(
                count,
                http.request.resend_count = round,
                delay_ms = millis(delay),
                "waiting before a part of the batch is retried"
            );
            wait(delay).await;
            pending = again;
        }
    }

    /// Gives each member of a call its outcome.
    fn receive(&mut self, pending: &[usize], response: Result<RawResponse, Error>) -> Vec<(usize, Verdict)> {
        let request_info = match &response {
            Ok(response) => Some(response.request_info.clone()),
            Err(error) => error.request_info().cloned(),
        };
        if let Some(request_info) = request_info {
            for &number in pending {
                if let Some(member) = self.members.get_mut(number) {
                    member.request_info.retries += request_info.retries;
                    member.request_info.request_id.clone_from(&request_info.request_id);
                    if !member.named {
                        member
                            .request_info
                            .client_request_id
                            .clone_from(&request_info.client_request_id);
                    }
                }
            }
        }
        let mut verdicts = Vec::with_capacity(pending.len());
        let problem = match response.and_then(|response| {
            response.json()?;
            Ok(response)
        }) {
            Ok(response) => self.read(&response, pending, &mut verdicts),
            Err(error) => Some(error),
        };
        for &number in pending {
            let Some(member) = self.members.get_mut(number) else {
                continue;
            };
            if matches!(member.state, MemberState::Sent) {
                let verdict = match &problem {
                    Some(error) => {
                        member.state = MemberState::Known(Err(error.about(member.request_info.clone())));
                        verdict_of_call(error)
                    }
                    None => member.no_response("the batch's response has none for it"),
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

    /// Reads the responses that came; gives the reason when what follows cannot be read.
    fn read(
        &mut self,
        response: &RawResponse,
        pending: &[usize],
        verdicts: &mut Vec<(usize, Verdict)>,
    ) -> Option<Error> {
        let ResponseBody::Bytes(json) = &response.body else {
            return None;
        };
        // Counted, because there can be any number of them.
        let (mut second, mut foreign) = (0_usize, 0_usize);
        let problem = wire::parts(json, &mut |part| {
            let number = part.number.filter(|number| pending.contains(number));
            match number.and_then(|number| Some((number, self.members.get_mut(number)?))) {
                Some((number, member)) if matches!(member.state, MemberState::Sent) => {
                    verdicts.push((number, member.received(part, &self.client)));
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
        problem.map(|problem| response.broken(problem))
    }

    /// Which members are retried, and after which time: the longest that one of them asks for.
    fn again(&self, verdicts: &[(usize, Verdict)], round: u32) -> (Vec<usize>, Duration) {
        let retry = self.client.retry();
        let mut again = Vec::new();
        let mut delay = Duration::ZERO;
        if round >= retry.max_retries {
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
            if verdict.dependency_failed {
                if member.after.iter().any(|other| goes(other) || gone(other)) {
                    again.push(number);
                }
            } else if may_retry(member.request_info.method, verdict.outcome, verdict.asked.is_some())
                && let Some(wanted) = retry.delay(round, verdict.asked)
            {
                delay = delay.max(wanted);
                again.push(number);
            }
        }
        (again, delay)
    }
}

/// What became of a member in the end.
fn outcome(client: &CoreClient, member: Member, timeout: Option<Duration>) -> Result<RawResponse, Error> {
    let late = timeout.unwrap_or_default().as_millis();
    let outcome = match (member.part, member.state) {
        (Err(problem), _) => Err(problem.into()),
        (Ok(_), MemberState::Known(outcome)) => outcome,
        (Ok(_), MemberState::Sent) => Err(TransportError::new(
            TransportFailure::TimedOut,
            member.request_info.clone(),
            format!("{late} ms"),
        )
        .into()),
        (Ok(_), MemberState::Waiting) => {
            let words = format!("the batch's timeout of {late} ms passed before");
            Err(TransportError::new(TransportFailure::NotSent, member.request_info.clone(), words).into())
        }
    };
    let status = match &outcome {
        Ok(response) => Some(response.status),
        Err(error) => error.status(),
    };
    tracing::info!(
        http.request.method = member.request_info.method.as_str(),
        url.template = url_template(client.endpoint(), &member.request_info),
        http.response.status_code = status,
        http.request.resend_count = Some(member.request_info.retries).filter(|&retries| retries > 0),
        "error.type" = outcome.as_ref().err().map(error_type).as_deref(),
        "a request of a batch"
    );
    outcome
}
