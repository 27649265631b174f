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
//! | [`format`] | how a report is printed |

mod annotations;
mod areas;
mod causes;
pub mod change;
pub mod class;
pub mod compare;
pub mod facts;
pub mod format;
pub mod kind;
mod names;
mod operations;
mod rename;
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
