//! `Edm.Duration`: ISO 8601 durations, kept in the units that they were given in.

use std::str::FromStr;

use crate::core::json::digits;

use super::plain::{Cursor, Digits, InvalidValue, Plain, fraction, text_value};

/// A length of time (`Edm.Duration`) in ISO 8601, for example `P365D`, `PT1H30M` or `-P1DT2.5S`.
///
/// It keeps its units: `P1Y2M3DT4H` and `PT36H` are written as they were read. Equal are two of the same
/// units; whether `P1D` is `PT24H` depends on clocks, see [`Duration::to_std`].
///
/// Seconds have up to twelve digits after the point, which are written as they were read. Made from the standard
/// library's length it is cut off after 100 ns, in which the service counts.
#[derive(Clone, Copy, Default)]
pub struct Duration {
    negative: bool,
    digits: Digits,
    /// Which units were given, a bit each, so that `PT0S` and `P0D` stay what they are.
    given: u8,
    nanoseconds: u32,
    /// Years, months, weeks, days, hours, minutes, seconds.
    counts: [u64; 7],
}

const DAYS: u8 = 1 << 3;
const HOURS: u8 = 1 << 4;
const MINUTES: u8 = 1 << 5;
const SECONDS: u8 = 1 << 6;
const LETTERS: [u8; 7] = *b"YMWDHMS";
const NO_DURATION: InvalidValue = InvalidValue("not an ISO 8601 duration, such as P365D or PT1H30M");

impl Duration {
    /// So many whole days.
    pub fn days(days: u32) -> Self {
        Self {
            given: DAYS,
            counts: [0, 0, 0, u64::from(days), 0, 0, 0],
            ..Self::default()
        }
    }

    /// So many whole hours.
    pub fn hours(hours: u32) -> Self {
        Self {
            given: HOURS,
            counts: [0, 0, 0, 0, u64::from(hours), 0, 0],
            ..Self::default()
        }
    }

    /// So many whole minutes.
    pub fn minutes(minutes: u32) -> Self {
        Self {
            given: MINUTES,
            counts: [0, 0, 0, 0, 0, u64::from(minutes), 0],
            ..Self::default()
        }
    }

    /// Whether it goes backwards.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The length as the standard library has it, in whole nanoseconds, days taken as 24 hours and weeks as 7 days.
    /// `None` for a negative one, one with years or months, whose length depends on the calendar, and one that is too
    /// long.
    pub fn to_std(&self) -> Option<std::time::Duration> {
        let [years, months, weeks, days, hours, minutes, seconds] = self.counts;
        if self.negative || years > 0 || months > 0 {
            return None;
        }
        let days = weeks.checked_mul(7)?.checked_add(days)?;
        let hours = days.checked_mul(24)?.checked_add(hours)?;
        let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
        let seconds = minutes.checked_mul(60)?.checked_add(seconds)?;
        Some(std::time::Duration::new(seconds, self.nanoseconds))
    }

    /// What makes the length.
    fn length(&self) -> (bool, [u64; 7], u32, u16) {
        (self.negative, self.counts, self.nanoseconds, self.digits.picoseconds)
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.length() == other.length()
    }
}

impl Eq for Duration {}

impl std::hash::Hash for Duration {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.length().hash(state);
    }
}

impl From<std::time::Duration> for Duration {
    /// In days, hours, minutes and seconds; what is less than 100 ns is cut off.
    fn from(value: std::time::Duration) -> Self {
        let seconds = value.as_secs();
        let counts = [
            0,
            0,
            0,
            seconds / 86_400,
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60,
        ];
        let (nanoseconds, digits) = Digits::of_program(value.subsec_nanos());
        let mut given = if nanoseconds > 0 { SECONDS } else { 0 };
        for (place, count) in counts.iter().enumerate() {
            if *count > 0 {
                given |= 1 << place;
            }
        }
        if given == 0 {
            given = SECONDS;
        }
        Self {
            negative: false,
            digits,
            given,
            nanoseconds,
            counts,
        }
    }
}

