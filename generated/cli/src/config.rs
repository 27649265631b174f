//! `msgraph-ig config`: the profiles of the configuration file.

use clap::{ArgMatches, Command, FromArgMatches as _, Subcommand as _};

use crate::failure::Failure;
use crate::run::Run;
use crate::settings::{self, ConfigCommand};

/// The command, as clap has it.
pub fn command() -> Command {
    let command = Command::new("config")
        .about("Shows and changes the profiles of the configuration file")
        .subcommand_required(true)
        .arg_required_else_help(true);
    ConfigCommand::augment_subcommands(command)
}

/// Runs it.
///
/// # Errors
/// When the file cannot be trusted, read or written, or there is no such key or profile.
pub fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let command = ConfigCommand::from_arg_matches(matches).map_err(|error| Failure::from(&error))?;
    settings::run(&command, &run.common.connection, &mut std::io::stdout().lock())
}
