//! `Edm.DateTimeOffset`, `Edm.Date` and `Edm.TimeOfDay`, on the types of the `time` crate.

use std::str::FromStr;

use time::{Month, OffsetDateTime, Time, UtcOffset};

use super::plain::{Cursor, Digits, InvalidValue, Plain, fraction, pair, text_value, two};

/// A moment with its offset from UTC (`Edm.DateTimeOffset`), for example `2026-08-03T09:30:00.1234567Z`.
///
/// Years 0001 to 9999, any offset, up to twelve digits of a second's fraction. It remembers how many
/// digits it was read with and writes as many. Equal are two that name the same moment.
///
/// Made from a clock or from a value of the `time` crate it is cut off after 100 ns, in which the service counts: it is
/// written with at most seven digits, and is never later than what it was made from.
///
/// ```
/// use msgraph_identity_governance::values::DateTimeOffset;
///
/// let end: DateTimeOffset = "9999-12-31T23:59:59.9999999Z".parse()?;
/// assert_eq!(end.to_string(), "9999-12-31T23:59:59.9999999Z");
/// assert_eq!(end.time().year(), 9999);
///
/// let clock = time::macros::datetime!(2026-08-03 9:30:00.123_456_789 UTC);
/// assert_eq!(DateTimeOffset::from(clock).to_string(), "2026-08-03T09:30:00.1234567Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    time: OffsetDateTime,
    digits: Digits,
}

impl DateTimeOffset {
    /// This moment, in UTC and whole 100 ns.
    pub fn now_utc() -> Self {
        OffsetDateTime::now_utc().into()
    }

    /// The moment as the `time` crate has it, which counts nanoseconds: what it was read with beyond them is cut off.
    pub fn time(&self) -> OffsetDateTime {
        self.time
    }

    /// What makes the moment.
    fn moment(&self) -> (OffsetDateTime, u16) {
        (self.time, self.digits.picoseconds)
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.moment() == other.moment()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.moment().cmp(&other.moment())
    }
}

impl std::hash::Hash for DateTimeOffset {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.moment().hash(state);
    }
}

impl From<OffsetDateTime> for DateTimeOffset {
    /// What is less than 100 ns is cut off. An offset with seconds, which the form does not have, becomes UTC. A moment
    /// before year 1 or after 9999 becomes the first or the last.
    fn from(time: OffsetDateTime) -> Self {
        const LAST: OffsetDateTime = time::macros::datetime!(9999-12-31 23:59:59.999_999_9 UTC);
        let time = if time.offset().seconds_past_minute() == 0 {
            time
        } else {
            time.checked_to_offset(UtcOffset::UTC).unwrap_or(LAST)
        };
        let time = match time.year() {
            ..1 => time::macros::datetime!(0001-01-01 0:00 UTC),
            10_000.. => LAST,
            _ => time,
        };
        let (nanoseconds, digits) = Digits::of_program(time.nanosecond());
        Self {
            // Not more nanoseconds than there were.
            time: time.replace_nanosecond(nanoseconds).unwrap_or(time),
            digits,
        }
    }
}

impl From<std::time::SystemTime> for DateTimeOffset {
    /// What is less than 100 ns is cut off.
    fn from(time: std::time::SystemTime) -> Self {
        OffsetDateTime::from(time).into()
    }
}

impl From<DateTimeOffset> for OffsetDateTime {
    fn from(value: DateTimeOffset) -> Self {
        value.time
    }
}

const NO_DATE_TIME: InvalidValue =
    InvalidValue("not a date-time with an offset, such as 2026-08-03T09:30:00Z (years 0001 to 9999)");

fn date(cursor: &mut Cursor<'_>) -> Option<time::Date> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cursor.chunk()? else {
        return None;
    };
    let year = i32::from(pair(y1, y2)?) * 100 + i32::from(pair(y3, y4)?);
    let month = Month::try_from(pair(m1, m2)?).ok()?;
    if year == 0 {
        return None;
    }
    time::Date::from_calendar_date(year, month, pair(d1, d2)?).ok()
}

/// Hours and minutes, then seconds and a fraction where they are given.
fn time_of_day(cursor: &mut Cursor<'_>) -> Option<(Time, Digits)> {
    let &[h1, h2, b':', m1, m2] = cursor.chunk()? else {
        return None;
    };
    let (mut second, mut nanoseconds, mut digits) = (0, 0, Digits::default());
    if cursor.take(b':').is_some() {
        let &[s1, s2] = cursor.chunk()?;
        second = pair(s1, s2)?;
        (nanoseconds, digits) = cursor.fraction()?;
    }
    let time = Time::from_hms_nano(pair(h1, h2)?, pair(m1, m2)?, second, nanoseconds).ok()?;
    Some((time, digits))
}

