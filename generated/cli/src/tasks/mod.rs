//! The commands of this program's own: tasks that take several requests or none.
//!
//! | command | what it does |
//! |---|---|
//! | `get`, `post`, `patch`, `put`, `delete` | a request by its URL |
//! | `resume` | resumes a request that waits for a custom extension |
//! | `waiting` | lists the requests that wait |
//! | `find` | finds operations, types and permissions |
//! | `serve` | a Graph of this machine |
//! | `login`, `logout`, `whoami` | signs in and out; who is signed in |
//! | `config` | profiles |
//! | `completions`, `man` | scripts for shells; manual pages |

mod find;
mod login;
mod logout;
mod manual;
mod needs;
mod requests;
mod resume;
mod serve;
mod url;
mod waiting;
mod whoami;

use clap::{ArgMatches, Command};
use msgraph_identity_governance::reflection::Api;

use crate::failure::Failure;
use crate::line::Own;
use crate::run::Run;

/// All of them, for the command line.
pub const OWN: Own = Own {
    names: &[
        "get",
        "post",
        "patch",
        "put",
        "delete",
        "resume",
        "waiting",
        "find",
        "serve",
        "login",
        "logout",
        "whoami",
        "config",
        "completions",
        "man",
    ],
    commands,
};

fn commands(api: &'static Api) -> Vec<Command> {
    let mut commands = vec![resume::command(), waiting::command(), find::command(), serve::command()];
    commands.extend(url::commands(api));
    commands.extend([
        login::command(),
        logout::command(),
        whoami::command(),
        crate::config::command(),
        manual::completions_command(),
        manual::man_command(),
    ]);
    commands
}

/// Runs one of them.
///
/// # Errors
/// When it did not do what it was asked to.
pub fn run(name: &str, matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    match name {
        "resume" => resume::run(matches, run),
        "waiting" => waiting::run(matches, run),
        "find" => find::run(matches, run),
        "serve" => serve::run(matches, run),
        "login" => login::run(matches, run),
        "logout" => logout::run(run),
        "whoami" => whoami::run(matches, run),
        "config" => crate::config::run(matches, run),
        "completions" => manual::completions(matches),
        "man" => manual::man(matches, run),
        method => url::run(method, matches, run),
    }
}
