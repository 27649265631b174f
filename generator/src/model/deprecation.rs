//! What the metadata says of the end of a type, member or operation.

/// What `Core.Revisions` (or `x-ms-deprecation`) says. Its description is a sentence of others and stays out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deprecation {
    /// When it was deprecated, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// When it is to be removed, `YYYY-MM-DD`.
    pub removal_date: Option<String>,
    /// The revision's version label.
    pub version: Option<String>,
}
