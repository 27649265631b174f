//! The command line as a process, and the workflows. `cargo test -p xtask --test it drift::` runs one module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod check;
mod demo;
mod drift;
mod import;
mod interrupted;
mod operations;
mod package;
mod part;
mod place;
mod regen;
mod scratch;
mod upstream;
mod usage;
mod workflows;
