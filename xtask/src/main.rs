//! The maintainer's command line. It knows arguments, files, progress, printing and exit codes; what a test would call without a process
//! is in `generator`.
//!
//! `args` says what can be typed, `folders` where things are by default, `progress` shows the steps on a terminal, `output` prints,
//! `process` runs
//! other programs; each command is a module. What several share: `reports` (reports of drift), `release` (version and changelog),
//! `addresses` and `today`.
//!
//! Exit codes: 0 done, 1 something is not as it should be (`regen --check`, `check`, `semver`, `--fail-on`), 2 bad input or usage.

mod addresses;
mod args;
mod check;
mod compare;
mod drift;
mod failure;
mod fetch;
mod folders;
mod import;
mod operations;
mod output;
mod process;
mod progress;
mod regen;
mod release;
mod reports;
mod semver;
mod today;
mod upstream;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    // Bad usage ends here with 2, `--help` with 0.
    let args = Args::parse();
    let result = match args.command {
        Command::Import(args) => import::run(&args),
        Command::Regen(args) => regen::run(&args),
        Command::Operations(args) => operations::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Semver(args) => semver::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Upstream(args) => upstream::run(&args),
    };
    result.unwrap_or_else(|failure| {
        output::note(&format!("error: {failure}"));
        ExitCode::from(2)
    })
}
