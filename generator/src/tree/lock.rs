//! Keeps two runs on one root apart. The system lets go of the lock when the process ends, however it ends, so none is
//! ever left behind.

use std::fs::File;
use std::io;
use std::path::Path;

use fs4::{FileExt, TryLockError};

use super::Error;

/// A lock on a root folder, held as long as this value lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// For a run that writes.
    pub(super) fn exclusive(root: &Path) -> Result<Self, Error> {
        Self::take(root, FileExt::try_lock)
    }

    /// For runs that only read.
    pub(super) fn shared(root: &Path) -> Result<Self, Error> {
        Self::take(root, FileExt::try_lock_shared)
    }

    fn take(root: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Self, Error> {
        let file = open(root).map_err(|e| Error::io("open for locking", root, e))?;
        match lock(&file) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { root: root.to_owned() }),
            Err(TryLockError::Error(e)) => Err(Error::io("lock", root, e)),
        }
    }
}

/// The folder itself is locked, so that no file has to be left in it.
#[cfg(unix)]
fn open(root: &Path) -> io::Result<File> {
    File::open(root)
}

/// A folder cannot be opened as a file here; a file in it, which stays, does the same.
#[cfg(not(unix))]
fn open(root: &Path) -> io::Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(root.join(".regen-lock"))
}
