//! What the values have in common: a short ASCII text that needs no escapes in JSON.

use std::fmt;

/// A text that is not a value of the type asked for: what would be one.
///
/// It does not hold the text, so it can be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidValue(pub(crate) &'static str);

impl InvalidValue {
    /// What is wrong, in words.
    pub fn reason(&self) -> &'static str {
        self.0
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidValue {}

/// A value that is written as a string of plain ASCII.
pub(crate) trait Plain: Send + Sync {
    /// Appends the text, without quotes.
    fn text(&self, out: &mut Vec<u8>);

    /// Appends a text that is the same for equal values only.
    fn identity(&self, out: &mut Vec<u8>) {
        self.text(out);
    }

    /// The number that is written in place of the text.
    fn number(&self) -> Option<u64> {
        None
    }
}

/// Appends a value's text to one of more than it.
pub(crate) fn append_text(value: &dyn Plain, out: &mut String) {
    let mut bytes = std::mem::take(out).into_bytes();
    value.text(&mut bytes);
    // Text with ASCII behind it is text.
    *out = String::from_utf8(bytes).unwrap_or_default();
}

/// The number of two digits; `None` if one is none.
#[inline]
pub(super) fn pair(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens < 10 && ones < 10 {
        Some(tens * 10 + ones)
    } else {
        None
    }
}

/// A number below 1000 as its three digits.
#[inline]
fn three(value: u32) -> [u8; 3] {
    [value / 100 % 10, value / 10 % 10, value % 10].map(|digit| b'0' + digit as u8)
}

/// A number below 100 as its two digits.
#[inline]
pub(super) fn two(value: u8) -> [u8; 2] {
    [b'0' + value / 10 % 10, b'0' + value % 10]
}

/// What a fraction of a second has beside its whole nanoseconds: with how many digits it is written, and picoseconds.
///
/// OData has up to 12 digits. What was read is written with the digits that it came with.
#[derive(Clone, Copy, Default)]
pub(super) struct Digits {
    /// What the digits after the ninth say.
    pub(super) picoseconds: u16,
    /// How many digits there are, those of the nanoseconds among them.
    pub(super) count: u8,
}

/// Nanoseconds in 100 ns, in which the service counts.
const TICK: u32 = 100;

impl Digits {
    /// All that there are.
    pub(super) const ALL: u8 = 12;

    /// Of a value that a program makes: cut off after 100 ns, in which the service counts, and with the fewest digits
    /// that say it.
    pub(super) fn of_program(nanoseconds: u32) -> (u32, Self) {
        let nanoseconds = nanoseconds - nanoseconds % TICK;
        let mut rest = nanoseconds;
        let mut count = 9;
        while count > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            count -= 1;
        }
        (nanoseconds, Self { picoseconds: 0, count })
    }

    /// The same with all digits: equal for equal fractions.
    pub(super) fn all(self) -> Self {
        Self {
            count: Self::ALL,
            ..self
        }
    }
}

/// Appends a fraction of a second with the digits that it has.
pub(super) fn fraction(out: &mut Vec<u8>, nanoseconds: u32, digits: Digits) {
    if digits.count == 0 {
        return;
    }
    let mut text = *b".000000000000";
    let [_, places @ ..] = &mut text;
    let groups = [
        nanoseconds / 1_000_000,
        nanoseconds / 1000 % 1000,
        nanoseconds % 1000,
        digits.picoseconds.into(),
    ];
    for (place, group) in places.as_chunks_mut().0.iter_mut().zip(groups) {
        *place = three(group);
    }
    out.extend_from_slice(text.get(..=usize::from(digits.count)).unwrap_or(&text));
}

/// The nanoseconds of one unit of a fraction with so many digits.
const UNITS: [u32; 10] = [
    1_000_000_000,
    100_000_000,
    10_000_000,
    1_000_000,
    100_000,
    10_000,
    1000,
    100,
    10,
    1,
];

/// A cursor over the text of a value.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes() }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.rest.split_first()?;
        (*first == byte).then(|| self.rest = rest)
    }

    /// The next bytes, exactly so many.
    #[inline]
    pub(super) fn chunk<const COUNT: usize>(&mut self) -> Option<&'a [u8; COUNT]> {
        let (chunk, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(chunk)
    }

    /// One or more digits, as many as there are.
    pub(super) fn number(&mut self) -> Option<u64> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(count)?;
        if digits.is_empty() {
            return None;
        }
        let mut value = 0_u64;
        for digit in digits {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        }
        self.rest = rest;
        Some(value)
    }

    /// A point and 1 to 12 digits, if a point comes next: nanoseconds and what there is beside them.
    pub(super) fn fraction(&mut self) -> Option<(u32, Digits)> {
        let Some((b'.', mut rest)) = self.rest.split_first() else {
            return Some((0, Digits::default()));
        };
        let (mut value, mut count) = (0, 0);
        while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
            if count == 9 {
                return self.finer(rest, value);
            }
            value = value * 10 + u32::from(digit - b'0');
            count += 1;
            rest = after;
        }
        self.rest = rest;
        let nanoseconds = value * UNITS.get(usize::from(count))?;
        let digits = Digits { picoseconds: 0, count };
        (count > 0).then_some((nanoseconds, digits))
    }

    /// The digits after the ninth, of which there are up to three.
    #[cold]
    fn finer(&mut self, mut rest: &'a [u8], nanoseconds: u32) -> Option<(u32, Digits)> {
        let (mut picoseconds, mut unit, mut count) = (0, 100, 9);
        while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
            if unit == 0 {
                return None;
            }
            picoseconds += u16::from(digit - b'0') * unit;
            unit /= 10;
            count += 1;
            rest = after;
        }
        self.rest = rest;
        Some((nanoseconds, Digits { picoseconds, count }))
    }
}

/// `Display` by [`Plain::text`], `Serialize` and `Deserialize` by the text.
macro_rules! text_value {
    ($type:ty, $what:literal) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut text = Vec::with_capacity(40);
                crate::core::values::Plain::text(self, &mut text);
                f.pad(std::str::from_utf8(&text).unwrap_or_default())
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = crate::core::values::InvalidValue;

            #[doc = concat!("Reads ", $what, ", as `FromStr` does.")]
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}
pub(super) use text_value;
