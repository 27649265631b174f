//! The overlay: what is special about Graph, as data that a person can read and change (`schemas/overlay/`).
//!
//! | file | what it says |
//! |---|---|
//! | `selection.yaml` | roots, namespaces taken whole, boundary types, cut members, the derived types that are wanted |
//! | `members.yaml` | read-only members and members that carry secrets |
//! | `permissions.yaml` | least privileged permissions that the published table lacks |
//! | `fixups.yaml` | mistakes of the metadata, mended, each with its reason |
//! | `docs/*.yaml` | sentences of our own, a file for each area |
//! | `pages.yaml` | pages of the reference about operations |
//! | `case.yaml` | parts of names that heck would split where a reader does not |
//! | `unsupported.yaml` | operations that the metadata has and the service does not support |
//! | `roles.yaml` | roles that decide, beside permissions, who may make a request |
//! | `supplement/<version>.csdl` | types that the reference describes and the metadata lacks |
//! | `explained.yaml` | why today's findings are as they are |
//!
//! A supplement is a CSDL document with entity and complex types, names in full. Each type says in an annotation of the
//! term `supplement.reason`, which the document defines itself, why it is there. `crate::analysis::supplement` adds
//! them in memory; where the metadata has the type by now, the metadata's stands.
//!
//! Every entry of the YAML files may be limited to versions (`versions: [beta]`). A selection, fix-up, member,
//! permission, unsupported operation, role or sentence that matches nothing is a finding.

mod area;
pub mod docs;
pub mod explained;
mod load;
pub(crate) mod pattern;
pub mod roles;
mod root;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use area::{Area, Feature};
pub use docs::{Docs, Retired, Sentence};
pub(crate) use load::is_docs_file;
pub use load::{EARLIER_FILES, FILES, LATER_FILES, Overlay, parse, quoted, supplement_file};
pub use roles::{RoleEntries, RoleEntry, RoleSet};
pub use root::{Reach, Root};

use crate::model::Version;

/// `selection.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// What this part of Graph is called in a sentence: `identity governance`. Without it the roots are named.
    #[serde(default)]
    pub name: String,
    /// Singletons and entity sets of the container from which everything is reached.
    pub roots: Vec<Root>,
    /// Namespaces that are taken whole.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// Areas that a program can have without the others; without it all is always there.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Modules of the crate that are written by hand for types of this part.
    #[serde(default)]
    pub modules: Vec<HandWritten>,
    /// Types that keep their structural members and lose their navigation and operations; without it there are none.
    #[serde(default)]
    pub boundary: Boundary,
    /// Members that are left out.
    #[serde(default)]
    pub cuts: Vec<Cut>,
    /// Bases whose derived types come in only when named.
    #[serde(default)]
    pub derived: Vec<DerivedOf>,
}

impl Selection {
    /// What the part is called in a sentence.
    #[must_use]
    pub fn title(&self) -> String {
        if self.name.is_empty() {
            let roots: Vec<String> = self.roots.iter().map(ToString::to_string).collect();
            return roots.join(", ");
        }
        self.name.clone()
    }

    /// Whether a path of the OpenAPI document is wanted.
    #[must_use]
    pub fn has_path(&self, path: &str) -> bool {
        self.roots.iter().any(|root| root.has_path(path))
    }
}

/// A module of the crate that is written by hand for some types. `generated/src/<name>` has a macro of that name, which
/// makes it of a version's models.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandWritten {
    /// Name of the module: an identifier.
    pub name: String,
    /// What the version's own docs say of it.
    pub doc: String,
    /// Full names of the types that it is written for: a version that has all of them has the module.
    pub types: Vec<String>,
}

/// The boundary types.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// Full names.
    pub types: Vec<String>,
    /// The base whose known derived types are all of the above, whether or not something else reaches them.
    pub base: String,
}

/// A member that is left out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// `microsoft.graph.user/print`.
    pub member: String,
    /// Why.
    pub reason: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// A base whose derived types come in only when named.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedOf {
    /// Full name of the base.
    pub base: String,
    /// Full names of the derived types (at any depth) that come in; the types between come with them.
    pub only: Vec<String>,
    /// Why.
    pub reason: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// `members.yaml`: lists for both versions, and for one.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Members {
    /// In both versions.
    pub all: MemberLists,
    /// In v1.0 only.
    #[serde(rename = "v1.0")]
    pub v1_0: MemberLists,
    /// In beta only.
    pub beta: MemberLists,
}

