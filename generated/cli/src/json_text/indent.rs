//! The same JSON with other blanks, in colours where it is shown to people.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Color};
use msgraph_identity_governance::text::is_hidden;

use super::scan::string_length;

const NAME: Color = AnsiColor::Blue.on_default().bold();
const STRING: Color = AnsiColor::Green.on_default();
const NUMBER: Color = AnsiColor::Cyan.on_default();
const LITERAL: Color = AnsiColor::Magenta.on_default();

/// How JSON is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// In colours.
    pub(crate) color: bool,
    /// With the hidden characters inside of strings as JSON escapes them, so that none acts upon a terminal. It is the
    /// same JSON.
    pub(crate) escape: bool,
}

/// Writes JSON with one member or item per line, each level two blanks further; `level` is that of the value.
pub(crate) fn write_indented(json: &str, level: usize, style: Style, out: &mut dyn Write) -> io::Result<()> {
    Printer {
        style,
        out,
        level: Some(level),
    }
    .print(json)
}

/// Writes JSON on one line without blanks.
pub(crate) fn write_compact(json: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    Printer {
        style,
        out,
        level: None,
    }
    .print(json)
}

/// JSON as it was written, with the hidden characters inside of its strings escaped.
pub(crate) fn shown(json: &str) -> Cow<'_, str> {
    let acts = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
    if json.contains(acts) {
        escaped(json, acts).into()
    } else {
        json.into()
    }
}

struct Printer<'a> {
    style: Style,
    out: &'a mut dyn Write,
    /// The current level, or nothing where all is on one line.
    level: Option<usize>,
}

impl Printer<'_> {
    fn print(&mut self, json: &str) -> io::Result<()> {
        let mut rest = json;
        // Whether the last token opened an object or list, behind which nothing stands yet.
        let mut opened = false;
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
            let Some(&first) = rest.as_bytes().first() else {
                return Ok(());
            };
            let length = token_length(rest.as_bytes());
            let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            rest = after;
            let closes = matches!(first, b'}' | b']');
            if closes {
                self.level = self.level.map(|level| level.saturating_sub(1));
            }
            if opened != closes && (opened || closes) {
                self.line()?;
            }
            opened = matches!(first, b'{' | b'[');
            match first {
                b'{' | b'[' => {
                    self.level = self.level.map(|level| level + 1);
                    self.out.write_all(token.as_bytes())?;
                }
                b',' => {
                    self.out.write_all(b",")?;
                    self.line()?;
                }
                b':' => self.out.write_all(if self.level.is_some() { b": " } else { b":" })?,
                b'"' => {
                    let is_name = rest.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(':');
                    self.token(token, if is_name { NAME } else { STRING })?;
                }
                b'-' | b'0'..=b'9' => self.token(token, NUMBER)?,
                b't' | b'f' | b'n' => self.token(token, LITERAL)?,
                _ => self.out.write_all(token.as_bytes())?,
            }
        }
    }

    fn line(&mut self) -> io::Result<()> {
        let Some(level) = self.level else {
            return Ok(());
        };
        self.out.write_all(b"\n")?;
        (0..level).try_for_each(|_| self.out.write_all(b"  "))
    }

    fn token(&mut self, token: &str, color: Color) -> io::Result<()> {
        if self.style.color {
            write!(self.out, "{color}")?;
        }
        if self.style.escape && token.contains(is_hidden) {
            self.out.write_all(escaped(token, is_hidden).as_bytes())?;
        } else {
            self.out.write_all(token.as_bytes())?;
        }
        if self.style.color {
            write!(self.out, "{color:#}")?;
        }
        Ok(())
    }
}

/// Hidden characters as JSON escapes them.
fn escaped(token: &str, is_hidden: impl Fn(char) -> bool) -> String {
    let mut text = String::with_capacity(token.len() + 16);
    for c in token.chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// How long the token is with which these bytes begin, at least one byte.
fn token_length(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(b'"') => string_length(bytes),
        Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => 1,
        _ => {
            let ends = |byte: &u8| {
                matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"') || byte.is_ascii_whitespace()
            };
            bytes.iter().position(ends).unwrap_or(bytes.len()).max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indented(json: &str, level: usize, style: Style) -> String {
        let mut out = Vec::new();
        write_indented(json, level, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const PLAIN: Style = Style {
        color: false,
        escape: false,
    };

    #[test]
    fn nothing_but_blanks_changes() {
        let json = "{\"b\":1.50e+2,\"a\":[],\"a\" :{ } , \"c\":[1,\n[2],{\"d\":\"x: {y, z}\\\"\\u00e9é\"}],\"e\":-0}";
        assert_eq!(
            indented(json, 0, PLAIN),
            "{\n  \"b\": 1.50e+2,\n  \"a\": [],\n  \"a\": {},\n  \"c\": [\n    1,\n    [\n      2\n    ],\n    {\n      \
             \"d\": \"x: {y, z}\\\"\\u00e9é\"\n    }\n  ],\n  \"e\": -0\n}"
        );
        assert_eq!(indented("[1]", 2, PLAIN), "[\n      1\n    ]");
        for scalar in ["1", "\"a\"", "null", "{}", "[]"] {
            assert_eq!(indented(scalar, 0, PLAIN), scalar);
        }
        let mut compact = Vec::new();
        write_compact(json, PLAIN, &mut compact).unwrap();
        let without_blanks = json.replace('\n', "").replace("\"a\" :{ } , ", "\"a\":{},");
        assert_eq!(String::from_utf8(compact).unwrap(), without_blanks);
    }

    /// serde_json's own indenter writes the same of what has neither duplicates nor odd numbers.
    #[test]
    fn the_form_is_the_usual_one() {
        let value = serde_json::json!({"a": [{"b": {}, "c": [[], [1, 2]]}, null, true, "x"], "d": {"e": 1.5}});
        let expected = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(indented(&value.to_string(), 0, PLAIN), expected);
        assert_eq!(indented(&expected, 0, PLAIN), expected);
    }

    #[test]
    fn a_terminal_is_shown_no_control_characters() {
        let shown = indented(
            "{\"a\u{9b}\":\"\u{202e}\u{1d173}é\"}",
            0,
            Style {
                color: false,
                escape: true,
            },
        );
        assert_eq!(shown, "{\n  \"a\\u009b\": \"\\u202e\\ud834\\udd73é\"\n}");
    }

    #[test]
    fn raw_json_keeps_its_blanks() {
        assert_eq!(shown("{\n\t\"a\": \"\u{7f}\"\r\n}"), "{\n\t\"a\": \"\\u007f\"\r\n}");
    }

    #[test]
    fn names_and_values_have_their_colours() {
        let shown = indented(
            "{\"a\":\"b\"}",
            0,
            Style {
                color: true,
                escape: true,
            },
        );
        assert_eq!(shown, format!("{{\n  {NAME}\"a\"{NAME:#}: {STRING}\"b\"{STRING:#}\n}}"));
    }

    #[test]
    fn text_that_is_no_json_ends() {
        for broken in ["{", "\"", "]", "}}}", "{\"a\\", ":,", "é", "[1}"] {
            let _ = indented(broken, 0, PLAIN);
        }
    }
}
