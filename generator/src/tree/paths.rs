//! Which relative paths are accepted, and that none of them leads out of the root by a link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, FileSet, WORK_FOLDER};
use crate::text::{character, is_hidden};

/// Checks the form of one relative path: parts with `/` between them, none of them empty, `.` or `..`.
pub(super) fn check_form(path: &str) -> Result<(), Error> {
    if path.is_empty() {
        return Err(Error::path(path, "it is empty; give a path relative to the root"));
    }
    if path.starts_with('/') || Path::new(path).is_absolute() {
        return Err(Error::path(path, "it is absolute; give a path relative to the root"));
    }
    if let Some(c) = path
        .chars()
        .find(|c| is_hidden(*c) || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*'))
    {
        return Err(Error::path(
            path,
            format!(
                "it holds {}, which is no part of a file name on every system; use `/` between parts",
                character(c)
            ),
        ));
    }
    for part in path.split('/') {
        match part {
            "" => {
                return Err(Error::path(
                    path,
                    "it has an empty part; write one `/` between parts and none at the end",
                ));
            }
            "." | ".." => {
                return Err(Error::path(
                    path,
                    format!("it holds `{part}`; write the path out from the root"),
                ));
            }
            _ => {}
        }
    }
    if path
        .split('/')
        .next()
        .is_some_and(|first| first.eq_ignore_ascii_case(WORK_FOLDER))
    {
        return Err(Error::path(
            path,
            format!("`{WORK_FOLDER}` is where changes are prepared; choose another folder"),
        ));
    }
    Ok(())
}

/// Checks a whole set: the form of each path, that it lies in an owned folder, and that no two get in each other's way
/// on some system.
pub(super) fn check_set(root: &Path, owned: &[&str], files: &FileSet) -> Result<(), Error> {
    for folder in owned {
        check_form(folder)?;
        check_links(root, folder)?;
    }
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for path in files.keys() {
        check_form(path)?;
        if !owned.iter().any(|folder| is_within(path, folder)) {
            return Err(Error::path(
                path,
                format!(
                    "it is in none of the folders that are to be written ({})",
                    owned.join(", ")
                ),
            ));
        }
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            return Err(Error::path(
                path,
                format!("it differs from `{other}` only in case, which some systems do not tell apart"),
            ));
        }
        folders.extend(parents(path));
    }
    if let Some(path) = files.keys().find(|path| folders.contains(path.as_str())) {
        return Err(Error::path(path, "it is a file and, for another file, a folder"));
    }
    // The files of one folder share its links.
    for folder in folders {
        check_links(root, folder)?;
    }
    Ok(())
}

/// Refuses a path below the root one of whose folders is a link: what is written there would land elsewhere.
pub(super) fn check_links(root: &Path, folder: &str) -> Result<(), Error> {
    let mut at = root.to_owned();
    for part in folder.split('/') {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(found) if found.is_symlink() => {
                return Err(Error::path(
                    folder,
                    format!(
                        "`{}` is a symbolic link; only real folders below the root are written",
                        at.display()
                    ),
                ));
            }
            Ok(_) => {}
            // What is not there (or is a file, to be replaced by a folder) leads nowhere.
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}

/// Whether a path is the owned one or lies below it.
pub(super) fn is_within(path: &str, owned: &str) -> bool {
    path.strip_prefix(owned)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folders that lead to a file, the nearest first, the root left out.
pub(super) fn parents(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |path| parent(path))
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// The path on this system.
pub(super) fn join(root: &Path, path: &str) -> PathBuf {
    let mut full = root.to_owned();
    full.extend(path.split('/'));
    full
}
