//! The command line as a process: documented command lines, all of mgc's commands, exit codes, hostile servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod callout_loop;
mod cmdlets;
#[cfg(unix)]
mod completion;
mod documented_lines;
#[cfg(unix)]
mod homes;
#[cfg(unix)]
mod hostile_argv;
#[cfg(unix)]
mod hostile_data;
#[cfg(unix)]
mod hostile_server;
#[cfg(target_os = "linux")]
mod memory;
mod mgc_commands;
mod powershell;
mod process;
mod reach;
mod refusals;
#[cfg(unix)]
mod serve;
mod server;
#[cfg(unix)]
mod sessions;
#[cfg(unix)]
mod sign_in;
mod tasks;
#[cfg(unix)]
mod terminal;
