//! Dates, times and durations as numbers of 100 nanoseconds, which is as fine as Graph writes them.
//!
//! Each is read from its text in one pass without allocation, because a filter over 100,000 entities reads as many.

/// Ticks of a second.
pub(super) const SECOND: i64 = 10_000_000;
/// Ticks of a day.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// A text that is read from its beginning.
struct Reader<'t> {
    rest: &'t [u8],
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text.as_bytes() }
    }

    fn take(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if first.eq_ignore_ascii_case(&byte) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn digit(&mut self) -> Option<i64> {
        let (first, rest) = self.rest.split_first()?;
        let digit = first.is_ascii_digit().then(|| i64::from(first - b'0'))?;
        self.rest = rest;
        Some(digit)
    }

    /// A number of so many digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        (0..count).try_fold(0, |number, _| Some(number * 10 + self.digit()?))
    }

    /// A number of any digits, as long as it fits.
    fn number(&mut self) -> Option<i64> {
        let mut number = self.digit()?;
        while let Some(digit) = self.digit() {
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    /// Ticks after a decimal point, if there is one: up to twelve digits, of which seven count.
    fn fraction(&mut self) -> Option<i64> {
        if !self.take(b'.') {
            return Some(0);
        }
        let (mut ticks, mut unit) = (self.digit()? * (SECOND / 10), SECOND / 100);
        for _ in 1..12 {
            let Some(digit) = self.digit() else { break };
            ticks += digit * unit;
            unit /= 10;
        }
        Some(ticks)
    }

    fn date(&mut self) -> Option<i64> {
        let year = self.digits(4)?;
        let month = self.take(b'-').then(|| self.digits(2))??;
        let day = self.take(b'-').then(|| self.digits(2))??;
        days(year, month, day)
    }

    /// Hours and minutes, with or without seconds.
    fn time(&mut self) -> Option<i64> {
        let hour = self.digits(2).filter(|hour| *hour < 24)?;
        let minute = self.take(b':').then(|| self.digits(2))??;
        let (second, fraction) = match self.take(b':') {
            true => (self.digits(2)?, self.fraction()?),
            false => (0, 0),
        };
        (minute < 60 && second < 60).then_some(((hour * 60 + minute) * 60 + second) * SECOND + fraction)
    }

    /// Ticks that a time zone is ahead.
    fn offset(&mut self) -> Option<i64> {
        if self.take(b'Z') {
            return Some(0);
        }
        let sign = if self.take(b'+') { 1 } else { -1 };
        if sign < 0 && !self.take(b'-') {
            return None;
        }
        let hour = self.digits(2).filter(|hour| *hour < 24)?;
        let minute = self.take(b':').then(|| self.digits(2))??;
        (minute < 60).then_some(sign * (hour * 60 + minute) * 60 * SECOND)
    }

    fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, by the count of days from the first of March on, so that
/// a leap day ends its year.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Year, month and day of so many days from 1970-01-01.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// An `Edm.Date` as days from 1970-01-01; of a timestamp, which Graph has sent for a date, its date.
pub(super) fn date(text: &str) -> Option<i64> {
    let mut reader = Reader::of(text);
    let days = reader.date()?;
    if reader.take(b'T') {
        reader.time()?;
        reader.offset()?;
    }
    reader.end()?;
    Some(days)
}

/// An `Edm.DateTimeOffset` as ticks from 1970-01-01T00:00:00Z.
pub(super) fn instant(text: &str) -> Option<i64> {
    let mut reader = Reader::of(text);
    let days = reader.date()?;
    let time = reader.take(b'T').then(|| reader.time())??;
    let offset = reader.offset()?;
    reader.end()?;
    Some(days * DAY + time - offset)
}

/// An `Edm.TimeOfDay` as ticks from midnight.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let mut reader = Reader::of(text);
    let time = reader.time()?;
    reader.end()?;
    Some(time)
}

/// An `Edm.Duration` as ticks. Years count as 365 days and months as 30: Graph writes them now and then, and OData has
/// no such durations.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut reader = Reader::of(text);
    let negative = reader.take(b'-');
    if !reader.take(b'P') {
        return None;
    }
    const DATE_UNITS: [(u8, i64); 4] = [(b'Y', 365 * DAY), (b'M', 30 * DAY), (b'W', 7 * DAY), (b'D', DAY)];
    const TIME_UNITS: [(u8, i64); 3] = [(b'H', 3_600 * SECOND), (b'M', 60 * SECOND), (b'S', SECOND)];
    let (mut ticks, mut parts) = (0_i64, 0);
    for units in [DATE_UNITS.as_slice(), TIME_UNITS.as_slice()] {
        let mut units = units.iter();
        while reader.rest.first().is_some_and(u8::is_ascii_digit) {
            let (number, fraction) = (reader.number()?, reader.fraction()?);
            let has_fraction = fraction != 0;
            let (unit, length) = units.by_ref().find(|(unit, _)| reader.take(*unit))?;
            if has_fraction && *unit != b'S' {
                return None;
            }
            ticks = ticks.checked_add(number.checked_mul(*length)?)?.checked_add(fraction)?;
            parts += 1;
        }
        if !reader.take(b'T') {
            break;
        }
    }
    reader.end()?;
    (parts > 0).then_some(if negative { -ticks } else { ticks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_to_a_tick() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant("1970-01-01T00:00:00.0000001Z"), Some(1));
        assert_eq!(instant("1970-01-01t01:00:00.5+01:00"), Some(SECOND / 2));
        assert_eq!(instant("1970-01-01T00:00-08:00"), Some(8 * 3_600 * SECOND));
        assert_eq!(instant("0001-01-01T00:00:00Z"), Some(-62_135_596_800 * SECOND));
        assert_eq!(
            instant("9999-12-31T23:59:59.9999999Z"),
            Some(253_402_300_800 * SECOND - 1)
        );
        for broken in [
            "",
            "2026-02-29T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T24:00:00Z",
        ] {
            assert_eq!(instant(broken), None, "{broken}");
        }
    }

    #[test]
    fn dates_go_there_and_back() {
        for day in (-719_162..2_932_896).step_by(97) {
            let (year, month, of_month) = civil(day);
            assert_eq!(date(&format!("{year:04}-{month:02}-{of_month:02}")), Some(day));
        }
        assert_eq!(date("2024-02-29"), Some(19_782));
        assert_eq!(date("2024-02-29T10:00:00Z"), Some(19_782));
        assert_eq!(date("2023-02-29"), None);
        assert_eq!(date("2023-13-01"), None);
    }

    #[test]
    fn durations_are_iso_8601() {
        assert_eq!(duration("P365D"), Some(365 * DAY));
        assert_eq!(duration("PT1H30M"), Some(5_400 * SECOND));
        assert_eq!(duration("-P1DT2.5S"), Some(-(DAY + 25 * SECOND / 10)));
        assert_eq!(duration("P1Y2M3DT4H"), Some((365 + 60 + 3) * DAY + 4 * 3_600 * SECOND));
        for broken in [
            "P",
            "PT",
            "1D",
            "P1H",
            "PT1D",
            "P1.5D",
            "P1D2",
            "P99999999999999999999D",
            "PT1S1M",
        ] {
            assert_eq!(duration(broken), None, "{broken}");
        }
    }

    #[test]
    fn times_have_seconds_or_not() {
        assert_eq!(time_of_day("12:30"), Some(45_000 * SECOND));
        assert_eq!(time_of_day("00:00:01.0000001"), Some(SECOND + 1));
        assert_eq!(time_of_day("24:00"), None);
    }
}
