//! A change and the report that lists them: plain data, what the formats in [`super::format`] print.
//!
//! As JSON both have the members that stand here, in this order, under names that are stable; `docs/drift.md` lists
//! them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

use super::class::{Rust, Wire};
use super::kind::{Direction, Kind, Topic};
use crate::analysis::retirement::Retirement;
use crate::model::{ElementId, Finding, Method, QName, QueryOptions, Version};
use crate::semver::Bump;
use crate::text::numbers::tally;

/// One difference between two models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind, with its code.
    #[serde(flatten)]
    pub kind: Kind,
    /// What changed.
    pub subject: ElementId,
    /// What else it is about: the new name of what was renamed, where a member moved, the operation of a parameter.
    #[serde(skip)]
    pub also: Vec<ElementId>,
    /// What was there, in the metadata's words; none where nothing was.
    pub from: Option<String>,
    /// What is there now; none where nothing is.
    pub to: Option<String>,
    /// What of the words before and after rules ask for.
    #[serde(skip)]
    pub detail: Detail,
    /// What it means for a program that was built before.
    pub wire: Wire,
    /// What it means for a program that is compiled anew.
    pub rust: Rust,
    /// Why it has these classes.
    pub why: Reasons,
    /// What speaks for a probable rename; empty for other changes.
    pub evidence: Vec<String>,
    /// The change that this one follows from, where there is one.
    pub because: Option<Cause>,
    /// The part of the domain: the segment below `/identityGovernance` (`entitlementManagement`), `shared` for several,
    /// `elsewhere` for what no path reaches.
    pub area: String,
    /// The type or path that it is listed under.
    pub owner: String,
    /// URL templates at which it shows, shortest first.
    pub places: Vec<String>,
    /// Public Rust items that change with it.
    pub items: Vec<ItemChange>,
}

/// Why a change has its classes, in sentences about this very change; as text what is to be said of the wire, then what
/// of Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Why it has this class on the wire.
    pub wire: String,
    /// Why it has this class in Rust.
    pub rust: String,
}

impl Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = !self.wire.is_empty() && !self.rust.is_empty();
        let apart = if both { " " } else { "" };
        write!(f, "{}{apart}{}", self.wire, self.rust)
    }
}

impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What of a change's words before and after rules ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// The types that they name.
    Types(Vec<QName>),
    /// HTTP methods.
    Methods(Vec<Method>),
    /// Query options.
    Options(QueryOptions),
}

/// A change that others follow from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Cause {
    /// Its kind.
    #[serde(rename = "code", serialize_with = "as_code")]
    pub kind: Kind,
    /// Its subject.
    pub subject: ElementId,
}

fn as_code<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
}

/// A public Rust item that is added, is removed or changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ItemChange {
    /// The item below the version's module: `models::AccessPackage::display_name`, `client.identity_governance()…`.
    pub item: String,
    /// Its signature before; none when it is added.
    pub from: Option<String>,
    /// Its signature after; none when it is removed.
    pub to: Option<String>,
}

impl Change {
    /// A change of which no more is known than that: its classes are those that all of its kind have.
    #[must_use]
    pub fn new(kind: Kind, subject: ElementId) -> Self {
        let (wire, why_wire) = kind.always();
        let (rust, why_rust) = kind.unseen();
        Self {
            kind,
            subject,
            also: Vec::new(),
            from: None,
            to: None,
            detail: Detail::None,
            wire,
            rust,
            why: Reasons {
                wire: why_wire.to_owned(),
                rust: why_rust,
            },
            evidence: Vec::new(),
            because: None,
            area: String::new(),
            owner: String::new(),
            places: Vec::new(),
            items: Vec::new(),
        }
    }

    /// A change of what each side has, none where a side has nothing.
    pub(super) fn of_sides(kind: Kind, subject: ElementId, [from, to]: [Option<String>; 2]) -> Self {
        Self {
            from,
            to,
            ..Self::new(kind, subject)
        }
    }

    /// Something that one side alone has: the new one, where the kind says that it is added.
    pub(super) fn alone(kind: Kind, subject: ElementId, text: impl Into<String>) -> Self {
        let mut sides = [Some(text.into()), None];
        if kind.direction() == Direction::Added {
            sides.reverse();
        }
        Self::of_sides(kind, subject, sides)
    }

