//! The state of one version: entities, how they contain and refer to each other, and timers.
//!
//! An entity stands once, wherever its URL leads from. It is contained by another at a navigation property, or is the
//! root. Whatever else leads to it is a reference; the store knows both ends of one.
//!
//! | what | where |
//! |---|---|
//! | [`Node`]: an entity | `node` |
//! | [`Store`]: all of them, read | here |
//! | [`Change`]: a change of the store, all or nothing | `change` |
//! | [`Delta`]: what a change changed, for the state's file | `delta` |
//! | [`Timer`]: what is due at a time | `timers` |

mod change;
mod delta;
mod node;
mod timers;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use delta::{Counters, Delta};
pub use node::{Content, Node, NodeId, Place};
pub use timers::{Timer, TimerId};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use msgraph_identity_governance::reflection::{Api, Type};
use time::OffsetDateTime;

use timers::Timers;

/// The state of one version.
///
/// It is read here and changed by a [`Change`] alone.
#[derive(Debug)]
pub struct Store {
    api: &'static Api,
    nodes: HashMap<NodeId, Node>,
    by_key: HashMap<Box<str>, BTreeSet<NodeId>>,
    contained: HashMap<NodeId, BTreeMap<Box<str>, BTreeSet<NodeId>>>,
    referrers: HashMap<NodeId, BTreeMap<Box<str>, BTreeSet<NodeId>>>,
    timers: Timers,
    last_id: u64,
    last_etag: u64,
}

impl Store {
    /// An empty one: the service's root alone.
    #[must_use]
    pub fn new(api: &'static Api) -> Self {
        let mut store = Self {
            api,
            nodes: HashMap::new(),
            by_key: HashMap::new(),
            contained: HashMap::new(),
            referrers: HashMap::new(),
            timers: Timers::default(),
            last_id: 0,
            last_etag: 0,
        };
        store.put(NodeId::ROOT, Node::root());
        store
    }

