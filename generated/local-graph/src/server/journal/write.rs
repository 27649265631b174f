//! Writing the file.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use time::Duration;

use super::lines::{Entry, of_state};
use super::read::{OpenError, read};
use crate::engine::{Journal, State, Version};
use crate::store::Delta;

/// A journal is not written anew before it has grown by this many bytes.
const LEAST_GROWTH: u64 = 1024 * 1024;

/// A journal is written anew when it is this many times as long as the state.
const GROWTH: u64 = 4;

/// A state's file, open and locked.
pub(crate) struct FileJournal {
    path: PathBuf,
    /// None while another file takes its place, or where that failed.
    file: Option<File>,
    /// How long the file is: what is behind it is not written to its end.
    length: u64,
    /// How long it was when it was written anew.
    compact: u64,
    /// Held as long as the journal is.
    _lock: File,
}

impl FileJournal {
    /// Opens or makes a state's file.
    ///
    /// # Errors
    /// When another process has it, or it cannot be read. The file is as before then.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<State>), OpenError> {
        let failed = |why: io::Error| OpenError::new(path, format!("it cannot be opened: {why}"));
        let lock = lock(path)?;
        let mut file = options().open(path).map_err(failed)?;
        let held = read(path, &file)?;
        let mut journal = Self {
            path: path.to_owned(),
            file: None,
            length: 0,
            compact: 0,
            _lock: lock,
        };
        let Some(held) = held else {
            journal.write_anew(&State::new()).map_err(failed)?;
            return Ok((journal, None));
        };
        if held.dropped > 0 {
            tracing::warn!(
                bytes = held.dropped,
                "the state's last line was not written to its end, and is dropped"
            );
            file.set_len(held.length).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        journal.file = Some(file);
        journal.length = held.length;
        journal.settle(&held.state);
        Ok((journal, Some(held.state)))
    }

    fn append(&mut self, entry: &Entry) -> io::Result<()> {
        let line = entry.to_line()?;
        let file = self
            .file
            .as_mut()
            .ok_or_else(|| io::Error::other("the state's file is not open"))?;
        if let Err(why) = file.write_all(&line) {
            // Half a line would be in the way of the next one.
            let mended = file.set_len(self.length).and_then(|()| file.seek(SeekFrom::End(0)));
            if mended.is_err() {
                self.file = None;
            }
            return Err(why);
        }
        self.length += line.len() as u64;
        Ok(())
    }

    /// Writes a state to another file, which then takes this one's place.
    fn write_anew(&mut self, state: &State) -> io::Result<()> {
        // Of a fixed name: what a killed process has left of it is overwritten.
        let new = beside(&self.path, ".new");
        let mut length = 0;
        {
            let mut out = io::BufWriter::new(options().truncate(true).open(&new)?);
            for line in of_state(state) {
                let line = line?;
                out.write_all(&line)?;
                length += line.len() as u64;
            }
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        // Windows replaces no file that is open.
        self.file = None;
        let replaced = std::fs::rename(&new, &self.path);
        let mut file = options().open(&self.path)?;
        file.seek(SeekFrom::End(0))?;
        self.file = Some(file);
        replaced?;
        self.length = length;
        self.compact = length;
        Ok(())
    }
}

impl Journal for FileJournal {
    fn changed(&mut self, version: Version, delta: &Delta) -> io::Result<()> {
        self.append(&Entry::changed(version, delta))
    }

    fn moved(&mut self, ahead: Duration) -> io::Result<()> {
        let ahead = ahead.as_seconds_f64();
        self.append(&Entry::Moved { ahead })
    }

    fn replaced(&mut self, state: &State) -> io::Result<()> {
        self.write_anew(state)
    }

    fn settle(&mut self, state: &State) {
        let limit = self.compact.saturating_mul(GROWTH).saturating_add(LEAST_GROWTH);
        if self.length > limit
            && let Err(why) = self.write_anew(state)
        {
            tracing::warn!(%why, "the state's file could not be written anew, and grows on");
            // Not with each change again.
            self.compact = self.length;
        }
    }
}

/// The state may have secrets in it: it is its owner's alone.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Locks a file beside the state's: the state's own is replaced now and then, and a lock would go with it.
fn lock(path: &Path) -> Result<File, OpenError> {
    let lock = beside(path, ".lock");
    let failed = |why: io::Error| OpenError::new(&lock, format!("it cannot be made: {why}"));
    let file = options().open(&lock).map_err(failed)?;
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(fs4::TryLockError::WouldBlock) => Err(OpenError::new(
            path,
            "another process has this state open; stop it, or give another file",
        )),
        Err(fs4::TryLockError::Error(why)) => Err(OpenError::new(&lock, format!("it cannot be locked: {why}"))),
    }
}
