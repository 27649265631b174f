//! Other programs: cargo, git, curl.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::failure::Failure;

/// What a program gave.
pub struct Ran {
    pub succeeded: bool,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// All that it printed, for a person.
    pub fn all(&self) -> String {
        format!("{}{}", self.text(), self.err)
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Ran {
            succeeded: output.status.success(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a program to its end. That it fails is for the caller to judge; that it cannot be run is an error.
pub fn run(program: &OsStr, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Result<Ran, Failure> {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .map(Ran::from)
        .map_err(|error| Failure::Process {
            what: program.to_string_lossy().into_owned(),
            why: format!("cannot be run: {error}"),
        })
}

/// Runs a program whose failure is an error; gives what it printed.
pub fn must_run(program: &str, arguments: &[&str], folder: &Path) -> Result<String, Failure> {
    let ran = run(OsStr::new(program), arguments, folder, &[])?;
    if ran.succeeded {
        return Ok(ran.text());
    }
    Err(Failure::Process {
        what: format!("{program} {}", arguments.join(" ")),
        why: last_words(&ran.err),
    })
}

/// The cargo that runs this, or the one on the path.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The last line that says something.
pub fn last_words(text: &str) -> String {
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    last.unwrap_or("failed without a word").to_owned()
}
