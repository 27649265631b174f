//! The parts of an object and of a list, as they are written.

use std::borrow::Cow;

/// A member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    /// The name as it is written, quotes and escapes included.
    pub(crate) written: &'a str,
    /// The value as it is written.
    pub(crate) value: &'a str,
}

impl<'a> Member<'a> {
    /// The name as it is meant.
    pub(crate) fn name(&self) -> Cow<'a, str> {
        super::string(self.written).unwrap_or(Cow::Borrowed(self.written))
    }

    /// Whether it has this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name() == name
    }
}

/// The members of an object in their order; nothing where the text is no object.
pub(crate) fn members(json: &str) -> Option<Vec<Member<'_>>> {
    let mut rest = Scanner(json.trim_start().strip_prefix('{')?);
    let mut members = Vec::new();
    while let Some(written) = rest.value() {
        rest.skip(':');
        let value = rest.value().unwrap_or_default();
        members.push(Member { written, value });
        rest.skip(',');
    }
    Some(members)
}

/// The items of a list in their order; nothing where the text is no list.
pub(crate) fn items(json: &str) -> Option<impl Iterator<Item = &str>> {
    let mut rest = Scanner(json.trim_start().strip_prefix('[')?);
    Some(std::iter::from_fn(move || {
        let item = rest.value()?;
        rest.skip(',');
        Some(item)
    }))
}

/// What is left of an object or a list.
struct Scanner<'a>(&'a str);

impl<'a> Scanner<'a> {
    /// The next value; nothing at the end of object or list.
    fn value(&mut self) -> Option<&'a str> {
        self.0 = self.0.trim_start();
        let length = value_length(self.0.as_bytes());
        let (value, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        if value.is_empty() { None } else { Some(value) }
    }

    fn skip(&mut self, separator: char) {
        self.0 = self.0.trim_start();
        self.0 = self.0.strip_prefix(separator).unwrap_or(self.0);
    }
}

/// How long the value is with which these bytes begin; 0 where none begins.
fn value_length(bytes: &[u8]) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at += string_length(bytes.get(at..).unwrap_or_default()),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// How long the string is with which these bytes begin, its quotes included.
pub(super) fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Vec<(&str, &str)> {
        members(json)
            .unwrap()
            .into_iter()
            .map(|member| (member.written, member.value))
            .collect()
    }

    #[test]
    fn parts_are_as_they_are_written() {
        assert_eq!(
            of(" { \"a\" : 1.50e+2 , \"a\":[1, {\"b\":\"]}\\\"\"}] ,\"c\":null,\n\"d\":\"x, y\" } "),
            [
                ("\"a\"", "1.50e+2"),
                ("\"a\"", "[1, {\"b\":\"]}\\\"\"}]"),
                ("\"c\"", "null"),
                ("\"d\"", "\"x, y\"")
            ]
        );
        let list: Vec<&str> = items("[ 1,\"a,b\" , {} ,[2,3],true ]").unwrap().collect();
        assert_eq!(list, ["1", "\"a,b\"", "{}", "[2,3]", "true"]);
        assert_eq!(items("[]").unwrap().count(), 0);
        assert!(of("{}").is_empty());
        assert!(members("[1]").is_none() && items("{\"a\":1}").is_none() && items("null").is_none());
    }

    #[test]
    fn text_that_is_no_json_ends() {
        for broken in [
            "{",
            "[",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "[1",
            "[\"\\",
            "{,}",
            "[,,1",
            "[}",
            "{\"a\":]",
            "[é,\u{1}",
        ] {
            let _ = members(broken).map(|members| members.len());
            let _ = items(broken).map(Iterator::count);
        }
    }
}
