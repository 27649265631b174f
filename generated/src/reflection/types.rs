//! Entity, complex and enum types, and references to types.

use super::api::Api;
use super::facts::Deprecation;
use super::rows::{
    MEMBER_CONTAINED, MEMBER_KEY, MEMBER_NAVIGATION, MEMBER_NULLABLE, MEMBER_OPTIONAL, MEMBER_READ_ONLY, MEMBER_SECRET,
    MemberRow, TYPE_ABSTRACT, TYPE_BOUNDARY, TYPE_FLAGS, TYPE_OPEN, TYPE_STREAM, TypeCode, TypeRow,
};

/// The first code of a type of the version.
const FIRST_TYPE: TypeCode = 32;
const COLLECTION: TypeCode = 1 << 15;

/// The primitive types by their codes, from 1 on.
const PRIMITIVES: [&str; 18] = [
    "Edm.String",
    "Edm.Boolean",
    "Edm.Byte",
    "Edm.SByte",
    "Edm.Int16",
    "Edm.Int32",
    "Edm.Int64",
    "Edm.Single",
    "Edm.Double",
    "Edm.Decimal",
    "Edm.DateTimeOffset",
    "Edm.Date",
    "Edm.TimeOfDay",
    "Edm.Duration",
    "Edm.Guid",
    "Edm.Binary",
    "Edm.Stream",
    "Edm.Untyped",
];

/// A type as a member, a parameter, a body or a response has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TypeRef {
    api: &'static Api,
    code: TypeCode,
}

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// A primitive of the Entity Data Model, by its name (`Edm.String`), or any JSON (`Edm.Untyped`).
    Primitive(&'static str),
    /// A type of the version.
    Type(Type),
}

impl TypeRef {
    pub(super) fn of(api: &'static Api, code: TypeCode) -> Option<Self> {
        (code != 0).then_some(Self { api, code })
    }

    /// `Collection(…)`.
    #[must_use]
    pub fn is_collection(self) -> bool {
        self.code & COLLECTION != 0
    }

    /// The type of the value, or of each of them.
    #[must_use]
    pub fn item(self) -> Item {
        let code = self.code & !COLLECTION;
        let ty = code.checked_sub(FIRST_TYPE).map(usize::from);
        match ty.and_then(|row| Type::at(self.api, row)) {
            Some(ty) => Item::Type(ty),
            None => Item::Primitive(
                usize::from(code)
                    .checked_sub(1)
                    .and_then(|at| PRIMITIVES.get(at))
                    .unwrap_or(&"Edm.Untyped"),
            ),
        }
    }

    /// The type of the version that it names.
    #[must_use]
    pub fn ty(self) -> Option<Type> {
        match self.item() {
            Item::Type(ty) => Some(ty),
            Item::Primitive(_) => None,
        }
    }
}

/// As CSDL writes it: `Collection(microsoft.graph.accessPackage)`.
impl std::fmt::Display for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.item() {
            Item::Primitive(name) => name,
            Item::Type(ty) => ty.name(),
        };
        match self.is_collection() {
            true => write!(f, "Collection({name})"),
            false => f.write_str(name),
        }
    }
}

impl std::fmt::Debug for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TypeRef({self})")
    }
}

/// What kind of type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TypeKind {
    /// Has a key and navigation properties; addressable.
    Entity,
    /// A value without identity.
    Complex,
    /// The parameters of an action, sent as its body.
    ActionBody,
    /// A set of named values.
    Enum,
}

/// A type of the version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Type {
    api: &'static Api,
    row: u16,
}

impl Type {
    pub(super) fn at(api: &'static Api, row: usize) -> Option<Self> {
        // The last row ends the ranges and is none.
        (row + 1 < api.types.len()).then_some(Self {
            api,
            row: u16::try_from(row).ok()?,
        })
    }

