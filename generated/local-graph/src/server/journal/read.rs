//! Reading the file.

use std::fmt;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use time::Duration;

use super::lines::{Entry, FORMAT, Header, VERSION};
use crate::engine::{State, Version};
use crate::store::Delta;

/// The longest line that is read, in bytes: a change holds at most a batch, a state is written in pieces.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// Why a state's file was not opened. Nothing in it was changed.
#[derive(Debug)]
pub struct OpenError {
    pub(super) path: PathBuf,
    pub(super) line: Option<u64>,
    pub(super) why: String,
}

impl OpenError {
    pub(super) fn new(path: &Path, why: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            why: why.into(),
        }
    }
}

/// `state.jsonl, line 3: it is no entry: …`
impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for OpenError {}

/// What a file holds.
pub(super) struct Held {
    pub(super) state: State,
    /// How long the file is without a line that was not written to its end.
    pub(super) length: u64,
    /// How many bytes were dropped with it.
    pub(super) dropped: u64,
}

/// Reads a file. An empty one is a state that has not begun.
pub(super) fn read(path: &Path, file: &std::fs::File) -> Result<Option<Held>, OpenError> {
    let failed = |line: u64, why: String| OpenError {
        path: path.to_owned(),
        line: Some(line),
        why,
    };
    let mut reader = BufReader::new(file);
    let mut held = Held {
        state: State::new(),
        length: 0,
        dropped: 0,
    };
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        let read = read.map_err(|why| failed(number, format!("it cannot be read: {why}")))? as u64;
        if read == 0 {
            return Ok((number > 1).then_some(held));
        }
        let Some(line) = bytes.strip_suffix(b"\n") else {
            if read == LONGEST_LINE {
                return Err(failed(
                    number,
                    "the line is longer than any that is written here".to_owned(),
                ));
            }
            held.dropped = read;
            // A header that was not written to its end: nothing has happened yet. Else it is no file of ours.
            return match number {
                1 if is_torn_header(&bytes) => Ok(None),
                1 => Err(failed(1, not_ours())),
                _ => Ok(Some(held)),
            };
        };
        match number {
            1 => check_header(line).map_err(|why| failed(number, why))?,
            _ => put(&mut held.state, line).map_err(|why| failed(number, why))?,
        }
        held.length += read;
    }
    Ok(Some(held))
}

fn not_ours() -> String {
    "it is no state of the local Graph; give another file, or remove this one".to_owned()
}

fn is_torn_header(bytes: &[u8]) -> bool {
    super::lines::line(&Header::own()).is_ok_and(|header| header.starts_with(bytes))
}

fn check_header(line: &[u8]) -> Result<(), String> {
    let header: Header = serde_json::from_slice(line).map_err(|_| not_ours())?;
    match header.format == FORMAT {
        false => Err(not_ours()),
        true if header.version != VERSION => Err(format!(
            "the state is of version {} of its format, and this program reads version {VERSION}; use the program that \
             wrote it, or give another file",
            header.version
        )),
        true => Ok(()),
    }
}

fn put(state: &mut State, line: &[u8]) -> Result<(), String> {
    let entry = serde_json::from_slice(line).map_err(|why| format!("it is no JSON: {why}"))?;
    match Entry::read(entry)? {
        Entry::Changed { graph, delta } => {
            let store = state.store_mut(version(&graph)?);
            let delta = Delta::from_json(delta, store)?;
            store.apply(delta);
        }
        Entry::Counted { graph, counters } => state.store_mut(version(&graph)?).count_from(counters),
        Entry::Moved { ahead } => {
            let ahead = Duration::checked_seconds_f64(ahead).ok_or("the clock is too far ahead")?;
            state.set_ahead(ahead);
        }
    }
    Ok(())
}

fn version(name: &str) -> Result<Version, String> {
    let found = Version::ALL.into_iter().find(|version| version.name() == name);
    found.ok_or_else(|| format!("there is no version `{name}`"))
}
