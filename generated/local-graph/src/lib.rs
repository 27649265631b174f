//! Microsoft Graph's identity governance API on one's own machine, to try callouts, reviews and workflows, and to test
//! programs against. [`LocalGraph`] starts one in the same process; `msgraph-ig serve` is one of its own.
//!
//! What it is made of; the way from `server` down is that of a request:
//!
//! | what | where | depends on |
//! |---|---|---|
//! | entities, containment, references, timers; changes all or nothing | `store` | the library's table |
//! | a refusal in Graph's form; who asks | `failure`, `caller` | |
//! | one step of the local Graph | `turn` | `store` |
//! | the seam between the surface and governance | `behavior` | `turn` |
//! | the state of both versions, the clock, callouts posted | `engine` | `behavior` |
//! | every operation of a version, without HTTP | `surface` | `behavior`, `engine` |
//! | queries: read, evaluated, pages and bodies made | `odata` | the library's table |
//! | HTTP, callouts sent, faults, the state's file, seeds, the page | `server` | `surface`, `governance` |
//! | what access packages, reviews, workflows and groups do | `governance` | `behavior` |

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test may panic"
    )
)]

pub mod behavior;
pub mod caller;
pub mod engine;
pub mod failure;
pub mod governance;
pub mod odata;
pub mod server;
pub mod store;
pub mod surface;
pub mod turn;

pub use governance::callouts::Address;
pub use server::{Fault, FaultKind, Identity, LocalGraph, LocalGraphBuilder, Seed, SeedItem, StartError};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
