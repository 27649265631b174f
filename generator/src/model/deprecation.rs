//! What the metadata says of the end of a type, member or operation.

use std::fmt;

use serde::Serialize;

/// What `Core.Revisions` (or `x-ms-deprecation`) says. Its description is a sentence of others and stays out. As
/// JSON it has the names that reports give its members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Deprecation {
    /// When it was deprecated, `YYYY-MM-DD`.
    #[serde(rename = "since")]
    pub date: Option<String>,
    /// When it is to be removed, `YYYY-MM-DD`.
    #[serde(rename = "removed")]
    pub removal_date: Option<String>,
    /// The revision's version label.
    pub version: Option<String>,
}

/// `since 2025-01-10, removed 2027-01-10`; empty where nothing is known.
impl fmt::Display for Deprecation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("since", &self.date),
            ("removed", &self.removal_date),
            ("version", &self.version),
        ];
        let known = parts
            .into_iter()
            .filter_map(|(word, value)| Some((word, value.as_ref()?)));
        for (at, (word, value)) in known.enumerate() {
            let apart = if at == 0 { "" } else { ", " };
            write!(f, "{apart}{word} {value}")?;
        }
        Ok(())
    }
}
