//! Reads Microsoft Graph's metadata and writes the Rust bindings in `generated/`.
//!
//! ```text
//!  csdl ─────┐
//!  openapi ──┼─► analysis: resolve ─► routes ─► naming ─► rust_api ─┬─► emit ──────► tree: generated/
//!  overlay ──┘      │                                               ├─► listing
//!                   └─► normalize ─► tree: schemas/                 └─► drift
//! ```
//!
//! A module uses those below it in this table, never one above:
//!
//! | module | what it is for |
//! |---|---|
//! | [`pipeline`] | what the commands do, without a process: the order of the steps and nothing else |
//! | [`drift`] | the differences of two states, and what they mean |
//! | [`snapshot`] | where the sides of a report are from: files, folders, git revisions; a pair of them read |
//! | [`schemas`] | a `schemas/` folder as input |
//! | [`reflection`] | the table of paths, operations and types, as rows and as Rust text |
//! | [`analysis`] | documents and overlay to all that is known of a version; what contradicts |
//! | [`emit`], [`listing`] | the Rust API as Rust text; its operations for a person |
//! | [`rust_api`] | the Rust API as plain data |
//! | [`clouds`] | what the national clouds lack |
//! | [`permissions`], [`unsupported`] | which permissions an operation needs; which the service does not support |
//! | [`pages`] | which page of the reference is about an operation |
//! | [`manifest`] | the features of the crate's manifest beside the areas |
//! | [`normalize`] | the normal form that `schemas/` holds |
//! | [`routes`] | what each URL stands for, and which subtrees are equal |
//! | [`resolve`] | which part of the metadata is wanted, and its types with all that they inherit |
//! | [`naming`] | Rust names, remembered |
//! | [`overlay`] | what is special about Graph, as data |
//! | [`csdl`], [`openapi`] | the two formats: reading and writing |
//! | [`model`] | the resolved API as plain data |
//! | [`semver`] | which part of the crate's version has to grow |
//! | [`tree`] | a set of files on disk, all of it or nothing |
//! | `matching` | two maps held against each other |
//! | `yaml` | what the YAML library may be given |
//! | [`input`], [`source`] | a file that was read; positions in a text |
//! | [`error`] | errors with their place |
//! | [`text`], [`progress`] | escaping; which step is under way |
//!
//! `cargo xtask` is the command line over it. ARCHITECTURE.md has the invariant of each module, `docs/decisions` the
//! reasons.

pub mod analysis;
pub mod clouds;
pub mod csdl;
pub mod drift;
pub mod emit;
pub mod error;
pub mod input;
pub mod listing;
pub mod manifest;
mod matching;
pub mod model;
pub mod naming;
pub mod normalize;
pub mod openapi;
pub mod overlay;
pub mod pages;
pub mod permissions;
pub mod pipeline;
pub mod progress;
pub mod reflection;
pub mod resolve;
pub mod routes;
pub mod rust_api;
pub mod schemas;
pub mod semver;
pub mod snapshot;
pub mod source;
pub mod text;
pub mod tree;
pub mod unsupported;
mod yaml;
