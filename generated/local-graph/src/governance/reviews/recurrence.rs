//! When a recurring review, report or schedule is due again.

use serde_json::Value;
use time::{Date, Duration, Month, OffsetDateTime, Time};

use crate::governance::instants;

/// The times of a `patternedRecurrence`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Recurrence {
    start: OffsetDateTime,
    step: Option<Step>,
    /// Nothing begins after that day.
    end: Option<Date>,
    /// As often at most.
    times: Option<u64>,
}

/// The time between two.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Days(i64),
    Months(i64),
}

impl Recurrence {
    /// Reads one. Without a pattern it is one time, without a start it is `now`.
    pub(super) fn of(recurrence: Option<&Value>, now: OffsetDateTime) -> Self {
        let part = |name: &str| recurrence.and_then(|of| of.get(name)).filter(|part| part.is_object());
        let range = part("range");
        let member = |name: &str| range.and_then(|range| range.get(name));
        let word = member("type").and_then(Value::as_str).unwrap_or_default();
        let times = member("numberOfOccurrences")
            .and_then(Value::as_u64)
            .filter(|times| *times > 0);
        Self {
            start: start(member("startDate")).unwrap_or(now),
            step: part("pattern").and_then(step),
            end: member("endDate")
                .and_then(day)
                .filter(|_| !word.eq_ignore_ascii_case("noEnd")),
            times: times.filter(|_| word.eq_ignore_ascii_case("numbered")),
        }
    }

    /// Whether there is more than one.
    pub(super) fn repeats(self) -> bool {
        self.step.is_some()
    }

    /// The first time after another, or with it.
    pub(super) fn next(self, from: OffsetDateTime) -> Option<OffsetDateTime> {
        let Some(step) = self.step else {
            return (self.start >= from).then_some(self.start);
        };
        // Near below it at first: a start long ago costs nothing.
        let passed = (from - self.start).whole_days().max(0);
        let guess = match step {
            Step::Days(days) => passed / days,
            Step::Months(months) => passed / 31 / months,
        };
        let first = u64::try_from(guess).unwrap_or_default().saturating_sub(1);
        let most = self.times.unwrap_or(u64::MAX);
        (first..first.saturating_add(200))
            .take_while(|count| *count < most)
            .map_while(|count| step.after(self.start, i64::try_from(count).ok()?))
            .take_while(|at| self.end.is_none_or(|end| at.date() <= end))
            .find(|at| *at >= from)
    }
}

impl Step {
    fn after(self, start: OffsetDateTime, count: i64) -> Option<OffsetDateTime> {
        match self {
            Self::Days(days) => start.checked_add(Duration::days(days.checked_mul(count)?)),
            Self::Months(months) => {
                let months = i64::from(u8::from(start.month())) - 1 + months.checked_mul(count)?;
                let year = start.year() + i32::try_from(months.div_euclid(12)).ok()?;
                let month = Month::try_from(u8::try_from(months.rem_euclid(12) + 1).ok()?).ok()?;
                let day = start.day().min(month.length(year));
                Some(start.replace_date(Date::from_calendar_date(year, month, day).ok()?))
            }
        }
    }
}

fn step(pattern: &Value) -> Option<Step> {
    let word = pattern.get("type").and_then(Value::as_str)?.to_ascii_lowercase();
    let interval = pattern
        .get("interval")
        .and_then(Value::as_i64)
        .unwrap_or(1)
        .clamp(1, 1000);
    match word.as_str() {
        "daily" => Some(Step::Days(interval)),
        "weekly" => Some(Step::Days(interval * 7)),
        "monthly" | "absolutemonthly" | "relativemonthly" => Some(Step::Months(interval)),
        "absoluteyearly" | "relativeyearly" => Some(Step::Months(interval * 12)),
        _ => None,
    }
}

/// A start: a day, which begins at midnight, or a time, as documented bodies have it.
fn start(value: Option<&Value>) -> Option<OffsetDateTime> {
    let time = instants::instant(value);
    time.or_else(|| Some(day(value?)?.with_time(Time::MIDNIGHT).assume_utc()))
}

fn day(value: &Value) -> Option<Date> {
    let text = value.as_str()?.get(..10)?;
    let form = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, form).ok().filter(|date| date.year() > 1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn of(pattern: &str, interval: i64, range: Value) -> Recurrence {
        let recurrence = json!({"pattern": {"type": pattern, "interval": interval}, "range": range});
        Recurrence::of(Some(&recurrence), datetime!(2026-11-28 12:00 UTC))
    }

    #[test]
    fn the_next_time_follows_from_the_pattern() {
        let weekly = of(
            "weekly",
            1,
            json!({"type": "noEnd", "startDate": "2020-09-08T12:02:30.667Z"}),
        );
        let next = weekly.next(datetime!(2026-11-28 12:00 UTC)).unwrap();
        assert_eq!((next.date(), next.hour()), (time::macros::date!(2026 - 12 - 01), 12));
        let quarterly = of(
            "absoluteMonthly",
            3,
            json!({"type": "noEnd", "startDate": "2026-08-31"}),
        );
        assert_eq!(
            quarterly.next(datetime!(2026-09-01 0:00 UTC)),
            Some(datetime!(2026-11-30 0:00 UTC))
        );
        let yearly = of("absoluteYearly", 1, json!({"type": "noEnd", "startDate": "2024-02-29"}));
        assert_eq!(
            yearly.next(datetime!(2026-01-01 0:00 UTC)),
            Some(datetime!(2026-02-28 0:00 UTC))
        );
    }

    #[test]
    fn a_range_ends_by_day_or_number() {
        let by_day = of(
            "weekly",
            1,
            json!({"type": "endDate", "startDate": "2026-11-01", "endDate": "2026-11-15"}),
        );
        assert_eq!(
            by_day.next(datetime!(2026-11-09 0:00 UTC)),
            Some(datetime!(2026-11-15 0:00 UTC))
        );
        assert_eq!(by_day.next(datetime!(2026-11-16 0:00 UTC)), None);
        let twice = of(
            "daily",
            1,
            json!({"type": "numbered", "startDate": "2026-11-01", "numberOfOccurrences": 2}),
        );
        assert_eq!(
            twice.next(datetime!(2026-11-02 0:00 UTC)),
            Some(datetime!(2026-11-02 0:00 UTC))
        );
        assert_eq!(twice.next(datetime!(2026-11-03 0:00 UTC)), None);
    }

    #[test]
    fn without_a_pattern_it_is_one_time() {
        let once = Recurrence::of(None, datetime!(2026-11-28 12:00 UTC));
        assert!(!once.repeats());
        assert_eq!(
            once.next(datetime!(2026-11-28 12:00 UTC)),
            Some(datetime!(2026-11-28 12:00 UTC))
        );
        assert_eq!(once.next(datetime!(2026-11-28 12:01 UTC)), None);
    }
}
