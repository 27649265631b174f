//! Entity containers: the roots of the service's addresses.

use super::annotation::Annotation;
use super::operation::OperationKind;
use crate::source::At;

/// An entity container: the roots of the service's addresses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    /// Name.
    pub name: String,
    /// The container that it adds to.
    pub extends: Option<String>,
    /// Entity sets.
    pub entity_sets: Vec<EntitySet>,
    /// Singletons.
    pub singletons: Vec<Singleton>,
    /// Unbound actions and functions that can be called.
    pub imports: Vec<OperationImport>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A set of entities with an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntitySet {
    /// Name, unique in its container.
    pub name: String,
    /// The entities' type, as written.
    pub entity_type: String,
    /// Whether the service document lists it; `None` when not written.
    pub include_in_service_document: Option<bool>,
    /// Where navigation properties lead.
    pub bindings: Vec<NavigationPropertyBinding>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// One entity with an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Singleton {
    /// Name, unique in its container.
    pub name: String,
    /// The entity's type, as written.
    pub type_name: String,
    /// Where navigation properties lead.
    pub bindings: Vec<NavigationPropertyBinding>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// Where a navigation property of a set or singleton leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NavigationPropertyBinding {
    /// Path of the navigation property.
    pub path: String,
    /// Path of the set or singleton.
    pub target: String,
    /// Position.
    pub at: At,
}

/// An action or function that can be called at the service's root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationImport {
    /// Name, unique in its container.
    pub name: String,
    /// Action or function.
    pub kind: OperationKind,
    /// The unbound action or function, as written.
    pub operation: String,
    /// Where the returned entities live.
    pub entity_set: Option<String>,
    /// Whether the service document lists it; `None` when not written.
    pub include_in_service_document: Option<bool>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}
