//! The guide in `docs/guide`, as its tests read it.
//!
//! A page has no program and no output of its own: programs are files of `generated/examples`, sessions are files of
//! `docs/guide/sessions`, drawings are made from `docs/guide/drawings` (by `draw.mjs` there). Pages include them.
//! `GUIDE=record` in the environment of the tests writes sessions anew.
//!
//! | what | where |
//! |---|---|
//! | pages: their headings, links and includes | `page` |
//! | sessions: commands with what they print | `session` |
//! | what differs from run to run, taken out | `steady` |
//! | a session, run against a local Graph | `run`, `service` |

pub mod page;
pub mod run;
pub mod service;
pub mod session;
pub mod steady;

use std::path::{Path, PathBuf};

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The guide's folder.
#[must_use]
pub fn guide() -> PathBuf {
    root().join("docs/guide")
}

/// Whether sessions are to be written anew.
#[must_use]
pub fn is_recording() -> bool {
    std::env::var("GUIDE").is_ok_and(|what| what == "record")
}

/// The files of a folder with that extension, below it as deep as they are, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path, extension: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|of| of == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