    /// The version's table of paths and types.
    #[must_use]
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// The entity, unless it is gone.
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// All entities, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().map(|(id, node)| (*id, node))
    }

    /// How many entities there are, the root not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// Whether there is nothing but the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What an entity contains at a navigation property, in the order in which it was made.
    pub fn contained(&self, owner: NodeId, property: &str) -> impl Iterator<Item = NodeId> + '_ {
        let found = self.contained.get(&owner).and_then(|of| of.get(property));
        found.into_iter().flatten().copied()
    }

    /// How many entities [`contained`](Self::contained) has.
    #[must_use]
    pub fn count_contained(&self, owner: NodeId, property: &str) -> usize {
        let found = self.contained.get(&owner).and_then(|of| of.get(property));
        found.map_or(0, BTreeSet::len)
    }

    /// All that an entity contains, with the navigation property that has it.
    pub fn all_contained(&self, owner: NodeId) -> impl Iterator<Item = (&str, NodeId)> {
        let properties = self.contained.get(&owner).into_iter().flatten();
        properties.flat_map(|(name, ids)| ids.iter().map(move |id| (name.as_ref(), *id)))
    }

    /// What an entity refers to at a navigation property, in the order in which it was added.
    pub fn references(&self, from: NodeId, property: &str) -> impl Iterator<Item = NodeId> + '_ {
        let found = self.get(from).and_then(|node| node.references.get(property));
        found.into_iter().flatten().copied()
    }

    /// The entity that it refers to or contains at a navigation property that is no collection.
    #[must_use]
    pub fn one(&self, from: NodeId, property: &str) -> Option<NodeId> {
        self.references(from, property)
            .next()
            .or_else(|| self.contained(from, property).next())
    }

    /// Who refers to an entity by a navigation property of that name: the other end of [`references`](Self::references).
    pub fn referrers(&self, to: NodeId, property: &str) -> impl Iterator<Item = NodeId> + '_ {
        let found = self.referrers.get(&to).and_then(|of| of.get(property));
        found.into_iter().flatten().copied()
    }

    /// Who refers to an entity, by whatever property.
    pub fn all_referrers(&self, to: NodeId) -> impl Iterator<Item = (&str, NodeId)> {
        let properties = self.referrers.get(&to).into_iter().flatten();
        properties.flat_map(|(name, ids)| ids.iter().map(move |id| (name.as_ref(), *id)))
    }

    /// The entities of that key, of any type. A key is compared without regard to case, as the service does for guids.
    pub fn by_key(&self, key: &str) -> impl Iterator<Item = NodeId> + '_ {
        let found = self.by_key.get(folded(key).as_ref());
        found.into_iter().flatten().copied()
    }

    /// The entity of that key which is of this type or derived from it.
    #[must_use]
    pub fn find(&self, ty: Type, key: &str) -> Option<NodeId> {
        self.by_key(key)
            .find(|id| self.get(*id).and_then(Node::ty).is_some_and(|of| of.is_a(ty)))
    }

    /// The entity of that key which is of a type of that name (`accessPackage`, or in full) or derived from it.
    #[must_use]
    pub fn find_named(&self, ty: &str, key: &str) -> Option<NodeId> {
        self.find(self.ty(ty)?, key)
    }

    /// The entity of that key that an entity contains at a navigation property.
    #[must_use]
    pub fn contained_by_key(&self, owner: NodeId, property: &str, key: &str) -> Option<NodeId> {
        self.by_key(key).find(|id| {
            let place = self.get(*id).and_then(Node::place);
            place.is_some_and(|place| place.owner == owner && &*place.property == property)
        })
    }

    /// The entity at a path of navigation properties from the root, each a single one: `["identityGovernance",
    /// "entitlementManagement"]`. None where one of them has not been made yet: see [`Change::singleton`].
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<NodeId> {
        path.iter()
            .try_fold(NodeId::ROOT, |node, name| self.contained(node, name).next())
    }

    /// A type of the version, by its name in full or without `microsoft.graph.`.
    #[must_use]
    pub fn ty(&self, name: &str) -> Option<Type> {
        self.api
            .ty(name)
            .or_else(|| self.api.ty(&format!("microsoft.graph.{name}")))
    }

    /// What is due next, and when.
    #[must_use]
    pub fn next_timer(&self) -> Option<(TimerId, &Timer)> {
        self.timers.next()
    }

    /// All timers, by time.
    pub fn timers(&self) -> impl Iterator<Item = &Timer> {
        self.timers.iter().map(|(_, timer)| timer)
    }

    /// The timers of an entity, in the order in which they were set.
    pub fn timers_of(&self, node: NodeId) -> impl Iterator<Item = (TimerId, &Timer)> {
        self.timers.of(node)
    }

    /// Whether something is due at that time.
    #[must_use]
    pub fn is_due(&self, now: OffsetDateTime) -> bool {
        self.next_timer().is_some_and(|(_, timer)| timer.at <= now)
    }

    /// Puts an entity where none or another state of it was, and keeps the indexes.
    fn put(&mut self, id: NodeId, node: Node) -> Option<Node> {
        let before = self.take(id);
        self.last_id = self.last_id.max(id.0);
        self.last_etag = self.last_etag.max(node.etag);
        if !node.key.is_empty() {
            self.by_key.entry(folded(&node.key).into()).or_default().insert(id);
        }
        if let Some(place) = &node.place {
            let properties = self.contained.entry(place.owner).or_default();
            properties.entry(place.property.clone()).or_default().insert(id);
        }
        for (property, targets) in &node.references {
            for target in targets {
                let properties = self.referrers.entry(*target).or_default();
                properties.entry(property.clone()).or_default().insert(id);
            }
        }
        self.nodes.insert(id, node);
        before
    }

    /// Takes an entity out, and out of the indexes.
    fn take(&mut self, id: NodeId) -> Option<Node> {
        let node = self.nodes.remove(&id)?;
        if !node.key.is_empty() {
            drop_from(&mut self.by_key, folded(&node.key).as_ref(), id);
        }
        if let Some(place) = &node.place {
            drop_from_inner(&mut self.contained, place.owner, &place.property, id);
        }
        for (property, targets) in &node.references {
            for target in targets {
                drop_from_inner(&mut self.referrers, *target, property, id);
            }
        }
        Some(node)
    }
}

/// A key as it is looked up.
fn folded(key: &str) -> std::borrow::Cow<'_, str> {
    match key.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => key.to_ascii_lowercase().into(),
        false => key.into(),
    }
}

fn drop_from(index: &mut HashMap<Box<str>, BTreeSet<NodeId>>, name: &str, id: NodeId) {
    if let Some(ids) = index.get_mut(name) {
        ids.remove(&id);
        if ids.is_empty() {
            index.remove(name);
        }
    }
}

fn drop_from_inner(
    index: &mut HashMap<NodeId, BTreeMap<Box<str>, BTreeSet<NodeId>>>,
    at: NodeId,
    name: &str,
    id: NodeId,
) {
    let Some(properties) = index.get_mut(&at) else {
        return;
    };
    if let Some(ids) = properties.get_mut(name) {
        ids.remove(&id);
        if ids.is_empty() {
            properties.remove(name);
        }
    }
    if properties.is_empty() {
        index.remove(&at);
    }
}