    /// Something that both sides have, and have otherwise.
    pub(super) fn changed(kind: Kind, subject: ElementId, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::of_sides(kind, subject, [Some(from.into()), Some(to.into())])
    }

    /// The same, where the two are not equal.
    pub(super) fn where_unequal<T: PartialEq + Display>(
        kind: Kind,
        subject: &ElementId,
        from: T,
        to: T,
    ) -> Option<Self> {
        (from != to).then(|| Self::changed(kind, subject.clone(), from.to_string(), to.to_string()))
    }

    /// One thing by two names: what it is on each side and what it is called there, and what speaks for it.
    pub(super) fn renamed(
        kind: Kind,
        (subject, from): (ElementId, impl Into<String>),
        (also, to): (ElementId, impl Into<String>),
        evidence: Vec<String>,
    ) -> Self {
        let change = Self::changed(kind, subject, from, to).also(also);
        Self { evidence, ..change }
    }

    /// Its class on the wire, and why, where not all changes of its kind have the same.
    #[must_use]
    pub fn wire(mut self, wire: Wire, why: impl Into<String>) -> Self {
        (self.wire, self.why.wire) = (wire, why.into());
        self
    }

    /// Its class in Rust, and why, where no item shows it.
    #[must_use]
    pub fn unseen(mut self, rust: Rust, why: impl Into<String>) -> Self {
        (self.rust, self.why.rust) = (rust, why.into());
        self
    }

    /// What else it is about.
    pub(super) fn also(mut self, also: ElementId) -> Self {
        self.also.push(also);
        self
    }

    /// What rules ask for.
    pub(super) fn detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// Which way it goes; never [`Direction::BySides`].
    #[must_use]
    pub fn direction(&self) -> Direction {
        match (self.kind.direction(), &self.from, &self.to) {
            (Direction::BySides, None, Some(_)) => Direction::Added,
            (Direction::BySides, Some(_), None) => Direction::Removed,
            (Direction::BySides, ..) => Direction::Changed,
            (direction, ..) => direction,
        }
    }

    /// The change as others name it as theirs.
    #[must_use]
    pub fn as_cause(&self) -> Cause {
        Cause {
            kind: self.kind,
            subject: self.subject.clone(),
        }
    }

    /// The change that this one follows from, or itself: what others that follow from it name.
    pub(super) fn root_cause(&self) -> Cause {
        self.because.clone().unwrap_or_else(|| self.as_cause())
    }

    /// Whether a maintainer or user has to do something: it breaks on the wire or in Rust, or means something else
    /// there.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.wire == Wire::Breaking || self.rust >= Rust::Meaning
    }
}

/// Finds something for each change by looking at all of them as they are; then each takes what was found for it.
pub(super) fn update<T>(
    changes: &mut [Change],
    find: impl Fn(&Change, &[Change]) -> Option<T>,
    take: impl Fn(&mut Change, T),
) {
    let all: &[Change] = changes;
    let found: Vec<Option<T>> = all.iter().map(|change| find(change, all)).collect();
    for (change, found) in changes.iter_mut().zip(found) {
        if let Some(found) = found {
            take(change, found);
        }
    }
}

/// What two models were compared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// An older and a newer snapshot of one version (`drift OLD NEW`).
    Drift,
    /// What is in `schemas/` and what an import would make of it (`drift --against`).
    Import,
    /// Two versions: what the second has, lacks, names or types otherwise (`compare v1.0 beta`).
    Versions,
    /// A version as the global service has it, and as a national cloud has it (`compare v1.0 --cloud`).
    Cloud,
}

/// One of the two sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// What a person calls it: file names, a folder, a git revision, `v1.0`, `China`. No paths of the machine.
    pub label: String,
    /// Which version of Graph it is.
    pub version: Version,
    /// When the metadata was published, where that is known (`YYYY-MM-DD`).
    pub date: Option<String>,
}

