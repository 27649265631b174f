//! The command line as a process, and the workflows. `cargo test -p xtask --test it drift_commands::` runs one module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod commands;
mod drift_commands;
mod place;
mod upstream_commands;
mod workflows;
