//! The store as a graph: every way to an entity, not only the one place where it stands.

use std::borrow::Cow;

use msgraph_identity_governance::reflection::Type;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::navigation::{Nav, Way};
use crate::store::{Node, NodeId, Store};

/// What a key in a URL is not encoded of: RFC 3986's unreserved characters.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How often a property may lead to another that it is the same as, or through which it leads.
const MAX_HOPS: u8 = 4;

/// The store, read along navigation properties.
#[derive(Clone, Copy, Debug)]
pub struct View<'s> {
    store: &'s Store,
}

impl<'s> View<'s> {
    /// Of a version's store.
    #[must_use]
    pub fn new(store: &'s Store) -> Self {
        Self { store }
    }

    /// The store.
    #[must_use]
    pub fn store(self) -> &'s Store {
        self.store
    }

    /// The entity's type; none for the root, or one that is gone.
    #[must_use]
    pub fn ty(self, node: NodeId) -> Option<Type> {
        self.store.get(node).and_then(Node::ty)
    }

    /// The navigation property of an entity, or of the root.
    #[must_use]
    pub fn nav(self, owner: NodeId, name: &str) -> Option<Nav> {
        match self.ty(owner) {
            Some(ty) => Nav::of(ty, name),
            None => Nav::of_root(self.store.api(), name),
        }
    }

    /// The entities at a collection, in the order in which they were made or added.
    #[must_use]
    pub fn many(self, owner: NodeId, nav: Nav) -> Vec<NodeId> {
        self.gather(owner, nav, MAX_HOPS)
    }

    fn gather(self, owner: NodeId, nav: Nav, hops: u8) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = self.store.contained(owner, nav.name).collect();
        let Some(hops) = hops.checked_sub(1) else {
            return found;
        };
        let mut add = |nodes: &mut dyn Iterator<Item = NodeId>| match found.is_empty() {
            true => found.extend(nodes),
            false => {
                for node in nodes {
                    if !found.contains(&node) {
                        found.push(node);
                    }
                }
            }
        };
        add(&mut self.store.references(owner, nav.name));
        match nav.way(self.ty(owner), self.store.api()) {
            Way::Here | Way::Home(_) => {}
            Way::Inverse { back, .. } => {
                let is_one = |node: &NodeId| self.ty(*node).is_some_and(|ty| ty.is_a(nav.ty));
                add(&mut self.store.referrers(owner, back).filter(is_one));
            }
            Way::Referrers(back) => add(&mut self.store.referrers(owner, back)),
            Way::Same(path) => {
                if let Some((home, nav)) = self.at_home(path) {
                    add(&mut self.gather(home, nav, hops).into_iter());
                }
            }
            Way::All => {
                let all = self
                    .store
                    .iter()
                    .filter(|(_, node)| node.ty().is_some_and(|ty| ty.is_a(nav.ty)));
                found.extend(all.map(|(id, _)| id));
                found.sort_unstable();
                found.dedup();
            }
            Way::Through { first, then } => {
                let through = self.nav(owner, first).map(|first| self.gather(owner, first, hops));
                for node in through.into_iter().flatten() {
                    if let Some(then) = self.nav(node, then) {
                        add(&mut self.gather(node, then, hops).into_iter());
                    }
                }
            }
        }
        found
    }

    /// How many [`many`](Self::many) has.
    #[must_use]
    pub fn count(self, owner: NodeId, nav: Nav) -> usize {
        self.many(owner, nav).len()
    }

    /// The entity of that key in a collection. A user is found by `userPrincipalName` too.
    #[must_use]
    pub fn find(self, owner: NodeId, nav: Nav, key: &str) -> Option<NodeId> {
        let found = self
            .store
            .by_key(key)
            .find(|node| self.is_in(*node, owner, nav, MAX_HOPS));
        found.or_else(|| {
            let is_user = key.contains('@') && nav.ty.short_name() == "user";
            is_user.then(|| self.find_by(owner, nav, &[("userPrincipalName", key)]))?
        })
    }

    /// The entity in a collection whose members have these texts: an alternate key.
    #[must_use]
    pub fn find_by(self, owner: NodeId, nav: Nav, members: &[(&str, &str)]) -> Option<NodeId> {
        self.many(owner, nav).into_iter().find(|id| {
            let node = self.store.get(*id);
            let has = |(name, text): &(&str, &str)| {
                let value = node.and_then(|node| node.text(name));
                value.is_some_and(|value| value.eq_ignore_ascii_case(text))
            };
            members.iter().all(has)
        })
    }

    /// Whether an entity is in a collection; cheaper than to look through it.
    fn is_in(self, node: NodeId, owner: NodeId, nav: Nav, hops: u8) -> bool {
        let (Some(entity), Some(hops)) = (self.store.get(node), hops.checked_sub(1)) else {
            return false;
        };
        let place = entity.place();
        let is_here = place.is_some_and(|place| place.owner == owner && &*place.property == nav.name);
        if is_here || self.store.references(owner, nav.name).any(|other| other == node) {
            return true;
        }
        match nav.way(self.ty(owner), self.store.api()) {
            Way::Here | Way::Home(_) => false,
            Way::Inverse { back, .. } => {
                entity.ty().is_some_and(|ty| ty.is_a(nav.ty)) && self.store.references(node, back).any(|to| to == owner)
            }
            Way::Referrers(back) => self.store.references(node, back).any(|to| to == owner),
            Way::Same(path) => self
                .at_home(path)
                .is_some_and(|(home, nav)| self.is_in(node, home, nav, hops)),
            Way::All => entity.ty().is_some_and(|ty| ty.is_a(nav.ty)),
            Way::Through { .. } => self.gather(owner, nav, hops).contains(&node),
        }
    }

    /// The entity at a navigation property that is no collection: the one that it refers to or contains; else, of the
    /// entities that contain the owner, the nearest of the property's type.
    #[must_use]
    pub fn one(self, owner: NodeId, nav: Nav) -> Option<NodeId> {
        let own = self.store.one(owner, nav.name);
        own.or_else(|| {
            let mut above = self.ancestors(owner);
            above.find(|node| self.ty(*node).is_some_and(|ty| ty.is_a(nav.ty)))
        })
    }

    /// What contains an entity, from the nearest to the root.
    pub fn ancestors(self, node: NodeId) -> impl Iterator<Item = NodeId> + 's {
        let store = self.store;
        let owner = move |node: NodeId| store.get(node)?.place().map(|place| place.owner);
        std::iter::successors(owner(node), move |node| owner(*node))
    }

    /// Whether an entity is a singleton below singletons alone: there whenever somebody asks for it.
    #[must_use]
    pub fn is_singleton(self, node: NodeId) -> bool {
        let is_keyless = |node: NodeId| self.store.get(node).is_some_and(|node| node.key().is_empty());
        is_keyless(node) && self.ancestors(node).all(is_keyless)
    }

    /// The path of an entity where it stands, below the version.
    #[must_use]
    pub fn path(self, node: NodeId) -> String {
        let mut parts = Vec::new();
        let mut at = self.store.get(node);
        while let Some(entity) = at {
            let Some(place) = entity.place() else { break };
            if !entity.key().is_empty() {
                parts.push(encoded(entity.key()));
            }
            parts.push(Cow::Borrowed(&*place.property));
            at = self.store.get(place.owner);
        }
        parts.iter().rev().flat_map(|part| ["/", part]).collect()
    }

    /// The collection at a home's path.
    fn at_home(self, path: &[&str]) -> Option<(NodeId, Nav)> {
        let (last, way) = path.split_last()?;
        let home = self.store.at(way)?;
        Some((home, self.nav(home, last)?))
    }
}

/// A key as a segment of a URL.
pub(super) fn encoded(key: &str) -> Cow<'_, str> {
    utf8_percent_encode(key, UNRESERVED).into()
}
