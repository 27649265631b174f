//! When a request is retried, and how long to wait before.
//!
//! azure_core's own retry policy retries any method after any lost connection and would send a resume twice; it is
//! switched off, and this policy stands first among the per-try policies. What may be retried depends on whether the
//! service may have acted:
//!
//! | | connection never made | 429, 509, 503 | 408, 500, 502, 504, connection lost, cut body |
//! |---|---|---|---|
//! | GET | yes | yes | yes |
//! | PUT, DELETE | yes | yes | yes; a 404 on a retried DELETE is success, and reported |
//! | POST, PATCH | yes | yes, 503 only with `Retry-After` | never |
//!
//! A good response is read to its end here, because one that is cut off must be known where the request can be retried.
//! Streams ([`Content`](super::content::Content)) are handed on as they arrive; of a refusal the status is enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{Headers, RETRY_AFTER};
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Method, Request, StatusCode};

use super::limit::whole;
use super::response::header;

/// How often and how patiently requests are retried.
///
/// Which are depends on whether the service may have acted:
///
/// | | connection never made | 429, 509, 503 | 408, 500, 502, 504, connection lost, response cut off |
/// |---|---|---|---|
/// | GET | yes | yes | yes |
/// | PUT, DELETE | yes | yes | yes; a 404 on a DELETE after one of these is success, see [`already_gone`](crate::Response::already_gone) |
/// | POST, PATCH | yes | yes, 503 only with `Retry-After` | never |
///
/// Everything else is final: 409, 412 and 423 too, and a 401, after which the next request asks the credential for a
/// new token. Only a 401 that names claims (see [`ClaimsChallenge`](crate::ClaimsChallenge)) is followed by one more
/// try, with a token that was asked for with them. A retry has the `client-request-id` of the first try, and a stream
/// that is sent begins again.
///
/// The service names a wait in `Retry-After`: seconds, of which a part counts as a whole one, or a date in HTTP's form.
/// `0` and a date that has passed ask for no wait, and get one that grows as if none was named: without it six tries
/// would take no time and help nobody. What is neither (`-1`, `1e3`, `soon`) counts as not there. Graph documents no
/// other header, so `retry-after-ms` and the like are not read.
///
/// Each retry is reported by a `tracing` event of the level info, with status, wait, and whether the service asked for
/// that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryOptions {
    /// How often a request is retried at most; 0 switches retrying off. 5 unless set.
    pub max_retries: u32,
    /// How often of these while no connection can be made: a service waits for a network that is away for a moment, a
    /// person at a terminal does not. 5 unless set.
    pub max_connect_retries: u32,
    /// The first wait where the service names none, or none to speak of; it doubles with each retry, and up to half of
    /// it is left off at random. 500 ms unless set.
    pub first_delay: Duration,
    /// The longest wait where the service names none. 30 s unless set.
    pub max_delay: Duration,
    /// The longest `Retry-After` that is waited for; beyond it the error is returned, with the time. 120 s unless set.
    pub max_retry_after: Duration,
    /// Whether the waits are left out. For tests of programs, see
    /// [`FakeGraph::options`](crate::testing::FakeGraph::options).
    pub at_once: bool,
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self {
            max_retries: 5,
            max_connect_retries: 5,
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(120),
            at_once: false,
        }
    }
}

impl RetryOptions {
    /// Requests are sent once.
    #[must_use]
    pub fn none() -> Self {
        Self {
            max_retries: 0,
            ..Self::default()
        }
    }

    /// Sets [`max_retries`](Self::max_retries).
    #[must_use]
    pub fn with_max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// Sets [`max_connect_retries`](Self::max_connect_retries).
    #[must_use]
    pub fn with_max_connect_retries(mut self, max_connect_retries: u32) -> Self {
        self.max_connect_retries = max_connect_retries;
        self
    }

    /// Sets [`first_delay`](Self::first_delay).
    #[must_use]
    pub fn with_first_delay(mut self, first_delay: Duration) -> Self {
        self.first_delay = first_delay;
        self
    }