/// Lines of a file of `schemas/` that an import would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Below `schemas/`.
    pub path: String,
    /// Lines that are added.
    pub added: usize,
    /// Lines that are removed.
    pub removed: usize,
}

/// Findings that one side alone has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FindingChanges {
    /// Those of the new side.
    pub new: Vec<Finding>,
    /// Those of the old side.
    pub gone: Vec<Finding>,
}

impl FindingChanges {
    /// Of all that two sides have.
    #[must_use]
    pub fn between(old: &[Finding], new: &[Finding]) -> Self {
        let only = |one: &[Finding], other: &[Finding]| {
            let other: BTreeSet<&Finding> = other.iter().collect();
            let only = one.iter().filter(|finding| !other.contains(finding));
            only.cloned().collect()
        };
        Self {
            new: only(new, old),
            gone: only(old, new),
        }
    }
}

/// The differences between two models, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// All changes in order of area, owner, topic and subject; what follows from another stands right behind it.
    pub changes: Vec<Change>,
    /// The older side.
    pub old: Side,
    /// The newer side.
    pub new: Side,
    /// What they were compared for.
    pub purpose: Purpose,
    /// What the new side retires, by date.
    pub retirement: Vec<Retirement>,
    /// What was not compared, and why; and what a reader must know of the sides.
    pub notes: Vec<String>,
    /// Findings that are new, and that are gone.
    pub findings: FindingChanges,
    /// For an import: the files of `schemas/` that it would change.
    pub files: Vec<FileChange>,
    /// The crate's version before, where it is known.
    #[serde(skip)]
    pub crate_version: Option<String>,
}

/// Numbers of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All changes.
    pub changes: usize,
    /// Those that follow from no other.
    pub primary: usize,
    /// By class on the wire.
    pub wire: BTreeMap<&'static str, usize>,
    /// By class in Rust.
    pub rust: BTreeMap<&'static str, usize>,
    /// By code and name of the kind.
    pub kinds: BTreeMap<String, usize>,
    /// The bump of the crate's version that the Rust classes ask for.
    pub bump: Bump,
    /// The crate's version after it, where the one before is known.
    pub next_version: Option<String>,
}

impl Report {
    /// The bump that the changes ask for together: the largest.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let changes = self.changes.iter().map(|change| change.rust.bump());
        changes.max().unwrap_or(Bump::None)
    }

    /// Whether any change breaks, on the wire or in Rust.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(Change::is_breaking)
    }

    /// Whether there is no change at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The numbers.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let changes = || self.changes.iter();
        let bump = self.bump();
        Summary {
            changes: self.changes.len(),
            primary: changes().filter(|change| change.because.is_none()).count(),
            wire: tally(changes().map(|change| change.wire.name())),
            rust: tally(changes().map(|change| change.rust.name())),
            kinds: tally(changes().map(|change| change.kind.to_string())),
            bump,
            next_version: self.crate_version.as_deref().and_then(|version| bump.apply(version)),
        }
    }

    /// Puts the changes in order: by area, owner, topic and subject; a change that follows from another stands behind
    /// that. What is retired stands by the day of its removal, what has no day last.
    pub fn sort(&mut self) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort_by_cached_key(key);
        let mut following: BTreeMap<Cause, Vec<Change>> = BTreeMap::new();
        let mut primary = Vec::new();
        for change in changes {
            match change.because.clone() {
                None => primary.push(change),
                Some(cause) => following.entry(cause).or_default().push(change),
            }
        }
        for change in primary {
            let own = change.as_cause();
            self.changes.push(change);
            self.changes.extend(following.remove(&own).unwrap_or_default());
        }
        // A cause that is no primary change would be a fault of ours; nothing is lost for it.
        self.changes.extend(following.into_values().flatten());
        self.retirement.sort_by_cached_key(|retirement| {
            let day = retirement.deprecation.removal_date.clone();
            (day.is_none(), day, retirement.subject.to_string())
        });
    }
}

fn key(change: &Change) -> (String, String, Topic, Reverse<bool>, String, Kind) {
    (
        change.area.clone(),
        change.owner.clone(),
        change.kind.topic(),
        Reverse(change.is_breaking()),
        change.subject.to_string(),
        change.kind,
    )
}
