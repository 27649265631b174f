//! The local Graph as its users meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod areas;
mod callouts;
mod clients;
mod entitlement;
mod http;
mod local_pages;
mod page;
mod permissions;
mod seeds;
mod service;
mod surface;
