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
//! | [`source`] | where the two sides come from: files, folders, git revisions |
//! | [`format`] | how a report is printed |

pub mod change;
pub mod class;
pub mod format;
pub mod kind;
pub mod source;

pub use change::{Cause, Change, FileChange, ItemChange, Purpose, Report, Retirement, Side, Summary};
pub use class::{Bump, Rust, Wire};
pub use kind::{Kind, Topic};
