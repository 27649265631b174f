//! Positions in a text that was read, and which names are taken from it.
//!
//! Both readers (`csdl`, `openapi`) share this; what an error looks like is in `error`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::error::Place;
use crate::text::character;
pub(crate) use crate::text::quoted;

/// A line and column in the file that a value was read from, both counted from 1; 0 and 0 for a value that was made, not read.
///
/// Positions take no part in comparing values: two documents that say the same are equal wherever they say it. So all positions are equal.
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

/// Finds the line and column of a byte in a text. Made once a text; each look-up is a binary search and a count within one line.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    is_supplement: bool,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(index, _)| index + 1),
            )
            .collect();
        Self {
            text,
            starts,
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
        // An offset within a character would give none; then the column is that of the line's start, which is near enough.
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        At {
            line: count(line),
            column: count(column),
            in_supplement: self.is_supplement,
        }
    }
}

fn count(from_zero: usize) -> u32 {
    u32::try_from(from_zero + 1).unwrap_or(u32::MAX)
}

/// The longest name that OData allows, in characters.
const LONGEST_NAME: usize = 128;

/// Why a text is not accepted as a name, or nothing when it is one.
///
/// OData allows letters of any script. Names become names of Rust items, files and URL segments here, where letters that look like others are a danger
/// and rustc warns of them, so only ASCII is taken.
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
            "has the letter {} of another script; only ASCII letters, digits and `_` are accepted, since Rust names are made of it",
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
