//! What a query is about.

use msgraph_identity_governance::reflection::{Item, Type, TypeRef};

/// What the URL before a query addresses: one value or a collection, and of which type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    item: Item,
    is_collection: bool,
}

impl Subject {
    /// One entity, or one complex value.
    #[must_use]
    pub fn one(ty: Type) -> Self {
        Self {
            item: Item::Type(ty),
            is_collection: false,
        }
    }

    /// A collection of entities, or of complex values. For `…/$count` it is the collection that is counted.
    #[must_use]
    pub fn collection_of(ty: Type) -> Self {
        Self {
            item: Item::Type(ty),
            is_collection: true,
        }
    }

    /// A collection of what the type names: of a [`Response::Page`]'s type, for instance.
    ///
    /// [`Response::Page`]: msgraph_identity_governance::reflection::Response::Page
    #[must_use]
    pub fn page_of(ty: TypeRef) -> Self {
        Self {
            item: ty.item(),
            is_collection: true,
        }
    }

    /// The type of the value, or of each item.
    #[must_use]
    pub fn item(self) -> Item {
        self.item
    }

    /// Whether it is a collection.
    #[must_use]
    pub fn is_collection(self) -> bool {
        self.is_collection
    }

    /// The type of the version that a value or item has; none for a primitive.
    #[must_use]
    pub fn ty(self) -> Option<Type> {
        match self.item {
            Item::Type(ty) => Some(ty),
            _ => None,
        }
    }
}

/// `Segment::subject()`, or what a function returns.
impl From<TypeRef> for Subject {
    fn from(ty: TypeRef) -> Self {
        Self {
            item: ty.item(),
            is_collection: ty.is_collection(),
        }
    }
}
