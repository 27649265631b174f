//! What the formats say alike: titles, what was added, removed and changed, numbers with their nouns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::groups::Entry;
use crate::drift::{Bump, Change, Direction, Kind, Purpose, Report, Retirement, Side, Summary};
/// Text of the metadata would colour a terminal, break XML, or show one name and mean another.
pub(super) use crate::text::escaped as visible;
use crate::text::numbers::{count, tally, thousands};

/// What was done to something, in the words of the purpose: `added`, `not in beta`.
fn deed(report: &Report, direction: Direction) -> String {
    let new = visible(&report.new.label);
    match (report.purpose, direction) {
        (Purpose::Drift | Purpose::Import, direction) => match direction {
            Direction::Added => "added".to_owned(),
            Direction::Removed => "removed".to_owned(),
            Direction::Renamed => "probably renamed".to_owned(),
            Direction::Changed | Direction::BySides => "changed".to_owned(),
        },
        (_, Direction::Added) => format!("only in {new}"),
        (_, Direction::Removed) => format!("not in {new}"),
        (_, Direction::Renamed) => format!("probably with another name in {new}"),
        (_, Direction::Changed | Direction::BySides) => format!("different in {new}"),
    }
}

/// What happened, without the subject and the values: `property added`, `property not in beta`, `property type
/// changed`.
pub(super) fn said(change: &Change, report: &Report) -> String {
    match (report.purpose, change.kind.says()) {
        (Purpose::Drift | Purpose::Import, Some((says, _))) => says.to_owned(),
        (_, Some((_, says))) => format!("{says} {}", visible(&report.new.label)),
        (_, None) => format!("{} {}", change.kind.noun(), deed(report, change.direction())),
    }
}

/// What is folded under an entry, by kind: `14 paths, 2 types, 1 change of polymorphism`. What they do is said where
/// the entry itself does something else.
pub(super) fn with_it(entry: &Entry<'_>, report: &Report) -> String {
    let following = entry.following.iter();
    let counts = tally(following.map(|(_, change)| (change.direction(), change.kind)));
    let own = entry.change.direction();
    let said = |((direction, kind), n): ((Direction, Kind), usize)| match direction {
        Direction::Changed | Direction::Renamed => format!("{} of {}", count(n, "change"), kind.noun()),
        direction if direction == own => count(n, kind.noun()),
        direction => format!("{} {}", count(n, kind.noun()), deed(report, direction)),
    };
    let mut text = counts.into_iter().map(said).collect::<Vec<_>>().join(", ");
    let breaking = entry.breaking_following();
    if breaking > 0 && !entry.change.is_breaking() {
        text.push_str(&format!(" ({breaking} breaking)"));
    }
    text
}

/// The title of the report.
pub(super) fn title(report: &Report) -> String {
    let (old, new) = (visible(&report.old.label), visible(&report.new.label));
    match report.purpose {
        Purpose::Drift => format!("Drift of {}", report.new.version.name()),
        Purpose::Import => format!("What an import would change in {}", report.new.version.name()),
        Purpose::Versions => format!("{new} beside {old}"),
        Purpose::Cloud => format!("{} in {new}", report.old.version.name()),
    }
}

/// What the report says when it lists no change; else for whom the classes are, where that is not plain.
pub(super) fn remark(report: &Report) -> Option<String> {
    let (old, new) = (visible(&report.old.label), visible(&report.new.label));
    Some(match (report.purpose, report.is_empty()) {
        (Purpose::Drift, true) => "Nothing was added, removed or changed.".to_owned(),
        (Purpose::Import, true) => "The import would change nothing.".to_owned(),
        (Purpose::Versions, true) => format!("{new} has all that {old} has, and nothing else."),
        (Purpose::Cloud, true) => format!("{new} has all of it."),
        (Purpose::Drift | Purpose::Import, false) => return None,
        (Purpose::Versions, false) => format!("The classes are for a program that moves from {old} to {new}."),
        (Purpose::Cloud, false) => format!("The classes are for a program that is used in {new}."),
    })
}

/// A side with what is known of it: `schemas/v1.0 (v1.0, 2025-12-16)`.
pub(super) fn side(side: &Side) -> String {
    let version = (side.label != side.version.name()).then(|| side.version.name());
    let known: Vec<&str> = version.into_iter().chain(side.date.as_deref()).collect();
    let known = known.join(", ");
    let behind = if known.is_empty() { known } else { format!(" ({known})") };
    visible(&format!("{}{behind}", side.label)).into_owned()
}