    fn data(self) -> Option<&'static TypeRow> {
        self.api.types.get(usize::from(self.row))
    }

    fn has(self, flag: u8) -> bool {
        self.data().is_some_and(|row| row.flags & flag != 0)
    }

    /// The version that it is of.
    #[must_use]
    pub fn api(self) -> &'static Api {
        self.api
    }

    /// Full name: `microsoft.graph.accessPackage`. The body of an action has a name of our own.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.data().map(|row| self.api.words.get(row.name)).unwrap_or_default()
    }

    /// The name without its namespace: `accessPackage`.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(_, short)| short)
    }

    /// What kind of type it is.
    #[must_use]
    pub fn kind(self) -> TypeKind {
        self.data().map_or(TypeKind::Complex, |row| row.kind)
    }

    /// No value has this very type.
    #[must_use]
    pub fn is_abstract(self) -> bool {
        self.has(TYPE_ABSTRACT)
    }

    /// It takes members that the metadata does not name.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.has(TYPE_OPEN)
    }

    /// A media entity: its content is at `/$value`.
    #[must_use]
    pub fn has_stream(self) -> bool {
        self.has(TYPE_STREAM)
    }

    /// An enum type whose values are sets of members, comma separated on the wire.
    #[must_use]
    pub fn is_flags(self) -> bool {
        self.has(TYPE_FLAGS)
    }

    /// A type of another part of Graph, which has its structural members only.
    #[must_use]
    pub fn is_boundary(self) -> bool {
        self.has(TYPE_BOUNDARY)
    }

    /// The direct base type.
    #[must_use]
    pub fn base(self) -> Option<Self> {
        let row = usize::from(self.data()?.base).checked_sub(1)?;
        Self::at(self.api, row)
    }

    /// It and its base types, from itself up.
    pub fn lineage(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |ty| ty.base())
    }

    /// Whether it is that type, or derived from it.
    #[must_use]
    pub fn is_a(self, other: Self) -> bool {
        self.lineage().any(|ty| ty == other)
    }

    /// All types derived from it, at any depth, in the order of full names.
    pub fn derived(self) -> impl Iterator<Item = Self> {
        self.api.types().filter(move |ty| *ty != self && ty.is_a(self))
    }

    /// The members that it declares itself; of an enum type its values.
    pub fn own_members(self) -> impl Iterator<Item = Member> {
        let first = self.data().map_or(0, |row| usize::from(row.members));
        let next = self.api.types.get(usize::from(self.row) + 1);
        let end = next.map_or(first, |row| usize::from(row.members));
        let rows = self.api.members.get(first..end).unwrap_or_default().iter();
        rows.map(move |row| Member { api: self.api, row })
    }

    /// All members, those of base types first.
    #[must_use]
    pub fn members(self) -> Vec<Member> {
        let mut lineage: Vec<Self> = self.lineage().collect();
        lineage.reverse();
        lineage.into_iter().flat_map(Self::own_members).collect()
    }

    /// The member of that name, its own or inherited.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Member> {
        self.lineage()
            .find_map(|ty| ty.own_members().find(|member| member.name() == name))
    }

    /// That it is deprecated.
    #[must_use]
    pub fn deprecation(self) -> Option<Deprecation> {
        Deprecation::at(self.api, self.data()?.deprecation)
    }

    /// A sentence about it.
    #[must_use]
    pub fn doc(self) -> Option<&'static str> {
        Some(self.api.words.get(self.data()?.doc)).filter(|doc| !doc.is_empty())
    }
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Type").field(&self.name()).finish()
    }
}

/// A structural or navigation property, a parameter of an action, or a value of an enum type.
#[derive(Clone, Copy)]
pub struct Member {
    api: &'static Api,
    row: &'static MemberRow,
}

impl Member {
    fn has(self, flag: u8) -> bool {
        self.row.flags & flag != 0
    }

    /// Name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.api.words.get(self.row.name)
    }

    /// Its type; none for a value of an enum type.
    #[must_use]
    pub fn ty(self) -> Option<TypeRef> {
        TypeRef::of(self.api, self.row.ty)
    }

    /// By the metadata it may be null; a response may leave it out all the same.
    #[must_use]
    pub fn is_nullable(self) -> bool {
        self.has(MEMBER_NULLABLE)
    }

    /// A navigation property: in a response only when it is expanded.
    #[must_use]
    pub fn is_navigation(self) -> bool {
        self.has(MEMBER_NAVIGATION)
    }

    /// A navigation property whose values are contained in the entity.
    #[must_use]
    pub fn is_contained(self) -> bool {
        self.has(MEMBER_CONTAINED)
    }

    /// The service sets it: create, update and replace do not send it.
    #[must_use]
    pub fn is_read_only(self) -> bool {
        self.has(MEMBER_READ_ONLY)
    }

    /// It carries a secret, which is shown nowhere.
    #[must_use]
    pub fn is_secret(self) -> bool {
        self.has(MEMBER_SECRET)
    }

    /// It is part of the entity's key.
    #[must_use]
    pub fn is_key(self) -> bool {
        self.has(MEMBER_KEY)
    }

    /// A parameter that may be left out.
    #[must_use]
    pub fn is_optional(self) -> bool {
        self.has(MEMBER_OPTIONAL)
    }

    /// That it is deprecated.
    #[must_use]
    pub fn deprecation(self) -> Option<Deprecation> {
        Deprecation::at(self.api, self.row.deprecation)
    }

    /// A sentence about it, where the name does not say it.
    #[must_use]
    pub fn doc(self) -> Option<&'static str> {
        Some(self.api.words.get(self.row.doc)).filter(|doc| !doc.is_empty())
    }
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Member").field(&self.name()).finish()
    }
}
