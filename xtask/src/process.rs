//! Other programs: cargo, git, curl.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How a program ended, and what it wrote.
pub struct ProcessOutput {
    pub succeeded: bool,
    pub out: Vec<u8>,
    pub err: String,
}

impl ProcessOutput {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// All that it printed, for a person.
    pub fn all(&self) -> String {
        format!("{}{}", self.text(), self.err)
    }
}

impl From<Output> for ProcessOutput {
    fn from(output: Output) -> Self {
        ProcessOutput {
            succeeded: output.status.success(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a program to its end. Its failure is for the caller to judge; that it cannot be run is an error.
pub fn run(
    program: &OsStr,
    arguments: &[&str],
    folder: &Path,
    variables: &[(&str, &str)],
) -> Result<ProcessOutput, Failure> {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .map(ProcessOutput::from)
        .map_err(|error| Failure::Process {
            what: program.to_string_lossy().into_owned(),
            why: format!("cannot be run: {error}"),
        })
}

/// How much a program may write, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of standard output.
    pub bytes: u64,
    /// From its start to its end.
    pub time: Duration,
}

/// How much of a program's standard error is read, in bytes.
const MAX_ERROR_BYTES: u64 = 64 << 10;

/// Runs a program, and stops it when it writes more or takes longer than it may. That, and that it cannot be run, is an
/// error; its failure is for the caller to judge.
pub fn run_within(program: &OsStr, arguments: &[&str], limits: Limits) -> Result<ProcessOutput, Failure> {
    let failed = |why: String| Failure::Process {
        what: program.to_string_lossy().into_owned(),
        why,
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    let out = read(child.stdout.take(), limits.bytes.saturating_add(1));
    let err = read(child.stderr.take(), MAX_ERROR_BYTES);
    let ended = Instant::now() + limits.time;
    let left = || ended.saturating_duration_since(Instant::now());
    let too_much = |out: &[u8]| out.len() as u64 > limits.bytes;
    // Too much output is noticed before the program ends.
    let stopped = match out.recv_timeout(left()) {
        Ok(Ok(out)) if too_much(&out) => Err(format!("wrote more than {} bytes", limits.bytes)),
        Ok(Ok(out)) => Ok(out),
        Ok(Err(error)) => Err(format!("cannot be read: {error}")),
        Err(_) => Err(format!("took longer than {} s", limits.time.as_secs())),
    };
    let out = match stopped {
        Ok(out) => out,
        Err(why) => {
            // It may have ended by itself in the meantime.
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed(why));
        }
    };
    // It has closed its output, so its end is near.
    let status = child
        .wait()
        .map_err(|error| failed(format!("cannot be waited for: {error}")))?;
    let err = err.recv_timeout(left()).ok().and_then(Result::ok).unwrap_or_default();
    Ok(ProcessOutput {
        succeeded: status.success(),
        out,
        err: String::from_utf8_lossy(&err).into_owned(),
    })
}

/// Reads so many bytes at most, in a thread of its own, and closes the pipe.
fn read(from: Option<impl Read + Send + 'static>, most: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.map_or(Ok(0), |from| from.take(most).read_to_end(&mut bytes));
        // There is no receiver any more when the program was stopped.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

/// Runs a program whose failure is an error; returns its standard output.
pub fn must_run(program: &str, arguments: &[&str], folder: &Path) -> Result<String, Failure> {
    let ran = run(OsStr::new(program), arguments, folder, &[])?;
    if ran.succeeded {
        return Ok(ran.text());
    }
    Err(Failure::Process {
        what: format!("{program} {}", arguments.join(" ")),
        why: last_line(&ran.err),
    })
}

/// The cargo that runs this, or the one on the path.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The last line that is not empty.
pub fn last_line(text: &str) -> String {
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    last.unwrap_or("failed without a message").to_owned()
}
