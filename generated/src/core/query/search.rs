//! Free text: what `$search` holds.

use std::fmt;
use std::marker::PhantomData;

/// Free text to look for in items of the model `M`: in a member by its constant's `matches`, or in what the service
/// searches by default, `"sales".into()`.
///
/// Most of Graph wants the header `ConsistencyLevel: eventual` with it, see
/// [`consistency_level`](crate::Request::consistency_level).
#[must_use = "a search does nothing until it is given to a request's `search`"]
pub struct Search<M> {
    text: String,
    /// Whether it is an `OR` at its top, which needs parentheses in an `AND`.
    is_or: bool,
    of: PhantomData<fn() -> M>,
}

impl<M> Search<M> {
    fn new(text: String, is_or: bool) -> Self {
        Self {
            text,
            is_or,
            of: PhantomData,
        }
    }

    pub(super) fn of_member(path: &str, text: &str) -> Self {
        Self::new(phrase(&format!("{path}:{text}")), false)
    }

    /// Both must be found.
    pub fn and(self, other: Self) -> Self {
        Self::new(format!("{} AND {}", self.within(), other.within()), false)
    }

    /// One of them must be found.
    pub fn or(self, other: Self) -> Self {
        Self::new(format!("{} OR {}", self.text, other.text), true)
    }

    fn within(&self) -> String {
        if self.is_or {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// Text in double quotes; quotes and backslashes inside are escaped by a backslash.
fn phrase(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

impl<M> From<&str> for Search<M> {
    fn from(text: &str) -> Self {
        Self::new(phrase(text), false)
    }
}

impl<M> From<String> for Search<M> {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<M> Clone for Search<M> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone(), self.is_or)
    }
}

impl<M> fmt::Display for Search<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is searched for can be personal data: only that there is something is shown.
impl<M> fmt::Debug for Search<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").finish_non_exhaustive()
    }
}
