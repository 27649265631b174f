//! A process of the command line, cut off from the machine's own settings.

use std::process::{Command, Output, Stdio};

/// What a process said and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program with no configuration and no credentials.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_msgraph-ig"));
    command
        .env_clear()
        .env("HOME", std::env::temp_dir().join("msgraph-ig-nobody"))
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Ended {
    Ended::of(program().args(args).output().unwrap())
}

/// Runs it against an endpoint of this machine.
pub fn run_at<S: AsRef<std::ffi::OsStr>>(endpoint: &str, args: impl IntoIterator<Item = S>) -> Ended {
    Ended::of(
        program()
            .env("MSGRAPH_IG_ENDPOINT", endpoint)
            .args(args)
            .output()
            .unwrap(),
    )
}
