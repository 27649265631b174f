//! Rust names, `Any…` enums and builders.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::class::Rust;
use super::context::Context;
use super::kind::Kind;
use super::side::SideIndex;
use crate::model::{ElementId, QName, Type};
use crate::routes::path_index::{shortest_first, written};

/// The changes of names that the generated crate has and the metadata does not.
pub(super) fn changes(context: &Context<'_, '_>) -> Vec<Change> {
    let mut changes = polymorphism(context);
    changes.extend(builders(context));
    changes.extend(rust_names(context.old, context.new));
    changes
}

/// Types whose values can be of derived types now, or no longer.
fn polymorphism(context: &Context<'_, '_>) -> Vec<Change> {
    let any = |side: &SideIndex<'_>, name: &QName| -> (bool, String) {
        let plain = || side.facts.loaded.names.get(name).map(|name| name.rust.clone());
        let any = side.rust.any_path(name).map(|any| any.name.to_owned());
        (any.is_some(), any.or_else(plain).unwrap_or_default())
    };
    let changes = context.old.api().types.keys().filter_map(|name| {
        let now = context.renames.now(name);
        context.old.api().structured(name)?;
        context.new.api().structured(now)?;
        let (before, from) = any(context.old, name);
        let (after, to) = any(context.new, now);
        let change = Change::changed(Kind::PolymorphismChanged, ElementId::Type(name.clone()), from, to);
        (before != after).then_some(change)
    });
    changes.collect()
}

/// Places whose builder has another name: a shape that split, or two that became one.
fn builders(context: &Context<'_, '_>) -> Vec<Change> {
    let (old, new) = (context.old, context.new);
    let mut renamed: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (key, before) in &old.builders {
        if let Some(after) = new.builders.get(key).filter(|after| *after != before) {
            renamed.entry((before, after)).or_default().push(key);
        }
    }
    let changes = renamed.into_iter().filter_map(|((before, after), mut keys)| {
        shortest_first(&mut keys);
        let path = |key: &&str| new.paths.get(key).map_or(*key, written).to_owned();
        let places: Vec<String> = keys.iter().map(path).collect();
        // The builder that a step gave may go on elsewhere.
        let in_rust = format!("In Rust the step there gives `builders::{after}` instead of `builders::{before}`.");
        let subject = ElementId::Path(places.first()?.clone());
        let mut change = Change::changed(Kind::BuilderRenamed, subject, before, after).unseen(Rust::Breaking, in_rust);
        change.places = places;
        Some(change)
    });
    changes.collect()
}

/// Names that the two sides remember otherwise.
fn rust_names(old: &SideIndex<'_>, new: &SideIndex<'_>) -> Vec<Change> {
    let renamed = |subject, from: &str, to: &str| Change::where_unequal(Kind::RustNameChanged, &subject, from, to);
    let mut changes = Vec::new();
    for (name, before) in &old.facts.loaded.names.types {
        let Some(after) = new.facts.loaded.names.get(name) else {
            continue;
        };
        changes.extend(renamed(ElementId::Type(name.clone()), &before.path(), &after.path()));
        if let (Some(one), Some(other)) = (&before.any, &after.any) {
            changes.extend(renamed(ElementId::AnyOf(name.clone()), one, other));
        }
        let own: BTreeSet<&str> = match old.api().types.get(name) {
            Some(Type::Structured(_)) => old.own_members(name).map(|member| member.name.as_str()).collect(),
            _ => before.members.keys().map(String::as_str).collect(),
        };
        for member in own {
            if let (Some(one), Some(other)) = (before.members.get(member), after.members.get(member)) {
                changes.extend(renamed(ElementId::member(name, member), one, other));
            }
        }
    }
    changes
}
