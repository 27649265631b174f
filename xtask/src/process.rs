//! Other programs: cargo, git, curl.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

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

/// How much a program may give, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of standard output.
    pub bytes: u64,
    /// From its start to its end.
    pub time: Duration,
}

/// What is read of a program's words, in bytes.
const MOST_WORDS: u64 = 64 << 10;

/// Runs a program that is stopped when it gives more than it may, or takes longer. Then, and when it cannot be run,
/// there is an error; that it fails is for the caller to judge.
pub fn run_within(program: &OsStr, arguments: &[&str], limits: Limits) -> Result<Ran, Failure> {
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
    let err = read(child.stderr.take(), MOST_WORDS);
    let ended = Instant::now() + limits.time;
    let left = || ended.saturating_duration_since(Instant::now());
    let too_much = |out: &[u8]| out.len() as u64 > limits.bytes;
    // What is too much is known before the program ends.
    let stopped = match out.recv_timeout(left()) {
        Ok(Ok(out)) if too_much(&out) => Err(format!("gave more than {} bytes", limits.bytes)),
        Ok(Ok(out)) => Ok(out),
        Ok(Err(error)) => Err(format!("cannot be read: {error}")),
        Err(_) => Err(format!("took longer than {} s", limits.time.as_secs())),
    };
    let out = match stopped {
        Ok(out) => out,
        Err(why) => {
            // It may have ended by itself meanwhile.
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
    Ok(Ran {
        succeeded: status.success(),
        out,
        err: String::from_utf8_lossy(&err).into_owned(),
    })
}

/// Reads so many bytes at most, in a thread of its own, and closes the pipe.
fn read(from: Option<impl Read + Send + 'static>, most: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (give, take) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.map_or(Ok(0), |from| from.take(most).read_to_end(&mut bytes));
        // Nobody listens any more when the program was stopped.
        let _ = give.send(read.map(|_| bytes));
    });
    take
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
