//! What names a type of a document.

use std::collections::BTreeMap;

use super::overload;
use crate::csdl::document::Document;
use crate::model::{ElementId, QName};

/// That a type is named somewhere.
pub(crate) struct TypeUse {
    /// What names it: a member, a parameter, an operation, a type that is derived from it or that it is derived from.
    pub(crate) element: ElementId,
    /// The type that this belongs to; none for what stands at the service's root.
    pub(crate) owner: Option<QName>,
    /// The type is derived from the owner.
    pub(crate) derives: bool,
}

/// Everything that names a type, by the type.
pub(crate) struct TypeUses(BTreeMap<QName, Vec<TypeUse>>);

impl TypeUses {
    /// In a document.
    pub(crate) fn of(document: &Document) -> Self {
        Self(uses(document))
    }

    /// Of one type.
    pub(crate) fn of_type(&self, name: &QName) -> &[TypeUse] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What names a type, but for itself.
    pub(crate) fn naming(&self, name: &QName) -> impl Iterator<Item = &ElementId> {
        let itself = ElementId::Type(name.clone());
        let elements = self.of_type(name).iter().map(|one| &one.element);
        elements.filter(move |element| **element != itself)
    }

    /// The type that it is derived from.
    pub(crate) fn base(&self, name: &QName) -> Option<&QName> {
        self.of_type(name).iter().find(|one| one.derives)?.owner.as_ref()
    }
}

fn uses(document: &Document) -> BTreeMap<QName, Vec<TypeUse>> {
    let mut uses: BTreeMap<QName, Vec<TypeUse>> = BTreeMap::new();
    let mut put = |to: &str, element: ElementId, owner: Option<&QName>, derives: bool| {
        if let Some(to) = QName::parse(to).filter(|to| to.namespace() != "Edm") {
            let owner = owner.cloned();
            uses.entry(to).or_default().push(TypeUse {
                element,
                owner,
                derives,
            });
        }
    };
    for schema in &document.schemas {
        for ty in &schema.structured_types {
            let owner = QName::new(&schema.namespace, &ty.name);
            for member in ty.members() {
                let element = ElementId::member(&owner, member.name());
                put(&member.ty().name, element, Some(&owner), false);
            }
            if let Some((written, base)) = ty.base_type.as_ref().and_then(|base| Some((base, QName::parse(base)?))) {
                put(written, ElementId::Type(owner.clone()), Some(&owner), false);
                // A base that something is declared as brings its derived types.
                put(&owner.to_string(), ElementId::Type(base.clone()), Some(&base), true);
            }
        }
        // Sets stand in the document because their types do: nothing is selected for them.
        for singleton in schema.containers.iter().flat_map(|container| &container.singletons) {
            put(
                &singleton.type_name,
                ElementId::Root(singleton.name.clone()),
                None,
                false,
            );
        }
    }
    for (id, operation) in document.bound_operations() {
        for id in [id.clone(), overload(&id, operation)] {
            let owner = Some(&id.binding.ty);
            for parameter in operation.parameters.iter().skip(1) {
                let ty = &parameter.type_name.name;
                put(ty, ElementId::parameter(&id, &parameter.name), owner, false);
                put(ty, ElementId::Operation(id.clone()), owner, false);
            }
            if let Some(response) = &operation.return_type {
                put(&response.type_name.name, ElementId::Operation(id.clone()), owner, false);
            }
        }
    }
    uses
}
