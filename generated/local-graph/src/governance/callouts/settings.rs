//! What a custom extension says about the call and the wait.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};
use time::Duration;

use crate::failure::Failure;
use crate::governance::instants;
use crate::store::Node;

/// The time that a service may take for the call, in milliseconds.
const CALL_MS: RangeInclusive<u64> = 200..=2000;
/// How often a call is tried again.
const RETRIES: RangeInclusive<u64> = 0..=1;

/// How an extension is called (`clientConfiguration`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// How long the service may take, in milliseconds: 200 to 2000.
    pub timeout_ms: u64,
    /// How often a call is tried again: never or once.
    pub retries: u8,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            timeout_ms: 1000,
            retries: 1,
        }
    }
}

/// How an extension is called, with the service's own numbers where it says nothing.
#[must_use]
pub fn client(extension: &Node) -> Client {
    let said = |name: &str| extension.member("clientConfiguration")?.get(name)?.as_u64();
    let usual = Client::default();
    Client {
        timeout_ms: said("timeoutInMilliseconds")
            .map_or(usual.timeout_ms, |ms| ms.clamp(*CALL_MS.start(), *CALL_MS.end())),
        retries: said("maximumRetries").map_or(usual.retries, |times| u8::from(times > 0)),
    }
}

/// How long the service waits for the resume: `callbackConfiguration.timeoutDuration`. None for an extension that is
/// launched and not waited for.
#[must_use]
pub fn waits(extension: &Node) -> Option<Duration> {
    instants::span(extension.member("callbackConfiguration")?.get("timeoutDuration"))
}

/// Looks at what a body says about the call and the wait.
///
/// # Errors
/// When a number is out of its range, or `timeoutDuration` is not within `waits`.
pub fn check_extension(body: &Map<String, Value>, waits: RangeInclusive<Duration>) -> Result<(), Failure> {
    let said = |part: &str, name: &str| {
        let value = body.get(part).and_then(|of| of.get(name));
        value.filter(|value| !value.is_null())
    };
    for (name, range) in [("timeoutInMilliseconds", CALL_MS), ("maximumRetries", RETRIES)] {
        let Some(value) = said("clientConfiguration", name) else {
            continue;
        };
        if !value.as_u64().is_some_and(|number| range.contains(&number)) {
            let (least, most) = range.into_inner();
            let why = format!("`{name}` must be from {least} to {most}.");
            return Err(Failure::bad_request(why).about(format!("clientConfiguration/{name}")));
        }
    }
    if let Some(value) = said("callbackConfiguration", "timeoutDuration")
        && instants::span(Some(value)).is_none_or(|length| !waits.contains(&length))
    {
        let why = format!(
            "`timeoutDuration` must be a duration in ISO 8601 from {} to {} minutes.",
            waits.start().whole_minutes(),
            waits.end().whole_minutes()
        );
        return Err(Failure::bad_request(why).about("callbackConfiguration/timeoutDuration"));
    }
    Ok(())
}
