//! A change of the store: all of it, or nothing.

use std::collections::BTreeMap;
use std::ops::Deref;

use msgraph_identity_governance::reflection::Type;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::{Delta, Node, NodeId, Place, Store, Timer, TimerId};

/// A change of the store, all or nothing: what was before is put back unless it is [committed](Self::commit).
///
/// The store is read through it, with what it has changed so far.
#[derive(Debug)]
pub struct Change<'a> {
    store: &'a mut Store,
    nodes: BTreeMap<NodeId, Option<Node>>,
    timers: BTreeMap<TimerId, Option<Timer>>,
    etag: u64,
    committed: bool,
}

impl Deref for Change<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
    }
}

impl<'a> Change<'a> {
    /// Begins one.
    #[must_use]
    pub fn new(store: &'a mut Store) -> Self {
        let etag = store.last_etag + 1;
        Self {
            store,
            nodes: BTreeMap::new(),
            timers: BTreeMap::new(),
            etag,
            committed: false,
        }
    }

    /// Makes an entity in a collection, or at a navigation property that is none, and gives its name.
    ///
    /// An entity that is already at such a single property stays there: callers look first.
    pub fn insert(&mut self, owner: NodeId, property: &str, ty: Type, key: &str) -> NodeId {
        self.store.last_id += 1;
        let id = NodeId(self.store.last_id);
        let place = Place {
            owner,
            property: property.into(),
        };
        let mut node = Node::new(Some(ty), key.to_owned(), Some(place));
        node.etag = self.etag;
        self.put(id, node);
        id
    }

    /// The singleton at a path of navigation properties from the root, made where it is not there yet.
    ///
    /// None where the version has no such property, or it is a collection.
    pub fn singleton(&mut self, path: &[&str]) -> Option<NodeId> {
        let mut node = NodeId::ROOT;
        for name in path {
            let found = self.contained(node, name).next();
            node = match found {
                Some(found) => found,
                None => {
                    let ty = match self.get(node)?.ty() {
                        Some(ty) => ty.member(name)?.ty()?,
                        None => self.api.roots().find(|root| root.name() == *name)?.subject()?,
                    };
                    if ty.is_collection() {
                        return None;
                    }
                    self.insert(node, name, ty.ty()?, "")
                }
            };
        }
        Some(node)
    }

    /// Changes an entity's members, streams or notes. Nothing happens to one that is gone.
    pub fn update(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.store.get(id) {
            let mut node = node.clone();
            change(&mut node);
            node.etag = self.etag;
            self.put(id, node);
        }
    }

    /// Sets a structural property.
    pub fn set(&mut self, id: NodeId, member: &str, value: impl Into<Value>) {
        self.update(id, |node| drop(node.members.insert(member.to_owned(), value.into())));
    }

    /// Sets several structural properties.
    pub fn set_all(&mut self, id: NodeId, members: Map<String, Value>) {
        self.update(id, |node| node.members.extend(members));
    }

    /// Keeps what a behavior wants to remember about an entity.
    pub fn note(&mut self, id: NodeId, name: &str, value: impl Into<Value>) {
        self.update(id, |node| drop(node.notes.insert(name.to_owned(), value.into())));
    }

    /// Gives an entity another key; its member of that name is the caller's.
    pub fn rename(&mut self, id: NodeId, key: &str) {
        self.update(id, |node| node.key = key.to_owned());
    }

    /// Moves an entity, with what it contains, to another collection. References to it stay.
    ///
    /// Nothing happens to one that is gone.
    pub fn move_to(&mut self, id: NodeId, owner: NodeId, property: &str) {
        let place = Place {
            owner,
            property: property.into(),
        };
        self.update(id, |node| node.place = Some(place));
    }

    /// Makes an entity one of another type: of a derived one, mostly.
    pub fn retype(&mut self, id: NodeId, ty: Type) {
        self.update(id, |node| node.ty = Some(ty));
    }

