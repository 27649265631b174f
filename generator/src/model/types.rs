//! Entity, complex and enum types with their members, and references to types.

use std::fmt;

use super::deprecation::Deprecation;
use super::element::OperationId;
use super::name::QName;
use super::primitive::Primitive;

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// An entity or complex type, or the body of an action.
    Structured(Structured),
    /// An enum type.
    Enum(EnumType),
}

/// What kind of structured type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StructuredKind {
    /// Has a key and navigation properties; addressable.
    Entity,
    /// A value without identity.
    Complex,
    /// The parameters of an action, sent as its body. Not a type of the metadata: made from the action, with the
    /// action's own name in [`Structured::body_of`].
    ActionBody,
}

/// An entity type, a complex type or the body of an action, with the members of its base types.
#[derive(Clone, Debug, PartialEq)]
pub struct Structured {
    /// Full name, without alias.
    pub name: QName,
    /// Entity, complex or action body.
    pub kind: StructuredKind,
    /// The direct base type.
    pub base: Option<QName>,
    /// Never the type of a value itself, by the metadata.
    pub is_abstract: bool,
    /// Takes members that the metadata does not name.
    pub open: bool,
    /// A media entity: its content is at `/$value`.
    pub has_stream: bool,
    /// Names of the key's members, own or inherited.
    pub key: Vec<String>,
    /// All members, inherited ones first, each level sorted by name. Edm.Stream members are not part of the JSON and
    /// are left out.
    pub members: Vec<Member>,
    /// Names of Edm.Stream members: their content has a URL of its own.
    pub streams: Vec<String>,
    /// All selected types derived from it, at any depth, sorted.
    pub derived: Vec<QName>,
    /// `Core.Revisions` on the type itself (in docs, never `#[deprecated]`).
    pub deprecated: Option<Deprecation>,
    /// For an action body: the actions that take it, in order.
    pub body_of: Vec<OperationId>,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
    /// A boundary type: navigation properties are cut.
    pub boundary: bool,
}

impl Structured {
    /// Whether a value declared as this type may be of a derived one: its Rust type in members is then the `Any…` enum.
    #[must_use]
    pub fn polymorphic(&self) -> bool {
        !self.derived.is_empty()
    }
}

/// A structural or navigation property.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Name on the wire.
    pub name: String,
    /// The type that declares it (itself or a base type).
    pub declared_in: QName,
    /// Its type.
    pub ty: TypeRef,
    /// By the metadata; a response may leave it out all the same.
    pub nullable: bool,
    /// A navigation property (present in responses only when expanded).
    pub navigation: bool,
    /// For navigation: contained in this entity.
    pub contained: bool,
    /// Left out of what create, update and replace send (overlay, `Core.Computed`).
    pub read_only: bool,
    /// `Debug` shows only whether it is set (overlay).
    pub secret: bool,
    /// `Core.Revisions` on the member itself.
    pub deprecated: Option<Deprecation>,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
}

/// An enum type.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumType {
    /// Full name, without alias.
    pub name: QName,
    /// Values are sets of members, comma separated on the wire.
    pub flags: bool,
    /// In order of value, then name.
    pub members: Vec<EnumMember>,
    /// `Core.Revisions` on the type itself.
    pub deprecated: Option<Deprecation>,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
}

/// A member of an enum type.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumMember {
    /// Name on the wire, in the metadata's casing.
    pub name: String,
    /// Its number (not on the wire).
    pub value: i64,
    /// `Core.Revisions` on the member.
    pub deprecated: Option<Deprecation>,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
}

/// A type as a member, parameter or return type has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRef {
    /// `Collection(…)`.
    pub collection: bool,
    /// The type of the value, or of each of them.
    pub item: ItemType,
}

impl TypeRef {
    /// A single value.
    #[must_use]
    pub fn one(item: ItemType) -> Self {
        Self {
            collection: false,
            item,
        }
    }

    /// A collection.
    #[must_use]
    pub fn many(item: ItemType) -> Self {
        Self { collection: true, item }
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.collection {
            write!(f, "Collection({})", self.item)
        } else {
            write!(f, "{}", self.item)
        }
    }
}

/// The type of a single value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemType {
    /// A primitive of the Entity Data Model (type definitions are resolved to theirs).
    Primitive(Primitive),
    /// An enum type of this API.
    Enum(QName),
    /// An entity or complex type of this API.
    Structured(QName),
    /// Any JSON: Edm.Untyped, Edm.ComplexType, Edm.EntityType, Edm.PrimitiveType, geography types.
    Untyped,
}

impl fmt::Display for ItemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemType::Primitive(primitive) => f.write_str(primitive.edm_name()),
            ItemType::Enum(name) | ItemType::Structured(name) => write!(f, "{name}"),
            ItemType::Untyped => f.write_str("Edm.Untyped"),
        }
    }
}
