//! The options of every command, and the table of the version that they choose.

use clap::{Arg, Args, Command};
use msgraph_identity_governance::reflection::Api;
use msgraph_identity_governance::{beta, v1_0};

use crate::failure::ErrorFormat;
use crate::output::OutputArgs;
use crate::send::{ListArgs, SendArgs};
use crate::settings::ConnectionArgs;

/// The options of every command.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// The beta version of the API
    #[arg(long, global = true, help_heading = "Version")]
    pub beta: bool,
    /// How errors are written to standard error
    #[arg(
        long,
        value_name = "text|json",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub error_format: ErrorFormat,
    /// Where requests go, and who sends them.
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// How they are sent.
    #[command(flatten)]
    pub send: SendArgs,
    /// How responses are printed.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// The table of a version.
pub fn api(beta: bool) -> &'static Api {
    if beta { &beta::API } else { &v1_0::API }
}

/// Options that every command has, by their long names.
pub fn fixed_options() -> Vec<String> {
    let command = ListArgs::augment_args(Common::augment_args(Command::new("")));
    let mut names = vec!["help".to_owned()];
    for arg in command.get_arguments() {
        names.extend(arg.get_long().map(str::to_owned));
        names.extend(arg.get_all_aliases().unwrap_or_default().into_iter().map(str::to_owned));
    }
    names
}

/// The command with the options of every command. They are read wherever they stand.
pub fn with_common(command: Command) -> Command {
    let with = Common::augment_args(Command::new(""));
    let globals = with.get_arguments().cloned().map(|arg| arg.global(true));
    command.args(globals)
}

/// The options of every command, one by one.
pub fn common_args() -> Vec<Arg> {
    Common::augment_args(Command::new(""))
        .get_arguments()
        .cloned()
        .collect()
}
