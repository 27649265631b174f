//! Structs: entity types, complex types and bodies of actions; beside a polymorphic one its `Any…` enum.

use std::fmt;

use super::rust_type::{ModelPath, RustType};
use super::{RustApi, origins};
use crate::error::Result;
use crate::model::{ElementId, ItemType, Member, QName, Structured, StructuredKind};
use crate::naming::TypeName;
use crate::naming::case::constant;

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct<'a> {
    /// Where it is.
    pub path: ModelPath<'a>,
    /// Its file and module, without ending: `access_package`.
    pub file: &'a str,
    /// The type that it is made of.
    pub metadata: &'a Structured,
    /// In the order of the members: a member stands at the same place in all types that have it.
    pub fields: Vec<Field<'a>>,
    /// The bases that something is declared as, nearest first: from these a query can be cast to it.
    pub bases: Vec<Base<'a>>,
    /// The enum of it and the types derived from it, where something is declared as it or as a base of it.
    pub any: Option<AnyEnum<'a>>,
    /// A request can carry it, so that a program may make it as a struct literal.
    pub is_sent: bool,
    /// What it comes from.
    pub(super) origins: Vec<ElementId>,
}

/// A base of a struct that something is declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base<'a> {
    /// The type.
    pub name: &'a QName,
    /// Its struct.
    pub path: ModelPath<'a>,
}

/// A field of a struct, with its setter and the constant by which queries name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'a> {
    /// The member that it holds.
    pub member: &'a Member,
    /// Its name, a raw identifier where needed (`r#type`).
    pub name: &'a str,
    /// The type of the value, or of each of them.
    pub item: RustType<'a>,
    /// What holds the value.
    pub form: Form,
    /// The constant.
    pub constant: Constant<'a>,
    /// A part of the type's key.
    pub is_key: bool,
}

/// What holds a member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Option<T>`
    Option,
    /// `Option<model::Child<T>>`: a struct, which may lead back to the one that has it.
    OptionChild,
    /// `Vec<T>`
    Vec,
}

/// The constant by which queries name a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant<'a> {
    /// `DISPLAY_NAME`.
    pub name: String,
    /// It names a navigation property.
    pub navigation: bool,
    /// It names a collection.
    pub many: bool,
    /// The declared type of the value, or of each of them.
    pub item: RustType<'a>,
}

/// The enum of a type and those that are derived from it.
#[derive(Clone, Debug, PartialEq)]
pub struct AnyEnum<'a> {
    /// Where it is: beside its struct.
    pub path: ModelPath<'a>,
    /// In order of the types' names.
    pub variants: Vec<Variant<'a>>,
}

/// A variant of an `Any…` enum: a type that a value can be of.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant<'a> {
    /// Its name.
    pub name: &'a str,
    /// The type.
    pub metadata: &'a QName,
    /// The struct that it holds.
    pub path: ModelPath<'a>,
    /// What the struct comes from.
    pub(super) origins: Vec<ElementId>,
}

