//! That drift finds every change: each kind by itself, single changes in bulk, and nothing where nothing changed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "drift_changes/bulk.rs"]
mod bulk;
#[path = "drift_changes/mutate.rs"]
mod mutate;
#[path = "drift_changes/world.rs"]
mod world;
