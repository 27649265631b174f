//! What can be wrong with JSON that is read: where it is, and why.

use std::borrow::Cow;
use std::fmt;

use crate::core::text::{OneLine, shortened};

/// JSON that could not be read: what is wrong, and where.
///
/// It holds names of the document, shortened and with hidden characters escaped, and none of its values, so it can be
/// logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    offset: usize,
    line: usize,
    column: usize,
    reason: Cow<'static, str>,
    limit: bool,
    /// From the inside out, since it is gathered on the way back.
    path: Vec<Step>,
}

impl ReadError {
    pub(crate) fn new(document: &[u8], offset: usize, reason: impl Into<Cow<'static, str>>) -> Self {
        let before = document.get(..offset).unwrap_or(document);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Self {
            offset,
            line,
            column,
            reason: reason.into(),
            limit: false,
            path: Vec::new(),
        }
    }

    /// The same, about a limit that can be set.
    pub(crate) fn of_limit(mut self) -> Self {
        self.limit = true;
        self
    }

    pub(crate) fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// Where in the document it is, for example `value[3].schedule.expiration.endDateTime`. Empty at the top.
    pub fn path(&self) -> String {
        path_text(self.path.iter().rev())
    }

    /// How many bytes precede the place.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The line of the place, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column of the place in bytes, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong there.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// True when the document goes beyond a limit of the [`ReadOptions`](super::ReadOptions): it is too deep, or its
    /// values would take too much memory. The reason names the option that allows more.
    pub fn is_limit_exceeded(&self) -> bool {
        self.limit
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        write!(
            f,
            "{} (line {}, column {}, byte {})",
            OneLine(&self.reason),
            self.line,
            self.column,
            self.offset
        )
    }
}

impl std::error::Error for ReadError {}

/// One step of a path into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Member(Cow<'static, str>),
    Item(usize),
}

/// The characters of a name that a path shows.
const LONGEST_NAME: usize = 80;

/// The steps as a path: members by a dot, items by their number in brackets.
pub(crate) fn path_text<'a>(steps: impl Iterator<Item = &'a Step>) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Member(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                // A name of the document's own may be of any length. A string takes all that is written to it.
                let _ = shortened(name, LONGEST_NAME, &mut text);
            }
            Step::Item(number) => {
                text.push('[');
                text.push_str(&number.to_string());
                text.push(']');
            }
        }
    }
    text
}

/// Why a value was not read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The JSON itself is broken, or too deep, or strictness asks for it: reading ends.
    Malformed(Box<ReadError>),
    /// The JSON is well formed, but not what is declared: the reader steps back and keeps the text.
    Mismatch(Cow<'static, str>),
}

impl Fault {
    pub(crate) const fn mismatch(reason: &'static str) -> Self {
        Self::Mismatch(Cow::Borrowed(reason))
    }

    /// The error where nothing can keep a mismatch: `offset` is where the document did not fit.
    pub(crate) fn into_error(self, document: &[u8], offset: usize) -> ReadError {
        match self {
            Self::Malformed(error) => *error,
            Self::Mismatch(reason) => ReadError::new(document, offset, reason),
        }
    }

    pub(crate) fn within(self, step: Step) -> Self {
        match self {
            Self::Malformed(error) => Self::Malformed(Box::new(error.within(step))),
            mismatch => mismatch,
        }
    }
}
