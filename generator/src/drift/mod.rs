//! Drift: the differences between two models of Graph, each with what it means on the wire and in Rust.
//!
//! ```text
//!  facts (old) ─┐
//!               ├─► passes ─► causes ─► items ─► classes ─► report ─► format: text, markdown, html, json
//!  facts (new) ─┘
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`kind`], [`class`] | the table of kinds, and all that is known of a kind; the classes |
//! | [`change`] | a change and a report, as data |
//! | [`crate::snapshot`] | where the two sides are from: files, folders, git revisions; both read |
//! | [`facts`] | one side: read, selected, resolved and named |
//! | `side`, `context` | one side with what the passes look up in it; what a pass is given |
//! | [`compare`](mod@compare) | the order of the comparison |
//! | `namespaces`, `types`, `properties`, `enumerations`, `operations`, `parameters`, `container`, `annotations`, `routes`, `details`, `names` | the passes: each finds the changes of one part |
//! | `differences`, `facets`, `flags` | what passes share: what differs in one element; what narrows a value; facts that hold or do not |
//! | `rename`, `annotation_values` | what types are called on the new side; values of annotations as text |
//! | `index`, `causes` | changes by what they are about; which follows from which |
//! | `items`, `attribution` | the Rust items that differ, and which change each belongs to |
//! | `classes`, `areas` | what each change means in Rust; where it belongs |
//! | [`report`](mod@report) | the steps from two snapshots to a report |
//! | [`format`](mod@format) | how a report is printed |

mod annotation_values;
mod annotations;
mod areas;
mod attribution;
mod causes;
pub mod change;
pub mod class;
mod classes;
pub mod compare;
mod container;
mod context;
mod details;
mod differences;
mod enumerations;
mod facets;
pub mod facts;
mod flags;
pub mod format;
mod index;
mod items;
pub mod kind;
mod names;
mod namespaces;
mod operations;
mod parameters;
mod properties;
mod rename;
pub mod report;
mod routes;
mod side;
mod types;

pub use change::{
    Cause, Change, Detail, FileChange, FindingChanges, ItemChange, Purpose, Reasons, Report, Side, Summary,
};
pub use class::{Rust, Wire};
pub use compare::compare;
pub use facts::Facts;
pub use kind::{Direction, Kind, Topic};
pub use report::{Context, report};

pub use crate::analysis::retirement::Retirement;
pub use crate::semver::Bump;
