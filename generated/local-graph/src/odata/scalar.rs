//! Values while an expression is evaluated, and how two of them compare.

use std::borrow::Cow;
use std::cmp::Ordering;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::kind::Kind;
use super::ticks;

/// A primitive value, or null.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'v> {
    Null,
    Bool(bool),
    Integer(i64),
    Number(f64),
    /// Text, and the name of an enumeration's member.
    Text(Cow<'v, str>),
    /// Names of flags, each once, in lower case and sorted.
    Flags(Vec<String>),
    Guid(u128),
    /// Ticks from 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Days from 1970-01-01.
    Date(i64),
    /// Ticks from midnight.
    Time(i64),
    /// Ticks.
    Duration(i64),
    Binary(Vec<u8>),
}

impl<'v> Scalar<'v> {
    /// What a JSON value is as a value of a kind. One that does not fit is null, as one that is not there.
    pub(super) fn of(value: Cow<'v, Value>, kind: Kind) -> Self {
        match value {
            Cow::Borrowed(Value::String(text)) => Self::of_text(Cow::Borrowed(text), kind),
            Cow::Owned(Value::String(text)) => Self::of_text(Cow::Owned(text), kind),
            other => match (other.as_ref(), kind) {
                (Value::Bool(value), Kind::Bool | Kind::Untyped) => Self::Bool(*value),
                (Value::Number(number), Kind::Integer | Kind::Untyped) if number.is_i64() => {
                    number.as_i64().map_or(Self::Null, Self::Integer)
                }
                (Value::Number(number), Kind::Integer | Kind::Number | Kind::Untyped) => {
                    number.as_f64().map_or(Self::Null, Self::Number)
                }
                _ => Self::Null,
            },
        }
    }

    /// What a text is as a value of a kind, in JSON or in a literal.
    pub(super) fn of_text(text: Cow<'v, str>, kind: Kind) -> Self {
        let found = match kind {
            Kind::Text | Kind::Untyped => return Self::Text(text),
            Kind::Enum(ty) if ty.is_flags() => Some(Self::Flags(flags(&text))),
            Kind::Enum(_) => return Self::Text(text),
            Kind::Guid => guid(&text).map(Self::Guid),
            Kind::Instant => ticks::instant(&text).map(Self::Instant),
            Kind::Date => ticks::date(&text).map(Self::Date),
            Kind::Time => ticks::time_of_day(&text).map(Self::Time),
            Kind::Duration => ticks::duration(&text).map(Self::Duration),
            Kind::Binary => binary(&text).map(Self::Binary),
            // 64-bit numbers stand in JSON as text too.
            Kind::Integer => text.parse().ok().map(Self::Integer),
            Kind::Number => number(&text).map(Self::Number),
            Kind::Bool | Kind::Null | Kind::Complex(_) | Kind::Entity(_) => None,
        };
        found.unwrap_or(Self::Null)
    }

    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Numbers as floating point.
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "OData promotes so")]
            Self::Integer(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn into_owned(self) -> Scalar<'static> {
        match self {
            Self::Text(text) => Scalar::Text(Cow::Owned(text.into_owned())),
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Integer(value) => Scalar::Integer(value),
            Self::Number(value) => Scalar::Number(value),
            Self::Flags(value) => Scalar::Flags(value),
            Self::Guid(value) => Scalar::Guid(value),
            Self::Instant(value) => Scalar::Instant(value),
            Self::Date(value) => Scalar::Date(value),
            Self::Time(value) => Scalar::Time(value),
            Self::Duration(value) => Scalar::Duration(value),
            Self::Binary(value) => Scalar::Binary(value),
        }
    }

    /// Whether both are the same value, null included. Text without regard to case.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => text_equals(one, other),
            (Self::Number(_) | Self::Instant(_) | Self::Date(_) | Self::Integer(_), _) => {
                self.compare(other) == Some(Ordering::Equal)
            }
            _ => self == other,
        }
    }

    /// The order of two values of one kind; nothing where there is none, as with null and `NaN`.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(folded(one).cmp(folded(other))),
            (Self::Flags(one), Self::Flags(other)) => Some(one.cmp(other)),
            (Self::Guid(one), Self::Guid(other)) => Some(one.cmp(other)),
            (Self::Instant(one), Self::Instant(other))
            | (Self::Date(one), Self::Date(other))
            | (Self::Time(one), Self::Time(other))
            | (Self::Duration(one), Self::Duration(other)) => Some(one.cmp(other)),
            (Self::Date(days), Self::Instant(instant)) => Some((days * ticks::DAY).cmp(instant)),
            (Self::Instant(instant), Self::Date(days)) => Some(instant.cmp(&(days * ticks::DAY))),
            (Self::Binary(one), Self::Binary(other)) => Some(one.cmp(other)),
            _ => self.as_number()?.partial_cmp(&other.as_number()?),
        }
    }

    /// A total order for `$orderby`: null first, then values; what has no order is equal.
    pub(super) fn sort(&self, other: &Self) -> Ordering {
        match (self.is_null(), other.is_null()) {
            (false, false) => self.compare(other).unwrap_or(Ordering::Equal),
            (one, other) => other.cmp(&one),
        }
    }
}

