//! Drift: the differences between two models of Graph, each with what it means on the wire and in Rust.
//!
//! ```text
//!  facts (old) ─┐
//!               ├─► compare ─► changes ─► report ─► format: text, markdown, html, json
//!  facts (new) ─┘
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`kind`], [`class`] | the kinds of change with their codes, the classes, the version bump |
//! | [`change`] | a change and a report, as data |
//! | [`crate::snapshot`] | where the two sides come from: files, folders, git revisions |
//! | [`facts`] | one side: read, selected, resolved and named |
//! | [`compare`](mod@compare) | the order of the comparison; `types`, `operations`, `annotations`, `routes`, `names`, `rust` compare, `items` finds the Rust items that differ, `rename` tells what is probably one thing, `causes` what follows from what, `areas` where it belongs |
//! | [`report`](mod@report) | the steps from two sources to a report |
//! | [`format`](mod@format) | how a report is printed |

mod annotations;
mod areas;
mod causes;
pub mod change;
pub mod class;
pub mod compare;
pub mod facts;
mod flags;
pub mod format;
mod items;
pub mod kind;
mod names;
mod operations;
mod rename;
pub mod report;
mod routes;
mod rust;
mod spots;
mod subject;
mod types;

pub use change::{Cause, Change, FileChange, ItemChange, Purpose, Report, Retirement, Side, Summary};
pub use class::{Bump, Rust, Wire};
pub use compare::compare;
pub use facts::Facts;
pub use kind::{Kind, Topic};
pub use report::{Context, report};
