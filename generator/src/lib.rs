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
//! | [`import`], [`permissions`] | the making of `schemas/` |
//! | [`clouds`] | what the national clouds lack |
//! | [`unsupported`] | operations that the service does not support |
//! | [`tree`] | files on disk, atomically |
//! | [`drift`] | the differences between two models, and what they mean |
//! | [`text`] | text of others, made fit for a terminal and a report |
//! | [`listing`] | operations shown to a person |
//! | [`pipeline`] | the order of the steps |
//!
//! `cargo xtask` is the command line over it; ARCHITECTURE.md tells why it is so.

pub mod clouds;
pub mod csdl;
pub mod drift;
pub mod emit;
pub mod error;
pub mod import;
pub mod listing;
pub mod model;
pub mod naming;
pub mod openapi;
pub mod overlay;
pub mod permissions;
pub mod pipeline;
pub mod resolve;
pub mod routes;
pub mod rust_api;
pub mod snapshot;
pub mod source;
pub mod text;
pub mod tree;
pub mod unsupported;
mod yaml;
