//! Positions in a text that was read, and which names are taken from it.
//!
//! Both readers (`csdl`, `openapi`) share this; what an error looks like is in `error`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::error::Place;
use crate::text::character;
pub(crate) use crate::text::quoted;

/// A line and column in the file that a value was read from, both counted from 1; 0 and 0 for a value that was made,
/// not read.
///
/// Positions take no part in comparing values: two documents that say the same are equal wherever they say it. So all
/// positions are equal.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// Whether the file is the supplement that was added to a document, not the document's own.
    pub in_supplement: bool,
}

impl At {
    /// The place in `file`; the whole file when the value was not read from it.
    pub fn place(self, file: &str) -> Place {
        if self.line == 0 {
            Place::file(file)
        } else {
            Place::position(file, self.line, self.column)
        }
    }
}

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for At {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl Hash for At {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Finds the line and column of a byte in a text. Made once a text; each look-up is a binary search and a count of at
/// most [`STEP`] bytes, however long the line is.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    starts: Vec<usize>,
    /// At each multiple of [`STEP`]: the characters before it that begin in its line.
    columns: Vec<usize>,
    is_supplement: bool,
}

/// How many bytes are counted at once.
const STEP: usize = 256;

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let text = text.as_bytes();
        let mut starts = vec![0];
        let mut columns = Vec::with_capacity(text.len() / STEP + 1);
        let mut column = 0;
        for (number, step) in text.chunks(STEP).enumerate() {
            columns.push(column);
            let ends = step.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            let before = starts.len();
            starts.extend(ends.map(|(index, _)| number * STEP + index + 1));
            let line = starts.last().copied().unwrap_or_default().saturating_sub(number * STEP);
            let own = if starts.len() > before { 0 } else { column };
            column = own + characters(step.get(line..).unwrap_or_default());
        }
        columns.push(column);
        Self {
            text,
            starts,
            columns,
            is_supplement: false,
        }
    }

    /// The same, of a text whose positions will stand in another document.
    pub(crate) fn of_supplement(text: &'a str) -> Self {
        Self {
            is_supplement: true,
            ..Self::new(text)
        }
    }

    pub(crate) fn at(&self, offset: usize) -> At {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let step = offset / STEP;
        let (from, before) = match step * STEP {
            mark if mark > start => (mark, self.columns.get(step).copied().unwrap_or_default()),
            _ => (start, 0),
        };
        let column = before + characters(self.text.get(from..offset).unwrap_or_default());
        At {
            line: count(line),
            column: count(column),
            in_supplement: self.is_supplement,
        }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

fn count(from_zero: usize) -> u32 {
    u32::try_from(from_zero + 1).unwrap_or(u32::MAX)
}

/// The longest name that OData allows, in characters.
const LONGEST_NAME: usize = 128;

/// Why a text is not accepted as a name, or nothing when it is one.
///
/// OData allows letters of any script. Names become names of Rust items, files and URL segments here, where letters
/// that look like others are a danger and rustc warns of them, so only ASCII is taken.
pub(crate) fn name_fault(name: &str) -> Option<String> {
    let mut characters = name.chars();
    let Some(first) = characters.next() else {
        return Some("is empty; expected a letter or `_`, then letters, digits and `_`".to_owned());
    };
    if name.chars().count() > LONGEST_NAME {
        return Some(format!(
            "is longer than the {LONGEST_NAME} characters that OData allows"
        ));
    }
    let wrong = if first.is_ascii_digit() {
        Some(first)
    } else {
        name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_')
    }?;
    Some(if wrong.is_alphanumeric() && !wrong.is_ascii() {
        format!(
            "has the letter {} of another script; only ASCII letters, digits and `_` are accepted, since Rust names \
             are made of it",
            character(wrong)
        )
    } else {
        format!(
            "is no OData identifier because of {}; expected a letter or `_`, then letters, digits and `_`",
            character(wrong)
        )
    })
}

/// The same for names joined by dots: namespaces, and names of types and terms with their namespace or alias.
pub(crate) fn dotted_name_fault(name: &str) -> Option<String> {
    name.split('.').find_map(name_fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_a_count_from_the_start() {
        let line = "ä<b/>é\t".repeat(200);
        let text = format!("\n{line}\nshort\n\n{line}{line}\r\n{}x", "\n".repeat(600));
        let lines = Lines::new(&text);
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            let at = lines.at(offset);
            assert_eq!((at.line, at.column), (line, column), "byte {offset}");
            (line, column) = if character == '\n' {
                (line + 1, 1)
            } else {
                (line, column + 1)
            };
        }
        let end = lines.at(text.len());
        assert_eq!((end.line, end.column), (line, column));
    }
}
