//! A public item of the generated crate by its name: what a program relies on, and what of the metadata it is there
//! for.

use crate::model::{ElementId, QName};

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Below the version's module: `models::AccessPackage::display_name`; of a call the expression that makes the
    /// request, with an ellipsis for what is given: `client.identity_governance().access_reviews().get()`.
    pub path: String,
    /// What a program relies on: a field's type, a constant's type, the types that a call takes and gives.
    pub signature: String,
    /// What it comes from, nearest first: a member, then the types that have a part in it. Paths are without the names
    /// of their parameters.
    pub origins: Vec<ElementId>,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A struct of a model.
    Struct,
    /// That a program can make the struct as a literal: a request can carry it.
    Literal {
        /// The struct's type.
        of: QName,
    },
    /// A field of it.
    Field,
    /// The constant by which a query names a member.
    Constant,
    /// That a query can be cast from a base to the struct.
    Cast {
        /// The struct's path.
        of: String,
    },
    /// The `Any…` enum of a polymorphic type.
    Any,
    /// A variant of it, or of an enumeration.
    Variant,
    /// A getter of an `Any…` enum.
    Getter,
    /// An enumeration.
    Enumeration,
    /// An enumeration whose values can be combined.
    Flags,
    /// A constant of it.
    Flag,
    /// A builder.
    Builder,
    /// A method that makes a request, by the way from the client to it.
    Call,
    /// A query option that a call takes.
    QueryOption,
}
