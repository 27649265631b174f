//! Today's date. Commands take it as an option too, so that a report can be made again.

use time::{Duration, OffsetDateTime};

/// Today in UTC, `YYYY-MM-DD`, unless another day is given.
pub fn today(given: Option<&str>) -> String {
    given.map_or_else(
        || day((OffsetDateTime::now_utc() - OffsetDateTime::UNIX_EPOCH).whole_days()),
        ToOwned::to_owned,
    )
}

/// The day so many days after 1970-01-01.
fn day(days: i64) -> String {
    (OffsetDateTime::UNIX_EPOCH + Duration::days(days)).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_by_the_calendar() {
        for (days, text) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (364, "1970-12-31"),
            (11_016, "2000-02-29"),
            (20_454, "2026-01-01"),
            (20_454 + 364, "2026-12-31"),
        ] {
            assert_eq!(day(days), text);
        }
        assert_eq!(today(Some("2026-01-31")), "2026-01-31");
    }
}
