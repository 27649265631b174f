//! The public Rust items that differ between two sides.
//!
//! A side of 100,000 types has 900,000 items, and nearly all of them are the same on the other. So they are made type
//! by type, held against those of the same type on the other side and forgotten where they agree; only what is left is
//! matched by path, since a type may have another Graph name now.

use std::collections::{BTreeMap, BTreeSet};

use super::side::SideIndex;
use crate::error::Result;
use crate::model::QName;
use crate::rust_api::{Item, ItemKind};

/// The items that differ, and what else must be known of the old ones.
#[derive(Default)]
pub(super) struct Differing {
    /// By path: the item of the old side and that of the new one; their signatures differ, or one is missing.
    pub(super) items: BTreeMap<String, [Option<Item>; 2]>,
    /// The structs of the old side by path, and whether their values can stand where a base of them is declared.
    casts: BTreeMap<String, bool>,
}

impl Differing {
    /// Compares the items of two sides.
    ///
    /// # Errors
    /// When a type of a side has no Rust name, which is a fault of the naming.
    pub(super) fn of(old: &SideIndex<'_>, new: &SideIndex<'_>) -> Result<Self> {
        let [before, after] = [&old.rust, &new.rust];
        let names: BTreeSet<&QName> = old.api().types.keys().chain(new.api().types.keys()).collect();
        let mut differing = Self::default();
        for name in names {
            differing.add(before.items_of_model(name)?, after.items_of_model(name)?);
        }
        differing.add(before.items_of_builders()?, after.items_of_builders()?);
        // What one type had and another has.
        let signature = |item: &Option<Item>| item.as_ref().map(|item| item.signature.clone());
        differing
            .items
            .retain(|_, [before, after]| signature(before) != signature(after));
        Ok(differing)
    }

    /// Items that stand for the same on both sides.
    fn add(&mut self, mut before: Vec<Item>, mut after: Vec<Item>) {
        // Of a struct that one side alone has, no more needs to be said.
        if before.first().map(|item| &item.path) != after.first().map(|item| &item.path) {
            let is_literal = |item: &Item| matches!(item.kind, ItemKind::Literal { .. });
            before.retain(|item| !is_literal(item));
            after.retain(|item| !is_literal(item));
        }
        for item in &before {
            match &item.kind {
                ItemKind::Cast { of } => drop(self.casts.insert(of.clone(), true)),
                ItemKind::Struct => drop(self.casts.entry(item.path.clone()).or_default()),
                _ => {}
            }
        }
        if before == after {
            return;
        }
        let mut after: BTreeMap<String, Item> = after.into_iter().map(|item| (item.path.clone(), item)).collect();
        for item in before {
            match after.remove(&item.path) {
                Some(same) if same.signature == item.signature => {}
                other => self.put([Some(item), other]),
            }
        }
        for item in after.into_values() {
            self.put([None, Some(item)]);
        }
    }

    fn put(&mut self, sides: [Option<Item>; 2]) {
        for (side, item) in sides.into_iter().enumerate() {
            let Some(item) = item else { continue };
            let known = self.items.entry(item.path.clone()).or_default();
            if let Some(place) = known.get_mut(side) {
                *place = Some(item);
            }
        }
    }

    /// The struct that was there and can stand where a base of it is declared from now on, where an item is what says
    /// so: its values say their `@odata.type` in every body.
    pub(super) fn says_its_type(&self, path: &str) -> Option<&str> {
        match self.items.get(path)? {
            [
                None,
                Some(Item {
                    kind: ItemKind::Cast { of },
                    ..
                }),
            ] if self.casts.get(of) == Some(&false) => Some(of),
            _ => None,
        }
    }
}
