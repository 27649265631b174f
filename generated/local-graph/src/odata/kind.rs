//! The kinds of values that an expression has, as far as a query tells them apart.

use std::fmt;

use msgraph_identity_governance::reflection::{Item, Type, TypeKind};

/// The static kind of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The literal `null`.
    Null,
    Bool,
    Integer,
    Number,
    Text,
    Guid,
    Instant,
    Date,
    Time,
    Duration,
    Binary,
    Enum(Type),
    Complex(Type),
    Entity(Type),
    /// Any JSON: known only when it is looked at.
    Untyped,
}

impl Kind {
    pub(super) fn of(item: Item) -> Self {
        match item {
            Item::Type(ty) => Self::of_type(ty),
            Item::Primitive(name) => Self::of_primitive(name),
            _ => Self::Untyped,
        }
    }

    pub(super) fn of_type(ty: Type) -> Self {
        match ty.kind() {
            TypeKind::Enum => Self::Enum(ty),
            TypeKind::Entity => Self::Entity(ty),
            _ => Self::Complex(ty),
        }
    }

    fn of_primitive(name: &str) -> Self {
        match name {
            "Edm.String" => Self::Text,
            "Edm.Boolean" => Self::Bool,
            "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => Self::Integer,
            "Edm.Single" | "Edm.Double" | "Edm.Decimal" => Self::Number,
            "Edm.DateTimeOffset" => Self::Instant,
            "Edm.Date" => Self::Date,
            "Edm.TimeOfDay" => Self::Time,
            "Edm.Duration" => Self::Duration,
            "Edm.Guid" => Self::Guid,
            "Edm.Binary" | "Edm.Stream" => Self::Binary,
            _ => Self::Untyped,
        }
    }

    /// The kind of a primitive by its name in an expression: `Edm.String`; none of a name that there is not.
    pub(super) fn named(name: &str) -> Option<Self> {
        match Self::of_primitive(name) {
            Self::Untyped => None,
            kind => Some(kind),
        }
    }

    /// The type of the version whose members it has.
    pub(super) fn structure(self) -> Option<Type> {
        match self {
            Self::Complex(ty) | Self::Entity(ty) => Some(ty),
            _ => None,
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether it can be true or false.
    pub(super) fn is_condition(self) -> bool {
        matches!(self, Self::Bool | Self::Null | Self::Untyped)
    }

    /// Whether values of it have an order that `$orderby` can use.
    pub(super) fn is_sortable(self) -> bool {
        !matches!(self, Self::Complex(_) | Self::Entity(_) | Self::Binary | Self::Null)
    }

    /// Whether values of both can be equal.
    pub(super) fn equals(self, other: Self) -> bool {
        match (self, other) {
            (Self::Null | Self::Untyped, _) | (_, Self::Null | Self::Untyped) => true,
            (Self::Complex(_) | Self::Entity(_), _) => false,
            (one, other) if one.is_number() && other.is_number() => true,
            (Self::Date | Self::Instant, Self::Date | Self::Instant) => true,
            (one, other) => one == other,
        }
    }

    /// Whether one value can be less than the other.
    pub(super) fn compares(self, other: Self) -> bool {
        let ordered = |kind: Self| kind.is_sortable() && !matches!(kind, Self::Enum(_)) || kind == Self::Null;
        ordered(self) && ordered(other) && self.equals(other)
    }
}

/// As CSDL names it.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool => "Edm.Boolean",
            Self::Integer => "Edm.Int64",
            Self::Number => "Edm.Double",
            Self::Text => "Edm.String",
            Self::Guid => "Edm.Guid",
            Self::Instant => "Edm.DateTimeOffset",
            Self::Date => "Edm.Date",
            Self::Time => "Edm.TimeOfDay",
            Self::Duration => "Edm.Duration",
            Self::Binary => "Edm.Binary",
            Self::Untyped => "Edm.Untyped",
            Self::Enum(ty) | Self::Complex(ty) | Self::Entity(ty) => ty.name(),
        })
    }
}