fn offset(cursor: &mut Cursor<'_>) -> Option<UtcOffset> {
    let sign: i8 = match cursor.peek()? {
        b'Z' => return cursor.take(b'Z').map(|()| UtcOffset::UTC),
        b'z' => return cursor.take(b'z').map(|()| UtcOffset::UTC),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    cursor.take(if sign == 1 { b'+' } else { b'-' })?;
    let &[h1, h2, b':', m1, m2] = cursor.chunk()? else {
        return None;
    };
    let hours = i8::try_from(pair(h1, h2)?).ok()?;
    let minutes = i8::try_from(pair(m1, m2)?).ok().filter(|minutes| *minutes < 60)?;
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

impl FromStr for DateTimeOffset {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        fn parse(cursor: &mut Cursor<'_>) -> Option<DateTimeOffset> {
            let date = date(cursor)?;
            cursor.take(b'T').or_else(|| cursor.take(b't'))?;
            let (time, digits) = time_of_day(cursor)?;
            let offset = offset(cursor)?;
            let time = OffsetDateTime::new_in_offset(date, time, offset);
            cursor.is_done().then_some(DateTimeOffset { time, digits })
        }
        parse(&mut Cursor::new(text)).ok_or(NO_DATE_TIME)
    }
}

/// A day as its text.
fn date_text(date: time::Date) -> [u8; 10] {
    let (year, month, day) = date.to_calendar_date();
    let year = year.unsigned_abs();
    let [y1, y2] = two((year / 100) as u8);
    let [y3, y4] = two((year % 100) as u8);
    let [m1, m2] = two(month.into());
    let [d1, d2] = two(day);
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
}

/// A time of the day as its text, without its fraction.
fn time_text(time: Time) -> [u8; 8] {
    let (hour, minute, second) = time.as_hms();
    let [h1, h2] = two(hour);
    let [m1, m2] = two(minute);
    let [s1, s2] = two(second);
    [h1, h2, b':', m1, m2, b':', s1, s2]
}

fn write_time(out: &mut Vec<u8>, time: Time, digits: Digits) {
    out.extend_from_slice(&time_text(time));
    fraction(out, time.nanosecond(), digits);
}

impl Plain for DateTimeOffset {
    fn text(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&date_text(self.time.date()));
        out.push(b'T');
        write_time(out, self.time.time(), self.digits);
        let offset = self.time.offset();
        if offset.is_utc() {
            out.push(b'Z');
        } else {
            let [h1, h2] = two(offset.whole_hours().unsigned_abs());
            let [m1, m2] = two(offset.minutes_past_hour().unsigned_abs());
            let sign = if offset.is_negative() { b'-' } else { b'+' };
            out.extend_from_slice(&[sign, h1, h2, b':', m1, m2]);
        }
    }

    fn identity(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.time.unix_timestamp_nanos().to_be_bytes());
        out.extend_from_slice(&self.digits.picoseconds.to_be_bytes());
    }
}

text_value!(DateTimeOffset, "a date-time with its offset");

/// A day without a time (`Edm.Date`), for example `2026-08-03`. Years 0001 to 9999.
///
/// The service sometimes sends a day as its midnight in UTC, `2026-08-03T00:00:00Z`: that is read too, and written as
/// the day. Any other time of the day is refused, because it would be lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// The day as the `time` crate has it.
    pub fn date(&self) -> time::Date {
        self.0
    }
}

impl From<time::Date> for Date {
    /// A day before year 1 or after 9999 becomes the first or the last.
    fn from(date: time::Date) -> Self {
        Self(match date.year() {
            ..1 => time::macros::date!(0001 - 01 - 01),
            10_000.. => time::macros::date!(9999 - 12 - 31),
            _ => date,
        })
    }
}

impl FromStr for Date {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        fn parse(cursor: &mut Cursor<'_>) -> Option<Date> {
            let date = date(cursor)?;
            if !cursor.is_done() {
                cursor.take(b'T').or_else(|| cursor.take(b't'))?;
                let (time, _) = time_of_day(cursor)?;
                let midnight = time == Time::MIDNIGHT && offset(cursor)?.is_utc();
                (midnight && cursor.is_done()).then_some(())?;
            }
            Some(Date(date))
        }
        parse(&mut Cursor::new(text)).ok_or(InvalidValue("not a date, such as 2026-08-03 (years 0001 to 9999)"))
    }
}

impl Plain for Date {
    fn text(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&date_text(self.0));
    }
}

text_value!(Date, "a date");

