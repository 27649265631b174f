//! `msgraph-ig`: Microsoft Graph's identity governance API as a command line.
//!
//! | module | what it is for |
//! |---|---|
//! | `line`, `powershell` | the command line as clap reads it, made on demand; PowerShell's way of saying it |
//! | `grammar` | mgc's words and verbs over the library's table of paths |
//! | `operation`, `body` | an operation's options, and the request that they make, checked |
//! | `tasks`, `config` | the commands of this program's own |
//! | `common` | the options of every command |
//! | `run`, `what_if` | what commands have in common; a request that is shown and not sent |
//! | `prepared` | the request, between those that make and those that send it |
//! | `send`, `credentials`, `settings` | the service, and how it is reached |
//! | `output`, `json_text` | responses, printed |
//! | `failure`, `nearest` | what went wrong, with an exit code; the name that was meant |
//! | `advice` | which sign-in would help |
//! | `complete` | what shells complete |

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

mod advice;
mod body;
mod common;
mod complete;
mod config;
mod credentials;
mod failure;
mod grammar;
mod json_text;
mod line;
mod nearest;
mod operation;
mod output;
mod powershell;
mod prepared;
mod run;
mod send;
mod settings;
mod tasks;
mod what_if;

use std::cell::OnceCell;
use std::process::ExitCode;
use std::sync::Arc;

use clap::ColorChoice;
use clap_complete::CompleteEnv;

use failure::{ErrorFormat, Failure, Reporter};
use line::{Line, Target, common, leaf};
use run::{Run, refused};

fn main() -> ExitCode {
    let args: Result<Vec<String>, _> = std::env::args_os().map(std::ffi::OsString::into_string).collect();
    let Ok(args) = args else {
        let failure = Failure::usage("an argument is no text in UTF-8");
        early_reporter(&[]).failure(&failure);
        return failure.exit_code();
    };
    CompleteEnv::with_factory(|| Line::of(&completed(&args), &tasks::OWN).command).complete();
    let line = Line::of(&args, &tasks::OWN);
    let matches = match line.matches() {
        Ok(matches) => matches,
        Err(error) => return report(&line, &error),
    };
    let common = match common(&matches) {
        Ok(common) => common,
        Err(error) => return report(&line, &error),
    };
    let reporter = Arc::new(Reporter::to_stderr(common.error_format, common.output.color));
    let run = Run {
        api: line.api,
        common,
        reporter: reporter.clone(),
        loaded: OnceCell::new(),
    };
    let done = run.common.output.check().and_then(|()| match &line.target {
        Target::Operation(operation) => {
            let matches = leaf(&matches);
            operation::prepare(*operation, matches)
                .map_err(refused)
                .and_then(|prepared| {
                    run.look_at(*operation, matches)?;
                    run.send(&prepared, matches)
                })
        }
        Target::Own(name) => match matches.subcommand() {
            Some((_, matches)) => tasks::run(name, matches, &run),
            None => Err(Failure::usage("a command is missing")),
        },
        Target::Nothing => Err(Failure::usage("a command is missing").tip("msgraph-ig --help lists them")),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let failure = advice::with_sign_in(failure, &run);
            if !failure.is_closed_pipe() {
                reporter.failure(&failure);
            }
            failure.exit_code()
        }
    }
}

/// The words that a shell asks to complete: those behind `--` in the call that its script makes.
fn completed(args: &[String]) -> Vec<String> {
    let words = args.iter().position(|arg| arg == "--").map_or(0, |at| at + 1);
    args.get(words..).unwrap_or_default().to_vec()
}

/// Help and version go to standard output; what clap refuses becomes a failure like all others.
fn report(line: &Line, error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A closed pipe has what it wanted.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !wants_json(&line.args) {
                let _ = error.print();
                return ExitCode::from(failure::Kind::Usage.exit_code());
            }
            let mut failure = Failure::from(error);
            if let Some(tip) = line.tip() {
                failure = failure.tip(tip);
            }
            early_reporter(&line.args).failure(&failure);
            failure.exit_code()
        }
    }
}

/// Before clap has read the options.
fn early_reporter(args: &[String]) -> Reporter {
    let format = if wants_json(args) {
        ErrorFormat::Json
    } else {
        ErrorFormat::Text
    };
    Reporter::to_stderr(format, ColorChoice::Auto)
}

/// Whether errors are to be JSON.
fn wants_json(args: &[String]) -> bool {
    let behind = |pair: &[String]| matches!(pair, [option, value] if option == "--error-format" && value == "json");
    args.windows(2).any(behind) || args.iter().any(|arg| arg == "--error-format=json")
}
