//! What crosses the crates of the workspace. One program with a module for each subject, because each further program
//! would be linked with the bindings of both versions once more: `cargo test -p integration-tests --test it callout::`
//! runs one module.
//!
//! What needs a process of its own starts one (`integration_tests::own_process`).
#![allow(
    clippy::duplicate_mod,
    reason = "each example that is tested here brings what examples have in common"
)]

mod allocations;
mod batch;
mod batch_is_traced;
mod bounds;
mod callout;
mod callout_verify;
mod clouds;
mod deep_models;
mod determinism;
mod documented_models;
mod documented_requests;
mod drift_formats;
mod drift_real;
mod edges;
mod examples;
mod findings;
mod http_beta;
mod http_v1;
mod large_content;
mod literals;
mod misbehaving;
mod mismatched_and_broken;
mod mismatches_are_traced;
mod model_properties;
mod needed_permissions;
mod queries;
mod reflection;
mod seeds;
mod sign_in;
mod snapshots;
mod soak;
mod surface_walker;
mod testing;
mod traces;
