//! What can go wrong when a tree is written or checked: each says the path and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::escaped;

/// Why a tree could not be written or checked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The system refused a file operation. The tree is as it was.
    Io {
        /// What was tried, as in "write".
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A path of the set or an owned folder is not accepted.
    Path {
        /// The path as it was given.
        path: String,
        /// Why not.
        reason: String,
    },
    /// What stands where a stopped run leaves its change is nothing that this run may follow. Nothing was changed.
    Journal {
        /// The journal, or what else is wrong among what was left.
        path: PathBuf,
        /// The folder that all of it is in.
        folder: PathBuf,
        /// Why it is not followed.
        reason: String,
    },
    /// Another run is at work on the same root.
    Locked {
        /// The root that it has locked.
        root: PathBuf,
    },
    /// The root was opened for reading only.
    ReadOnly {
        /// The root.
        root: PathBuf,
    },
    /// The change failed, and taking it back failed too. The next run tries again.
    NotUndone {
        /// Why the change failed.
        cause: Box<Error>,
        /// Why it could not be taken back.
        undo: Box<Error>,
        /// The root.
        root: PathBuf,
    },
}

impl Error {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Error::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn path(path: &str, reason: impl Into<String>) -> Self {
        Error::Path {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}

/// One line, whatever files are called.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Error::Io { action, path, source } => format!("cannot {action} `{}`: {source}", path.display()),
            Error::Path { path, reason } => format!("the path \"{path}\" is refused: {reason}"),
            Error::Journal { path, folder, reason } => format!(
                "`{}` is not followed: {reason}. Nothing was changed. If a run of yours was stopped here, files \
                 that it had moved away are in `{}`: \
                 put back what you miss; then remove the folder `{}` and run this again",
                path.display(),
                folder.join("old").display(),
                folder.display()
            ),
            Error::Locked { root } => format!(
                "another run is at work on `{}`; wait until it has ended, then run this again",
                root.display()
            ),
            Error::ReadOnly { root } => {
                format!(
                    "`{}` was opened for reading only; open it for writing first",
                    root.display()
                )
            }
            Error::NotUndone { cause, undo, root } => format!(
                "{cause}; taking the change back failed as well: {undo}. Some files below `{}` are new and some \
                 old: remove the cause and run this again, \
                 it will finish or undo the change",
                root.display()
            ),
        };
        f.write_str(&escaped(&text))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::NotUndone { cause, .. } => Some(cause),
            Error::Path { .. } | Error::Journal { .. } | Error::Locked { .. } | Error::ReadOnly { .. } => None,
        }
    }
}