    /// Adds a reference to a collection, once.
    pub fn refer(&mut self, from: NodeId, property: &str, to: NodeId) {
        self.update(from, |node| {
            let targets = node.references.entry(property.into()).or_default();
            if !targets.contains(&to) {
                targets.push(to);
            }
        });
    }

    /// Sets the reference of a navigation property that is no collection.
    pub fn refer_to_one(&mut self, from: NodeId, property: &str, to: NodeId) {
        self.update(from, |node| drop(node.references.insert(property.into(), vec![to])));
    }

    /// Removes a reference.
    pub fn unrefer(&mut self, from: NodeId, property: &str, to: NodeId) {
        self.update(from, |node| {
            if let Some(targets) = node.references.get_mut(property) {
                targets.retain(|target| *target != to);
                if targets.is_empty() {
                    node.references.remove(property);
                }
            }
        });
    }

    /// Removes an entity, what it contains, its timers, and all references to these.
    pub fn remove(&mut self, id: NodeId) {
        let mut gone = vec![id];
        let mut at = 0;
        while let Some(next) = gone.get(at).copied() {
            gone.extend(self.all_contained(next).map(|(_, id)| id));
            at += 1;
        }
        for id in gone {
            let referrers: Vec<(String, NodeId)> = self
                .all_referrers(id)
                .map(|(name, from)| (name.to_owned(), from))
                .collect();
            for (property, from) in referrers {
                self.unrefer(from, &property, id);
            }
            self.cancel_timers(id);
            self.keep_node(id);
            self.store.take(id);
        }
    }

    /// Asks for something to be done at a time.
    pub fn set_timer(&mut self, at: OffsetDateTime, node: NodeId, purpose: &str) -> TimerId {
        let id = self.store.timers.new_id();
        self.timers.entry(id).or_insert(None);
        let purpose = purpose.into();
        self.store.timers.put(id, Timer { at, node, purpose });
        id
    }

    /// Takes a timer back, because it is due or no longer wanted.
    pub fn cancel_timer(&mut self, id: TimerId) -> Option<Timer> {
        let timer = self.store.timers.get(id).cloned()?;
        self.timers.entry(id).or_insert_with(|| Some(timer.clone()));
        self.store.timers.take(id)
    }

    /// Takes all timers of an entity back.
    pub fn cancel_timers(&mut self, node: NodeId) {
        let ids: Vec<TimerId> = self.timers_of(node).map(|(id, _)| id).collect();
        for id in ids {
            self.cancel_timer(id);
        }
    }

    /// Takes the timers of an entity for that purpose back.
    pub fn cancel_timers_for(&mut self, node: NodeId, purpose: &str) {
        let of = self.timers_of(node).filter(|(_, timer)| &*timer.purpose == purpose);
        let ids: Vec<TimerId> = of.map(|(id, _)| id).collect();
        for id in ids {
            self.cancel_timer(id);
        }
    }

    /// What it has changed so far.
    #[must_use]
    pub fn delta(&self) -> Delta {
        let nodes = self.nodes.keys().map(|id| (*id, self.store.get(*id).cloned()));
        let timers = self.timers.keys().map(|id| (*id, self.store.timers.get(*id).cloned()));
        Delta {
            nodes: nodes.collect(),
            timers: timers.collect(),
        }
    }

    /// Lets the change stand.
    pub fn commit(mut self) {
        self.committed = true;
    }

    fn put(&mut self, id: NodeId, node: Node) {
        self.keep_node(id);
        self.store.put(id, node);
    }

    /// Keeps what was before the change.
    fn keep_node(&mut self, id: NodeId) {
        let store = &self.store;
        self.nodes.entry(id).or_insert_with(|| store.get(id).cloned());
    }
}

/// Puts back what was before, unless it was committed.
impl Drop for Change<'_> {
    fn drop(&mut self) {
        if !self.committed {
            let nodes = std::mem::take(&mut self.nodes);
            let timers = std::mem::take(&mut self.timers);
            self.store.apply(Delta { nodes, timers });
        }
    }
}
