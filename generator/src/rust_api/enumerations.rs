//! Enumerations, and the sets of those whose values can be combined.

use std::borrow::Cow;

use super::RustApi;
use super::rust_type::ModelPath;
use crate::error::Result;
use crate::model::{EnumMember, EnumType};
use crate::naming::TypeName;
use crate::naming::case::constant;

/// An enumeration: an enum with a variant for each member, or a struct with a constant for each where they can be
/// combined.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumeration<'a> {
    /// Where it is.
    pub path: ModelPath<'a>,
    /// Its file and module, without ending: `access_package`.
    pub file: &'a str,
    /// The type that it is made of; `flags` says which of the two it is.
    pub metadata: &'a EnumType,
    /// In the order of the members.
    pub values: Vec<EnumerationValue<'a>>,
}

/// A variant or constant of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumerationValue<'a> {
    /// Its name: `NotStarted`, `WRITE_ALL`.
    pub name: Cow<'a, str>,
    /// The member that it stands for.
    pub metadata: &'a EnumMember,
}

impl<'a> RustApi<'a> {
    pub(super) fn enumeration_of(&self, metadata: &'a EnumType, names: &'a TypeName) -> Result<Enumeration<'a>> {
        let values = metadata.members.iter().map(|member| {
            let name = names.members.get(&member.name);
            let name = name.ok_or_else(|| self.unnamed(format!("{}/{}", metadata.name, member.name)))?;
            let name = if metadata.flags {
                Cow::Owned(constant(name))
            } else {
                Cow::Borrowed(name.as_str())
            };
            Ok(EnumerationValue { name, metadata: member })
        });
        Ok(Enumeration {
            path: ModelPath::of(names),
            file: &names.file,
            metadata,
            values: values.collect::<Result<_>>()?,
        })
    }
}

impl EnumerationValue<'_> {
    /// The bits of a flag.
    ///
    /// # Errors
    /// Says which number is negative.
    pub fn bits(&self) -> Result<u64, String> {
        let EnumMember { name, value, .. } = self.metadata;
        u64::try_from(*value).map_err(|_| format!("the flag `{name}` is negative, {value}"))
    }
}