    /// Sets [`max_delay`](Self::max_delay).
    #[must_use]
    pub fn with_max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// Sets [`max_retry_after`](Self::max_retry_after).
    #[must_use]
    pub fn with_max_retry_after(mut self, max_retry_after: Duration) -> Self {
        self.max_retry_after = max_retry_after;
        self
    }

    /// Sets [`at_once`](Self::at_once).
    #[must_use]
    pub fn with_at_once(mut self, at_once: bool) -> Self {
        self.at_once = at_once;
        self
    }

    /// How many retries there can be after this result.
    fn most(&self, result: &PolicyResult) -> u32 {
        match result {
            Err(error) if *error.kind() == ErrorKind::Connection => self.max_retries.min(self.max_connect_retries),
            _ => self.max_retries,
        }
    }

    /// The wait before another retry, after as many as `retries`: the service's, if it named one; nothing when that is
    /// longer than the cap. No wait at all is no way to treat a service that has too much to do: for `Retry-After: 0`
    /// it is the same as without.
    pub(crate) fn delay(&self, retries: u32, retry_after: Option<Duration>) -> Option<Duration> {
        match retry_after.filter(|wanted| !wanted.is_zero()) {
            Some(wanted) if wanted > self.max_retry_after => None,
            _ if self.at_once => Some(Duration::ZERO),
            Some(wanted) => Some(wanted),
            None => {
                let doubled = self
                    .first_delay
                    .saturating_mul(1_u32.checked_shl(retries).unwrap_or(u32::MAX))
                    .min(self.max_delay);
                Some(doubled - doubled.mul_f64(random_half()))
            }
        }
    }
}

/// A number in 0 to 0.5. A random uuid is the randomness at hand; jitter needs no better.
fn random_half() -> f64 {
    let random = azure_core::Uuid::new_v4().as_u128() as u16;
    f64::from(random) / f64::from(u16::MAX) / 2.0
}

/// What happened to one request on its way, for the response and the errors. It travels in the pipeline's context.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    /// Whether the body is handed on as it arrives.
    stream: bool,
    retries: AtomicU32,
    already_gone: AtomicBool,
}

impl Attempts {
    pub(crate) fn new(stream: bool) -> Self {
        Self {
            stream,
            ..Self::default()
        }
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.stream
    }

    /// Takes note that the request is retried.
    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the request was retried.
    pub(crate) fn retries(&self) -> u32 {
        self.retries.load(Ordering::Relaxed)
    }

    /// True when a retried DELETE found nothing left to delete.
    pub(crate) fn already_gone(&self) -> bool {
        self.already_gone.load(Ordering::Relaxed)
    }
}

/// What one try came to, as far as retrying is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A response to hand on.
    Final,
    /// The service has not seen the request, or says that it did nothing (429, 509).
    NotDone,
    /// The service says that it is overloaded (503): probably not done.
    Overloaded,
    /// The service may have acted.
    Unknown,
}

fn outcome(result: &PolicyResult) -> Outcome {
    match result {
        Ok(response) => outcome_of(response.status()),
        Err(error) => match error.kind() {
            ErrorKind::Connection => Outcome::NotDone,
            ErrorKind::Io => Outcome::Unknown,
            _ => Outcome::Final,
        },
    }
}

/// Graph's "bandwidth limit exceeded", which is throttling like 429 and no status of HTTP's.
pub(crate) const BANDWIDTH_LIMIT_EXCEEDED: u16 = 509;

/// What a status says about retrying.
pub(crate) fn outcome_of(status: StatusCode) -> Outcome {
    match status {
        StatusCode::TooManyRequests | StatusCode::UnknownValue(BANDWIDTH_LIMIT_EXCEEDED) => Outcome::NotDone,
        StatusCode::ServiceUnavailable => Outcome::Overloaded,
        StatusCode::RequestTimeout
        | StatusCode::InternalServerError
        | StatusCode::BadGateway
        | StatusCode::GatewayTimeout => Outcome::Unknown,
        _ => Outcome::Final,
    }
}

