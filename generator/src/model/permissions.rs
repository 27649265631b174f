//! Least privileged permissions.

/// Least privileged permissions of an operation by scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions {
    /// Delegated, work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, personal account.
    pub delegated_personal: Vec<String>,
    /// Application.
    pub application: Vec<String>,
}

impl Permissions {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }

    /// The schemes as a person calls them, each with its permissions.
    #[must_use]
    pub fn schemes(&self) -> [(&'static str, &[String]); 3] {
        [
            ("delegated", &self.delegated_work),
            ("delegated personal", &self.delegated_personal),
            ("application", &self.application),
        ]
    }
}