/// A time of the day (`Edm.TimeOfDay`), for example `09:30:00.0000000`.
///
/// It remembers how many digits of a second's fraction it was read with, up to twelve, and writes as many. Made from a
/// value of the `time` crate it is cut off after 100 ns, in which the service counts.
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    time: Time,
    digits: Digits,
}

impl TimeOfDay {
    /// The time as the `time` crate has it, which counts nanoseconds: what it was read with beyond them is cut off.
    pub fn time(&self) -> Time {
        self.time
    }

    /// What makes the time.
    fn moment(&self) -> (Time, u16) {
        (self.time, self.digits.picoseconds)
    }
}

impl PartialEq for TimeOfDay {
    fn eq(&self, other: &Self) -> bool {
        self.moment() == other.moment()
    }
}

impl Eq for TimeOfDay {}

impl PartialOrd for TimeOfDay {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimeOfDay {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.moment().cmp(&other.moment())
    }
}

impl std::hash::Hash for TimeOfDay {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.moment().hash(state);
    }
}

impl From<Time> for TimeOfDay {
    /// What is less than 100 ns is cut off.
    fn from(time: Time) -> Self {
        let (nanoseconds, digits) = Digits::of_program(time.nanosecond());
        Self {
            time: time.replace_nanosecond(nanoseconds).unwrap_or(time),
            digits,
        }
    }
}

impl FromStr for TimeOfDay {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let mut cursor = Cursor::new(text);
        time_of_day(&mut cursor)
            .filter(|_| cursor.is_done())
            .map(|(time, digits)| Self { time, digits })
            .ok_or(InvalidValue("not a time of day, such as 09:30:00"))
    }
}

impl Plain for TimeOfDay {
    fn text(&self, out: &mut Vec<u8>) {
        write_time(out, self.time, self.digits);
    }

    fn identity(&self, out: &mut Vec<u8>) {
        write_time(out, self.time, self.digits.all());
    }
}