impl Members {
    /// The lists that hold for a version.
    #[must_use]
    pub fn of(&self, version: Version) -> MemberLists {
        let own = match version {
            Version::V1_0 => &self.v1_0,
            Version::Beta => &self.beta,
        };
        let join = |one: &[String], other: &[String]| one.iter().chain(other).cloned().collect();
        MemberLists {
            read_only_everywhere: join(&self.all.read_only_everywhere, &own.read_only_everywhere),
            read_only: join(&self.all.read_only, &own.read_only),
            writable: join(&self.all.writable, &own.writable),
            secret: join(&self.all.secret, &own.secret),
        }
    }
}

/// Members that are special.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MemberLists {
    /// Read-only wherever a structural member of an entity type has this name.
    pub read_only_everywhere: Vec<String>,
    /// Read-only in one type: `microsoft.graph.accessPackage/isHidden`.
    pub read_only: Vec<String>,
    /// Not read-only in one type, although the list above has the name.
    pub writable: Vec<String>,
    /// `Debug` shows only whether it is set.
    pub secret: Vec<String>,
}

/// `permissions.yaml`: least privileged permissions that the published table lacks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionFacts {
    /// Where a path fits several entries, the first holds.
    #[serde(default)]
    pub permissions: Vec<PermissionFact>,
}

/// What the reference says of some operations.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionFact {
    /// HTTP method.
    pub method: String,
    /// How the paths end: `/assignmentRequests/{accessPackageAssignmentRequest-id}/resume`.
    pub path_ends: String,
    /// Delegated, work or school account.
    #[serde(default)]
    pub delegated_work: Vec<String>,
    /// Application.
    #[serde(default)]
    pub application: Vec<String>,
    /// The page that says so.
    pub source: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// `fixups.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixups {
    /// In order.
    #[serde(default)]
    pub fixups: Vec<Fixup>,
}

/// A mistake of the metadata, mended.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixup {
    /// What it changes: `microsoft.graph.accessPackage/displayName`.
    pub at: String,
    /// How.
    pub change: Change,
    /// Why, with the source.
    pub reason: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// What a fix-up changes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Change {
    /// The type of a member becomes this.
    Type(String),
    /// The member's `Nullable` becomes this.
    Nullable(bool),
    /// A member that the type lacks: its type.
    AddProperty(String),
    /// The type is (not) open.
    Open(bool),
    /// The type is (not) abstract.
    Abstract(bool),
    /// A query option that the annotations of the type or member deny is allowed: `$expand`.
    Allow(String),
}

/// `unsupported.yaml`: operations that the metadata has and the service does not support.
///
/// An entry rests on a refusal that somebody saw or on the word of the service's own people. That the reference is
/// silent about an operation is not enough.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsupportedEntries {
    /// Where an operation fits several entries, the first holds.
    #[serde(default)]
    pub unsupported: Vec<UnsupportedEntry>,
}

/// Operations that the service does not support, all for the same reason.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsupportedEntry {
    /// HTTP method, a blank and a pattern of the path, in which `*` stands for any text: `PATCH /a/*/b/{b-id}`.
    pub operation: String,
    /// Why, in our own words; a part of a sentence.
    pub reason: String,
    /// The operation to use in its place, where there is one: `PUT /a/{a-id}`.
    #[serde(default)]
    pub instead: Option<String>,
    /// What to mind there; stands after the operation.
    #[serde(default)]
    pub how: Option<String>,
    /// The page that says so.
    pub source: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// `pages.yaml`: the pages of Graph's reference about operations, `accesspackage-get`, by what follows `graph/api/` in
/// their address.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// In both versions.
    pub all: Vec<String>,
    /// In v1.0 only.
    #[serde(rename = "v1.0")]
    pub v1_0: Vec<String>,
    /// In beta only.
    pub beta: Vec<String>,
}

impl Pages {
    /// Those of a version.
    pub fn of(&self, version: Version) -> impl Iterator<Item = &str> {
        let own = match version {
            Version::V1_0 => &self.v1_0,
            Version::Beta => &self.beta,
        };
        self.all.iter().chain(own).map(String::as_str)
    }
}

/// `case.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseTable {
    /// Part of a Graph name, and how heck shall see it.
    #[serde(default)]
    pub exceptions: BTreeMap<String, String>,
}

/// Whether an entry limited to `versions` is meant for this one.
#[must_use]
pub fn applies(versions: &[String], version: Version) -> bool {
    versions.is_empty() || versions.iter().any(|name| name == version.name())
}
