//! `x-ms-deprecation`.

/// When something was deprecated (`x-ms-deprecation`), without its sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Date-time of the announcement, as written.
    pub date: Option<String>,
    /// Date-time of removal, as written.
    pub removal_date: Option<String>,
    /// Name of the change, as written.
    pub version: Option<String>,
}
