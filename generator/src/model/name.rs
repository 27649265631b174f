//! Qualified names: a namespace and a simple name.

/// The full name of a type, action or function, its alias resolved: `microsoft.graph.accessPackage`.
///
/// Ordered by namespace, then name, so that lists group by namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    namespace: String,
    name: String,
}

impl QName {
    /// From its two parts.
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
        }
    }

    /// Splits at the last dot; `None` without one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (namespace, name) = text.rsplit_once('.')?;
        (!namespace.is_empty() && !name.is_empty()).then(|| Self::new(namespace, name))
    }

    /// `microsoft.graph.identityGovernance`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// `workflow`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Display for QName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.namespace, self.name)
    }
}
