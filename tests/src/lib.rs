//! Shared helpers of the integration tests.
//!
//! The examples of the READMEs, the workspace's and the library's, are documentation tests of this crate.

#[doc = include_str!("../../README.md")]
#[cfg(doctest)]
pub struct Readme;

#[doc = include_str!("../../generated/README.md")]
#[cfg(doctest)]
pub struct ReadmeOfTheLibrary;

#[doc = include_str!("../../docs/sign-in.md")]
#[cfg(doctest)]
pub struct SignIn;

pub mod examples;
pub mod routes;

pub use surface_walker as walker;
pub use surface_walker::documented;
pub use test_support::{oidc, own_process, shared_folder, shuffle};

pub mod http;
pub mod model_json;
pub mod model_table;
