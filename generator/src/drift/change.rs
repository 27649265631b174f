//! A change and the report that lists them: plain data, what the formats in [`super::format`] print.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::class::{Bump, Rust, Wire};
use super::kind::Kind;
use crate::model::{Deprecation, Finding, Version};

/// One difference between two models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind.
    pub kind: Kind,
    /// What changed: `microsoft.graph.accessPackage/displayName`, `microsoft.graph.resume of …`, `POST /identityGovernance/…`, a path.
    pub subject: String,
    /// What was there, in the metadata's words; none where nothing was.
    pub from: Option<String>,
    /// What is there now; none where nothing is.
    pub to: Option<String>,
    /// What it means for a program that was built before.
    pub wire: Wire,
    /// What it means for a program that is compiled anew.
    pub rust: Rust,
    /// Why it has these classes, in a sentence or two about this very change.
    pub why: String,
    /// What speaks for a probable rename; empty for other changes.
    pub evidence: Vec<String>,
    /// The change that this one follows from, where there is one.
    pub because: Option<Cause>,
    /// The part of the domain: the segment below `/identityGovernance` (`entitlementManagement`), `shared` for several, `elsewhere` for what no path reaches.
    pub area: String,
    /// The type or path that it is listed under.
    pub owner: String,
    /// URL templates at which it shows, shortest first.
    pub places: Vec<String>,
    /// Public Rust items that change with it.
    pub items: Vec<ItemChange>,
}

/// A change that others follow from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Cause {
    /// Its kind.
    #[serde(rename = "code", serialize_with = "as_code")]
    pub kind: Kind,
    /// Its subject.
    pub subject: String,
}

fn as_code<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
}

/// A public Rust item that comes, goes or changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ItemChange {
    /// The item below the version's module: `models::AccessPackage::display_name`, `client.identity_governance()…`.
    pub item: String,
    /// Its signature before; none when it comes.
    pub from: Option<String>,
    /// Its signature after; none when it goes.
    pub to: Option<String>,
}

impl Change {
    /// A change of which nothing more is known yet: its Rust class is worked out from the items that change with it.
    #[must_use]
    pub fn new(kind: Kind, subject: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            from: None,
            to: None,
            wire: Wire::Unaffected,
            rust: Rust::Unaffected,
            why: String::new(),
            evidence: Vec::new(),
            because: None,
            area: String::new(),
            owner: String::new(),
            places: Vec::new(),
            items: Vec::new(),
        }
    }

    /// What was there.
    #[must_use]
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// What is there now.
    #[must_use]
    pub fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// Its class on the wire, and why.
    #[must_use]
    pub fn wire(mut self, wire: Wire, why: impl Into<String>) -> Self {
        self.wire = wire;
        self.why = why.into();
        self
    }

    /// What speaks for a rename.
    #[must_use]
    pub fn evidence(mut self, evidence: Vec<String>) -> Self {
        self.evidence = evidence;
        self
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
    #[must_use]
    pub fn root_cause(&self) -> Cause {
        self.because.clone().unwrap_or_else(|| self.as_cause())
    }

    /// Whether a maintainer or user has to do something: it breaks on the wire or in Rust, or means something else there.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.wire == Wire::Breaking || self.rust >= Rust::Meaning
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
    #[serde(serialize_with = "version_name")]
    pub version: Version,
    /// When the metadata was published, where that is known (`YYYY-MM-DD`).
    pub date: Option<String>,
}

fn version_name<S: Serializer>(version: &Version, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(version.name())
}

/// Something that goes on a day that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// What goes: a type, member, action or function, or an operation.
    pub subject: String,
    /// Since when it is deprecated, and when it goes.
    pub deprecation: Deprecation,
    /// Whether the day is past.
    pub past: bool,
    /// What to use in its place, where that is known.
    pub instead: Option<String>,
    /// URL templates that go with it, shortest first.
    pub places: Vec<String>,
}

/// Lines of a file of `schemas/` that an import would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Below `schemas/`.
    pub path: String,
    /// Lines that come.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
}

/// The differences between two models, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What they were compared for.
    pub purpose: Purpose,
    /// The older side.
    pub old: Side,
    /// The newer side.
    pub new: Side,
    /// All changes in order of area, owner, topic and subject; what follows from another stands right behind it.
    pub changes: Vec<Change>,
    /// What the new side retires, by date.
    pub retirement: Vec<Retirement>,
    /// What was not compared, and why; and what a reader must know of the sides.
    pub notes: Vec<String>,
    /// Findings that the new side has and the old one has not.
    pub findings_new: Vec<Finding>,
    /// Findings that the old side has and the new one has not.
    pub findings_gone: Vec<Finding>,
    /// For an import: the files of `schemas/` that it would change.
    pub files: Vec<FileChange>,
    /// The crate's version before, where it is known.
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
        let mut wire: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut rust: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for change in &self.changes {
            *wire.entry(change.wire.name()).or_default() += 1;
            *rust.entry(change.rust.name()).or_default() += 1;
            *kinds.entry(change.kind.to_string()).or_default() += 1;
        }
        let bump = self.bump();
        Summary {
            changes: self.changes.len(),
            primary: self.changes.iter().filter(|change| change.because.is_none()).count(),
            wire,
            rust,
            kinds,
            bump,
            next_version: self.crate_version.as_deref().and_then(|version| bump.apply(version)),
        }
    }

    /// Puts the changes in order: by area, owner, topic and subject; a change that follows from another stands behind that.
    pub fn sort(&mut self) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort_by(|one, other| key(one).cmp(&key(other)));
        let mut following: BTreeMap<Cause, Vec<Change>> = BTreeMap::new();
        let (primary, rest): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| change.because.is_none());
        for change in rest {
            if let Some(cause) = change.because.clone() {
                following.entry(cause).or_default().push(change);
            }
        }
        for change in primary {
            let own = change.as_cause();
            self.changes.push(change);
            self.changes.extend(following.remove(&own).unwrap_or_default());
        }
        // A cause that is no primary change would be a fault of ours; nothing is lost for it.
        self.changes.extend(following.into_values().flatten());
    }
}

fn key(change: &Change) -> (&str, &str, super::kind::Topic, Reverse<bool>, &str, Kind) {
    (
        &change.area,
        &change.owner,
        change.kind.topic(),
        Reverse(change.is_breaking()),
        &change.subject,
        change.kind,
    )
}
