//! The Rust API of a version as plain data, between naming and printing: `crate::emit` prints it, `crate::listing`
//! lists its operations, `crate::drift` compares its items.
//!
//! | module | what it holds |
//! |---|---|
//! | [`structs`], [`enumerations`] | models: what is public of each type |
//! | [`surface`] | builders with their steps and calls; `builders` makes them of the tree of paths |
//! | [`presence`], [`areas`] | which items are there with which features |
//! | [`signatures`] | what steps and calls take and give |
//! | [`operations`] | each call at each of its places, with the way from the client to it |
//! | [`item`] | a public item: path, signature, what of the metadata it comes from |
//! | [`rust_type`], [`usage`] | how a type of the metadata is spelt, and which have an `Any…` enum |
//! | `sent` | which types a request can carry |
//!
//! It decides which items there are, what they are called and of which types they are. It knows no syntax beyond that
//! of types, no doc comments and no files. A version of 100,000 types has 900,000 items, so the description of a type
//! is made when it is asked for and kept by nobody here.

pub mod areas;
mod builders;
pub mod enumerations;
pub mod item;
mod items;
pub mod operations;
mod origins;
pub mod presence;
pub mod rust_type;
mod sent;
pub mod signatures;
pub mod structs;
pub mod surface;
pub mod usage;

use self::sent::SentTypes;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{Api, ElementId, QName, StructuredKind, Type};
use crate::naming::Names;

pub use areas::Areas;
pub use builders::Parts;
pub use enumerations::Enumeration;
pub use item::{Item, ItemKind};
pub use operations::Operation;
pub use presence::{Presence, TypePresences};
pub use rust_type::{ModelPath, RustType};
pub use structs::Struct;
pub use surface::{Builder, Call, CallPlace, Segment, Step, Surface};
pub use usage::Usage;

/// The Rust API of one version.
#[derive(Clone, Debug)]
pub struct RustApi<'a> {
    api: &'a Api,
    names: &'a Names,
    surface: &'a Surface,
    usage: Usage,
    sent: SentTypes,
}

/// A generated type with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Model<'a> {
    /// An entity or complex type, or the body of an action.
    Struct(Struct<'a>),
    /// An enum type.
    Enumeration(Enumeration<'a>),
}

impl<'a> Model<'a> {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> ModelPath<'a> {
        match self {
            Model::Struct(one) => one.path,
            Model::Enumeration(one) => one.path,
        }
    }

    /// The module of a sub-namespace below `models`.
    #[must_use]
    pub fn module(&self) -> Option<&'a str> {
        self.path().module
    }

    /// Its file and module, without ending.
    #[must_use]
    pub fn file(&self) -> &'a str {
        match self {
            Model::Struct(one) => one.file,
            Model::Enumeration(one) => one.file,
        }
    }

    /// The name of its `Any…` enum, where it has one: the other public type of its file.
    #[must_use]
    pub fn any_name(&self) -> Option<&'a str> {
        match self {
            Model::Struct(one) => one.any.as_ref().map(|any| any.path.name),
            Model::Enumeration(_) => None,
        }
    }
}

impl<'a> RustApi<'a> {
    /// The Rust API of these types and builders by these names.
    #[must_use]
    pub fn of(api: &'a Api, names: &'a Names, surface: &'a Surface) -> Self {
        Self {
            api,
            names,
            surface,
            usage: Usage::of(api),
            sent: SentTypes::of(api, surface),
        }
    }

    /// What it is made of.
    #[must_use]
    pub fn metadata(&self) -> &'a Api {
        self.api
    }

    /// The builders.
    #[must_use]
    pub fn surface(&self) -> &'a Surface {
        self.surface
    }

    /// When types are there.
    #[must_use]
    pub fn presences(&self) -> &'a TypePresences {
        &self.surface.types
    }

    /// What a type is in Rust; nothing for a name that is no type of this version, or that no one named.
    ///
    /// # Errors
    /// When a member, or a type that it is declared as, has no Rust name: a fault of the naming.
    pub fn model(&self, name: &QName) -> Result<Option<Model<'a>>> {
        let (Some(ty), Some(names)) = (self.api.types.get(name), self.names.get(name)) else {
            return Ok(None);
        };
        Ok(Some(match ty {
            Type::Structured(structured) => Model::Struct(self.struct_of(structured, names)?),
            Type::Enum(enumeration) => Model::Enumeration(self.enumeration_of(enumeration, names)?),
        }))
    }

    /// The items of a type; none for a name that is no type of this version.
    ///
    /// # Errors
    /// As [`RustApi::model`].
    pub fn items_of_model(&self, name: &QName) -> Result<Vec<Item>> {
        Ok(self.model(name)?.map(|model| model.items()).unwrap_or_default())
    }

    /// The items of the builders: their types, and the calls with their query options by the way from the client.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn items_of_builders(&self) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        self.each_operation(&mut |operation| items.extend(operation.items()))?;
        items.extend(self.surface.builders.iter().map(|builder| builder.item()));
        Ok(items)
    }

    /// All public items, in no order. A comparison never has all of them at once.
    ///
    /// # Errors
    /// As [`RustApi::model`].
    pub fn items(&self) -> Result<Vec<Item>> {
        let mut items = self.items_of_builders()?;
        for name in self.api.types.keys() {
            items.extend(self.items_of_model(name)?);
        }
        Ok(items)
    }

    /// What the shortest way from a request to a type that it can carry is made of, from the type on: members with what
    /// has them, and the request. Nothing for a type that no request carries.
    pub fn way_from_a_request(&self, name: &QName) -> impl Iterator<Item = &ElementId> {
        self.sent.way(name)
    }

    /// The types that a value can be of: structs that are neither abstract nor the body of an action.
    pub fn types_of_values(&self) -> impl Iterator<Item = &'a QName> {
        self.api.types.iter().filter_map(|(name, ty)| match ty {
            Type::Structured(ty) => (ty.kind != StructuredKind::ActionBody && !ty.is_abstract).then_some(name),
            Type::Enum(_) => None,
        })
    }

    fn unnamed(&self, place: String) -> Error {
        let place = Place::path(self.api.version.name(), place);
        Error::new(ErrorKind::Name, place, "has no Rust name")
    }
}
