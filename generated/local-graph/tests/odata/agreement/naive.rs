//! The rules of OData by which a condition is true, false or null, written down without regard to speed.

use std::cmp::Ordering;

/// A comparison.
#[derive(Clone, Copy, Debug)]
pub enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

pub const COMPARISONS: [Comparison; 6] = [
    Comparison::Eq,
    Comparison::Ne,
    Comparison::Gt,
    Comparison::Ge,
    Comparison::Lt,
    Comparison::Le,
];

/// How two values that may be null compare: null equals null alone, and is neither greater nor less than anything.
pub fn compared<T: Ord>(comparison: Comparison, left: Option<&T>, right: Option<&T>) -> Option<bool> {
    let order = match (left, right) {
        (Some(left), Some(right)) => Some(left.cmp(right)),
        _ => None,
    };
    Some(match comparison {
        Comparison::Eq => left == right,
        Comparison::Ne => left != right,
        Comparison::Gt => order == Some(Ordering::Greater),
        Comparison::Ge => order == Some(Ordering::Greater) || order == Some(Ordering::Equal),
        Comparison::Lt => order == Some(Ordering::Less),
        Comparison::Le => order == Some(Ordering::Less) || order == Some(Ordering::Equal),
    })
}

/// A text as it compares: without regard to case.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// What a text may be asked for.
#[derive(Clone, Copy, Debug)]
pub enum TextFunction {
    Contains,
    StartsWith,
    EndsWith,
}

/// Null of what is null.
pub fn has_text(function: TextFunction, text: Option<&str>, part: &str) -> Option<bool> {
    let (text, part) = (folded(text?), folded(part));
    Some(match function {
        TextFunction::Contains => text.contains(&part),
        TextFunction::StartsWith => text.starts_with(&part),
        TextFunction::EndsWith => text.ends_with(&part),
    })
}

/// The contrary of what is known.
pub fn not(value: Option<bool>) -> Option<bool> {
    value.map(|value| !value)
}

/// False if one is false, else null if one is null.
pub fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// True if one is true, else null if one is null.
pub fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    not(and(not(one), not(other)))
}

/// Null first, then values.
pub fn sorted<T: Ord>(one: Option<&T>, other: Option<&T>, descending: bool) -> Ordering {
    let order = one.cmp(&other);
    if descending { order.reverse() } else { order }
}
