//! The lock of a cache: one writer at a time, among all processes of the machine.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::{FileExt, TryLockError};
use futures::lock::OwnedMutexGuard;

use super::unusable;
use crate::sign_in::error::SignInError;
use crate::sign_in::wire::pause;

/// How often is looked whether the lock is free.
const EVERY: Duration = Duration::from_millis(20);
/// How long is waited for it: longer than a request to the authority takes.
const LONGEST: Duration = Duration::from_secs(180);

/// Held by who writes. It ends when it is dropped, and with the process.
pub(crate) struct Lock {
    _held: Held,
}

#[allow(dead_code, reason = "what is held is held by being there")]
enum Held {
    Memory(OwnedMutexGuard<()>),
    File(File),
}

impl Lock {
    pub(super) fn in_memory(guard: OwnedMutexGuard<()>) -> Self {
        Self {
            _held: Held::Memory(guard),
        }
    }

    /// That of the cache at this path. The file beside it stays: removing it would give two processes a lock each.
    pub(super) async fn of_file(path: &Path) -> Result<Self, SignInError> {
        let beside = beside(path);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let failed = |error: &std::io::Error| {
            let what = format!("{} cannot be locked ({error})", beside.display());
            unusable(what, "keep the cache in a folder that this user can write")
        };
        let file = options.open(&beside).map_err(|error| failed(&error))?;
        let mut waited = Duration::ZERO;
        loop {
            // By name: the standard library has one too, from Rust 1.89 on.
            match FileExt::try_lock(&file) {
                Ok(()) => {
                    return Ok(Self {
                        _held: Held::File(file),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
                Err(TryLockError::WouldBlock) if waited >= LONGEST => {
                    let what = format!("another process holds {} for minutes", beside.display());
                    return Err(unusable(what, "end that process"));
                }
                Err(TryLockError::WouldBlock) => {
                    pause(EVERY).await;
                    waited += EVERY;
                }
            }
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
