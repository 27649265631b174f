//! A folder or file of a git revision. Nothing is checked out: the module `git` asks git for texts.

use std::path::Path;

use super::fault::wrong;
use super::files::{RawFile, gather};
use super::folder::{Folder, docs_folder, of_texts, wanted};
use super::git::Repository;
use super::names::{named_version, of_folder_name};
use super::side::Snapshot;
use crate::error::Result;
use crate::input::Input;
use crate::model::Version;

/// The folder that a revision is read from when none is named.
const DEFAULT_FOLDER: &str = "schemas";

/// Reads `REV[:PATH]` of the repository around `here`.
pub(super) fn of_revision(source: &str, version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>> {
    let (revision, path) = source.split_once(':').unwrap_or((source, DEFAULT_FOLDER));
    let path = path.trim_end_matches('/');
    let repository = Repository::at(here);
    let commit = repository.commit(revision).map_err(|git| {
        wrong(
            source,
            format!("there is no such file or folder, and no such git revision either ({git})"),
        )
    })?;
    let label = if path == DEFAULT_FOLDER {
        format!("{revision} ({})", commit.short)
    } else {
        format!("{revision}:{path} ({})", commit.short)
    };
    let failed = |git: String| {
        wrong(
            source,
            format!("the revision is there, but `{path}` cannot be read from it: {git}"),
        )
    };
    if repository.is_file(&commit, path).map_err(failed)? {
        let text = repository.file(&commit, path).map_err(failed)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = RawFile::new(Input::inline(name, &text), version, named_version(path))?;
        let mut snapshots = gather(vec![file], version)?;
        snapshots
            .iter_mut()
            .for_each(|snapshot| snapshot.label.clone_from(&label));
        return Ok(snapshots);
    }
    let (root, only) = match (of_folder_name(Path::new(path)), path.rsplit_once('/')) {
        (Some(only), Some((above, _))) => (above, Some(only)),
        (Some(only), None) => ("", Some(only)),
        (None, _) => (path, None),
    };
    let docs = repository.names_in(&commit, root, &docs_folder()).map_err(failed)?;
    let folder = Folder {
        texts: repository.texts(&commit, root, &wanted(&docs)).map_err(failed)?,
        on_disk: None,
    };
    of_texts(&folder, only, version, source, &|_| label.clone())
}
