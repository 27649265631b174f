//! The Rust class of a change against the printed source: what is public in it is read by syn, before and after, and
//! the differences must be those that the report has.
//!
//! Every run makes each kind of mutation in the small schema. The long run makes some in `schemas/`, in both versions:
//! with `DRIFT_GENERATED=50` 50 of each, from the seed `DRIFT_SEED`, or the one of the number `DRIFT_ONLY`:
//!
//! ```sh
//! cargo test --profile xtask -p generator --test it drift_changes::generated:: -- --ignored --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};

use generator::drift::{Bump, Change, Rust, compare};
use generator::model::Version;

use super::bulk::{SEED, make, number, small_world};
use super::mutate::MUTATIONS;
use super::world::{World, line};
use crate::printed::{Files, Items};

/// The class that the difference has, and what differs.
fn class(old: &Items, new: &Items) -> (Rust, Vec<String>) {
    let removed = old
        .iter()
        .filter(|(name, signature)| !name.starts_with("warning of ") && new.get(*name) != Some(*signature));
    let removed: Vec<String> = removed
        .map(|(name, before)| format!("{name}: {before} → {:?}", new.get(name)))
        .collect();
    if !removed.is_empty() {
        return (Rust::Breaking, removed);
    }
    let names = |items: &Items| -> BTreeSet<String> { items.keys().cloned().collect() };
    let added: Vec<String> = names(new).symmetric_difference(&names(old)).cloned().collect();
    if added.is_empty() {
        (Rust::Unaffected, added)
    } else {
        (Rust::Additive, added)
    }
}

/// Whether the report's classes are those of a difference of that class.
fn fits(class: Rust, changes: &[Change]) -> bool {
    let has = |class: Rust| changes.iter().any(|change| change.rust == class);
    match class {
        Rust::Breaking => {
            let bump = changes.iter().map(|change| change.rust.bump()).max();
            has(Rust::Breaking) && bump == Some(Bump::Major)
        }
        // Items that are added can change what others send: a struct says its type in every body from then on.
        Rust::Additive => (has(Rust::Additive) || has(Rust::Meaning)) && !has(Rust::Breaking),
        _ => !has(Rust::Additive) && !has(Rust::Breaking),
    }
}

/// Makes the changes of these numbers, one by one, and holds each report, in both ways, against the source.
fn as_printed(what: &str, world: &World, numbers: impl Iterator<Item = usize>) {
    let seed = number("DRIFT_SEED", SEED);
    let base = world.facts().unwrap();
    let mut files = Files::default();
    let before = files.read(&base.loaded.rust_api());
    let mut wrong = Vec::new();
    let mut classes: BTreeMap<Rust, usize> = BTreeMap::new();
    for number in numbers {
        let made = make(world, &base, seed, number);
        let after = files.read(&made.facts.loaded.rust_api());
        for (way, [old, new], [old_items, new_items]) in [
            ("there", [&base, &made.facts], [&before, &after]),
            ("back", [&made.facts, &base], [&after, &before]),
        ] {
            let changes = compare(old, new).unwrap();
            let (class, items) = class(old_items, new_items);
            *classes.entry(class).or_default() += 1;
            if !fits(class, &changes) {
                let lines: Vec<String> = changes.iter().take(4).map(line).collect();
                wrong.push(format!(
                    "{number} {way} {}: the source says {class}: {:?}\n  report: {}",
                    made.name,
                    items.iter().take(4).collect::<Vec<_>>(),
                    lines.join("\n  ")
                ));
            }
        }
    }
    println!("{what}: by class in the source: {classes:?}");
    assert!(wrong.is_empty(), "{} complaints\n{}", wrong.len(), wrong.join("\n"));
    assert!(!classes.is_empty(), "no change was made");
}

#[test]
fn classes_are_those_of_the_printed_source() {
    as_printed("the small schema", &small_world(), 0..MUTATIONS.len());
}

fn of_version(version: Version) {
    let count = usize::try_from(number("DRIFT_GENERATED", 10)).unwrap();
    // Every so many, so that a few of all topics are among them.
    let step = (MUTATIONS.len() / count.min(MUTATIONS.len())).max(1);
    let numbers = (0..count).map(|place| place * step);
    let only: Option<usize> = std::env::var("DRIFT_ONLY").ok().map(|text| text.parse().unwrap());
    let numbers = numbers.filter(|number| only.is_none_or(|only| only == *number));
    as_printed(version.name(), &World::real(version), numbers);
}

#[test]
#[ignore = "the long run: its command is at the top of this file"]
fn classes_are_those_of_the_printed_source_of_v1_0() {
    of_version(Version::V1_0);
}

#[test]
#[ignore = "the long run: its command is at the top of this file"]
fn classes_are_those_of_the_printed_source_of_beta() {
    of_version(Version::Beta);
}
