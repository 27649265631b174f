//! Where a change belongs: the area of the domain, the type or path it is listed under, and the URL templates at which it shows.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Comparison;
use super::kind::{Kind, Topic};
use super::operations::item_of;
use super::spots::{Spots, items_at, shortest_first, written};
use crate::model::{Api, ItemType, QName};

impl Comparison<'_> {
    pub(super) fn areas(&mut self) {
        let [old_spots, new_spots] = &self.spots;
        let sides = [
            Areas::of(self.old.api(), old_spots),
            Areas::of(self.new.api(), new_spots),
        ];
        for change in &mut self.changes {
            // What went is where it was; all else is where it is.
            let [old, new] = &sides;
            let (first, second) = if change.to.is_none() { (old, new) } else { (new, old) };
            if let Some(path) = path_of(change.kind, &change.subject) {
                change.area = area_of_path(path);
                change.owner = owner_of_path(path);
                if change.places.is_empty() {
                    change.places = vec![path.to_owned()];
                }
                continue;
            }
            let ty = type_of(&change.subject);
            if matches!(change.kind, Kind::RootChanged | Kind::NavigationBindingChanged) {
                change.area = area_of_path("");
                change.owner = ty;
                continue;
            }
            let place = first
                .at(&change.subject, &ty)
                .or_else(|| second.at(&change.subject, &ty));
            change.area = first
                .area(&ty)
                .or_else(|| second.area(&ty))
                .unwrap_or_else(|| "elsewhere".to_owned());
            change.owner = ty;
            if change.places.is_empty() {
                change.places = place.unwrap_or_default();
            }
        }
    }
}

/// The path of a change that is about one.
fn path_of(kind: Kind, subject: &str) -> Option<&str> {
    let path = match subject.split_once(' ') {
        Some((_, path)) if path.starts_with('/') => path,
        _ => subject,
    };
    (path.starts_with('/') && matches!(kind.topic(), Topic::Routes | Topic::Names)).then_some(path)
}

fn area_of_path(path: &str) -> String {
    path.split('/').nth(2).map_or_else(
        || "identityGovernance".to_owned(),
        |segment| segment.split('(').next().unwrap_or(segment).to_owned(),
    )
}

/// The first three segments: what is at hand below an area.
fn owner_of_path(path: &str) -> String {
    let head: Vec<&str> = path.split('/').take(4).collect();
    head.join("/")
}

/// The type that a subject belongs to: `microsoft.graph.accessPackage` of `…/displayName` and of `microsoft.graph.x of Collection(…)`.
fn type_of(subject: &str) -> String {
    let subject = subject.split('@').next().unwrap_or(subject);
    let subject = subject.strip_prefix("any ").unwrap_or(subject);
    match subject.split_once(" of ") {
        Some((_, binding)) => item_of(binding).to_owned(),
        None => subject.split('/').next().unwrap_or(subject).to_owned(),
    }
}

/// Of one side.
struct Areas {
    areas: BTreeMap<String, BTreeSet<String>>,
    places: BTreeMap<String, Vec<String>>,
}

impl Areas {
    fn of(api: &Api, spots: &Spots<'_>) -> Self {
        let mut areas: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for spot in spots.all.values() {
            let path = written(spot.node);
            let area = area_of_path(path);
            let mut items: Vec<&ItemType> = spot.node.subject.iter().map(|subject| &subject.item).collect();
            items.extend(items_at(spot.node));
            for item in items {
                if let ItemType::Structured(name) | ItemType::Enum(name) = item {
                    areas.entry(name.to_string()).or_default().insert(area.clone());
                }
            }
            if spot.node.operations.is_empty() {
                continue;
            }
            for origin in spot.own.iter().take(2) {
                places.entry(origin.clone()).or_default().push(path.to_owned());
            }
            if let Some(ItemType::Structured(name)) = spot.node.subject.as_ref().map(|subject| &subject.item) {
                places.entry(name.to_string()).or_default().push(path.to_owned());
            }
        }
        spread(api, &mut areas);
        for list in places.values_mut() {
            shortest_first(list);
            list.dedup();
        }
        Self { areas, places }
    }

    fn area(&self, ty: &str) -> Option<String> {
        let areas = self.areas.get(ty)?;
        let mut all = areas.iter();
        match (all.next(), all.next()) {
            (Some(one), None) => Some(one.clone()),
            (Some(_), Some(_)) => Some("shared".to_owned()),
            _ => None,
        }
    }

    /// Where the subject itself stands, else where its type does.
    fn at(&self, subject: &str, ty: &str) -> Option<Vec<String>> {
        self.places.get(subject).or_else(|| self.places.get(ty)).cloned()
    }
}

/// A type is where those are that have it as a structural member, as an argument or answer, as a base or as a derived type.
fn spread(api: &Api, areas: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut leads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut lead = |from: &QName, to: &ItemType| {
        if let ItemType::Structured(name) | ItemType::Enum(name) = to {
            leads.entry(from.to_string()).or_default().insert(name.to_string());
        }
    };
    for (name, ty) in &api.types {
        let crate::model::Type::Structured(ty) = ty else {
            continue;
        };
        for member in ty.members.iter().filter(|member| !member.navigation) {
            lead(name, &member.ty.item);
        }
        for related in ty.derived.iter().chain(&ty.base) {
            lead(name, &ItemType::Structured(related.clone()));
        }
    }
    for (binding, operations) in &api.operations {
        for operation in operations {
            operation
                .arguments
                .iter()
                .for_each(|argument| lead(binding, &argument.ty.item));
            operation
                .returns
                .iter()
                .for_each(|returns| lead(binding, &returns.item));
        }
    }
    let mut open: Vec<String> = areas.keys().cloned().collect();
    while let Some(from) = open.pop() {
        let Some(own) = areas.get(&from).cloned() else { continue };
        for to in leads.get(&from).into_iter().flatten() {
            let reached = areas.entry(to.clone()).or_default();
            let before = reached.len();
            reached.extend(own.iter().cloned());
            if reached.len() > before {
                open.push(to.clone());
            }
        }
    }
}
