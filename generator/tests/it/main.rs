//! The generator's tests on its public functions. One program with a module for each subject, because each further
//! program would be linked with the whole generator once more: `cargo test -p generator --test it naming::` runs one
//! module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod analysis;
mod areas;
mod bad_input_csdl;
mod bad_input_model;
mod bad_input_openapi;
mod clouds;
mod drift_changes;
mod import;
mod naming;
mod paths;
mod permissions;
mod printed;
mod readers;
mod resolve;
mod roots;
mod rust_api;
mod select;
mod sentences;
mod shared_builders;
mod small;
mod supplement;
mod tree;
mod unsupported;
