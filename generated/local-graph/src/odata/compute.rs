//! What functions and operators make of values. With null, and with what has no result (a division by zero, a number
//! beyond its range), it is null.

use std::borrow::Cow;

use super::expression::{Function, Operator};
use super::kind::Kind;
use super::scalar::{Scalar, lowered};
use super::ticks::{self, DAY, SECOND};

pub(super) fn negative(value: Scalar<'_>) -> Scalar<'_> {
    match value {
        Scalar::Integer(number) => number.checked_neg().map_or(Scalar::Null, Scalar::Integer),
        Scalar::Number(number) => Scalar::Number(-number),
        Scalar::Duration(ticks) => Scalar::Duration(ticks.saturating_neg()),
        _ => Scalar::Null,
    }
}

pub(super) fn arithmetic<'v>(operator: Operator, left: &Scalar<'_>, right: &Scalar<'_>) -> Scalar<'v> {
    let moment = |value: &Scalar<'_>| match value {
        Scalar::Instant(ticks) => Some(*ticks),
        Scalar::Date(days) => days.checked_mul(DAY),
        _ => None,
    };
    let result = match (left, operator, right) {
        (Scalar::Integer(one), operator, Scalar::Integer(other)) => integers(operator, *one, *other),
        (Scalar::Duration(one), Operator::Add, Scalar::Duration(other)) => {
            one.checked_add(*other).map(Scalar::Duration)
        }
        (Scalar::Duration(one), Operator::Subtract, Scalar::Duration(other)) => {
            one.checked_sub(*other).map(Scalar::Duration)
        }
        (one, Operator::Add, Scalar::Duration(ticks)) | (Scalar::Duration(ticks), Operator::Add, one) => moment(one)
            .and_then(|moment| moment.checked_add(*ticks))
            .map(Scalar::Instant),
        (one, Operator::Subtract, Scalar::Duration(ticks)) => moment(one)
            .and_then(|moment| moment.checked_sub(*ticks))
            .map(Scalar::Instant),
        (Scalar::Duration(ticks), operator, number) => scaled(operator, *ticks, number),
        (number, Operator::Multiply, Scalar::Duration(ticks)) => scaled(Operator::Multiply, *ticks, number),
        (one, operator, other) => match (moment(one), operator, moment(other)) {
            (Some(one), Operator::Subtract, Some(other)) => one.checked_sub(other).map(Scalar::Duration),
            _ => numbers(operator, one, other),
        },
    };
    result.unwrap_or(Scalar::Null)
}

fn integers<'v>(operator: Operator, one: i64, other: i64) -> Option<Scalar<'v>> {
    match operator {
        Operator::Add => one.checked_add(other),
        Operator::Subtract => one.checked_sub(other),
        Operator::Multiply => one.checked_mul(other),
        Operator::Divide => one.checked_div(other),
        Operator::Modulo => one.checked_rem(other),
        Operator::DivideBy => return numbers(operator, &Scalar::Integer(one), &Scalar::Integer(other)),
    }
    .map(Scalar::Integer)
}

fn numbers<'v>(operator: Operator, one: &Scalar<'_>, other: &Scalar<'_>) -> Option<Scalar<'v>> {
    let (one, other) = (one.as_number()?, other.as_number()?);
    Some(Scalar::Number(match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide | Operator::DivideBy => one / other,
        Operator::Modulo => one % other,
    }))
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a duration of years has fewer digits than a double"
)]
fn scaled<'v>(operator: Operator, ticks: i64, number: &Scalar<'_>) -> Option<Scalar<'v>> {
    let number = number.as_number()?;
    let result = match operator {
        Operator::Multiply => ticks as f64 * number,
        Operator::Divide | Operator::DivideBy => ticks as f64 / number,
        _ => return None,
    };
    whole(result).map(Scalar::Duration)
}

/// A number without its fraction, if 64 bits hold it.
fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = 9.2e18;
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    (number.abs() < LIMIT).then_some(number as i64)
}

pub(super) fn call<'v>(function: Function, values: &[Scalar<'v>]) -> Scalar<'v> {
    let result = match values {
        [Scalar::Text(text)] => of_text(function, text),
        [Scalar::Text(one), Scalar::Text(other)] => of_texts(function, one, other),
        [Scalar::Text(text), Scalar::Integer(from)] => substring(text, *from, None),
        [Scalar::Text(text), Scalar::Integer(from), Scalar::Integer(length)] => substring(text, *from, Some(*length)),
        [Scalar::Instant(ticks)] => of_moment(function, *ticks),
        [Scalar::Date(days)] => days.checked_mul(DAY).and_then(|ticks| of_moment(function, ticks)),
        [Scalar::Time(ticks)] => of_moment(function, *ticks),
        #[allow(clippy::cast_precision_loss, reason = "seconds are a double in OData")]
        [Scalar::Duration(ticks)] if function == Function::TotalSeconds => {
            Some(Scalar::Number(*ticks as f64 / SECOND as f64))
        }
        [Scalar::Integer(number)] => Some(Scalar::Integer(*number)),
        [Scalar::Number(number)] => Some(Scalar::Number(match function {
            Function::Floor => number.floor(),
            Function::Ceiling => number.ceil(),
            _ => number.round(),
        })),
        _ => None,
    };
    result.unwrap_or(Scalar::Null)
}

