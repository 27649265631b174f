//! The maintainer's command line. It knows arguments, files, progress, printing and exit codes; what a test would call
//! without a process is in `generator`.
//!
//! | module | what it holds |
//! |---|---|
//! | `import`, `regen`, `operations`, `permissions`, `sentences` | one command each |
//! | `drift`, `compare`, `check`, `features`, `semver`, `fetch`, `upstream` | one command each |
//! | `demo` | the callout from end to end, on this machine |
//! | `args` | the commands' arguments and help texts |
//! | `folders` | where the folders are, and what may be changed in them |
//! | `progress`, `output` | the steps on a terminal; printing |
//! | `process` | running other programs |
//! | `reports`, `release` | reports of drift; the crate's version and changelog |
//! | `addresses`, `today` | where upstream publishes; the day |
//! | `failure` | why a command ends with exit code 2 |
//!
//! Exit codes: 0 done, 1 something is not as it should be (`regen --check`, `check`, `semver`, `--fail-on`), 2 bad
//! input or usage.

mod addresses;
mod args;
mod check;
mod compare;
mod demo;
mod drift;
mod failure;
mod features;
mod fetch;
mod folders;
mod import;
mod operations;
mod output;
mod permissions;
mod process;
mod progress;
mod regen;
mod release;
mod reports;
mod semver;
mod sentences;
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
        Command::Permissions(args) => permissions::run(&args),
        Command::Sentences(args) => sentences::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Features(args) => features::run(&args),
        Command::Semver(args) => semver::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Upstream(args) => upstream::run(&args),
        Command::Demo(args) => demo::run(&args),
    };
    result.unwrap_or_else(|failure| {
        output::note(&format!("error: {failure}"));
        ExitCode::from(2)
    })
}
