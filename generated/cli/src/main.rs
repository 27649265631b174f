//! `msgraph-ig`: Microsoft Graph's identity governance API as a command line.

#![allow(
    dead_code,
    unused_imports,
    reason = "the commands that use all of it are not wired yet"
)]
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

mod credentials;
mod failure;
mod json_text;
mod nearest;
mod output;
mod prepared;
mod send;
mod settings;

fn main() {}
