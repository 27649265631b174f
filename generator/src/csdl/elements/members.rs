//! The properties of a structured type, of both kinds.

use crate::csdl::document::{Annotation, NavigationProperty, Property, StructuredType, TypeName};

/// A structural or navigation property.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Member<'a> {
    Structural(&'a Property),
    Navigation(&'a NavigationProperty),
}

impl<'a> Member<'a> {
    /// Name, unique in its type.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::Structural(property) => &property.name,
            Self::Navigation(property) => &property.name,
        }
    }

    /// Its type, or that of what it leads to.
    pub(crate) fn ty(self) -> &'a TypeName {
        match self {
            Self::Structural(property) => &property.type_name,
            Self::Navigation(property) => &property.type_name,
        }
    }

    /// Whether it is a navigation property.
    pub(crate) fn is_navigation(self) -> bool {
        matches!(self, Self::Navigation(_))
    }

    /// Whether what it leads to exists only below its owner.
    pub(crate) fn is_contained(self) -> bool {
        matches!(self, Self::Navigation(property) if property.contains_target)
    }

    /// Whether null is allowed; it is when the document does not say.
    pub(crate) fn is_nullable(self) -> bool {
        match self {
            Self::Structural(property) => property.facets.is_nullable(),
            Self::Navigation(property) => property.nullable.unwrap_or(true),
        }
    }

    /// Inline annotations.
    pub(crate) fn annotations(self) -> &'a [Annotation] {
        match self {
            Self::Structural(property) => &property.annotations,
            Self::Navigation(property) => &property.annotations,
        }
    }
}

impl StructuredType {
    /// The properties that it declares.
    pub(crate) fn members(&self) -> impl Iterator<Item = Member<'_>> {
        let structural = self.properties.iter().map(Member::Structural);
        structural.chain(self.navigation_properties.iter().map(Member::Navigation))
    }
}
