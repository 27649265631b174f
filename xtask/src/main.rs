//! The maintainer's command line. It knows arguments, files, progress, printing and exit codes; what a test would call without a process is in `generator`.
//!
//! `args` says what can be typed, `folders` where things are by default, `progress` shows the steps on a terminal, `output` prints;
//! `import`, `regen` and `operations` are the three commands.
//!
//! Exit codes: 0 done, 1 the tree is not what `regen` would write, 2 bad input or usage.

mod args;
mod failure;
mod folders;
mod import;
mod operations;
mod output;
mod progress;
mod regen;

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
    };
    result.unwrap_or_else(|failure| {
        output::note(&format!("error: {failure}"));
        ExitCode::from(2)
    })
}
