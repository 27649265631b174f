//! What things of the old side are called on the new one: metadata does not say, so a report says "probable" and why.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::change::Change;
use super::kind::Direction;
use crate::csdl::TypeName;
use crate::csdl::elements::Declared;
use crate::matching::Renamed;
use crate::model::{Binding, ElementId, ItemType, OperationId, QName};

/// A type by its name on the old side and on the new one, with what speaks for it.
pub(super) type RenamedType<'a> = Renamed<QName, Declared<'a>>;

/// The types that have another name on the new side.
#[derive(Default)]
pub(super) struct Renames(BTreeMap<QName, QName>);

impl Renames {
    pub(super) fn of(renamed: &[RenamedType<'_>]) -> Self {
        let names = renamed.iter().map(|((from, _), (to, _), _)| (from.clone(), to.clone()));
        Self(names.collect())
    }

    /// What the type is called on the new side.
    pub(super) fn now<'n>(&'n self, name: &'n QName) -> &'n QName {
        self.0.get(name).unwrap_or(name)
    }

    /// Whether a type of the old side has that name on the new one.
    pub(super) fn is_new_name(&self, name: &QName) -> bool {
        self.0.values().any(|new| new == name)
    }

    /// As [`Renames::now`], of a name as the CSDL has it.
    pub(super) fn name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match QName::parse(name).and_then(|name| self.0.get(&name)) {
            Some(new) => Cow::Owned(new.to_string()),
            None => Cow::Borrowed(name),
        }
    }

    /// Whether an old and a new type are one.
    pub(super) fn is_same(&self, old: &str, new: &str) -> bool {
        old == new || self.name(old) == new
    }

    pub(super) fn is_same_type(&self, old: &TypeName, new: &TypeName) -> bool {
        old.collection == new.collection && self.is_same(&old.name, &new.name)
    }

    pub(super) fn type_name(&self, ty: &TypeName) -> TypeName {
        TypeName {
            name: self.name(&ty.name).into_owned(),
            collection: ty.collection,
        }
    }

    pub(super) fn item(&self, item: &ItemType) -> ItemType {
        match item {
            ItemType::Structured(name) => ItemType::Structured(self.now(name).clone()),
            ItemType::Enum(name) => ItemType::Enum(self.now(name).clone()),
            other => other.clone(),
        }
    }

    pub(super) fn operation(&self, id: &OperationId) -> OperationId {
        OperationId {
            binding: Binding {
                ty: self.now(&id.binding.ty).clone(),
                ..id.binding
            },
            ..id.clone()
        }
    }

    /// What an element is called on the new side, as far as types alone are renamed.
    pub(super) fn element(&self, element: &ElementId) -> ElementId {
        match element {
            ElementId::Type(name) => ElementId::Type(self.now(name).clone()),
            ElementId::Member { owner, name } => ElementId::member(self.now(owner), name),
            ElementId::Operation(id) => ElementId::Operation(self.operation(id)),
            ElementId::Parameter { operation, name } => ElementId::parameter(&self.operation(operation), name),
            other => other.clone(),
        }
    }
}

/// What elements are called on the new side: types, and what other changes name anew.
pub(super) struct NewNames<'a> {
    types: &'a Renames,
    elements: BTreeMap<&'a ElementId, &'a ElementId>,
}

impl<'a> NewNames<'a> {
    pub(super) fn of(types: &'a Renames, changes: &'a [Change]) -> Self {
        let renamed = changes
            .iter()
            .filter(|change| change.kind.direction() == Direction::Renamed);
        let elements = renamed.filter_map(|change| Some((&change.subject, change.also.first()?)));
        Self {
            types,
            elements: elements.collect(),
        }
    }

    pub(super) fn now(&self, element: &ElementId) -> ElementId {
        match self.elements.get(element) {
            Some(new) => (*new).clone(),
            None => self.types.element(element),
        }
    }
}
