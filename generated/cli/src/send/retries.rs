//! What the user should know of what the library does on its own and says to `tracing`: that it waits before a retry,
//! why and how long; and that a new token cannot be kept.

use std::fmt;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::failure::Reporter;

/// The library's module of retries.
const TARGET: &str = "msgraph_identity_governance::core::retry";
/// The library's sign-in.
const SIGN_IN: &str = "msgraph_identity_governance::sign_in";

/// Below this nobody wonders, in milliseconds.
const LONG: u64 = 1000;

/// Reports long waits before retries from now on.
pub(super) fn report_to(reporter: &Arc<Reporter>) {
    // A process has one command, so nobody was before; in tests the first one stays.
    let _ = tracing::subscriber::set_global_default(Waits(reporter.clone()));
}

/// Listens to the library's retries and to the warnings of its sign-in, and to nothing else.
struct Waits(Arc<Reporter>);

impl Subscriber for Waits {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_sign_in = metadata.target().starts_with(SIGN_IN) && *metadata.level() <= Level::WARN;
        metadata.is_event() && (is_sign_in || metadata.target() == TARGET && *metadata.level() <= Level::INFO)
    }

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target() != TARGET {
            let mut warning = Warning::default();
            event.record(&mut warning);
            self.0.note(&warning.note());
            return;
        }
        let mut wait = Wait::default();
        event.record(&mut wait);
        if let Some(note) = wait.note() {
            self.0.note(&note);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The fields of a warning.
#[derive(Default)]
struct Warning {
    message: String,
    error: Option<String>,
}

impl Warning {
    fn note(&self) -> String {
        match &self.error {
            Some(error) => format!("{}: {error}", self.message),
            None => self.message.clone(),
        }
    }
}

impl Visit for Warning {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "error" => self.error = Some(format!("{value:?}")),
            _ => {}
        }
    }
}

/// The fields of a retry.
#[derive(Default)]
struct Wait {
    status: Option<u64>,
    retries: Option<u64>,
    milliseconds: Option<u64>,
}

impl Wait {
    fn note(&self) -> Option<String> {
        let milliseconds = self.milliseconds.filter(|&wait| wait >= LONG)?;
        let why = match self.status {
            Some(429 | 509) => "the service has too many requests".to_owned(),
            Some(status) => format!("the service responded with {status}"),
            None => "the connection failed".to_owned(),
        };
        let seconds = milliseconds.div_ceil(1000);
        Some(format!("{why}: retry {} in {seconds} s", self.retries.unwrap_or(1)))
    }
}

impl Visit for Wait {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "http.response.status_code" => self.status = Some(value),
            "http.request.resend_count" => self.retries = Some(value),
            "delay_ms" => self.milliseconds = Some(value),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_waits_are_said() {
        let wait = |status, milliseconds| Wait {
            status,
            retries: Some(2),
            milliseconds: Some(milliseconds),
        };
        assert_eq!(wait(Some(429), 999).note(), None);
        assert_eq!(
            wait(Some(429), 30_000).note().as_deref(),
            Some("the service has too many requests: retry 2 in 30 s")
        );
        assert_eq!(
            wait(None, 1001).note().as_deref(),
            Some("the connection failed: retry 2 in 2 s")
        );
    }
}
