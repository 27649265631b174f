//! Shared helpers of the integration tests.
//!
//! The README's example is compiled as a documentation test of this crate.

#[doc = include_str!("../../README.md")]
#[cfg(doctest)]
pub struct Readme;

pub mod examples;
pub mod routes;

pub use surface_walker as walker;
pub use surface_walker::documented;
pub use test_support::{own_process, shared_folder, shuffle};

pub mod http;
pub mod model_json;
pub mod model_table;
