//! Where the two sides of a report are from: files, folders and git revisions, read into [`Snapshot`]s.
//!
//! ```text
//!  raw files ──────────────► recognise ─┐
//!  folder on disk ─┐                    ├─► Snapshot, one per version
//!  git revision ───┴─► Folder (texts) ──┘
//! ```
//!
//! A folder and a revision are read into the same `Folder` of texts, so they have the same meaning. No document is read
//! here further than to know what it is, until two snapshots are a [`Pair`] that is to be compared.

mod fault;
mod files;
mod folder;
mod git;
mod names;
mod pair;
mod recognise;
mod revision;
mod side;

use std::collections::BTreeMap;
use std::path::Path;

pub use self::files::of_files;
pub use self::folder::{of_folder, of_schemas};
pub use self::pair::Pair;
pub use self::recognise::{Document, recognise, served_version};
pub use self::side::{PermissionsInput, Snapshot};

use self::fault::wrong;
use self::folder::of_folder_on_disk;
use self::revision::of_revision;
use crate::error::Result;
use crate::model::Version;

/// Reads what stands for one side on the command line: a file, files joined by commas, a folder, or `REV[:PATH]` of the
/// repository around `here`.
///
/// Gives one snapshot for each version that is there, or only that of `version`. A path that exists is taken before a
/// revision of the same name.
///
/// # Errors
/// When it is none of these, a file is not usable, or its version is not known; the error says what was tried.
pub fn find(source: &str, version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>> {
    if source.is_empty() {
        return Err(wrong("(nothing)", "expected a file, a folder or a git revision"));
    }
    let path = here.join(source);
    if path.is_dir() {
        return of_folder_on_disk(source, &path, version);
    }
    if path.exists() {
        return of_files(&[source], version, here);
    }
    let parts: Vec<&str> = source
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 {
        let missing: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| !here.join(part).is_file())
            .collect();
        return match missing.as_slice() {
            [] => of_files(&parts, version, here),
            _ => Err(wrong(
                source,
                format!(
                    "of the files that the commas part, there is no `{}`",
                    missing.join("`, `")
                ),
            )),
        };
    }
    of_revision(source, version, here)
}

/// Brings the two sides together, version by version. A side of both versions gives the one that the other has.
///
/// # Errors
/// When they have no version in common, or one of two `schemas/` folders lacks a version.
pub fn pair(old: Vec<Snapshot>, new: Vec<Snapshot>) -> Result<Vec<(Snapshot, Snapshot)>> {
    let names = |side: &[Snapshot]| {
        side.iter()
            .map(|one| one.version.name())
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let (of_old, of_new) = (names(&old), names(&new));
    let both_whole = old.iter().chain(&new).all(|one| one.overlay.is_some());
    let mut new: BTreeMap<Version, Snapshot> = new.into_iter().map(|one| (one.version, one)).collect();
    let label = old.first().map_or_else(String::new, |one| one.label.clone());
    let pairs: Vec<_> = old
        .into_iter()
        .filter_map(|one| new.remove(&one.version).map(|other| (one, other)))
        .collect();
    // Two `schemas/` folders or revisions: a version that one of them lacks was added or removed, and is not to be
    // passed over.
    if !pairs.is_empty() && of_old != of_new && both_whole {
        return Err(wrong(
            label,
            format!("the old side has {of_old}, the new one {of_new}: say with `--version` which is meant"),
        ));
    }
    if pairs.is_empty() {
        return Err(wrong(
            label,
            format!(
                "the sides are of different versions: the old one of {of_old}, the new one of {of_new} (`compare` \
                 holds versions side by side)"
            ),
        ));
    }
    Ok(pairs)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests;
