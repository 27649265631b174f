//! How a value of a type of the metadata is spelt in Rust.

use std::fmt;

use super::RustApi;
use crate::error::Result;
use crate::model::{ItemType, Primitive, QName};
use crate::naming::TypeName;

/// The Rust type of a single value, by what a file has to import to spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustType<'a> {
    /// A type of the prelude: `String`, `bool`, `i32`.
    Prelude(&'static str),
    /// A type of the core's `values`: `values::Duration`.
    Value(&'static str),
    /// Any JSON, the core's `Json`.
    Json,
    /// A generated model: `models::AccessPackage`, `models::AnyIdentity`.
    Model(ModelPath<'a>),
}

/// A generated type below `models`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelPath<'a> {
    /// The module of a sub-namespace.
    pub module: Option<&'a str>,
    /// The type's name.
    pub name: &'a str,
}

impl<'a> ModelPath<'a> {
    /// The struct or enumeration of these names.
    #[must_use]
    pub fn of(names: &'a TypeName) -> Self {
        Self::beside(names, &names.rust)
    }

    /// Another type of the same module.
    #[must_use]
    pub fn beside(names: &'a TypeName, name: &'a str) -> Self {
        Self {
            module: names.module.as_deref(),
            name,
        }
    }

    /// Below `models`: `identity_governance::Workflow`.
    #[must_use]
    pub fn short(&self) -> String {
        match self.module {
            Some(module) => format!("{module}::{}", self.name),
            None => self.name.to_owned(),
        }
    }
}

impl fmt::Display for ModelPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.module {
            Some(module) => write!(f, "models::{module}::{}", self.name),
            None => write!(f, "models::{}", self.name),
        }
    }
}

impl fmt::Display for RustType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prelude(name) => f.write_str(name),
            Self::Value(name) => write!(f, "values::{name}"),
            Self::Json => f.write_str("Json"),
            Self::Model(path) => write!(f, "{path}"),
        }
    }
}

impl RustType<'_> {
    /// Text.
    pub const STRING: RustType<'static> = RustType::Prelude("String");

    /// Whether it is generated.
    #[must_use]
    pub fn is_model(&self) -> bool {
        matches!(self, Self::Model(_))
    }

    fn of_primitive(primitive: Primitive) -> RustType<'static> {
        match primitive {
            Primitive::String => RustType::STRING,
            Primitive::Boolean => RustType::Prelude("bool"),
            Primitive::Byte => RustType::Prelude("u8"),
            Primitive::SByte => RustType::Prelude("i8"),
            Primitive::Int16 => RustType::Prelude("i16"),
            Primitive::Int32 => RustType::Prelude("i32"),
            Primitive::Int64 => RustType::Prelude("i64"),
            Primitive::Single => RustType::Prelude("f32"),
            Primitive::Double => RustType::Prelude("f64"),
            // Of any precision: its text is all that loses nothing.
            Primitive::Decimal => RustType::Json,
            Primitive::DateTimeOffset => RustType::Value("DateTimeOffset"),
            Primitive::Date => RustType::Value("Date"),
            Primitive::TimeOfDay => RustType::Value("TimeOfDay"),
            Primitive::Duration => RustType::Value("Duration"),
            Primitive::Guid => RustType::Value("Guid"),
            Primitive::Binary | Primitive::Stream => RustType::Value("Binary"),
        }
    }
}

impl<'a> RustApi<'a> {
    /// The Rust type that holds a value declared as this type: the `Any…` enum where it may be of a derived type.
    ///
    /// # Errors
    /// When the type has no Rust name.
    pub fn rust_type(&self, item: &ItemType) -> Result<RustType<'a>> {
        let any = match item {
            ItemType::Structured(name) => self.any_path(name),
            ItemType::Primitive(_) | ItemType::Enum(_) | ItemType::Untyped => None,
        };
        any.map_or_else(|| self.declared_type(item), |any| Ok(RustType::Model(any)))
    }

    /// The Rust type that the metadata declares: the struct, also where an `Any…` enum holds the value.
    ///
    /// # Errors
    /// When the type has no Rust name.
    pub fn declared_type(&self, item: &ItemType) -> Result<RustType<'a>> {
        Ok(match item {
            ItemType::Primitive(primitive) => RustType::of_primitive(*primitive),
            ItemType::Untyped => RustType::Json,
            ItemType::Enum(name) | ItemType::Structured(name) => RustType::Model(self.path(name)?),
        })
    }

    /// The struct or enumeration of a type.
    pub(super) fn path(&self, name: &QName) -> Result<ModelPath<'a>> {
        let names = self.names.get(name).ok_or_else(|| self.unnamed(name.to_string()))?;
        Ok(ModelPath::of(names))
    }

    /// The `Any…` enum of a type, where it has one.
    #[must_use]
    pub fn any_path(&self, name: &QName) -> Option<ModelPath<'a>> {
        let names = self.names.get(name)?;
        let any = names.any.as_deref()?;
        let is_used = self.usage.is_polymorphic(self.api, name);
        is_used.then(|| ModelPath::beside(names, any))
    }
}
