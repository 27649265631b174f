//! Annotation terms that a schema defines.

use super::annotation::Annotation;
use super::types::{Facets, TypeName};
use crate::source::At;

/// An annotation term.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// Name without namespace.
    pub name: String,
    /// Type of its values.
    pub type_name: TypeName,
    /// The term that it specializes.
    pub base_term: Option<String>,
    /// What it may stand on; Graph writes types here.
    pub applies_to: Option<String>,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}