/// How many changes there are, and how many of them follow from others: `182: 61 by themselves, 121 that follow from
/// these`.
pub(super) fn changes(summary: &Summary) -> String {
    let following = summary.changes.saturating_sub(summary.primary);
    let all = thousands(summary.changes);
    if following == 0 {
        return all;
    }
    let (primary, following) = (thousands(summary.primary), thousands(following));
    format!("{all}: {primary} by themselves, {following} that follow from these")
}

/// How many of them were added, removed and changed, in the words of the purpose.
pub(super) fn ways(report: &Report) -> String {
    let counts = tally(report.changes.iter().map(Change::direction));
    let said = |(direction, n)| format!("{} {}", thousands(n), deed(report, direction));
    counts.into_iter().map(said).collect::<Vec<_>>().join(", ")
}

/// The classes that occur with their numbers, worst first: `2 breaking, 40 compatible`.
pub(super) fn classes(counts: &BTreeMap<&'static str, usize>) -> String {
    let worst_first = ["breaking", "meaning", "compatible", "additive", "unaffected"];
    let counted = worst_first
        .into_iter()
        .filter_map(|name| Some((name, counts.get(name)?)));
    let counted: Vec<String> = counted.map(|(name, n)| format!("{} {name}", thousands(*n))).collect();
    counted.join(", ")
}

/// The bump of the crate's version: `major: 0.1.4 → 0.2.0`. None where the sides are not two states of what the crate
/// is made from.
pub(super) fn release(report: &Report, summary: &Summary) -> Option<String> {
    if matches!(report.purpose, Purpose::Versions | Purpose::Cloud) {
        return None;
    }
    let bump = summary.bump.name();
    Some(match (&report.crate_version, &summary.next_version) {
        (_, _) if summary.bump == Bump::None => "none is needed".to_owned(),
        (Some(before), Some(after)) => format!("{bump}: {} → {after}", visible(before)),
        _ => bump.to_owned(),
    })
}

/// What the subject is called below its owner: `displayName` for `microsoft.graph.accessPackage/displayName`, `GET` for
/// `GET /a/b`, `microsoft.graph.resume` for `microsoft.graph.resume of …`, a type's last name for the type itself.
pub(super) fn short_subject(change: &Change, owner: &str) -> String {
    let text = change.subject.to_string();
    let subject = text.as_str();
    if subject == owner && !owner.starts_with('/') {
        return visible(subject.rsplit('.').next().unwrap_or(subject)).into_owned();
    }
    // A path below its owner's keeps its slash and all before it: only a path in full can be looked for.
    let short = if owner.is_empty() {
        None
    } else if owner.starts_with('/') {
        subject.strip_suffix(owner).and_then(|rest| rest.strip_suffix(' '))
    } else {
        let member = subject.strip_prefix(owner).and_then(|rest| rest.strip_prefix('/'));
        member.or_else(|| subject.strip_suffix(owner)?.strip_suffix(" of "))
    };
    let short = short.filter(|short| !short.is_empty());
    visible(short.unwrap_or(subject)).into_owned()
}

/// The values of a change: before, after, or both.
pub(super) fn values(change: &Change) -> Vec<&str> {
    let changed = change.direction() == Direction::Changed && change.kind.says().is_none();
    match (change.from.as_deref(), change.to.as_deref()) {
        (Some(from), Some(to)) => vec![from, to],
        (None, Some(to)) if changed => vec!["none", to],
        (Some(from), None) if changed => vec![from, "none"],
        (one, other) => one.into_iter().chain(other).collect(),
    }
}

/// An area as a heading.
pub(super) fn area(name: &str) -> Cow<'_, str> {
    match name {
        "shared" => Cow::Borrowed("shared by several areas"),
        "elsewhere" | "" => Cow::Borrowed("reached by no path"),
        name => visible(name),
    }
}

/// How many are retired: those whose day is past, those whose day is to come, and those without one.
pub(super) fn retired(retirement: &[Retirement]) -> String {
    let past = retirement.iter().filter(|one| one.past).count();
    let open = retirement.iter().filter(|one| one.deprecation.removal_date.is_none());
    let open = open.count();
    let to_come = retirement.len().saturating_sub(past + open);
    let parts = [(past, "past"), (to_come, "to come"), (open, "without a day")].into_iter();
    let parts = parts.filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, word)| format!("{count} {word}")).collect();
    parts.join(", ")
}
