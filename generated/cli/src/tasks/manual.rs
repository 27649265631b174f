//! Scripts that make shells complete, and manual pages.

use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use clap_complete::env::Shells;

use crate::failure::Failure;
use crate::line::Line;
use crate::run::Run;

/// bash takes a word apart at these signs before it asks: `--body @file` and `--what-if=json` are whole without them.
const BASH_WORDS: &str = "COMP_WORDBREAKS=${COMP_WORDBREAKS//[@=]/}\n";

pub(super) fn completions_command() -> Command {
    Command::new("completions")
        .about("Prints the script that makes a shell complete")
        .after_help(
            "bash:       source <(msgraph-ig completions bash)\nzsh:        source <(msgraph-ig completions zsh)\nfish:       \
             msgraph-ig completions fish | source\nPowerShell: msgraph-ig completions powershell | Out-String | \
             Invoke-Expression",
        )
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(["bash", "zsh", "fish", "powershell"])
                .help("The shell"),
        )
}

pub(super) fn man_command() -> Command {
    Command::new("man")
        .about("Prints a manual page: of the program, or of the command that words name")
        .after_help("msgraph-ig man | man -l -\nmsgraph-ig man entitlement-management assignment-requests resume post")
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .num_args(0..)
                .action(ArgAction::Append)
                .help("The command"),
        )
}

pub(super) fn completions(matches: &ArgMatches) -> Result<(), Failure> {
    let name = matches
        .get_one::<String>("shell")
        .map(String::as_str)
        .unwrap_or_default();
    let shells = Shells::builtins();
    let shell = shells
        .completer(name)
        .ok_or_else(|| Failure::usage(format!("there is no script for {name}")))?;
    let mut script = Vec::new();
    if name == "bash" {
        script.extend_from_slice(BASH_WORDS.as_bytes());
    }
    // The script runs the program by its name, so that another build of it on the path is asked as well.
    let written = shell.write_registration("COMPLETE", "msgraph-ig", "msgraph-ig", "msgraph-ig", &mut script);
    written.map_err(|error| Failure::writing("the script", &error))?;
    print(&script)
}

pub(super) fn man(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let mut args = vec!["msgraph-ig".to_owned()];
    if run.api.version() == "beta" {
        args.push("--beta".to_owned());
    }
    let words: Vec<String> = matches
        .get_many::<String>("words")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    args.extend(words.iter().cloned());
    let line = Line::of(&args, &super::OWN);
    let mut command = &line.command;
    let mut name = vec!["msgraph-ig".to_owned()];
    for word in &words {
        match command.find_subcommand(word) {
            Some(below) => {
                command = below;
                name.push(word.clone());
            }
            None => {
                // The table's root may be left out.
                return Err(
                    Failure::usage(format!("there is no command `{}`", words.join(" ").escape_debug()))
                        .tip("msgraph-ig find WORDS looks for one"),
                );
            }
        }
    }
    let page = clap_mangen::Man::new(command.clone().name(name.join("-")).bin_name(name.join(" ")));
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Failure::writing("the page", &error))?;
    print(&text)
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing("the output", &error))
}
