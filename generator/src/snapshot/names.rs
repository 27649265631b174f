//! What the names of files and folders say: a version, a date.

use std::path::{Component, Path};

use crate::model::Version;

/// A folder that is named like a version.
pub(super) fn of_folder_name(path: &Path) -> Option<Version> {
    let name = path.file_name()?;
    Version::ALL.into_iter().find(|version| name == version.name())
}

/// The version that a path names as it was typed: by the beginning of the file's name, else by the nearest folder that
/// is named like one.
pub(super) fn named_version(path: &str) -> Option<Version> {
    let path = Path::new(path);
    let begins = |name: &str, version: Version| {
        let rest = name.strip_prefix(version.name());
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let name = path.file_name()?.to_str()?;
    Version::ALL
        .into_iter()
        .find(|version| begins(name, *version))
        .or_else(|| {
            let folders = path.components().rev().skip(1);
            folders
                .filter_map(|part| match part {
                    Component::Normal(name) => of_folder_name(Path::new(name)),
                    _ => None,
                })
                .next()
        })
}

/// The version that the folder of a file is named for, where the path was typed inside of it.
pub(super) fn folder_version(file: &Path) -> Option<Version> {
    of_folder_name(file.canonicalize().ok()?.parent()?)
}

/// The first day that stands in a name: `v1.0-2025-12-16.csdl`.
pub(super) fn date_in(name: &str) -> Option<String> {
    let is_date = |text: &&str| {
        text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let windows = (0..name.len().saturating_sub(9)).filter_map(|at| name.get(at..at + 10));
    windows.into_iter().find(is_date).map(ToOwned::to_owned)
}
