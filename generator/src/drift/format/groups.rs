//! Which change is listed where: by area, then by owner; what follows from another change is folded under that one.

use std::collections::{BTreeMap, HashMap};

use crate::drift::{Change, Kind, Report};
use crate::model::ElementId;

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

/// A change, and all that follows from it.
pub(super) struct Entry<'a> {
    pub change: &'a Change,
    pub following: Vec<&'a Change>,
}

impl<'a> Area<'a> {
    /// All of its entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.owners.iter().flat_map(|owner| &owner.entries)
    }

    /// How many changes it has with what is folded, and how many of them break.
    pub fn counts(&self) -> (usize, usize) {
        self.entries().fold((0, 0), |(all, breaking), entry| {
            let own = usize::from(entry.change.is_breaking());
            (
                all + 1 + entry.following.len(),
                breaking + own + entry.breaking_following(),
            )
        })
    }
}

impl Entry<'_> {
    /// How many of the folded changes break.
    pub fn breaking_following(&self) -> usize {
        self.following.iter().filter(|change| change.is_breaking()).count()
    }

    /// What it follows from, where it is listed all the same: the other change is not in the report.
    pub fn foreign_cause(&self) -> Option<String> {
        let cause = self.change.because.as_ref()?;
        Some(format!("{} {}", cause.kind, cause.subject))
    }

    /// The URL templates that its subject does not already say.
    pub fn places(&self) -> Vec<&str> {
        let subject = self.change.subject.to_string();
        let known = |place: &str| subject.ends_with(place);
        let places = self.change.places.iter().map(String::as_str);
        places.filter(|place| !known(place)).collect()
    }
}

/// The report's changes by area and owner, both sorted; within an owner as the report has them.
pub(super) fn areas(report: &Report) -> Vec<Area<'_>> {
    let mut by_cause: HashMap<(Kind, &ElementId), usize> = HashMap::new();
    for (at, change) in report.changes.iter().enumerate() {
        by_cause.entry((change.kind, &change.subject)).or_insert(at);
    }
    let mut following: HashMap<usize, Vec<&Change>> = HashMap::new();
    let mut listed: Vec<(usize, &Change)> = Vec::new();
    for (at, change) in report.changes.iter().enumerate() {
        match root(report, &by_cause, at) {
            Some(root) if root != at => following.entry(root).or_default().push(change),
            _ => listed.push((at, change)),
        }
    }
    let mut areas: BTreeMap<&str, BTreeMap<&str, Vec<Entry<'_>>>> = BTreeMap::new();
    for (at, change) in listed {
        let entry = Entry {
            change,
            following: following.remove(&at).unwrap_or_default(),
        };
        let owners = areas.entry(&change.area).or_default();
        owners.entry(&change.owner).or_default().push(entry);
    }
    let mut areas: Vec<(&str, BTreeMap<&str, Vec<Entry<'_>>>)> = areas.into_iter().collect();
    // What belongs to no one area stands behind those that have a name.
    areas.sort_by_key(|(name, _)| matches!(*name, "shared" | "elsewhere" | ""));
    areas
        .into_iter()
        .map(|(name, of_area)| Area {
            name,
            owners: owners(of_area),
        })
        .collect()
}

fn owners<'a>(of_area: BTreeMap<&'a str, Vec<Entry<'a>>>) -> Vec<Owner<'a>> {
    let of_area = of_area.into_iter();
    of_area.map(|(name, entries)| Owner { name, entries }).collect()
}

/// The change at the end of the chain of causes; none where the chain ends outside of the report or goes in a circle, so that nothing is
/// folded under what is not shown.
fn root(report: &Report, by_cause: &HashMap<(Kind, &ElementId), usize>, mut at: usize) -> Option<usize> {
    for _ in 0..=report.changes.len() {
        let Some(cause) = &report.changes.get(at)?.because else {
            return Some(at);
        };
        at = *by_cause.get(&(cause.kind, &cause.subject))?;
    }
    None
}
