//! The command line as a process: documented command lines, all of mgc's commands, exit codes, hostile servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod documented_lines;
mod mgc_commands;
mod process;
mod reach;
