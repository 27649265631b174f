//! JSON as a tree that keeps what `serde_json::Value` does not: the order of members, names that come twice, the digits
//! of numbers.

use std::fmt::Write as _;

use crate::shuffle::Random;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number by its digits.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A number.
    #[must_use]
    pub fn number(value: i64) -> Self {
        Self::Number(value.to_string())
    }

    /// The last member of that name, as readers of JSON take it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Tree> {
        match self {
            Self::Object(members) => members
                .iter()
                .rev()
                .find(|(member, _)| member == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names of an object's members in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Object(members) => members.iter().map(|(name, _)| name.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// As JSON, without blanks.
    #[must_use]
    pub fn json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, &mut None);
        out
    }

    /// As JSON with blanks and escapes where they may stand, as a seed decides.
    #[must_use]
    pub fn json_with_blanks(&self, random: &mut Random) -> String {
        let mut out = String::new();
        self.write(&mut out, &mut Some(random));
        out
    }

    fn write(&self, out: &mut String, random: &mut Option<&mut Random>) {
        blank(out, random);
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => quote(text, out, random),
            Self::Array(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { "," });
                    item.write(out, random);
                }
                blank(out, random);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (place, (name, value)) in members.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { "," });
                    blank(out, random);
                    quote(name, out, random);
                    blank(out, random);
                    out.push(':');
                    value.write(out, random);
                }
                blank(out, random);
                out.push('}');
            }
        }
        blank(out, random);
    }

    /// Reads JSON; `None` for what is none. Half of a surrogate pair becomes a text that names it.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let mut parser = Parser { rest: json };
        let value = parser.value()?;
        parser.blanks();
        parser.rest.is_empty().then_some(value)
    }
}

fn blank(out: &mut String, random: &mut Option<&mut Random>) {
    if let Some(random) = random
        && random.below(8) == 0
    {
        out.push_str([" ", "\n", "\r\n\t", "  "][random.below(4)]);
    }
}

fn quote(text: &str, out: &mut String, random: &mut Option<&mut Random>) {
    out.push('"');
    for c in text.chars() {
        let escape = random.as_mut().is_some_and(|random| random.below(20) == 0);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' || escape => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Plain recursive descent: the tests give it no deep documents.
struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn take(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn value(&mut self) -> Option<Tree> {
        self.blanks();
        match self.rest.chars().next()? {
            'n' => self.take("null").map(|()| Tree::Null),
            't' => self.take("true").map(|()| Tree::Bool(true)),
            'f' => self.take("false").map(|()| Tree::Bool(false)),
            '"' => self.string().map(Tree::Text),
            '[' => self.items(']', Self::value).map(Tree::Array),
            '{' => self.items('}', Self::member).map(Tree::Object),
            _ => self.number(),
        }
    }

    fn items<T>(&mut self, end: char, item: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.next()?;
        let mut items = Vec::new();
        self.blanks();
        if self.rest.starts_with(end) {
            self.next()?;
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            self.blanks();
            match self.next()? {
                ',' => {}
                c if c == end => return Some(items),
                _ => return None,
            }
        }
    }

    fn member(&mut self) -> Option<(String, Tree)> {
        self.blanks();
        let name = self.string()?;
        self.blanks();
        self.take(":")?;
        Some((name, self.value()?))
    }

    fn string(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        loop {
            let c = self.next()?;
            let unit = (c == '\\' && self.rest.starts_with('u')).then(|| {
                let unit = self.rest.get(1..5).filter(|hex| !hex.starts_with('+'))?;
                let unit = u16::from_str_radix(unit, 16).ok()?;
                self.rest = &self.rest[5..];
                Some(unit)
            });
            if let Some(unit) = unit {
                units.push(unit?);
                continue;
            }
            for decoded in char::decode_utf16(units.drain(..)) {
                match decoded {
                    Ok(c) => text.push(c),
                    Err(half) => {
                        let _ = write!(text, "\u{fffd}{:x}", half.unpaired_surrogate());
                    }
                }
            }
            match c {
                '"' => return Some(text),
                '\\' => text.push(match self.next()? {
                    c @ ('"' | '\\' | '/') => c,
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => return None,
                }),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
    }

    fn number(&mut self) -> Option<Tree> {
        let all = self.rest;
        let digits = |parser: &mut Self| {
            let rest = parser.rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let count = parser.rest.len() - rest.len();
            parser.rest = rest;
            (count > 0).then_some(count)
        };
        let _ = self.take("-");
        let zero = self.rest.starts_with('0');
        if digits(self)? > 1 && zero {
            return None;
        }
        if self.take(".").is_some() {
            digits(self)?;
        }
        if self.take("e").or_else(|| self.take("E")).is_some() {
            let _ = self.take("+").or_else(|| self.take("-"));
            digits(self)?;
        }
        Some(Tree::Number(all[..all.len() - self.rest.len()].to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_serde_json_on_what_is_json() {
        for json in [
            "null",
            " [1, -0.5e+3, \"a\\u00e9\\ud83d\\ude00\\n\", {}] ",
            "{\"b\":1,\"a\":[true,false,null]}",
            "01",
            "1.",
            "-",
            "[1,]",
            "{\"a\" 1}",
            "{\"a\":1,}",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\u{1}\"",
            "\"a",
            "nul",
            "1 2",
            "",
            "+1",
            "1e",
            "\"\\u+123\"",
        ] {
            let expected: Option<serde_json::Value> = serde_json::from_str(json).ok();
            let found = Tree::parse(json).map(|tree| serde_json::from_str(&tree.json()).unwrap());
            assert_eq!(found, expected, "{json}");
        }
    }

    #[test]
    fn order_repeated_names_and_digits_are_kept() {
        let json = r#"{"b":1.50,"a":1e400,"b":[12345678901234567890123]}"#;
        let tree = Tree::parse(json).unwrap();
        assert_eq!(tree.json(), json);
        assert_eq!(tree.names(), ["b", "a", "b"]);
        assert!(matches!(tree.get("b"), Some(Tree::Array(_))));
    }

    #[test]
    fn blanks_and_escapes_change_nothing() {
        let tree = Tree::parse(r#"{"a\"\\\u0001é😀":["x y z and more",{"k":null}]}"#).unwrap();
        for seed in 0..50 {
            let spelt = tree.json_with_blanks(&mut Random::new(seed));
            assert_eq!(Tree::parse(&spelt).as_ref(), Some(&tree), "{spelt}");
        }
    }
}
