//! Text of others, made fit for a log: what the service, a caller or a file says never breaks a line, colours a
//! terminal or turns the direction of writing.
//!
//! What the service says (names, justifications, messages) is other people's text. A program that prints it to a
//! terminal or a log takes [`escaped`]; this crate's own messages and `Debug` do already.
//!
//! ```
//! use msgraph_identity_governance::text::escaped;
//!
//! assert_eq!(escaped("Sales\u{1b}[2J"), r"Sales\u{1b}[2J");
//! assert_eq!(escaped("Zoë, 東京"), "Zoë, 東京");
//! ```

// `escape` is the one function that does it. The rest of this module are the forms in which it is used: `OneLine` in
// messages, `Quoted` for values and `field_name` for names in `Debug`, `json` where the text is JSON and is to stay so.
// A derived `Debug` of a text goes through the standard library, which escapes the same but for some characters that
// are merely invisible.
//
// The generator has the same function (`generator/src/text.rs`): neither crate depends on the other.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

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

/// Writes a character so that it is seen: hidden ones as Rust writes them (`\n`, `\u{1b}`), all others as they are.
fn escape(c: char, out: &mut dyn fmt::Write) -> fmt::Result {
    match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        c if is_hidden(c) => write!(out, "\\u{{{:x}}}", u32::from(c)),
        c => out.write_char(c),
    }
}

/// The text with its [hidden](is_hidden) characters escaped as Rust writes them (`\n`, `\u{1b}`), whole.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    // A string takes all that is written to it.
    let _ = text.chars().try_for_each(|c| escape(c, &mut out));
    Cow::Owned(out)
}

/// The characters of a text of others that a message shows.
const SHOWN: usize = 400;

/// Text of others in a message: escaped, without blanks at its ends, and of a readable length.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shortened(self.0.trim(), SHOWN, f)
    }
}

/// The first characters of a text, escaped; what is left out leaves an ellipsis.
pub(crate) fn shortened(text: &str, longest: usize, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut characters = text.chars();
    characters.by_ref().take(longest).try_for_each(|c| escape(c, out))?;
    match characters.next() {
        Some(_) => out.write_char('…'),
        None => Ok(()),
    }
}

/// A value in `Debug`: whole, in double quotes, with those inside of it escaped too.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Debug for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                f.write_char('\\')?;
            }
            escape(c, f)?;
        }
        f.write_char('"')
    }
}

/// A name of others where `Debug` writes that of a field: bare when it could be one of Graph's, else in quotes, so that
/// it cannot pass for several fields.
pub(crate) fn field_name(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@.#-".contains(&byte);
    if !name.is_empty() && name.bytes().all(is_plain) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{:?}", Quoted(name)))
    }
}

/// The same JSON on one line: hidden characters inside of strings as JSON escapes them (`\u001b`), the blanks between
/// values as a blank. `text` is JSON, which has no other control characters than these blanks outside of strings and
/// none inside.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown_and_the_rest_is_left_alone() {
        assert_eq!(
            escaped("a\r\n\tb\u{1b}[31m\u{85}\u{2028}\u{2029}\u{7f}\u{0}"),
            "a\\r\\n\\tb\\u{1b}[31m\\u{85}\\u{2028}\\u{2029}\\u{7f}\\u{0}"
        );
        for c in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain([
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{61c}',
            '\u{feff}',
            '\u{ad}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{e0041}',
            '\u{e0100}',
        ]) {
            assert_eq!(escaped(&format!("a{c}b")), format!("a\\u{{{:x}}}b", u32::from(c)));
        }
        let readable = "Jürgen O'Neil \\ 東京 𝔊raph ① e\u{301} \u{a0}|\u{3000}";
        assert!(matches!(escaped(readable), Cow::Borrowed(same) if same == readable));
    }

    /// Whatever the standard library takes for unprintable by its category is hidden here, but for what is only
    /// unassigned, private or a wide blank, and the few signs of Arabic and Kaithi that are seen.
    #[test]
    fn no_control_or_format_character_is_missing() {
        let seen_format = |c: char| {
            matches!(
                c,
                '\u{600}'
                    ..='\u{605}'
                        | '\u{6dd}'
                        | '\u{70f}'
                        | '\u{890}'
                        | '\u{891}'
                        | '\u{8e2}'
                        | '\u{110bd}'
                        | '\u{110cd}'
            )
        };
        // Of the blocks that have characters of these categories at all.
        let blocks = [
            '\0'..='\u{ff}',
            '\u{2000}'..='\u{206f}',
            '\u{fff0}'..='\u{ffff}',
            '\u{e0000}'..='\u{e007f}',
        ];
        for c in blocks.into_iter().flatten() {
            let unprintable = c.escape_debug().to_string().starts_with("\\u");
            let is_blank = c.is_whitespace() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\t'..='\r');
            assert!(
                !unprintable || is_blank || seen_format(c) || is_hidden(c),
                "{:x}",
                u32::from(c)
            );
            assert!(!c.is_control() || is_hidden(c));
        }
    }

    #[test]
    fn messages_are_one_line_and_readable() {
        assert_eq!(OneLine(" a\r\n\tb\u{7}c \n").to_string(), "a\\r\\n\\tb\\u{7}c");
        assert_eq!(OneLine(&"x".repeat(900)).to_string().chars().count(), SHOWN + 1);
        assert_eq!(OneLine(&"x".repeat(SHOWN)).to_string().chars().count(), SHOWN);
    }

    #[test]
    fn names_and_values_cannot_pass_for_others() {
        for name in [
            "displayName",
            "@odata.type",
            "answers@odata.count",
            "x-y_1",
            "#microsoft.graph.user",
        ] {
            assert!(matches!(field_name(name), Cow::Borrowed(same) if same == name));
        }
        assert_eq!(field_name(""), "\"\"");
        assert_eq!(field_name("id: \"1\", x"), "\"id: \\\"1\\\", x\"");
        assert_eq!(field_name("a\nb"), "\"a\\nb\"");
        assert_eq!(field_name("stаte"), "\"stаte\"");
        assert_eq!(format!("{:?}", Quoted("a\"\\\u{202e}")), "\"a\\\"\\\\\\u{202e}\"");
    }

    #[test]
    fn json_stays_the_same_json() {
        let text = "{\n\t\"a\u{202e}\": [\"\u{1d173}\u{7f}\", 1],\r\n\"b\\n\": \"\u{2028}\"}";
        let shown = json(text);
        assert_eq!(
            shown,
            "{  \"a\\u202e\": [\"\\ud834\\udd73\\u007f\", 1],  \"b\\n\": \"\\u2028\"}"
        );
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&shown), value(text));
        assert!(matches!(json("{\"é\": 1}"), Cow::Borrowed(_)));
    }
}
