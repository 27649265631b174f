//! The Rust type of a member, an argument or an answer.

use crate::model::{Api, ItemType, Member, Primitive, QName, TypeRef};
use crate::naming::{Names, TypeName};

use super::{Context, Usage};

/// How a value of a type is spelt in Rust, from a module that has `use crate::core::values`, `use crate::core::json::Json`
/// and `use crate::<version>::models`: `String`, `values::Duration`, `models::AccessPackage`, `models::AnyIdentity`. A
/// collection's item. `None` for a type that has no Rust name.
#[must_use]
pub fn rust_type(api: &Api, names: &Names, usage: &Usage, item: &ItemType) -> Option<String> {
    match item {
        ItemType::Structured(name) => path(names, name, usage.is_polymorphic(api, name)),
        _ => declared_type(names, item),
    }
}

/// The same of the type that the metadata declares: the struct, also where a value is held by an `Any…` enum.
pub(super) fn declared_type(names: &Names, item: &ItemType) -> Option<String> {
    Some(match item {
        ItemType::Primitive(primitive) => primitive_type(*primitive).to_owned(),
        ItemType::Untyped => "Json".to_owned(),
        ItemType::Enum(name) | ItemType::Structured(name) => path(names, name, false)?,
    })
}

fn path(names: &Names, name: &QName, any: bool) -> Option<String> {
    let name = names.get(name)?;
    let rust = if any { name.any.as_ref()? } else { &name.rust };
    Some(match &name.module {
        Some(module) => format!("models::{module}::{rust}"),
        None => format!("models::{rust}"),
    })
}

fn primitive_type(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String => "String",
        Primitive::Boolean => "bool",
        Primitive::Byte => "u8",
        Primitive::SByte => "i8",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Single => "f32",
        Primitive::Double => "f64",
        // Of any precision: its text is all that loses nothing.
        Primitive::Decimal => "Json",
        Primitive::DateTimeOffset => "values::DateTimeOffset",
        Primitive::Date => "values::Date",
        Primitive::TimeOfDay => "values::TimeOfDay",
        Primitive::Duration => "values::Duration",
        Primitive::Guid => "values::Guid",
        Primitive::Binary | Primitive::Stream => "values::Binary",
    }
}

/// A member's field: how its type is spelt, and what its setter takes.
pub(super) struct Field {
    pub(super) item: String,
    pub(super) form: Form,
}

/// What holds a member's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Option,
    OptionBox,
    Vec,
}

/// A member's field and its name, by the names of its type.
pub(super) fn field<'a>(
    context: &Context<'_>,
    member: &Member,
    name: &'a TypeName,
) -> Result<(Field, &'a str), String> {
    let field = Field::of(context.api, context.names, &context.usage, &member.ty)
        .ok_or_else(|| format!("`{}` is of a type without a Rust name, {}", member.name, member.ty))?;
    let ident = name
        .members
        .get(&member.name)
        .ok_or_else(|| format!("`{}` has no Rust name", member.name))?;
    Ok((field, ident))
}

impl Field {
    fn of(api: &Api, names: &Names, usage: &Usage, ty: &TypeRef) -> Option<Self> {
        let item = rust_type(api, names, usage, &ty.item)?;
        let form = match &ty.item {
            _ if ty.collection => Form::Vec,
            ItemType::Structured(name) if !usage.is_polymorphic(api, name) => Form::OptionBox,
            _ => Form::Option,
        };
        Some(Self { item, form })
    }

    pub(super) fn text(&self) -> String {
        match self.form {
            Form::Option => format!("Option<{}>", self.item),
            Form::OptionBox => format!("Option<Box<{}>>", self.item),
            Form::Vec => format!("Vec<{}>", self.item),
        }
    }
}
