//! Types with their members: entity, complex and enum types, type definitions.

use super::annotation::Annotation;
use crate::source::At;

/// Entity types have keys and addresses, complex types do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StructuredKind {
    /// `EntityType`
    Entity,
    /// `ComplexType`
    Complex,
}

/// An entity or complex type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StructuredType {
    /// Its name without namespace.
    pub name: String,
    /// Entity or complex.
    pub kind: StructuredKind,
    /// The base type, as written (with namespace or alias).
    pub base_type: Option<String>,
    /// No value has exactly this type.
    pub is_abstract: bool,
    /// Values may have members that are not declared.
    pub open: bool,
    /// A media entity: its own content is a stream at `$value`.
    pub has_stream: bool,
    /// The key's parts in order; empty when inherited or absent.
    pub key: Vec<KeyRef>,
    /// Structural properties.
    pub properties: Vec<Property>,
    /// Navigation properties.
    pub navigation_properties: Vec<NavigationProperty>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// One part of a key (`PropertyRef`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyRef {
    /// Path of the property.
    pub name: String,
    /// The name to use in a URL when the property is not the entity's own.
    pub alias: Option<String>,
    /// Position.
    pub at: At,
}

/// The name of a type as written, taken out of `Collection(…)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// For example `Edm.String`, `graph.user` or `microsoft.graph.user`.
    pub name: String,
    /// Whether it is a collection of that type.
    pub collection: bool,
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.collection {
            write!(f, "Collection({})", self.name)
        } else {
            f.write_str(&self.name)
        }
    }
}

/// What narrows a type: the facets of a property, parameter, return type, term or type definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facets {
    /// `None` when not written; [`Facets::is_nullable`] has the default.
    pub nullable: Option<bool>,
    /// A number, or `max`.
    pub max_length: Option<String>,
    /// Digits of a decimal, or fraction digits of a time.
    pub precision: Option<u32>,
    /// A number, `variable` or `floating`.
    pub scale: Option<String>,
    /// A number, or `variable`.
    pub srid: Option<String>,
    /// `false`: ASCII only.
    pub unicode: Option<bool>,
    /// The default value, in its text form.
    pub default_value: Option<String>,
}

impl Facets {
    /// Whether null is allowed; it is when the document does not say.
    pub fn is_nullable(&self) -> bool {
        self.nullable.unwrap_or(true)
    }
}

/// A structural property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Property {
    /// Name, unique in its type.
    pub name: String,
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A navigation property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NavigationProperty {
    /// Name, unique in its type.
    pub name: String,
    /// Target type.
    pub type_name: TypeName,
    /// `None` when not written; it means nullable, and nothing for a collection.
    pub nullable: Option<bool>,
    /// The other direction, a path.
    pub partner: Option<String>,
    /// The target exists only below its owner.
    pub contains_target: bool,
    /// Which properties are equal on both sides.
    pub referential_constraints: Vec<ReferentialConstraint>,
    /// What happens when the target is deleted: `Cascade`, `None`, `SetNull`, `SetDefault`.
    pub on_delete: Option<OnDelete>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// What happens to the source when the target of a navigation property is deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OnDelete {
    /// `Cascade`, `None`, `SetNull` or `SetDefault`.
    pub action: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A property that equals one of the target's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferentialConstraint {
    /// Property here.
    pub property: String,
    /// Property of the target.
    pub referenced_property: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumType {
    /// Name without namespace.
    pub name: String,
    /// Underlying integer type, `Edm.Int32` when not written.
    pub underlying_type: Option<String>,
    /// Members can be combined.
    pub is_flags: bool,
    /// Members, by value, then name.
    pub members: Vec<EnumMember>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A member of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumMember {
    /// Its value; where the document leaves it out, counted on from the member before, as OData says.
    pub value: i64,
    /// Name, unique in its enumeration.
    pub name: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A primitive type with a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeDefinition {
    /// Name without namespace.
    pub name: String,
    /// For example `Edm.String`.
    pub underlying_type: String,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}
