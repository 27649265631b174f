//! Paths in a document as JSON pointers.

use crate::text::escape;

/// A path as a JSON pointer in a fragment, `#/paths/~1a/get`.
pub(super) fn pointer(path: &[String]) -> String {
    let mut text = String::from("#");
    for key in path {
        push_pointer(&mut text, key);
    }
    text
}

/// The same, cut where only an endless document is that deep.
pub(super) fn short_pointer(path: &[String]) -> String {
    const LONGEST: usize = 30;
    match path.get(..LONGEST) {
        Some(start) if path.len() > LONGEST => pointer(start) + "/…",
        _ => pointer(path),
    }
}

pub(super) fn push_pointer(text: &mut String, key: &str) {
    text.push('/');
    for c in key.chars() {
        match c {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            // A key may be anything in bad input, and errors are one line.
            c => escape(c, text),
        }
    }
}
