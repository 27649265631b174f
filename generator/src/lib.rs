//! Reads Microsoft Graph's metadata and writes the Rust bindings in `generated/`.
//!
//! Data flows one way, and each room does one thing:
//!
//! ```text
//!  schemas/ ──► csdl ────┐
//!           ──► openapi ─┼─► model ─► select ─► routes ─► naming ─► emit ─► files ─► tree
//!           ──► overlay ─┘
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`csdl`], [`openapi`] | the two formats: reading and writing, nothing of Rust |
//! | [`overlay`] | what is special about Graph, as data |
//! | [`model`] | the resolved API as plain data |
//! | [`select`] | which part of it is wanted |
//! | [`routes`] | what each URL stands for; equal subtrees are one builder |
//! | [`naming`] | Rust names, remembered |
//! | [`emit`] | Rust text |
//! | [`permissions`] | which permissions an operation needs |
//! | [`clouds`] | what the national clouds lack |
//! | [`unsupported`] | operations that the service does not support |
//! | [`analysis`] | the order of all this: documents and overlay to all that is known of a version |
//! | [`normalize`] | the normal form of the documents |
//! | [`schemas`] | a `schemas/` folder as input |
//! | [`tree`] | files on disk, atomically |
//! | [`drift`] | the differences between two models, and what they mean |
//! | [`text`] | text of others, made fit for a terminal and a report |
//! | [`listing`] | operations shown to a person |
//! | [`pipeline`] | what the commands do |
//! | [`input`], [`progress`] | a file that was read; which step is under way |
//!
//! `cargo xtask` is the command line over it; ARCHITECTURE.md tells why it is so.

pub mod analysis;
pub mod clouds;
pub mod csdl;
pub mod drift;
pub mod emit;
pub mod error;
pub mod input;
pub mod listing;
pub mod model;
pub mod naming;
pub mod normalize;
pub mod openapi;
pub mod overlay;
pub mod permissions;
pub mod pipeline;
pub mod progress;
pub mod resolve;
pub mod routes;
pub mod rust_api;
pub mod schemas;
pub mod snapshot;
pub mod source;
pub mod text;
pub mod tree;
pub mod unsupported;
mod yaml;