impl FromStr for Duration {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        fn parse(cursor: &mut Cursor<'_>) -> Option<Duration> {
            let mut duration = Duration {
                negative: cursor.take(b'-').is_some(),
                ..Duration::default()
            };
            if !duration.negative {
                let _ = cursor.take(b'+');
            }
            cursor.take(b'P')?;
            let mut in_time = false;
            let mut unit = 0;
            while !cursor.is_done() {
                if !in_time && cursor.take(b'T').is_some() {
                    in_time = true;
                    unit = 4;
                    if cursor.is_done() {
                        return None;
                    }
                }
                let count = cursor.number()?;
                let (nanoseconds, digits) = cursor.fraction()?;
                // Units come in order, each once; M is months before the T and minutes after it.
                let end = if in_time { LETTERS.len() } else { 4 };
                let letter = cursor.peek()?;
                let place = (unit..end).find(|place| LETTERS.get(*place) == Some(&letter))?;
                cursor.take(letter)?;
                if digits.count > 0 {
                    if letter != b'S' {
                        return None;
                    }
                    duration.nanoseconds = nanoseconds;
                    duration.digits = digits;
                }
                *duration.counts.get_mut(place)? = count;
                duration.given |= 1 << place;
                unit = place + 1;
            }
            (duration.given != 0).then_some(duration)
        }
        parse(&mut Cursor::new(text)).ok_or(NO_DURATION)
    }
}

impl Plain for Duration {
    fn text(&self, out: &mut Vec<u8>) {
        if self.negative {
            out.push(b'-');
        }
        out.push(b'P');
        let given = if self.given == 0 { SECONDS } else { self.given };
        let mut in_time = false;
        for (place, (count, letter)) in self.counts.iter().zip(LETTERS).enumerate() {
            if given & (1 << place) == 0 {
                continue;
            }
            if place >= 4 && !in_time {
                in_time = true;
                out.push(b'T');
            }
            digits(out, *count);
            if letter == b'S' {
                fraction(out, self.nanoseconds, self.digits);
            }
            out.push(letter);
        }
    }

    fn identity(&self, out: &mut Vec<u8>) {
        let same = Self {
            digits: self.digits.all(),
            given: u8::MAX >> 1,
            ..*self
        };
        same.text(out);
    }
}

text_value!(Duration, "an ISO 8601 duration");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_as_it_was_read() {
        for text in [
            "P365D",
            "PT1H30M",
            "-P1DT2.5S",
            "P1Y2M3DT4H",
            "PT0S",
            "P0D",
            "PT36H",
            "P2W",
            "PT0.1234567S",
            "PT0.123456789012S",
            "-PT1.0000000000S",
            "P1M",
            "PT1M",
        ] {
            assert_eq!(text.parse::<Duration>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1D",
            "P1DT",
            "P1H",
            "PT1D",
            "P1D1Y",
            "PT1.5H",
            "P1D1D",
            "PT1.S",
            "PT0.1234567890123S",
            "P-1D",
            "P99999999999999999999D",
            "P1D ",
        ] {
            assert_eq!(text.parse::<Duration>(), Err(NO_DURATION), "{text}");
        }
    }

    #[test]
    fn lengths() {
        let parse = |text: &str| text.parse::<Duration>().unwrap();
        assert_eq!(
            parse("P1DT1H1M1.5S").to_std(),
            Some(std::time::Duration::from_millis(90_061_500))
        );
        assert_eq!(parse("P1M").to_std(), None);
        assert_eq!(parse("-PT1S").to_std(), None);
        assert_eq!(
            Duration::from(std::time::Duration::from_millis(90_061_500)).to_string(),
            "P1DT1H1M1.5S"
        );
        assert_eq!(Duration::from(std::time::Duration::ZERO).to_string(), "PT0S");
        let cut = |seconds, nanoseconds| Duration::from(std::time::Duration::new(seconds, nanoseconds)).to_string();
        assert_eq!(cut(0, 123_456_789), "PT0.1234567S");
        assert_eq!(cut(59, 999_999_999), "PT59.9999999S");
        assert_eq!((cut(0, 99), cut(60, 99)), ("PT0S".to_owned(), "PT1M".to_owned()));
        assert_ne!(parse("PT0.123456789001S"), parse("PT0.123456789002S"));
        assert_eq!(parse("PT0.100000000000S"), parse("PT0.1S"));
        assert_eq!(Duration::days(14).to_string(), "P14D");
        assert_eq!(parse("PT0S"), parse("P0D"));
        assert_ne!(parse("P1M"), parse("PT1M"));
    }
}