fn length<'v>(characters: usize) -> Option<Scalar<'v>> {
    i64::try_from(characters).ok().map(Scalar::Integer)
}

fn of_text<'v>(function: Function, text: &str) -> Option<Scalar<'v>> {
    Some(Scalar::Text(Cow::Owned(match function {
        Function::ToLower => text.to_lowercase(),
        Function::ToUpper => text.to_uppercase(),
        Function::Trim => text.trim().to_owned(),
        Function::Length => return length(text.chars().count()),
        _ => return None,
    })))
}

/// Of two texts; one is looked for in the other without regard to case, as they compare.
fn of_texts<'v>(function: Function, one: &str, other: &str) -> Option<Scalar<'v>> {
    if function == Function::Concat {
        return Some(Scalar::Text(Cow::Owned(format!("{one}{other}"))));
    }
    let (one, other) = (lowered(one), lowered(other));
    let (one, other) = (one.as_ref(), other.as_ref());
    Some(match function {
        Function::Contains => Scalar::Bool(one.contains(other)),
        Function::StartsWith => Scalar::Bool(one.starts_with(other)),
        Function::EndsWith => Scalar::Bool(one.ends_with(other)),
        Function::IndexOf => match one.split_once(other) {
            Some((before, _)) => return length(before.chars().count()),
            None => Scalar::Integer(-1),
        },
        _ => return None,
    })
}

/// By characters; what is outside of the text is left out.
fn substring<'v>(text: &str, from: i64, length: Option<i64>) -> Option<Scalar<'v>> {
    let from = usize::try_from(from.max(0)).ok()?;
    let length = match length {
        Some(length) => usize::try_from(length.max(0)).ok()?,
        None => usize::MAX,
    };
    let part: String = text.chars().skip(from).take(length).collect();
    Some(Scalar::Text(Cow::Owned(part)))
}

fn of_moment<'v>(function: Function, ticks: i64) -> Option<Scalar<'v>> {
    let (days, of_day) = (ticks.div_euclid(DAY), ticks.rem_euclid(DAY));
    let (year, month, day) = ticks::civil(days);
    Some(Scalar::Integer(match function {
        Function::Year => year,
        Function::Month => month,
        Function::Day => day,
        Function::Hour => of_day / (3_600 * SECOND),
        Function::Minute => of_day / (60 * SECOND) % 60,
        Function::Second => of_day / SECOND % 60,
        #[allow(clippy::cast_precision_loss, reason = "below ten million")]
        Function::FractionalSeconds => return Some(Scalar::Number((of_day % SECOND) as f64 / SECOND as f64)),
        Function::Date => return Some(Scalar::Date(days)),
        Function::Time => return Some(Scalar::Time(of_day)),
        _ => return None,
    }))
}

/// A value as one of another kind: by its text where it has one, else by its number.
pub(super) fn cast(value: Scalar<'_>, kind: Kind) -> Scalar<'_> {
    if kind_of(&value) == Some(kind) {
        return value;
    }
    match (value, kind) {
        (Scalar::Text(text), kind) => Scalar::of_text(text, kind),
        (Scalar::Bool(value), Kind::Text) => Scalar::Text(Cow::Borrowed(if value { "true" } else { "false" })),
        (Scalar::Integer(number), Kind::Text) => Scalar::Text(Cow::Owned(number.to_string())),
        (Scalar::Number(number), Kind::Text) => Scalar::Text(Cow::Owned(number.to_string())),
        (Scalar::Flags(names), Kind::Text) => Scalar::Text(Cow::Owned(names.join(","))),
        (Scalar::Guid(id), Kind::Text) => Scalar::Text(Cow::Owned(uuid::Uuid::from_u128(id).to_string())),
        (Scalar::Number(number), Kind::Integer) => whole(number).map_or(Scalar::Null, Scalar::Integer),
        (value @ Scalar::Integer(_), Kind::Number) => Scalar::Number(value.as_number().unwrap_or_default()),
        (Scalar::Instant(ticks), Kind::Date) => Scalar::Date(ticks.div_euclid(DAY)),
        (Scalar::Instant(ticks), Kind::Time) => Scalar::Time(ticks.rem_euclid(DAY)),
        (Scalar::Date(days), Kind::Instant) => days.checked_mul(DAY).map_or(Scalar::Null, Scalar::Instant),
        _ => Scalar::Null,
    }
}

fn kind_of(value: &Scalar<'_>) -> Option<Kind> {
    Some(match value {
        Scalar::Bool(_) => Kind::Bool,
        Scalar::Integer(_) => Kind::Integer,
        Scalar::Number(_) => Kind::Number,
        Scalar::Guid(_) => Kind::Guid,
        Scalar::Instant(_) => Kind::Instant,
        Scalar::Date(_) => Kind::Date,
        Scalar::Time(_) => Kind::Time,
        Scalar::Duration(_) => Kind::Duration,
        Scalar::Null | Scalar::Text(_) | Scalar::Flags(_) | Scalar::Binary(_) => return None,
    })
}
