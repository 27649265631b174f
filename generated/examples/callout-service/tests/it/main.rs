//! The service as a process, against an authority and a Microsoft Graph on loopback; and its ARM template.
//!
//! | what | where |
//! |---|---|
//! | the service started, callouts posted | `service` |
//! | authority and Microsoft Graph | `world` |
//! | what is decided and resumed | `decisions` |
//! | what happens when something fails, or the process ends | `failures` |
//! | who may call, and what is posted | `callers` |
//! | the Logic App's ARM template | `template` |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod callers;
mod decisions;
#[cfg(unix)]
mod failures;
mod service;
mod template;
mod world;
