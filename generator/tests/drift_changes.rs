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
#[path = "drift_changes/generated.rs"]
mod generated;
#[path = "drift_changes/kinds.rs"]
mod kinds;
#[path = "drift_changes/mutate.rs"]
mod mutate;
#[path = "drift_changes/nothing.rs"]
mod nothing;
#[path = "small/mod.rs"]
mod small;
#[path = "drift_changes/world.rs"]
mod world;
