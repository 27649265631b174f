//! From when to when, as a request's `scheduleInfo` says.

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use crate::failure::Failure;
use crate::governance::instants::{instant, span, written};

/// How long an activation lasts at most, and where a request does not say.
pub(super) const ACTIVATION: Duration = Duration::hours(8);

/// From when to when; without an end for good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Period {
    pub(super) start: OffsetDateTime,
    pub(super) end: Option<OffsetDateTime>,
}

impl Period {
    /// Reads `scheduleInfo`. What begins in the past begins now.
    pub(super) fn of(body: &Map<String, Value>, now: OffsetDateTime) -> Result<Self, Failure> {
        let info = body.get("scheduleInfo");
        let start = instant(info.and_then(|info| info.get("startDateTime")))
            .unwrap_or(now)
            .max(now);
        let expiration = info.and_then(|info| info.get("expiration")).unwrap_or(&Value::Null);
        let word = expiration.get("type").and_then(Value::as_str).unwrap_or("notSpecified");
        let refused = |member: &str, why: &str| {
            let target = format!("scheduleInfo/expiration/{member}");
            Err(Failure::bad_request(why).about(target))
        };
        let end = match word.to_ascii_lowercase().as_str() {
            "noexpiration" | "notspecified" => None,
            "afterdatetime" => match instant(expiration.get("endDateTime")) {
                Some(end) if end > start => Some(end),
                Some(_) => return refused("endDateTime", "`endDateTime` is not after the start."),
                None => return refused("endDateTime", "`afterDateTime` needs an `endDateTime`."),
            },
            "afterduration" => match span(expiration.get("duration")).filter(|length| length.is_positive()) {
                Some(length) => Some(start.saturating_add(length)),
                None => {
                    return refused(
                        "duration",
                        "`afterDuration` needs a `duration`, without months or years.",
                    );
                }
            },
            _ => return refused("type", "`type` is none of an expiration."),
        };
        Ok(Self { start, end })
    }

    /// The period of an activation: its end is given, or the longest there is.
    pub(super) fn of_activation(self) -> Result<Self, Failure> {
        let end = self.end.unwrap_or(self.start + ACTIVATION);
        match end - self.start > ACTIVATION {
            true => {
                let why = "An activation lasts 8 hours at most.";
                Err(Failure::bad_request(why).about("scheduleInfo/expiration/duration"))
            }
            false => Ok(Self { end: Some(end), ..self }),
        }
    }

    /// As `scheduleInfo`.
    pub(super) fn written(self) -> Value {
        let word = if self.end.is_some() {
            "afterDateTime"
        } else {
            "noExpiration"
        };
        json!({
            "startDateTime": written(self.start),
            "recurrence": null,
            "expiration": {"type": word, "endDateTime": self.end.map(written), "duration": null},
        })
    }
}
