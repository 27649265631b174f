//! An entity as the store has it.

use std::collections::BTreeMap;

use msgraph_identity_governance::reflection::Type;
use serde_json::{Map, Value};

/// Names an entity within the store of its version. Grows with each new one, and is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub(super) u64);

impl NodeId {
    /// The service's root, which contains `identityGovernance`, `users` and the other singletons and entity sets.
    pub const ROOT: Self = Self(0);

    /// The number: entities that were made later have larger ones.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Where an entity is contained.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// What contains it.
    pub owner: NodeId,
    /// The navigation property that has it.
    pub property: Box<str>,
}

/// A stream: its bytes and their media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// As in `Content-Type`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// An entity: its type, key, structural properties, references and streams.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub(super) ty: Option<Type>,
    pub(super) key: String,
    pub(super) place: Option<Place>,
    pub(super) etag: u64,
    pub(super) references: BTreeMap<Box<str>, Vec<NodeId>>,
    /// Structural properties as they are shown, key included; also members that the type lacks. Navigation properties
    /// are not here: what is contained or referred to is an entity of its own.
    pub members: Map<String, Value>,
    /// Streams by the property's name; the entity's own (`$value`) has the empty name.
    pub content: BTreeMap<Box<str>, Content>,
    /// What a behavior remembers about the entity and no response shows.
    pub notes: Map<String, Value>,
}

impl Node {
    pub(super) fn root() -> Self {
        Self::new(None, String::new(), None)
    }

    pub(super) fn new(ty: Option<Type>, key: String, place: Option<Place>) -> Self {
        Self {
            ty,
            key,
            place,
            etag: 0,
            references: BTreeMap::new(),
            members: Map::new(),
            content: BTreeMap::new(),
            notes: Map::new(),
        }
    }

    /// Its entity type; none for the root.
    #[must_use]
    pub fn ty(&self) -> Option<Type> {
        self.ty
    }

    /// Whether it is of a type of that short name (`accessPackage`), or of one derived from it.
    #[must_use]
    pub fn is_a(&self, short_name: &str) -> bool {
        self.ty
            .is_some_and(|ty| ty.lineage().any(|ty| ty.short_name() == short_name))
    }

    /// Its key; empty for a singleton.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it is contained; none for the root.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// A number that grows with each change of the store that touched it.
    #[must_use]
    pub fn etag(&self) -> u64 {
        self.etag
    }

    /// What it refers to, by navigation property.
    pub fn references(&self) -> impl Iterator<Item = (&str, &[NodeId])> {
        self.references
            .iter()
            .map(|(name, ids)| (name.as_ref(), ids.as_slice()))
    }

    /// A structural property.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// A structural property that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.member(name).and_then(Value::as_str)
    }

    /// A note that is a text.
    #[must_use]
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).and_then(Value::as_str)
    }
}