impl<'a> RustApi<'a> {
    pub(super) fn struct_of(&self, metadata: &'a Structured, names: &'a TypeName) -> Result<Struct<'a>> {
        let fields = metadata.members.iter();
        let bases = self.usage.declared_bases(self.api, &metadata.name).into_iter();
        Ok(Struct {
            path: ModelPath::of(names),
            file: &names.file,
            metadata,
            fields: fields
                .map(|member| self.field(metadata, member, names))
                .collect::<Result<_>>()?,
            bases: bases
                .map(|name| {
                    Ok(Base {
                        name,
                        path: self.path(name)?,
                    })
                })
                .collect::<Result<_>>()?,
            any: self.any_enum(metadata, names)?,
            is_sent: self.sent.contains(&metadata.name),
            origins: origins::of_type(self.api, metadata),
        })
    }

    fn field(&self, metadata: &Structured, member: &'a Member, names: &'a TypeName) -> Result<Field<'a>> {
        let place = || format!("{}/{}", metadata.name, member.name);
        let name = names.members.get(&member.name).ok_or_else(|| self.unnamed(place()))?;
        let item = self.rust_type(&member.ty.item)?;
        let declared = self.declared_type(&member.ty.item)?;
        let form = if member.ty.collection {
            Form::Vec
        } else if matches!(member.ty.item, ItemType::Structured(_)) && item == declared {
            Form::OptionChild
        } else {
            Form::Option
        };
        Ok(Field {
            member,
            name,
            item,
            form,
            constant: Constant {
                name: constant(name),
                navigation: member.navigation,
                many: member.ty.collection,
                item: declared,
            },
            is_key: metadata.key.contains(&member.name),
        })
    }

    fn any_enum(&self, metadata: &Structured, names: &'a TypeName) -> Result<Option<AnyEnum<'a>>> {
        let Some(path) = self.any_path(&metadata.name) else {
            return Ok(None);
        };
        let variants = names.variants.iter().map(|(metadata, name)| {
            let derived = self.api.structured(metadata);
            Ok(Variant {
                name,
                metadata,
                path: self.path(metadata)?,
                origins: derived
                    .map(|derived| origins::of_type(self.api, derived))
                    .unwrap_or_default(),
            })
        });
        let variants = variants.collect::<Result<_>>()?;
        Ok(Some(AnyEnum { path, variants }))
    }
}

impl Struct<'_> {
    /// Whether a value of the type has to say its `@odata.type`, since it can stand where a base of it is declared.
    /// The name of an abstract type says nothing of a value, and a body is no type of the service's.
    #[must_use]
    pub fn says_its_type(&self) -> bool {
        let is_body = self.metadata.kind == StructuredKind::ActionBody;
        !self.bases.is_empty() && !self.metadata.is_abstract && !is_body
    }

    /// The constants of the core's `model::flag` that hold for the type.
    #[must_use]
    pub fn flags(&self) -> Vec<&'static str> {
        let flags = [(self.says_its_type(), "DERIVED"), (self.metadata.open, "OPEN")];
        chosen(&flags)
    }
}

impl Field<'_> {
    /// The field's type: `Option<model::Child<models::AccessPackage>>`.
    #[must_use]
    pub fn ty(&self) -> String {
        match self.form {
            Form::Option => format!("Option<{}>", self.item),
            Form::OptionChild => format!("Option<model::Child<{}>>", self.item),
            Form::Vec => format!("Vec<{}>", self.item),
        }
    }

    /// The type of the getter of an `Any…` enum, which borrows the member from whichever struct has it.
    #[must_use]
    pub fn borrowed(&self) -> String {
        match self.form {
            Form::Vec => format!("&[{}]", self.item),
            Form::Option if self.item == RustType::STRING => "Option<&str>".to_owned(),
            Form::Option | Form::OptionChild => format!("Option<&{}>", self.item),
        }
    }

    /// The method that sets it: `with_display_name`.
    #[must_use]
    pub fn setter(&self) -> String {
        format!("with_{}", self.name.trim_start_matches("r#").trim_end_matches('_'))
    }

    /// The constants of the core's `model::flag` that hold for the member.
    #[must_use]
    pub fn flags(&self) -> Vec<&'static str> {
        let flags = [
            (self.member.navigation, "NAVIGATION"),
            (self.is_key, "KEY"),
            (self.member.read_only, "READ_ONLY"),
            (self.member.secret, "SECRET"),
        ];
        chosen(&flags)
    }
}

fn chosen(flags: &[(bool, &'static str)]) -> Vec<&'static str> {
    flags
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, name)| *name)
        .collect()
}

impl Constant<'_> {
    /// `Navigation` or `Property`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.navigation { "Navigation" } else { "Property" }
    }
}

impl fmt::Display for Constant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        if self.many {
            write!(f, "{kind}<Many<{}>>", self.item)
        } else {
            write!(f, "{kind}<{}>", self.item)
        }
    }
}

impl AnyEnum<'_> {
    /// The number of the variant that holds the declared type itself; none where that is abstract.
    #[must_use]
    pub fn own_variant(&self, declared: &QName) -> Option<usize> {
        self.variants.iter().position(|variant| variant.metadata == declared)
    }
}
