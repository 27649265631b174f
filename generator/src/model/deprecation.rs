//! What the metadata says of the end of a type, member or operation.

use serde::Serialize;

/// What `Core.Revisions` (or `x-ms-deprecation`) says. Its description is a sentence of others and stays out. As
/// JSON it has the names that reports give its members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Deprecation {
    /// When it was deprecated, `YYYY-MM-DD`.
    #[serde(rename = "since")]
    pub date: Option<String>,
    /// When it is to be removed, `YYYY-MM-DD`.
    #[serde(rename = "goes")]
    pub removal_date: Option<String>,
    /// The revision's version label.
    pub version: Option<String>,
}
