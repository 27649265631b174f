//! Whether two JSON texts say the same, without making values of them: these would take a hundred times the memory of
//! some texts.

use std::borrow::Cow;

use super::{Fault, Kind, MAX_DEPTH, ReadOptions, Reader};

/// Whether the texts say the same; never when one of them is no JSON that values could be made of.
pub(super) fn same(one: &str, two: &str) -> bool {
    texts(one, two, MAX_DEPTH).unwrap_or(false)
}

fn texts(one: &str, two: &str, depth: u32) -> Result<bool, Fault> {
    let options = ReadOptions::default().with_max_depth(MAX_DEPTH);
    let mut one = Reader::new(one.as_bytes(), &options)?;
    let mut two = Reader::new(two.as_bytes(), &options)?;
    values(&mut one, &mut two, depth)
}

/// Compares the values that come next; what comes after them is of no use when they differ.
fn values(one: &mut Reader<'_>, two: &mut Reader<'_>, depth: u32) -> Result<bool, Fault> {
    let kind = one.peek()?;
    if kind != two.peek()? {
        return Ok(false);
    }
    Ok(match kind {
        Kind::Null => one.null()? && two.null()?,
        Kind::Bool => one.boolean()? == two.boolean()?,
        Kind::String => one.string()? == two.string()?,
        Kind::Number => Number::of(one.number()?).is_same(Number::of(two.number()?)),
        Kind::Array => {
            let Some(depth) = depth.checked_sub(1) else {
                return Ok(false);
            };
            one.open_array()?;
            two.open_array()?;
            let mut first = true;
            loop {
                let more = one.item(first)?;
                if more != two.item(first)? || more && !values(one, two, depth)? {
                    return Ok(false);
                }
                if !more {
                    return Ok(true);
                }
                first = false;
            }
        }
        Kind::Object => {
            let Some(depth) = depth.checked_sub(1) else {
                return Ok(false);
            };
            let (one, two) = (members(one)?, members(two)?);
            if one.len() != two.len() {
                return Ok(false);
            }
            for ((name, value), (other_name, other)) in one.iter().zip(&two) {
                if name != other_name || value != other && !texts(value, other, depth)? {
                    return Ok(false);
                }
            }
            true
        }
    })
}

/// The members of an object by their names; of a name that is repeated the last value counts.
fn members<'a>(reader: &mut Reader<'a>) -> Result<Vec<(Cow<'a, str>, &'a str)>, Fault> {
    let mut members = Vec::new();
    reader.open_object()?;
    while let Some(name) = reader.key(members.is_empty())? {
        reader.blanks();
        members.push((name, reader.skip()?));
    }
    members.reverse();
    members.sort_by(|(one, _), (two, _)| one.cmp(two));
    members.dedup_by(|(later, _), (first, _)| later == first);
    Ok(members)
}

/// A number by the type that has it: whole numbers and fractions are different.
#[derive(Clone, Copy)]
enum Number {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

impl Number {
    fn of(text: &str) -> Self {
        match (text.parse::<u64>(), text.parse::<i64>()) {
            (Ok(number), _) => Self::Unsigned(number),
            (_, Ok(number)) if number < 0 => Self::Negative(number),
            // What the reader takes for a number always parses.
            _ => Self::Float(text.parse().unwrap_or(f64::NAN)),
        }
    }

    fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Unsigned(one), Self::Unsigned(two)) => one == two,
            (Self::Negative(one), Self::Negative(two)) => one == two,
            // Larger than any double is not known to be the same.
            (Self::Float(one), Self::Float(two)) => one == two && one.is_finite(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{MAX_DEPTH, same};

    /// As values are compared.
    fn by_values(one: &str, two: &str) -> bool {
        let value = |text| serde_json::from_str::<Value>(text).ok();
        value(one).is_some() && value(one) == value(two)
    }

    #[test]
    fn texts_are_compared_as_values_are() {
        let texts = [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-0.0",
            "1",
            "1.0",
            "1e0",
            "-1",
            "18446744073709551615",
            "18446744073709551616",
            "1e400",
            "0.1",
            "0.10000000000000000001",
            r#""a""#,
            r#""\u0061""#,
            r#""\ud800""#,
            "[]",
            " [ ] ",
            "[1]",
            "[1,2]",
            "[ 1 , 2 ]",
            "[2,1]",
            "{}",
            "{ }",
            r#"{"a":1,"b":[]}"#,
            r#"{ "b" : [ ], "\u0061": 1 }"#,
            r#"{"a":2,"b":[],"a":1}"#,
            r#"{"a":1,"b":[],"a":2}"#,
            r#"{"a":1.0,"b":[]}"#,
            r#"{"a":{"b":{"c":null}}}"#,
            r#"{"a":{"b":{"c":false}}}"#,
        ];
        for one in texts {
            for two in texts {
                assert_eq!(same(one, two), by_values(one, two), "{one} {two}");
            }
        }
    }

    #[test]
    fn what_is_too_deep_is_not_the_same() {
        let deep = |depth: usize, leaf: &str| format!("{}{leaf}{}", r#"{"a":["#.repeat(depth), "]}".repeat(depth));
        let half = MAX_DEPTH as usize / 2;
        assert!(same(&deep(half, "1"), &deep(half, " 1")));
        assert!(!same(&deep(half, "1"), &deep(half, "2")));
        assert!(!same(&deep(half + 1, "1"), &deep(half + 1, " 1")));
        assert!(!same(&deep(100_000, "1"), &deep(100_000, " 1")));
    }
}