text_value!(TimeOfDay, "a time of day");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_time_is_written_as_it_was_read() {
        for text in [
            "2026-08-03T09:30:00Z",
            "0001-01-01T00:00:00Z",
            "0001-01-01T08:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "2024-02-29T23:59:59.0Z",
            "2026-08-03T09:30:00.1234567-08:00",
            "9999-12-31T23:59:59-08:00",
            "0001-01-01T00:00:00+14:00",
            "2026-08-03T09:30:00.120+05:30",
            "2026-08-03T09:30:00.123456789Z",
            "2026-08-03T09:30:00.123456789012Z",
            "2026-08-03T09:30:00.0000000000-01:00",
        ] {
            assert_eq!(text.parse::<DateTimeOffset>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_time_is_refused() {
        for text in [
            "",
            "2026-08-03",
            "2026-08-03T09:30:00",
            "2026-02-30T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2026-08-03T24:00:00Z",
            "2026-08-03T09:30:00Zx",
            "2026-08-03T09:30:00.Z",
            "2026-08-03T09:30:00.1234567890123Z",
            "2026-08-03T09:30:00+5:00",
            "2026-08-03T09:30:00+05:60",
            "2026-08-03 09:30:00Z",
            "２026-08-03T09:30:00Z",
            "2026-13-01T00:00:00Z",
            "+2026-08-03T09:30:00Z",
            "2026-08-~3T09:30:00Z",
        ] {
            assert_eq!(text.parse::<DateTimeOffset>(), Err(NO_DATE_TIME), "{text}");
        }
    }

    #[test]
    fn equal_are_date_times_that_name_the_same_moment() {
        let parse = |text: &str| text.parse::<DateTimeOffset>().unwrap();
        assert_eq!(parse("2026-08-03T09:30:00Z"), parse("2026-08-03T11:30:00.000+02:00"));
        assert_ne!(parse("2026-08-03T09:30:00Z"), parse("2026-08-03T09:30:00.0000001Z"));
        assert!(parse("9999-12-31T23:59:59-08:00") > parse("9999-12-31T23:59:59Z"));
        let same = |one: &str, two: &str| {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            parse(one).identity(&mut a);
            parse(two).identity(&mut b);
            a == b
        };
        assert!(same("2026-08-03T09:30:00Z", "2026-08-03T11:30:00.000+02:00"));
        assert!(!same("2026-08-03T09:30:00Z", "2026-08-03T09:30:01Z"));
    }

    #[test]
    fn any_moment_of_the_time_crate_has_a_form() {
        use time::macros::{date, datetime};
        for (moment, text) in [
            (datetime!(2026-08-03 9:30 +5:30:15), "2026-08-03T03:59:45Z"),
            (datetime!(-44-03-15 12:00 UTC), "0001-01-01T00:00:00Z"),
            (datetime!(9999-12-31 23:59:50 -0:00:30), "9999-12-31T23:59:59.9999999Z"),
            (datetime!(9999-12-31 23:59:50 -1), "9999-12-31T23:59:50-01:00"),
        ] {
            assert_eq!(DateTimeOffset::from(moment).to_string(), text);
        }
        assert_eq!(Date::from(date!(-44 - 03 - 15)).to_string(), "0001-01-01");
    }

    #[test]
    fn what_a_program_makes_counts_as_the_service_does() {
        use time::macros::{datetime, time};
        for (moment, text) in [
            (
                datetime!(2026-08-03 9:30:00.123_456_789 UTC),
                "2026-08-03T09:30:00.1234567Z",
            ),
            (
                datetime!(2026-08-03 9:30:59.999_999_999 +2),
                "2026-08-03T09:30:59.9999999+02:00",
            ),
            (datetime!(2026-08-03 9:30:00.000_000_099 UTC), "2026-08-03T09:30:00Z"),
            (datetime!(2026-08-03 9:30:00.12 UTC), "2026-08-03T09:30:00.12Z"),
            (
                datetime!(1969-12-31 23:59:59.999_999_999 UTC),
                "1969-12-31T23:59:59.9999999Z",
            ),
        ] {
            let value = DateTimeOffset::from(moment);
            assert_eq!(value.to_string(), text);
            assert_eq!(text.parse(), Ok(value));
            assert!(value.time() <= moment);
        }
        let system = std::time::UNIX_EPOCH + std::time::Duration::from_nanos(1_123_456_789);
        assert_eq!(DateTimeOffset::from(system).to_string(), "1970-01-01T00:00:01.1234567Z");
        assert_eq!(
            TimeOfDay::from(time!(9:30:00.123_456_789)).to_string(),
            "09:30:00.1234567"
        );
        for _ in 0..50 {
            let now = DateTimeOffset::now_utc();
            assert_eq!(now.to_string().parse(), Ok(now));
            assert!(now.to_string().len() <= "2026-08-03T09:30:00.1234567Z".len(), "{now}");
        }
    }

    #[test]
    fn digits_beyond_nanoseconds_count() {
        let parse = |text: &str| text.parse::<DateTimeOffset>().unwrap();
        let (one, two) = ("2026-08-03T09:30:00.123456789001Z", "2026-08-03T09:30:00.123456789002Z");
        assert!(parse(one) < parse(two) && parse(one) != parse(two));
        assert_eq!(parse(one).time(), parse(two).time());
        assert_eq!(
            parse("2026-08-03T09:30:00.100000000000Z"),
            parse("2026-08-03T09:30:00.1Z")
        );
        let identity = |text: &str| {
            let mut out = Vec::new();
            parse(text).identity(&mut out);
            out
        };
        assert_ne!(identity(one), identity(two));
        let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
        assert!(time("09:30:00.1234567890") < time("09:30:00.123456789001"));
        assert_eq!(time("09:30:00.123456789012").to_string(), "09:30:00.123456789012");
        assert!("09:30:00.1234567890123".parse::<TimeOfDay>().is_err());
    }

    #[test]
    fn a_date_time_without_seconds_is_read() {
        assert_eq!(
            "2014-01-01T00:00Z".parse::<DateTimeOffset>().unwrap().to_string(),
            "2014-01-01T00:00:00Z"
        );
    }

    #[test]
    fn dates_and_times_of_day() {
        assert_eq!("2024-02-29".parse::<Date>().unwrap().to_string(), "2024-02-29");
        assert!("2023-02-29".parse::<Date>().is_err());
        for midnight in [
            "2024-02-29T00:00:00Z",
            "2024-02-29T00:00:00.0000000+00:00",
            "2024-02-29T00:00Z",
        ] {
            assert_eq!(midnight.parse::<Date>().unwrap().to_string(), "2024-02-29");
        }
        for other in [
            "2024-02-29T08:00:00Z",
            "2024-02-29T00:00:00-08:00",
            "2024-02-29T00:00:00",
            "2024-02-29T00:00:00Zx",
        ] {
            assert!(other.parse::<Date>().is_err(), "{other}");
        }
        assert_eq!(
            "09:30:00.0000000".parse::<TimeOfDay>().unwrap().to_string(),
            "09:30:00.0000000"
        );
        assert_eq!("09:30".parse::<TimeOfDay>(), "09:30:00.000".parse::<TimeOfDay>());
        assert!("24:00:00".parse::<TimeOfDay>().is_err());
        assert!("09:30:00Z".parse::<TimeOfDay>().is_err());
    }
}
