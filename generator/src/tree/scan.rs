//! Reads what is in the owned folders now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use super::Error;
use super::paths::join;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A plain file, with its length in bytes.
    File(u64),
    /// A symbolic link; never followed.
    Link,
    /// A socket, a pipe, a device.
    Special,
}

/// All files and folders of the owned folders, by relative path.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) files: BTreeMap<String, Kind>,
    pub(super) folders: BTreeSet<String>,
}

/// Walks the owned folders; one that is not there is empty.
pub(super) fn scan(root: &Path, owned: &[&str]) -> Result<Scan, Error> {
    let mut found = Scan::default();
    let mut open: Vec<String> = Vec::new();
    for path in owned {
        if let Some(metadata) = stat(&join(root, path))? {
            found.note((*path).to_owned(), &metadata, &mut open);
        }
    }
    while let Some(folder) = open.pop() {
        let full = join(root, &folder);
        let fail = |e: io::Error| Error::io("read the folder", &full, e);
        for entry in fs::read_dir(&full).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return Err(Error::path(
                    &entry.path().to_string_lossy(),
                    "its name is not Unicode; remove the file, the folder is for generated files only",
                ));
            };
            // Not followed: a link is a foreign thing here, wherever it leads.
            let metadata = entry.metadata().map_err(fail)?;
            found.note(format!("{folder}/{name}"), &metadata, &mut open);
        }
    }
    Ok(found)
}

impl Scan {
    fn note(&mut self, path: String, metadata: &Metadata, open: &mut Vec<String>) {
        if metadata.is_dir() {
            if self.folders.insert(path.clone()) {
                open.push(path);
            }
            return;
        }
        let kind = if metadata.is_file() {
            Kind::File(metadata.len())
        } else if metadata.is_symlink() {
            Kind::Link
        } else {
            Kind::Special
        };
        self.files.insert(path, kind);
    }
}

/// What stands at a path, a link as itself; `None` when nothing does.
pub(super) fn stat(path: &Path) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(Error::io("look at", path, e)),
    }
}
