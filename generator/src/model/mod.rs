//! The resolved API: types with their full inheritance, action bodies, capabilities, deprecation.
//!
//! Plain data without syntax. Nothing here knows whether a fact came from CSDL or OpenAPI, nor how it will be written in
//! Rust. `crate::resolve` makes an [`Api`] from a CSDL document and the overlay; `crate::routes` resolves the URL space
//! against it; `crate::naming` gives the Rust names; `crate::emit` prints.

mod capabilities;
mod clouds;
mod element;
mod finding;
mod method;
mod name;
mod unsupported;

use std::collections::BTreeMap;

pub use capabilities::{Capabilities, QueryOption, QueryOptions};
pub use clouds::{Cloud, Clouds};
pub use element::{Binding, ElementId, OperationId};
pub use finding::{Finding, FindingKind};
pub use method::Method;
pub use name::QName;
pub use unsupported::{Unsupported, UnsupportedOperations};

/// Which of the two versions of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `v1.0`.
    V1_0,
    /// `beta`.
    Beta,
}

impl Version {
    /// Both, in the order in which they are generated and reported.
    pub const ALL: [Version; 2] = [Version::V1_0, Version::Beta];

    /// As it stands in URLs and in `schemas/`: `v1.0`, `beta`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Version::V1_0 => "v1.0",
            Version::Beta => "beta",
        }
    }

    /// The Rust module and cargo feature: `v1_0`, `beta`.
    #[must_use]
    pub fn module(self) -> &'static str {
        match self {
            Version::V1_0 => "v1_0",
            Version::Beta => "beta",
        }
    }

    /// The `view` parameter of reference pages: `graph-rest-1.0`, `graph-rest-beta`.
    #[must_use]
    pub fn docs_view(self) -> &'static str {
        match self {
            Version::V1_0 => "graph-rest-1.0",
            Version::Beta => "graph-rest-beta",
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Version::ALL
            .into_iter()
            .find(|version| version.name() == text)
            .ok_or_else(|| format!("`{text}` is no version of Microsoft Graph: expected v1.0 or beta"))
    }
}

/// All that the emitters need to know of one version.
#[derive(Clone, Debug)]
pub struct Api {
    /// The version that this is.
    pub version: Version,
    /// What part of Graph it is, in a sentence: `identity governance`.
    pub part: String,
    /// The selected types by their full name.
    pub types: BTreeMap<QName, Type>,
    /// Actions and functions by the type that they are bound to (not inherited ones), sorted by name and arguments.
    pub operations: BTreeMap<QName, Vec<BoundOperation>>,
    /// Types of the container's singletons and entity sets.
    pub roots: BTreeMap<String, TypeRef>,
    /// Alternate keys by the entity type that declares them: each a list of (name in the URL, member).
    pub alternate_keys: BTreeMap<QName, Vec<Vec<(String, String)>>>,
    /// Capability annotations by target: a type, `type/navigation property`, or `container/set`.
    pub capabilities: BTreeMap<String, Capabilities>,
    /// What national clouds lack of it, where that is known.
    pub clouds: Clouds,
    /// What the service does not support of it, where that is known.
    pub unsupported: UnsupportedOperations,
    /// Hand-written modules of the crate that this version re-exports: all that they need is here.
    pub modules: Vec<HandWrittenModule>,
    /// What did not resolve, tie or agree; sorted.
    pub findings: Vec<Finding>,
}

/// A hand-written module of the crate that the module of a version re-exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandWrittenModule {
    /// The module, at the crate's root: `callout`. It has a module for each version.
    pub name: String,
    /// What it has, a part of a sentence.
    pub about: String,
}

impl Api {
    /// The structured type of that name.
    #[must_use]
    pub fn structured(&self, name: &QName) -> Option<&Structured> {
        match self.types.get(name) {
            Some(Type::Structured(structured)) => Some(structured),
            _ => None,
        }
    }

    /// The enum type of that name.
    #[must_use]
    pub fn enumeration(&self, name: &QName) -> Option<&EnumType> {
        match self.types.get(name) {
            Some(Type::Enum(enumeration)) => Some(enumeration),
            _ => None,
        }
    }

    /// Whether there is a type, action or function of that full name.
    #[must_use]
    pub fn has_named(&self, name: &str) -> bool {
        QName::parse(name).is_some_and(|name| {
            let mut operations = self.operations.values().flatten();
            self.types.contains_key(&name) || operations.any(|operation| operation.name == name)
        })
    }

