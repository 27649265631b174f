//! Errors in metadata: what is wrong, and where.
//!
//! Every error of this crate is one [`Error`]: a kind for code, a [`Place`] and a sentence for people. Findings, which
//! are things to know about metadata that is usable, are not errors and live elsewhere; positions inside a document are
//! made in `source`.

use std::fmt;

use crate::text::{escaped, shortened};

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of thing is wrong, for code that has to distinguish errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not well-formed XML or YAML.
    Syntax,
    /// Well-formed, but not the kind of document that was asked for, or an element where it does not belong.
    Structure,
    /// A required attribute or member is not there.
    Missing,
    /// A value is not of its type: a boolean that is neither `true` nor `false`, text where a number is declared.
    Value,
    /// A name that is no OData identifier, or that Rust cannot spell.
    Name,
    /// Two things of one name.
    Duplicate,
    /// A reference that leads nowhere.
    Reference,
    /// Larger or deeper than is read: nesting, expansion of entities or aliases.
    Limit,
    /// Each document is right by itself, but together they contradict: a cycle of inheritance, a base type of the wrong
    /// kind.
    Model,
    /// A file that cannot be read or written.
    Io,
}

/// Where something stands: a file, and in it a line and column, a path in the document, or both.
///
/// Shown as `file:line:column: at path`, each part only where it is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file's name as it was given to the reader.
    pub file: String,
    /// Line, counted from 1.
    pub line: Option<u32>,
    /// Column in characters, counted from 1.
    pub column: Option<u32>,
    /// JSON pointer as a fragment, for example `#/paths/~1identityGovernance/get`, or a CSDL target.
    pub path: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            ..Self::default()
        }
    }

    /// A line and column, both counted from 1, of a file.
    pub fn position(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self {
            file: file.into(),
            line: Some(line),
            column: Some(column),
            path: None,
        }
    }

    /// A path in the document that the file holds.
    pub fn path(file: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            column: None,
            path: Some(path.into()),
        }
    }

    /// The same place with its path in the document.
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        match &self.path {
            Some(path) => write!(f, ": at {}", shortened(path, LONGEST_PATH)),
            None => Ok(()),
        }
    }
}

/// How many characters of a path are shown; the longest of Graph's has about 400.
const LONGEST_PATH: usize = 1_000;

/// Something in the metadata that cannot be used as it is: where it stands, what is wrong, what was expected.
///
/// `Display` is one line, however hostile the document's own names are: `place: message`, with the second place where
/// there are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Detail>);

/// Boxed, so that a result that is nearly always fine stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Detail {
    kind: ErrorKind,
    place: Place,
    message: String,
    other: Option<Place>,
}

impl Error {
    /// An error at a place. The message says what is wrong and what was expected, without repeating the place.
    pub fn new(kind: ErrorKind, place: Place, message: impl Into<String>) -> Self {
        Self(Box::new(Detail {
            kind,
            place,
            message: message.into(),
            other: None,
        }))
    }

    /// The same error with the place of the other half of it, as the first definition of a duplicate.
    #[must_use]
    pub fn with_other(mut self, other: Place) -> Self {
        self.0.other = Some(other);
        self
    }

    /// What sort of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// The sentence, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The other place, where an error is about two.
    pub fn other(&self) -> Option<&Place> {
        self.0.other.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.place, escaped(&self.0.message))?;
        match &self.0.other {
            Some(other) => write!(f, " (the other is at {other})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
