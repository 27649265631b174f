//! Operations that the metadata has and the service does not support: facts, without how they were found.

use std::collections::BTreeMap;

use serde::Serialize;

/// What is known of an operation that the service does not support.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unsupported {
    /// Why.
    pub reason: String,
    /// The operation to use in its place: `PUT /a/{id}`, as the OpenAPI document writes the path.
    pub instead: Option<String>,
    /// What to mind there; stands after the operation: `with the request type adminUpdate`.
    pub how: Option<String>,
    /// The page that says so.
    pub source: String,
}

/// The unsupported operations of a version, by `PATCH /a/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnsupportedOperations(pub BTreeMap<String, Unsupported>);

impl UnsupportedOperations {
    /// What is known of an operation: its HTTP method in capitals, its path as the OpenAPI document writes it.
    #[must_use]
    pub fn get(&self, method: &str, path: &str) -> Option<&Unsupported> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&format!("{method} {path}"))
    }
}
