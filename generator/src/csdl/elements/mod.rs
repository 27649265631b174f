//! The elements of a document as values: its types, its bound actions and functions, its roots, what is annotated, and
//! what names a type.
//!
//! Names must be in full: aliases are resolved before.

mod annotated;
mod members;
mod roots;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use annotated::annotated;
pub(crate) use members::Member;
pub(crate) use roots::Root;
pub(crate) use uses::TypeUses;

use super::document::{
    Annotation, Document, EnumType, Operation, StructuredKind, StructuredType, TypeDefinition, TypeName,
};
use crate::model::{Binding, ElementId, OperationId, QName};

/// Types by their full names.
pub(crate) type Types<'a> = BTreeMap<QName, Declared<'a>>;

/// A type as a document declares it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Declared<'a> {
    Structured(&'a StructuredType),
    Enum(&'a EnumType),
    Definition(&'a TypeDefinition),
}

impl Declared<'_> {
    /// What kind of type it is, as a person calls it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Declared::Structured(ty) => match ty.kind {
                StructuredKind::Entity => "entity type",
                StructuredKind::Complex => "complex type",
            },
            Declared::Enum(_) => "enum type",
            Declared::Definition(_) => "type definition",
        }
    }
}

impl Document {
    /// The types that it declares.
    pub(crate) fn types(&self) -> Types<'_> {
        let mut types = Types::new();
        for schema in &self.schemas {
            let name = |name: &str| QName::new(&schema.namespace, name);
            let structured = schema.structured_types.iter();
            types.extend(structured.map(|ty| (name(&ty.name), Declared::Structured(ty))));
            types.extend(schema.enum_types.iter().map(|ty| (name(&ty.name), Declared::Enum(ty))));
            let definitions = schema.type_definitions.iter();
            types.extend(definitions.map(|ty| (name(&ty.name), Declared::Definition(ty))));
        }
        types
    }

    /// The names of these types.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = QName> {
        self.schemas.iter().flat_map(|schema| {
            let structured = schema.structured_types.iter().map(|ty| &ty.name);
            let enums = schema.enum_types.iter().map(|ty| &ty.name);
            let definitions = schema.type_definitions.iter().map(|ty| &ty.name);
            let names = structured.chain(enums).chain(definitions);
            names.map(|name| QName::new(&schema.namespace, name))
        })
    }

    /// Its bound actions and functions with what they are called, whatever their parameters.
    pub(crate) fn bound_operations(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        self.schemas.iter().flat_map(|schema| {
            let bound = schema.operations.iter().filter(|operation| operation.is_bound);
            bound.filter_map(|operation| {
                let id = OperationId {
                    name: QName::new(&schema.namespace, &operation.name),
                    overload: None,
                    binding: binding_of(&operation.parameters.first()?.type_name)?,
                };
                Some((id, operation))
            })
        })
    }

    /// The structural properties that have an annotation of a term, in their type or apart from it.
    pub(crate) fn members_with(&self, term: &str) -> BTreeSet<ElementId> {
        let has = |annotations: &[Annotation]| annotations.iter().any(|annotation| annotation.term == term);
        let mut members = BTreeSet::new();
        for schema in &self.schemas {
            for ty in &schema.structured_types {
                let owner = QName::new(&schema.namespace, &ty.name);
                let own = ty.properties.iter().filter(|property| has(&property.annotations));
                members.extend(own.map(|property| ElementId::member(&owner, &property.name)));
            }
            let apart = schema.annotations_by_target.iter();
            let apart = apart.filter(|apart| has(&apart.annotations));
            members.extend(apart.filter_map(|apart| member_of(&apart.target)));
        }
        members
    }
}

/// `microsoft.graph.accessPackage/displayName`, as an annotation that stands apart names its target.
pub(crate) fn member_of(target: &str) -> Option<ElementId> {
    let (owner, name) = target.split_once('/')?;
    Some(ElementId::member(&QName::parse(owner)?, name))
}

fn binding_of(ty: &TypeName) -> Option<Binding> {
    Some(Binding {
        ty: QName::parse(&ty.name)?,
        collection: ty.collection,
    })
}

/// With the names of its parameters, which distinguish it from others of its name.
pub(crate) fn overload(id: &OperationId, operation: &Operation) -> OperationId {
    let parameters = operation.own_parameters();
    id.clone()
        .with_overload(parameters.map(|parameter| parameter.name.clone()))
}
