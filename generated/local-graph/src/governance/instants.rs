//! Times and lengths of time as the API writes them.

use msgraph_identity_governance::values;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// A time as a response shows it: in UTC, `2026-11-28T12:00:00Z`.
#[must_use]
pub fn written(at: OffsetDateTime) -> String {
    // The service has seven digits at most.
    let at = at.replace_nanosecond(at.nanosecond() / 100 * 100).unwrap_or(at);
    at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// A time that a body or an entity has; none where it is absent or is no time.
#[must_use]
pub fn instant(value: Option<&Value>) -> Option<OffsetDateTime> {
    let text = value?.as_str()?;
    Some(text.parse::<values::DateTimeOffset>().ok()?.time())
}

/// A length of time in ISO 8601 (`P365D`, `PT2H`). None where it is absent, is none, is negative, or has years or
/// months, whose length depends on the calendar.
#[must_use]
pub fn span(value: Option<&Value>) -> Option<Duration> {
    let text = value?.as_str()?;
    let length = text.parse::<values::Duration>().ok()?.to_std()?;
    Duration::try_from(length).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn times_and_lengths_are_read_and_written() {
        let at = datetime!(2026-11-28 12:00 UTC);
        assert_eq!(written(at), "2026-11-28T12:00:00Z");
        for text in ["2026-11-28T12:00:00Z", "2026-11-28T04:00:00.0000000-08:00"] {
            assert_eq!(instant(Some(&json!(text))), Some(at), "{text}");
        }
        assert_eq!(instant(Some(&json!("tomorrow"))), None);
        assert_eq!(span(Some(&json!("P14D"))), Some(Duration::days(14)));
        assert_eq!(span(Some(&json!("PT1H30M"))), Some(Duration::minutes(90)));
        for none in [json!("P1M"), json!("-P1D"), json!("x"), json!(3), Value::Null] {
            assert_eq!(span(Some(&none)), None, "{none}");
        }
    }
}
