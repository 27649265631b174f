//! One side of a comparison with what the passes look up in it.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use crate::csdl::{
    Annotation, Document, EnumType, Operation, StructuredKind, StructuredType, TypeDefinition, TypeName,
};
use crate::model::{Api, Binding, ElementId, Member, OperationId, QName};
use crate::naming::memory::place_key;
use crate::resolve::COMPUTED;
use crate::routes::path_index::PathIndex;

/// One side with its indexes.
pub(super) struct SideIndex<'a> {
    pub(super) facts: &'a Facts,
    pub(super) paths: PathIndex<'a>,
    /// Builders by the keys of their places.
    pub(super) builders: BTreeMap<String, &'a str>,
    /// The types that the document declares.
    pub(super) declared: Types<'a>,
    /// The members of which the metadata says that the service sets them.
    computed: BTreeSet<ElementId>,
}

/// Types by their full names.
pub(super) type Types<'a> = BTreeMap<QName, Declared<'a>>;

/// A type as a document declares it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Declared<'a> {
    Structured(&'a StructuredType),
    Enum(&'a EnumType),
    Definition(&'a TypeDefinition),
}

impl Declared<'_> {
    /// What kind of type it is, as a person calls it.
    pub(super) fn word(self) -> &'static str {
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

impl<'a> SideIndex<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let builders = facts.loaded.surface.builders.iter();
        let by_place = builders.flat_map(|builder| {
            builder
                .places
                .iter()
                .map(|place| (place_key(place), builder.name.as_str()))
        });
        Self {
            facts,
            paths: PathIndex::of(&facts.loaded.api, &facts.loaded.tree),
            builders: by_place.collect(),
            declared: declared(&facts.csdl),
            computed: computed(&facts.csdl),
        }
    }

    pub(super) fn api(&self) -> &'a Api {
        &self.facts.loaded.api
    }

    /// What stands at the root of the service's addresses by that name.
    pub(super) fn is_root(&self, name: &str) -> bool {
        self.facts.loaded.tree.roots.iter().any(|root| root.segment == name)
    }

    /// The members of a type with those that it inherits; none of what is no structured type.
    pub(super) fn members(&self, name: &QName) -> &'a [Member] {
        self.api().structured(name).map_or(&[], |ty| &ty.members)
    }

    pub(super) fn member_names(&self, name: &QName) -> BTreeSet<&'a str> {
        self.members(name).iter().map(|member| member.name.as_str()).collect()
    }

    /// Whether the metadata says that the service sets a member.
    pub(super) fn is_computed(&self, owner: &QName, member: &str) -> bool {
        self.computed.contains(&ElementId::member(owner, member))
    }

    /// Whether that is an enumeration.
    pub(super) fn is_enum(&self, name: &str) -> bool {
        QName::parse(name).is_some_and(|name| self.api().enumeration(&name).is_some())
    }

    /// What a type definition stands for; of other types the name itself.
    pub(super) fn underlying<'n>(&'n self, name: &'n str) -> &'n str {
        match QName::parse(name).and_then(|name| self.declared.get(&name)) {
            Some(Declared::Definition(definition)) => &definition.underlying_type,
            _ => name,
        }
    }
}

fn declared(document: &Document) -> Types<'_> {
    let mut types = Types::new();
    for schema in &document.schemas {
        let name = |name: &str| QName::new(&schema.namespace, name);
        let structured = schema.structured_types.iter();
        types.extend(structured.map(|ty| (name(&ty.name), Declared::Structured(ty))));
        types.extend(schema.enum_types.iter().map(|ty| (name(&ty.name), Declared::Enum(ty))));
        let definitions = schema.type_definitions.iter();
        types.extend(definitions.map(|ty| (name(&ty.name), Declared::Definition(ty))));
    }
    types
}

fn computed(document: &Document) -> BTreeSet<ElementId> {
    let is_computed = |annotations: &[Annotation]| annotations.iter().any(|annotation| annotation.term == COMPUTED);
    let mut all = BTreeSet::new();
    for schema in &document.schemas {
        for ty in &schema.structured_types {
            let owner = QName::new(&schema.namespace, &ty.name);
            let own = ty
                .properties
                .iter()
                .filter(|property| is_computed(&property.annotations));
            all.extend(own.map(|property| ElementId::member(&owner, &property.name)));
        }
        let apart = schema.annotations_by_target.iter();
        let apart = apart.filter(|apart| is_computed(&apart.annotations));
        all.extend(apart.filter_map(|apart| member_of(&apart.target)));
    }
    all
}

/// `microsoft.graph.accessPackage/displayName`, as an annotation that stands apart names its target.
pub(super) fn member_of(target: &str) -> Option<ElementId> {
    let (owner, name) = target.split_once('/')?;
    Some(ElementId::member(&QName::parse(owner)?, name))
}

/// The bound actions and functions of a document with what they are called, whatever their parameters.
pub(super) fn operations_of(document: &Document) -> impl Iterator<Item = (OperationId, &Operation)> {
    document.schemas.iter().flat_map(|schema| {
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

fn binding_of(ty: &TypeName) -> Option<Binding> {
    Some(Binding {
        ty: QName::parse(&ty.name)?,
        collection: ty.collection,
    })
}

/// With the names of its parameters, which tell it from others of its name.
pub(super) fn overload(id: &OperationId, operation: &Operation) -> OperationId {
    let parameters = operation.parameters.iter().skip(1);
    id.clone()
        .with_overload(parameters.map(|parameter| parameter.name.clone()))
}