/// The table at the top of this file.
pub(crate) fn may_retry(method: Method, outcome: Outcome, has_retry_after: bool) -> bool {
    let idempotent = matches!(method, Method::Get | Method::Head | Method::Put | Method::Delete);
    match outcome {
        Outcome::Final => false,
        Outcome::NotDone => true,
        Outcome::Overloaded => idempotent || has_retry_after,
        Outcome::Unknown => idempotent,
    }
}

/// `Retry-After` in whole seconds; zero for a date that has passed. [`RetryOptions`] says which forms are read.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let value = header(headers, &RETRY_AFTER)?.trim();
    seconds(value).or_else(|| {
        let date = azure_core::time::parse_rfc7231(value).ok()?;
        let wait = SystemTime::from(date).duration_since(SystemTime::now());
        Some(whole_seconds(wait.unwrap_or_default()))
    })
}

/// Digits, and perhaps a point with more of them: `17`, `1.5`.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = whole.bytes().chain(part.bytes());
    if whole.len() + part.len() == 0 || !digits.all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let more = part.bytes().any(|digit| digit != b'0');
    let whole = if whole.is_empty() { "0" } else { whole };
    // More than fits is longer than anybody waits.
    let whole = whole.parse().map_or(Duration::MAX, Duration::from_secs);
    Some(whole.saturating_add(Duration::from_secs(more.into())))
}

fn whole_seconds(duration: Duration) -> Duration {
    let more = duration.subsec_nanos() > 0;
    Duration::from_secs(duration.as_secs()).saturating_add(Duration::from_secs(more.into()))
}

/// The policy that retries.
#[derive(Debug)]
pub(crate) struct RetryPolicy {
    options: RetryOptions,
    max_response_bytes: usize,
}

impl RetryPolicy {
    pub(crate) fn new(options: RetryOptions, max_response_bytes: usize) -> Self {
        Self {
            options,
            max_response_bytes,
        }
    }
}

#[async_trait]
impl Policy for RetryPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let attempts = ctx.value::<Arc<Attempts>>().cloned().unwrap_or_default();
        let method = request.method();
        let mut may_have_acted = false;
        let mut retries = 0;
        loop {
            let result = match pass_on(ctx, request, next).await {
                Ok(response) if response.status().is_success() && !attempts.stream => {
                    whole(response, self.max_response_bytes).await
                }
                result => result,
            };
            let outcome = outcome(&result);
            if outcome == Outcome::Final {
                return match result {
                    Ok(response)
                        if method == Method::Delete && may_have_acted && response.status() == StatusCode::NotFound =>
                    {
                        attempts.already_gone.store(true, Ordering::Relaxed);
                        tracing::info!("a retried DELETE found nothing: an earlier try had deleted it");
                        Ok(AsyncRawResponse::from_bytes(
                            StatusCode::NoContent,
                            response.headers().clone(),
                            Vec::new(),
                        ))
                    }
                    result => result,
                };
            }
            may_have_acted |= matches!(outcome, Outcome::Unknown);
            let asked = result
                .as_ref()
                .ok()
                .and_then(|response| retry_after(response.headers()));
            let most = self.options.most(&result);
            if retries >= most || !may_retry(method, outcome, asked.is_some()) {
                return result;
            }
            let status = result.as_ref().ok().map(|response| u16::from(response.status()));
            let Some(delay) = self.options.delay(retries, asked) else {
                let asked_ms = asked.map(millis);
                tracing::info!(
                    http.response.status_code = status,
                    asked_ms,
                    "the service asks for a longer wait than `max_retry_after`"
                );
                return result;
            };
            if request.body_mut().reset().await.is_err() {
                tracing::info!(
                    http.response.status_code = status,
                    "not retried: the stream that is sent does not go back to its beginning"
                );
                return result;
            }
            retries += 1;
            tracing::info!(
                http.response.status_code = status,
                http.request.resend_count = retries,
                delay_ms = millis(delay),
                retry_after = asked.is_some_and(|wait| !wait.is_zero()),
                "waiting before the request is retried"
            );
            drop(result);
            wait(delay).await;
            attempts.retried();
        }
    }
}

