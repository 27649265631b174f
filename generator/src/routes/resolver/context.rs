//! What paths are resolved against: the model, the document that has the paths, and the permissions. Nothing here
//! changes while paths are resolved.

use crate::model::{Api, ItemType, QName, Structured, TypeRef};
use crate::naming::case::Case;
use crate::openapi::Document;
use crate::routes::lookup::Lookup;
use crate::routes::tree::PermissionTable;
use crate::routes::wire_type::{Wire, WireType};

pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) document: &'a Document,
    pub(super) wire: Wire<'a>,
    pub(super) lookup: Lookup<'a>,
    pub(super) permissions: &'a PermissionTable,
    pub(super) case: &'a Case,
}

impl Context<'_> {
    /// The structured type of a single value.
    pub(super) fn structured(&self, ty: &TypeRef) -> Option<&Structured> {
        match &ty.item {
            ItemType::Structured(name) if !ty.collection => self.api.structured(name),
            _ => None,
        }
    }

    /// The model's type of a type that the OpenAPI document gives, where it has it.
    pub(super) fn type_by_document(&self, wire: &WireType) -> Option<TypeRef> {
        match wire {
            WireType::Named(name) => {
                let name = QName::parse(name)?;
                if self.api.structured(&name).is_some() {
                    Some(TypeRef::one(ItemType::Structured(name)))
                } else {
                    self.api.enumeration(&name).map(|_| TypeRef::one(ItemType::Enum(name)))
                }
            }
            WireType::Wrapped(value) => match value.as_ref() {
                WireType::Array(item) => self.type_by_document(item).map(|ty| TypeRef::many(ty.item)),
                value => self.type_by_document(value),
            },
            WireType::Primitive(primitive) => Some(TypeRef::one(ItemType::Primitive(*primitive))),
            _ => None,
        }
    }
}