    /// The type and its base types, from itself up; nothing for a name that is no type of this API.
    pub fn lineage(&self, name: &QName) -> impl Iterator<Item = &QName> {
        let own = self.types.get_key_value(name).map(|(name, _)| name);
        std::iter::successors(own, |name| {
            self.structured(name).and_then(|structured| structured.base.as_ref())
        })
    }

    /// Whether a value declared as this type may hold a derived one, so that its Rust type is an `Any…` enum.
    #[must_use]
    pub fn is_polymorphic(&self, name: &QName) -> bool {
        self.structured(name).is_some_and(|structured| structured.polymorphic())
    }
}

/// An action or function that is called on a value of a type, or on a collection of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoundOperation {
    /// The type that it is bound to; types derived from it have it too.
    pub binding: QName,
    /// Namespace and simple name.
    pub name: QName,
    /// A function: called by GET, without a body.
    pub function: bool,
    /// Bound to a collection.
    pub on_collection: bool,
    /// The answer can be navigated further.
    pub composable: bool,
    /// Without the binding parameter.
    pub arguments: Vec<Argument>,
    /// What it answers, if anything.
    pub returns: Option<TypeRef>,
    /// The answer may be null.
    pub returns_nullable: bool,
    /// For an action with arguments: the name of its body in [`Api::types`].
    pub body: Option<QName>,
    /// `Core.Revisions` on it.
    pub deprecated: Option<Deprecation>,
}

/// An argument of an action or function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// Name on the wire.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// May be null.
    pub nullable: bool,
    /// May be left out (`Core.OptionalParameter`).
    pub optional: bool,
}

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
    /// The parameters of an action, sent as its body. Not a type of the metadata: made from the action, with the action's
    /// own name in [`Structured::body_of`].
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
    /// All members, inherited ones first, each level sorted by name. Edm.Stream members are not part of the JSON and are left out.
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
    /// By the metadata; an answer may leave it out all the same.
    pub nullable: bool,
    /// A navigation property (present in answers only when expanded).
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

/// A type as a member, parameter or answer has it.
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

impl std::fmt::Display for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

impl std::fmt::Display for ItemType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ItemType::Primitive(primitive) => f.write_str(primitive.edm_name()),
            ItemType::Enum(name) | ItemType::Structured(name) => write!(f, "{name}"),
            ItemType::Untyped => f.write_str("Edm.Untyped"),
        }
    }
}

macro_rules! primitives {
    ($($(#[$doc:meta])* $name:ident = $edm:literal,)*) => {
        /// A primitive type of the Entity Data Model.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Primitive { $($(#[$doc])* $name,)* }

        impl Primitive {
            /// `Edm.String` and so on.
            #[must_use]
            pub fn edm_name(self) -> &'static str {
                match self { $(Primitive::$name => $edm,)* }
            }

            /// The primitive of that name (`Edm.…`).
            #[must_use]
            pub fn from_edm_name(name: &str) -> Option<Self> {
                match name { $($edm => Some(Primitive::$name),)* _ => None }
            }
        }
    };
}

primitives! {
    /// Text.
    String = "Edm.String",
    /// True or false.
    Boolean = "Edm.Boolean",
    /// 0 to 255.
    Byte = "Edm.Byte",
    /// -128 to 127.
    SByte = "Edm.SByte",
    /// 16 bits.
    Int16 = "Edm.Int16",
    /// 32 bits.
    Int32 = "Edm.Int32",
    /// 64 bits; a number or a string on the wire.
    Int64 = "Edm.Int64",
    /// 32 bits of floating point.
    Single = "Edm.Single",
    /// 64 bits of floating point.
    Double = "Edm.Double",
    /// Decimal number of any precision.
    Decimal = "Edm.Decimal",
    /// Date, time and offset.
    DateTimeOffset = "Edm.DateTimeOffset",
    /// A calendar date.
    Date = "Edm.Date",
    /// A time of day.
    TimeOfDay = "Edm.TimeOfDay",
    /// ISO 8601 duration.
    Duration = "Edm.Duration",
    /// A GUID.
    Guid = "Edm.Guid",
    /// Bytes, base64 on the wire.
    Binary = "Edm.Binary",
    /// A stream property: not in the JSON.
    Stream = "Edm.Stream",
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
}

/// What `Core.Revisions` (or `x-ms-deprecation`) says. Its description is a sentence of others and stays out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deprecation {
    /// When it was deprecated, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// When it goes, `YYYY-MM-DD`.
    pub removal_date: Option<String>,
    /// The revision's version label.
    pub version: Option<String>,
}

/// Least privileged permissions of an operation by scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions {
    /// Delegated, work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, personal account.
    pub delegated_personal: Vec<String>,
    /// Application.
    pub application: Vec<String>,
}

impl Permissions {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }
}
