//! Why a query is refused.

use std::fmt;

use msgraph_identity_governance::text::escaped;

/// A query that is not carried out: a `400 Bad Request`, with Graph's code and a message that names the place.
///
/// ```
/// use msgraph_identity_governance::v1_0::API;
/// use msgraph_local_graph::odata::{QueryOptions, Subject};
///
/// let package = API.ty("microsoft.graph.accessPackage").expect("a type of v1.0");
/// let error = QueryOptions::parse("$filter=name eq 'Sales'", Subject::collection_of(package)).unwrap_err();
/// assert_eq!(
///     error.message(),
///     "Could not find a property named 'name' on type 'microsoft.graph.accessPackage' ($filter, character 1)."
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct QueryError {
    code: &'static str,
    message: String,
}

/// A place in a query: the option, and where in its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    option: &'static str,
    text: &'t str,
}

impl<'t> Place<'t> {
    pub(super) fn of(option: &'static str, text: &'t str) -> Self {
        Self { option, text }
    }

    pub(super) fn text(self) -> &'t str {
        self.text
    }

    /// An error at an offset in bytes; the message counts characters from 1.
    pub(super) fn error(self, at: usize, what: impl fmt::Display) -> QueryError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let character = before.chars().count() + 1;
        QueryError::new(format!("{what} ({}, character {character}).", self.option))
    }
}

impl QueryError {
    /// The message ends a sentence itself.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            code: "BadRequest",
            message: message.into(),
        }
    }

    pub(super) fn unsupported(message: impl Into<String>) -> Self {
        Self {
            code: "Request_UnsupportedQuery",
            message: message.into(),
        }
    }

    /// The code of Graph's error: `BadRequest`, or `Request_UnsupportedQuery` for a query that needs
    /// `ConsistencyLevel: eventual`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence that says what is wrong, and where. Text of the query is escaped in it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueryError({}: {})", self.code, self.message)
    }
}

impl std::error::Error for QueryError {}

/// The longest piece of a query that a message shows, in characters.
const SHOWN: usize = 80;

/// A piece of a query in single quotes, escaped and cut.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("'{}…'", escaped(text.get(..end).unwrap_or_default())),
        None => format!("'{}'", escaped(text)),
    }
}
