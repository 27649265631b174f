//! JSON as text: its parts as they are written, and the same text with other blanks.
//!
//! Nothing is parsed into values, so nothing is lost: neither the spelling of a number, nor the order of members, nor
//! one that stands there twice. The library has checked that the text is JSON before it comes here; text that is none
//! gives other text, and never a panic.

mod indent;
mod scan;

pub(crate) use indent::{Style, shown, write_compact, write_indented};
pub(crate) use scan::{Member, items, members};

use std::borrow::Cow;

/// JSON with one member or item per line, as text for people.
pub(crate) fn indented(json: &str) -> String {
    let mut out = Vec::new();
    let style = Style {
        color: false,
        escape: false,
    };
    match write_indented(json, 0, style, &mut out).map(|()| String::from_utf8(out)) {
        Ok(Ok(text)) => text,
        // Writing into memory does not fail, and text gives text.
        _ => json.to_owned(),
    }
}

/// The text of a string as it is meant: without quotes and escapes. Nothing for another value.
pub(crate) fn string(json: &str) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    if inside.contains('\\') {
        serde_json::from_str(json).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inside))
    }
}

/// The value of a member by its name; of several of that name the last, as JSON readers take it.
pub(crate) fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let found = members(json)?.into_iter().rev().find(|member| member.is(name));
    found.map(|member| member.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_with_their_escapes() {
        assert_eq!(string(r#""a b""#).as_deref(), Some("a b"));
        assert_eq!(string(r#""\u00e9\n\"""#).as_deref(), Some("é\n\""));
        for other in ["1", "null", "\"", "", r#""\q""#] {
            assert_eq!(string(other), None, "{other}");
        }
        assert_eq!(member(r#"{"a":1,"\u0061":2}"#, "a"), Some("2"));
    }
}
