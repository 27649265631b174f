//! Text of others, made fit for a terminal and a report: what a document, a file name or another program says never
//! breaks a line, colours a terminal or turns the direction of writing.
//!
//! [`escape`] is the one function that does it; messages (`Display` of errors and findings), reports and what `xtask`
//! prints go through it when they are shown, so that nobody who puts a message together can forget it. Escaping twice
//! is escaping once: what it writes is seen, and the backslash stays as it is.
//!
//! The crate has the same function (`generated/src/core/text.rs`): neither depends on the other.

pub mod markup;
pub mod numbers;
pub mod wrap;

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is not seen, or changes how its neighbours are: control characters (ESC among them), separators
/// of lines and paragraphs, what turns the direction of writing, what has no width, and the rest of what Unicode calls
/// ignorable by default.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' // controls, U+0085 among them
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' // without width, and marks of direction
        | '\u{2028}'..='\u{202e}' // separators, and embeddings and overrides of direction
        | '\u{2060}'..='\u{206f}' // without width, and isolates of direction
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' // tags, and selectors of variants
    )
}

/// Appends a character so that it is seen: hidden ones as Rust writes them (`\n`, `\u{1b}`), all others as they are.
pub fn escape(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// The text on one line, whole, with its hidden characters escaped.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden, escape)
}

/// Text of several lines: line ends and tabs stay, the rest is as in [`escaped`].
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'), escape)
}

/// The same JSON, of several lines or one: its hidden characters stand inside of strings and are escaped as JSON does
/// it (`\u001b`).
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    replaced(
        text,
        |c| is_hidden(c) && c != '\n',
        |c, out| {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A string takes all that is written to it.
                let _ = write!(out, "\\u{unit:04x}");
            }
        },
    )
}

fn replaced(text: &str, is_replaced: fn(char) -> bool, write: fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_replaced(c) {
            write(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The first characters of a text, escaped; what is left out leaves an ellipsis.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    let mut short = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(longest) {
        escape(c, &mut short);
    }
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// A name or value of a document in a message: between backticks, and not too long.
#[must_use]
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    format!("`{}`", shortened(text, LONGEST))
}

/// A character in a message: itself between backticks, with its number where it would not be seen or known.
#[must_use]
pub fn character(c: char) -> String {
    let mut shown = String::new();
    escape(c, &mut shown);
    if is_hidden(c) || c.is_whitespace() || !c.is_ascii() {
        format!("U+{:04X} '{shown}'", u32::from(c))
    } else {
        format!("`{shown}`")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const HOSTILE: &str =
        "a\r\n\tb\u{1b}[31m\u{85}\u{2028}\u{2029}\u{7f}\u{0}\u{202e}\u{2066}\u{61c}\u{200b}\u{feff}\u{e0041}";

    #[test]
    fn what_is_hidden_is_shown_and_the_rest_is_left_alone() {
        let shown = "a\\r\\n\\tb\\u{1b}[31m\\u{85}\\u{2028}\\u{2029}\\u{7f}\\u{0}\\u{202e}\\u{2066}\\u{61c}\\u{200b}\\u{feff}\\u{e0041}";
        assert_eq!(escaped(HOSTILE), shown);
        assert_eq!(escaped(shown), shown);
        let readable = "microsoft.graph.access → `x` \\ é 東";
        assert!(matches!(escaped(readable), Cow::Borrowed(same) if same == readable));
        assert_eq!(
            escaped("a\u{1b}[31mb\nc\u{202e}d\u{200b}"),
            "a\\u{1b}[31mb\\nc\\u{202e}d\\u{200b}"
        );
        for c in (0..=0x9f).filter_map(char::from_u32) {
            assert_eq!(is_hidden(c), c.is_control());
        }
    }

    #[test]
    fn several_lines_stay_lines() {
        assert_eq!(lines("a\n\tb\u{1b}\r\n"), "a\n\tb\\u{1b}\\r\n");
    }

    #[test]
    fn json_stays_the_same_json() {
        let text = serde_json::to_string_pretty(&serde_json::json!({ "a\u{202e}": [HOSTILE, "\u{1d173}"] })).unwrap();
        let shown = json(&text);
        assert!(!shown.contains(|c| is_hidden(c) && c != '\n'), "{shown}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&shown), value(&text));
    }

    #[test]
    fn what_is_long_is_cut() {
        assert_eq!(quoted(&"x".repeat(80)), format!("`{}`", "x".repeat(80)));
        assert_eq!(quoted(&"\n".repeat(81)), format!("`{}…`", "\\n".repeat(80)));
        assert_eq!(character('-'), "`-`");
        assert_eq!(character('\n'), "U+000A '\\n'");
        assert_eq!(character('\u{202e}'), "U+202E '\\u{202e}'");
        assert_eq!(character('é'), "U+00E9 'é'");
    }
}
