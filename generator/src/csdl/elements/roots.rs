//! What stands at the root of the service's addresses.

use crate::csdl::document::{Annotation, Container, NavigationPropertyBinding, TypeName};
use crate::source::At;

/// A singleton or an entity set.
#[derive(Clone, Debug)]
pub(crate) struct Root<'a> {
    /// Name, unique in its container.
    pub(crate) name: &'a str,
    /// The type of the singleton, or the collection that the set is; as written.
    pub(crate) ty: TypeName,
    /// Whether the service document lists it; of an entity set that says so.
    pub(crate) is_listed: Option<bool>,
    /// Where navigation properties lead.
    pub(crate) bindings: &'a [NavigationPropertyBinding],
    /// Inline annotations.
    pub(crate) annotations: &'a [Annotation],
    /// Position.
    pub(crate) at: At,
}

impl Container {
    /// Its singletons and its entity sets.
    pub(crate) fn roots(&self) -> impl Iterator<Item = Root<'_>> {
        let ty = |name: &str, collection| TypeName {
            name: name.to_owned(),
            collection,
        };
        let singletons = self.singletons.iter().map(move |one| Root {
            name: &one.name,
            ty: ty(&one.type_name, false),
            is_listed: None,
            bindings: &one.bindings,
            annotations: &one.annotations,
            at: one.at,
        });
        let sets = self.entity_sets.iter().map(move |set| Root {
            name: &set.name,
            ty: ty(&set.entity_type, true),
            is_listed: set.include_in_service_document,
            bindings: &set.bindings,
            annotations: &set.annotations,
            at: set.at,
        });
        singletons.chain(sets)
    }
}
