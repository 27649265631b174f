//! What a document is resolved with, and the look-up of types and annotations that all of it needs.

use super::select::Selected;
use crate::csdl::index::Index;
use crate::csdl::{self, Annotation};
use crate::error::{Error, ErrorKind};
use crate::model::{ItemType, Primitive, QName, TypeRef, Version};
use crate::overlay::{MemberLists, Overlay};
use crate::source::At;

pub(super) struct Resolver<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) selected: &'a Selected,
    pub(super) overlay: &'a Overlay,
    pub(super) lists: MemberLists,
    pub(super) version: Version,
}

impl Resolver<'_> {
    pub(super) fn type_ref(&self, name: &csdl::TypeName, at: At) -> Result<TypeRef, Error> {
        Ok(TypeRef {
            collection: name.collection,
            item: self.item(&self.index.resolve(&name.name, at)?, at)?,
        })
    }

    fn item(&self, name: &QName, at: At) -> Result<ItemType, Error> {
        if name.namespace() == "Edm" {
            let edm = name.to_string();
            return match Primitive::from_edm_name(&edm) {
                Some(primitive) => Ok(ItemType::Primitive(primitive)),
                None if is_untyped(name.name()) => Ok(ItemType::Untyped),
                None => Err(self.index.error(
                    ErrorKind::Reference,
                    at,
                    format!("`{edm}` is no type of the Entity Data Model"),
                )),
            };
        }
        if self.index.structured.contains_key(name) {
            Ok(ItemType::Structured(name.clone()))
        } else if self.index.enums.contains_key(name) {
            Ok(ItemType::Enum(name.clone()))
        } else if let Some(definition) = self.index.definitions.get(name) {
            let underlying = self.index.resolve(&definition.underlying_type, definition.at)?;
            if underlying.namespace() != "Edm" {
                return Err(self.index.error(
                    ErrorKind::Model,
                    definition.at,
                    format!("the type definition `{name}` is made of `{underlying}`: expected a primitive type"),
                ));
            }
            self.item(&underlying, definition.at)
        } else {
            Err(self
                .index
                .error(ErrorKind::Reference, at, format!("the type `{name}` does not exist")))
        }
    }

    /// Our own sentence about a type, a member or a value.
    pub(super) fn sentence(&self, key: &str) -> Option<String> {
        self.overlay.docs.about(key, self.version).map(str::to_owned)
    }

    /// Inline annotations of a term and those that stand apart.
    pub(super) fn annotations<'b>(
        &'b self,
        inline: &'b [Annotation],
        target: &str,
        term: &'b str,
    ) -> impl Iterator<Item = &'b Annotation> {
        inline
            .iter()
            .chain(self.index.annotations_of(target).iter().copied())
            .filter(move |annotation| annotation.term == term)
    }
}

fn is_untyped(name: &str) -> bool {
    matches!(name, "Untyped" | "PrimitiveType" | "ComplexType" | "EntityType")
        || name.starts_with("Geography")
        || name.starts_with("Geometry")
}
