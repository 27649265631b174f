//! Values as OData writes them in a URL, before percent-encoding.

use std::fmt::Write as _;

use crate::core::model::Enumeration;
use crate::core::path::double_quotes;
use crate::core::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay, append_text};

/// The type of a member whose values a query can compare: primitive values, enumerations, flags.
///
/// Strings and the names of enumerations stand in single quotes, with quotes inside doubled; numbers, dates and ids
/// bare; durations as `duration'P1D'`, bytes as `binary'…'` (OData 4.01, ABNF of primitive literals).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value that a query compares",
    label = "its values are not primitive",
    note = "go on to a member of it with `.then(…)`, or into a collection with `.any(…)` or `.all(…)`"
)]
pub trait Literal {
    /// Writes the value, not percent-encoded.
    fn write_literal(&self, out: &mut String);
}

/// The type of a member whose values have an order: numbers, text, dates and times, durations.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` have no order in a query",
    label = "`gt`, `ge`, `lt` and `le` are for numbers, text, dates, times and durations",
    note = "`eq`, `ne` and `is_in` compare values without an order"
)]
pub trait OrderedLiteral: Literal {}

/// The type of a member whose values are text.
#[diagnostic::on_unimplemented(
    message = "`contains`, `starts_with`, `ends_with` and `matches` are for text, not for `{Self}`",
    label = "this member's values are no text"
)]
pub trait TextLiteral: Literal {}

/// The type of a member whose values are sets of flags.
#[diagnostic::on_unimplemented(
    message = "`has` is for sets of flags, not for `{Self}`",
    label = "this member's values are no flags",
    note = "`eq` and `is_in` compare single values"
)]
pub trait FlagLiteral: Literal {}

/// Text in single quotes, quotes inside doubled.
pub(crate) fn quoted(text: &str, out: &mut String) {
    out.push('\'');
    double_quotes(text, out);
    out.push('\'');
}

impl Literal for String {
    fn write_literal(&self, out: &mut String) {
        quoted(self, out);
    }
}

impl OrderedLiteral for String {}
impl TextLiteral for String {}

#[diagnostic::do_not_recommend]
impl<E: Enumeration> Literal for E {
    fn write_literal(&self, out: &mut String) {
        quoted(self.as_str(), out);
    }
}

impl Literal for bool {
    fn write_literal(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

/// What is written as its text in JSON.
macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Literal for $type {
            fn write_literal(&self, out: &mut String) {
                append_text(self, out);
            }
        }
    )*};
}

plain!(Guid Date DateTimeOffset TimeOfDay);

impl OrderedLiteral for Date {}
impl OrderedLiteral for DateTimeOffset {}
impl OrderedLiteral for TimeOfDay {}

impl Literal for Binary {
    fn write_literal(&self, out: &mut String) {
        out.push_str("binary'");
        out.push_str(&self.to_base64url());
        out.push('\'');
    }
}

impl Literal for Duration {
    fn write_literal(&self, out: &mut String) {
        out.push_str("duration'");
        append_text(self, out);
        out.push('\'');
    }
}

impl OrderedLiteral for Duration {}

/// What is written as it prints, and has an order.
macro_rules! bare {
    ($($type:ty)*) => {$(
        impl Literal for $type {
            fn write_literal(&self, out: &mut String) {
                // A string takes all that is written to it.
                let _ = write!(out, "{self}");
            }
        }

        impl OrderedLiteral for $type {}
    )*};
}

bare!(i8 i16 i32 i64 u8);

macro_rules! floating {
    ($($type:ty)*) => {$(
        impl Literal for $type {
            fn write_literal(&self, out: &mut String) {
                if self.is_nan() {
                    out.push_str("NaN");
                } else if self.is_infinite() {
                    out.push_str(if *self > 0.0 { "INF" } else { "-INF" });
                } else {
                    out.push_str(&self.to_string());
                }
            }
        }

        impl OrderedLiteral for $type {}
    )*};
}

floating!(f32 f64);