/// Waits, for ever where the duration is beyond what a timer takes.
pub(crate) async fn wait(duration: Duration) {
    let duration = azure_core::time::Duration::try_from(duration).unwrap_or(azure_core::time::Duration::MAX);
    azure_core::sleep::sleep(duration).await;
}

/// As traces say it.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Hands the request to the next policy.
pub(crate) async fn pass_on(ctx: &Context<'_>, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
    match next.split_first() {
        Some((policy, rest)) => policy.send(ctx, request, rest).await,
        None => Err(azure_core::Error::with_message(
            ErrorKind::Other,
            "the pipeline has no transport",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_retries() {
        use Method::{Delete, Get, Patch, Post, Put};
        use Outcome::{Final, NotDone, Overloaded, Unknown};
        for method in [Get, Put, Delete] {
            for outcome in [NotDone, Overloaded, Unknown] {
                assert!(may_retry(method, outcome, false), "{method} {outcome:?}");
            }
        }
        for method in [Post, Patch] {
            assert!(may_retry(method, NotDone, false));
            assert!(may_retry(method, Overloaded, true) && !may_retry(method, Overloaded, false));
            assert!(!may_retry(method, Unknown, true));
        }
        assert!(!may_retry(Get, Final, true));
        assert_eq!(outcome_of(StatusCode::from(509)), NotDone);
    }

    #[test]
    fn waits_grow_within_their_cap() {
        let options = RetryOptions::default();
        for retries in 0..40 {
            let wait = options.delay(retries, None).unwrap();
            let whole = Duration::from_millis(500)
                .saturating_mul(1_u32.checked_shl(retries).unwrap_or(u32::MAX))
                .min(options.max_delay);
            assert!(wait <= whole && wait >= whole / 2, "{retries}: {wait:?}");
        }
        assert_eq!(
            options.delay(0, Some(Duration::from_secs(7))),
            Some(Duration::from_secs(7))
        );
        assert_eq!(options.delay(0, Some(Duration::from_secs(121))), None);
        // Being asked for no wait is no reason for none.
        for retries in 0..8 {
            let (asked, whole) = (
                options.delay(retries, Some(Duration::ZERO)).unwrap(),
                options.first_delay * (1 << retries),
            );
            assert!(asked >= whole.min(options.max_delay) / 2, "{retries}: {asked:?}");
        }
        let at_once = options.with_at_once(true);
        assert_eq!(at_once.delay(3, Some(Duration::ZERO)), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let header = |value: String| {
            let mut headers = Headers::new();
            headers.insert(RETRY_AFTER, value);
            retry_after(&headers)
        };
        for (value, wait) in [
            ("17", 17),
            (" 17\t", 17),
            ("017", 17),
            ("0", 0),
            ("0.0", 0),
            ("1.5", 2),
            ("1.000", 1),
            ("1.", 1),
            (".25", 1),
            ("0.000000000001", 1),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ] {
            assert_eq!(header(value.to_owned()), Some(Duration::from_secs(wait)), "{value}");
        }
        for value in [
            "",
            " ",
            ".",
            "-1",
            "+1",
            "1e3",
            "0x10",
            "1,5",
            "1, 2",
            "1.5.2",
            "1 2",
            "\u{661}",
            "NaN",
            "inf",
            "soon",
            "12s",
            "PT5S",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 PST",
        ] {
            assert_eq!(header(value.to_owned()), None, "{value}");
        }
        assert_eq!(header("9".repeat(30)), Some(Duration::MAX));
        assert_eq!(header(format!("{}.5", "9".repeat(30))), Some(Duration::MAX));
        let later = azure_core::time::OffsetDateTime::now_utc() + azure_core::time::Duration::seconds(90);
        let wait = header(azure_core::time::to_rfc7231(&later)).unwrap();
        let seconds = wait.as_secs();
        assert!(
            (85..=90).contains(&seconds) && wait == Duration::from_secs(seconds),
            "{wait:?}"
        );
        assert_eq!(retry_after(&Headers::new()), None);
    }
}
