//! What a query is evaluated over: entities with structural members, and navigation that is resolved when it is asked
//! for.

use std::borrow::Cow;

use msgraph_identity_governance::reflection::Type;
use serde_json::{Map, Value};

/// A graph of entities. The store implements it; [`JsonGraph`](super::JsonGraph) implements it over JSON documents.
///
/// A query asks for what it needs only: a filter over one member of 100,000 entities borrows 100,000 values. Names are
/// those of the metadata, in its casing, and members that an open type has beside it.
pub trait Graph {
    /// A handle of an entity.
    type Node: Copy + Eq;

    /// The entity's own type, which may be derived from the declared one.
    fn ty(&self, node: Self::Node) -> Type;

    /// The entity's key, as it stands in a URL's path before percent-encoding.
    fn key(&self, node: Self::Node) -> Cow<'_, str>;

    /// The place of the entity in the order of a list without `$orderby`, and of entities that are equal under it. It
    /// never changes, no two entities have the same, and a new entity has a larger one than all before it. Pages begin
    /// after it, so that entities that are added or removed between two pages neither hide nor double others.
    fn ordinal(&self, node: Self::Node) -> u64;

    /// The structural members as JSON; navigation properties are not in it.
    fn object(&self, node: Self::Node) -> Cow<'_, Map<String, Value>>;

    /// One structural member; nothing where it has no value. To be overridden where it is not looked up in `object`.
    fn member(&self, node: Self::Node, name: &str) -> Option<Cow<'_, Value>> {
        match self.object(node) {
            Cow::Borrowed(object) => object.get(name).map(Cow::Borrowed),
            Cow::Owned(mut object) => object.remove(name).map(Cow::Owned),
        }
    }

    /// The entity that a single-valued navigation property leads to.
    fn one(&self, node: Self::Node, name: &str) -> Option<Self::Node>;

    /// The entities that a collection-valued navigation property leads to, in any order.
    fn many(&self, node: Self::Node, name: &str) -> Cow<'_, [Self::Node]>;

    /// The path of an entity's own URL, below the version: `/identityGovernance/entitlementManagement/catalogs/7`.
    /// Links to further pages of what is expanded begin with it; without one, with the way by which the entity was
    /// reached.
    fn path(&self, node: Self::Node) -> Option<String> {
        let _ = node;
        None
    }
}
