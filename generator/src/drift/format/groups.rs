//! Which change is listed where: by area, then by owner. What follows from another change is folded under that one, and
//! what is the same change at many operations is one entry.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::drift::{Cause, Change, Report};
use crate::model::ElementId;
use crate::text::numbers::tally;

/// So many operations that change in the same way are listed as one.
const MANY: usize = 20;

/// A change and its place in the report, by which it can be referred to.
pub(super) type Numbered<'a> = (usize, &'a Change);

/// The changes of one area.
pub(super) struct Area<'a> {
    pub name: &'a str,
    pub owners: Vec<Owner<'a>>,
}

/// The changes of one type or path.
pub(super) struct Owner<'a> {
    pub name: &'a str,
    pub entries: Vec<Entry<'a>>,
}

/// A change, with those that are the same at other operations and all that follows from it.
pub(super) struct Entry<'a> {
    pub at: usize,
    pub change: &'a Change,
    /// The same change of other operations.
    pub alike: Vec<&'a Change>,
    /// What follows, the breaking first.
    pub following: Vec<Numbered<'a>>,
    /// Whether it is folded under what it follows from.
    pub is_folded: bool,
}

impl<'a> Area<'a> {
    /// All of its entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.owners.iter().flat_map(|owner| &owner.entries)
    }

    /// How many changes it has with what is folded, and how many of them break.
    pub fn counts(&self) -> (usize, usize) {
        let all = self.entries().map(|entry| entry.count() + entry.following.len());
        (all.sum(), self.entries().map(Entry::breaking).sum())
    }
}

impl<'a> Entry<'a> {
    /// A change that stands under what it follows from.
    pub fn folded((at, change): Numbered<'a>) -> Self {
        Entry {
            at,
            change,
            alike: Vec::new(),
            following: Vec::new(),
            is_folded: true,
        }
    }

    /// How many changes it stands for, without what follows.
    pub fn count(&self) -> usize {
        1 + self.alike.len()
    }

    /// How many changes break of those that it stands for and those that follow.
    fn breaking(&self) -> usize {
        let own = if self.change.is_breaking() { self.count() } else { 0 };
        own + self.breaking_following()
    }

    /// How many of the folded changes break.
    pub fn breaking_following(&self) -> usize {
        self.following.iter().filter(|(_, change)| change.is_breaking()).count()
    }
}

/// The report's changes by area and owner, both sorted; within an owner as the report has them.
pub(super) fn areas(report: &Report) -> Vec<Area<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut roots: HashMap<Cause, usize> = HashMap::new();
    let (roots_first, rest): (Vec<_>, Vec<_>) = report
        .changes
        .iter()
        .enumerate()
        .partition(|(_, change)| change.because.is_none());
    for (at, change) in roots_first.into_iter().chain(rest) {
        let root = change.because.as_ref().and_then(|cause| roots.get(cause));
        if let Some(root) = root.and_then(|root| entries.get_mut(*root)) {
            root.following.push((at, change));
            continue;
        }
        // Nothing is folded under what is not shown.
        if change.because.is_none() {
            roots.entry(change.as_cause()).or_insert(entries.len());
        }
        entries.push(Entry {
            is_folded: false,
            ..Entry::folded((at, change))
        });
    }
    for entry in &mut entries {
        entry.following.sort_by_key(|(_, change)| !change.is_breaking());
    }
    entries.sort_by_key(|entry| entry.at);
    let mut areas: BTreeMap<&str, BTreeMap<&str, Vec<Entry<'_>>>> = BTreeMap::new();
    for entry in together(entries) {
        let (area, owner) = place(&entry);
        areas.entry(area).or_default().entry(owner).or_default().push(entry);
    }
    let owner = |(name, entries)| Owner { name, entries };
    let areas = areas.into_iter().map(|(name, owners)| Area {
        name,
        owners: owners.into_iter().map(owner).collect(),
    });
    let mut areas: Vec<Area<'_>> = areas.collect();
    // What belongs to no one area stands behind those that have a name.
    areas.sort_by_key(|area| matches!(area.name, "shared" | "elsewhere" | ""));
    areas
}

/// Where an entry is listed: one that stands for many operations under what these share.
fn place<'a>(entry: &Entry<'a>) -> (&'a str, &'a str) {
    let change = entry.change;
    if entry.alike.is_empty() {
        return (&change.area, &change.owner);
    }
    let one_area = entry.alike.iter().all(|other| other.area == change.area);
    (if one_area { &change.area } else { "shared" }, "many operations")
}

/// What makes changes of operations the same one.
fn sameness(change: &Change) -> impl Copy + Hash + Ord {
    (change.kind, &change.from, &change.to, change.wire, change.rust)
}

/// Changes that many operations share become one entry, in the place of the first.
fn together(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let is_of_operation =
        |entry: &Entry<'_>| matches!(entry.change.subject, ElementId::Request { .. }) && entry.following.is_empty();
    let of_operations = entries.iter().filter(|entry| is_of_operation(entry));
    let counts = tally(of_operations.map(|entry| sameness(entry.change)));
    let mut out: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    let mut first = HashMap::new();
    for entry in entries {
        let key = sameness(entry.change);
        if !is_of_operation(&entry) || counts.get(&key).is_none_or(|count| *count < MANY) {
            out.push(entry);
            continue;
        }
        let at = *first.entry(key).or_insert(out.len());
        match out.get_mut(at) {
            Some(one) => one.alike.push(entry.change),
            None => out.push(entry),
        }
    }
    out
}
