//! JSON schemas in the dialect of OpenAPI 3.0.

use std::collections::BTreeMap;

use super::deprecation::Deprecation;

/// A value in a schema: a default, or one of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// null
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
}

/// A JSON schema in the dialect of OpenAPI 3.0.
///
/// A plain reference has only [`Schema::reference`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// `$ref`, as written.
    pub reference: Option<String>,
    /// The converter's name of the type, or of a list of it.
    pub title: Option<String>,
    /// `type`
    pub type_name: Option<String>,
    /// `format`
    pub format: Option<String>,
    /// `pattern`
    pub pattern: Option<String>,
    /// `nullable`; `None` when not written.
    pub nullable: Option<bool>,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `uniqueItems`
    pub unique_items: bool,
    /// The values allowed, in the document's order; empty when not written.
    pub values: Vec<Literal>,
    /// `default`
    pub default: Option<Literal>,
    /// `minimum`
    pub minimum: Option<Literal>,
    /// `maximum`
    pub maximum: Option<Literal>,
    /// `minLength`
    pub min_length: Option<u64>,
    /// `maxLength`
    pub max_length: Option<u64>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// All of these hold.
    pub all_of: Vec<Schema>,
    /// One or more of these hold.
    pub any_of: Vec<Schema>,
    /// Exactly one of these holds.
    pub one_of: Vec<Schema>,
    /// What it must not be.
    pub not: Option<Box<Schema>>,
    /// An array's items.
    pub items: Option<Box<Schema>>,
    /// An object's members.
    pub properties: BTreeMap<String, Schema>,
    /// The members that must be there, sorted.
    pub required: Vec<String>,
    /// What other members an object may have.
    pub additional_properties: Option<Box<AdditionalProperties>>,
    /// How a derived type is recognised.
    pub discriminator: Option<Box<Discriminator>>,
    /// `x-ms-discriminator-value`
    pub discriminator_value: Option<String>,
    /// `x-ms-enum`
    pub ms_enum: Option<Box<MsEnum>>,
    /// `x-ms-enum-flags`
    pub ms_enum_flags: Option<Box<MsEnumFlags>>,
    /// `x-ms-navigationProperty`
    pub navigation_property: bool,
    /// `x-ms-primary-error-message`
    pub primary_error_message: bool,
    /// `x-ms-deprecation`
    pub deprecation: Option<Box<Deprecation>>,
}

impl Schema {
    /// A plain reference.
    pub fn to(reference: impl Into<String>) -> Self {
        Self {
            reference: Some(reference.into()),
            ..Self::default()
        }
    }
}

/// `additionalProperties`
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "its one owner boxes it, since nearly no schema has it"
)]
pub enum AdditionalProperties {
    /// Any, or none.
    Allowed(bool),
    /// Those of a type.
    Schema(Schema),
}

/// How a derived type is recognised in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discriminator {
    /// The member that names the type, `@odata.type`.
    pub property_name: String,
    /// References by the member's value.
    pub mapping: BTreeMap<String, String>,
}

/// What an enumeration is called (`x-ms-enum`), without the sentences of its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnum {
    /// Name.
    pub name: Option<String>,
    /// Whether values not listed are allowed.
    pub model_as_string: Option<bool>,
    /// The values, in the document's order.
    pub values: Vec<MsEnumValue>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnumValue {
    /// In JSON.
    pub value: String,
    /// In programs.
    pub name: Option<String>,
}

/// `x-ms-enum-flags`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnumFlags {
    /// Values can be combined.
    pub is_flags: bool,
}