/// The characters of a text by which it is compared: each in lower case. Graph's directory compares so, and nothing is
/// documented for governance; see docs/decisions/local-graph-odata.md.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// Whether two texts are equal without regard to case.
pub(super) fn text_equals(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        folded(one).eq(folded(other))
    }
}

/// The text in lower case, for looking for pieces of it.
pub(super) fn lowered(text: &str) -> Cow<'_, str> {
    match text.chars().all(|c| c.to_lowercase().eq([c])) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(folded(text).collect()),
    }
}

/// The names of a flags value, which stand with commas between them.
pub(super) fn flags(text: &str) -> Vec<String> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.map(str::to_ascii_lowercase).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A GUID in its form with hyphens, in either case.
pub(super) fn guid(text: &str) -> Option<u128> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut groups = text.split('-');
    let mut value = 0_u128;
    for length in GROUPS {
        let group = groups.next().filter(|group| group.len() == length)?;
        for digit in group.chars() {
            value = value << 4 | u128::from(digit.to_digit(16)?);
        }
    }
    groups.next().is_none().then_some(value)
}

/// Base64, in the alphabet of URLs or the other, padded or not.
fn binary(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = text.replace('-', "+").replace('_', "/");
    GeneralPurpose::new(&STANDARD, config).decode(text).ok()
}

/// A number as JSON and OData write it, `INF` and `NaN` included.
pub(super) fn number(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        // Rust takes `inf` and `infinity` too, in any case.
        _ if text.bytes().any(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_equal_without_regard_to_case() {
        assert!(text_equals("Sales", "sALES"));
        assert!(text_equals("ÄRGER", "ärger"));
        assert!(!text_equals("Ärger", "Arger"));
        let text = |text| Scalar::Text(Cow::Borrowed(text));
        assert_eq!(text("a").compare(&text("B")), Some(Ordering::Less));
    }

    #[test]
    fn null_stands_first() {
        assert_eq!(Scalar::Null.sort(&Scalar::Integer(-5)), Ordering::Less);
        assert_eq!(Scalar::Integer(-5).sort(&Scalar::Null), Ordering::Greater);
        assert_eq!(Scalar::Null.sort(&Scalar::Null), Ordering::Equal);
        assert_eq!(Scalar::Null.compare(&Scalar::Null), None);
    }

    #[test]
    fn numbers_and_dates_are_promoted() {
        assert!(Scalar::Integer(2).equals(&Scalar::Number(2.0)));
        assert!(Scalar::Date(1).equals(&Scalar::Instant(ticks::DAY)));
        assert!(!Scalar::Number(f64::NAN).equals(&Scalar::Number(f64::NAN)));
    }

    #[test]
    fn guids_are_read_in_either_case() {
        assert_eq!(guid("00000000-0000-0000-0000-0000000000fF"), Some(255));
        for broken in [
            "",
            "0",
            "00000000-0000-0000-0000-0000000000f",
            "00000000-0000-0000-0000-0000000000fg",
        ] {
            assert_eq!(guid(broken), None, "{broken}");
        }
    }

    #[test]
    fn binary_is_base64_in_both_alphabets() {
        assert_eq!(binary("-_8="), Some(vec![0xfb, 0xff]));
        assert_eq!(binary("+/8"), Some(vec![0xfb, 0xff]));
        assert_eq!(binary("*"), None);
    }
}
