//! Microsoft Graph's identity governance API on one's own machine.
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
