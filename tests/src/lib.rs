//! Shared helpers of the integration tests.
//!
//! The README's example is compiled as a documentation test of this crate.

#[doc = include_str!("../../README.md")]
#[cfg(doctest)]
pub struct Readme;

pub mod commands;
pub mod examples;
pub mod own_process;
pub mod routes;
pub mod shared_folder;
pub mod shuffle;

pub use surface_walker as walker;
pub use surface_walker::documented;

pub mod http;
pub mod model_json;
pub mod model_table;
