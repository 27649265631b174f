//! The work folder below a root: what an earlier run left in it, and the moves between it and the tree.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::drift::{Before, Drift};
use super::journal::{Journal, Put, sha256};
use super::paths::{check_links, join, parents};
use super::scan::{Kind, scan, stat};
use super::{Bounds, Error, FileSet, Outcome};

/// Names in the work folder.
const NEW: &str = "new";
const OLD: &str = "old";
const DRAFT: &str = "journal.new";
const JOURNAL: &str = "journal";
const FINISHED: &str = "finished";
const UNDONE: &str = "undone";

/// One root with its work folder and the operations to change it by.
pub(super) struct Work<'a> {
    disk: &'a dyn Disk,
    root: &'a Path,
    bounds: &'a Bounds,
    folder: PathBuf,
}

/// What the work folder says of an earlier run.
pub(super) enum State {
    /// There is none, or an empty one.
    Nothing { folder: bool },
    /// Something was prepared, nothing decided.
    Prepared,
    /// The change was decided on, and may be half done.
    Decided(Journal),
    /// Only the cleaning was left.
    Done(Outcome, Journal),
}

/// The name that the journal has once a change has ended so.
pub(super) fn marker(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Finished => FINISHED,
        Outcome::Undone => UNDONE,
    }
}

impl<'a> Work<'a> {
    pub(super) fn new(disk: &'a dyn Disk, root: &'a Path, bounds: &'a Bounds) -> Self {
        Work {
            disk,
            root,
            bounds,
            folder: bounds.work_path(root),
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        join(self.root, path)
    }

    fn staged(&self, path: &str) -> PathBuf {
        join(&self.folder.join(NEW), path)
    }

    fn kept(&self, path: &str) -> PathBuf {
        join(&self.folder.join(OLD), path)
    }

    /// What an earlier run left, as far as it is one of ours: see [`Bounds`].
    pub(super) fn state(&self) -> Result<State, Error> {
        let work_folder = self.bounds.work_folder();
        parents(&work_folder)
            .take(1)
            .try_for_each(|home| check_links(self.root, home))?;
        match stat(&self.folder)? {
            None => return Ok(State::Nothing { folder: false }),
            Some(found) if found.is_dir() => {}
            Some(_) => {
                return Err(Error::path(
                    &work_folder,
                    format!("`{}` is no folder; remove it", self.folder.display()),
                ));
            }
        }
        // Moves through a link would end elsewhere, and no run of ours makes one here.
        let found = scan(self.root, &[&work_folder])?;
        if let Some(path) = found
            .files
            .iter()
            .find(|(_, kind)| !matches!(kind, Kind::File(_)))
            .map(|(path, _)| path)
        {
            return Err(self.not_followed(&self.at(path), "it is neither a file nor a folder"));
        }
        for outcome in [Outcome::Finished, Outcome::Undone] {
            if let Some(text) = self.read(marker(outcome))? {
                // All that a torn marker costs is a few empty folders.
                let journal = Journal::read(&text).unwrap_or_default();
                return self
                    .within_bounds(marker(outcome), journal)
                    .map(|journal| State::Done(outcome, journal));
            }
        }
        if let Some(text) = self.read(JOURNAL)? {
            // A kill leaves a whole journal or none, so a damaged one has another story.
            let journal = Journal::read(&text).ok_or_else(|| {
                self.not_followed(
                    &self.folder.join(JOURNAL),
                    "it is damaged, or no journal of this program",
                )
            })?;
            return self.within_bounds(JOURNAL, journal).map(State::Decided);
        }
        let empty = fs::read_dir(&self.folder)
            .map_err(|e| Error::io("read the folder", &self.folder, e))?
            .next()
            .is_none();
        Ok(if empty {
            State::Nothing { folder: true }
        } else {
            State::Prepared
        })
    }

    /// The journal, if all that it names may be changed by this run.
    fn within_bounds(&self, name: &str, journal: Journal) -> Result<Journal, Error> {
        match journal.outside(self.bounds) {
            None => Ok(journal),
            Some(path) => {
                let reason = format!("it names {path:?}, which this command does not write");
                Err(self.not_followed(&self.folder.join(name), &reason))
            }
        }
    }

    fn not_followed(&self, path: &Path, reason: &str) -> Error {
        Error::Journal {
            path: path.to_owned(),
            folder: self.folder.clone(),
            reason: reason.to_owned(),
        }
    }

    /// A file of the work folder; `None` when it is not there.
    fn read(&self, name: &str) -> Result<Option<String>, Error> {
        let path = self.folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io("read", &path, e)),
        }
    }

    /// The moves that make the difference go away.
    pub(super) fn plan(&self, drift: &Drift) -> Result<Journal, Error> {
        let mut journal = Journal::default();
        let mut folders = BTreeSet::new();
        for difference in &drift.differences {
            let Some(after) = &difference.after else {
                journal.removals.push(difference.path.clone());
                continue;
            };
            for folder in parents(&difference.path) {
                // A file that stands where a folder must be is removed first, so the folder is new all the same.
                if stat(&self.at(folder))?.is_some_and(|found| found.is_dir()) {
                    break;
                }
                folders.insert(folder);
            }
            let replaces = difference.before != Before::Missing;
            journal.puts.push(Put {
                path: difference.path.clone(),
                replaces,
                sha256: sha256(after.as_bytes()),
            });
        }
        journal.new_folders = folders.into_iter().map(str::to_owned).collect();
        Ok(journal)
    }

    /// Writes the new files beside the tree.
    pub(super) fn prepare(&self, journal: &Journal, files: &FileSet) -> Result<(), Error> {
        self.make_parents(&self.folder)?;
        self.make_folder(&self.folder)?;
        for put in &journal.puts {
            let path = self.staged(&put.path);
            let text = files.get(&put.path).map(String::as_str).unwrap_or_default();
            self.make_parents(&path)?;
            self.write_file(&path, text, false)?;
        }
        self.write_file(&self.folder.join(DRAFT), &journal.to_text(), true)
    }

    /// From the rename on, the change is decided.
    ///
    /// Only the journal is forced to the medium. After a power cut its checksums show whether the new files got there;
    /// if not, the change is undone.
    pub(super) fn decide(&self) -> Result<(), Error> {
        self.rename(&self.folder.join(DRAFT), &self.folder.join(JOURNAL))?;
        self.disk
            .sync_dir(&self.folder)
            .map_err(|e| Error::io("force to disk", &self.folder, e))
    }

    /// Whether every new file is at hand, prepared or in place.
    pub(super) fn can_finish(&self, journal: &Journal) -> Result<bool, Error> {
        for put in &journal.puts {
            if !self.holds(&self.staged(&put.path), put)? && !self.holds(&self.at(&put.path), put)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a plain file with the new text stands there.
    fn holds(&self, path: &Path, put: &Put) -> Result<bool, Error> {
        if !stat(path)?.is_some_and(|found| found.is_file()) {
            return Ok(false);
        }
        let bytes = fs::read(path).map_err(|e| Error::io("read", path, e))?;
        Ok(sha256(&bytes) == put.sha256)
    }

    /// Moves what is removed away, and what is new to its place. Doing it again after any part of it is done gives the
    /// same.
    pub(super) fn finish(&self, journal: &Journal) -> Result<(), Error> {
        for path in &journal.removals {
            self.move_away(path)?;
        }
        for put in &journal.puts {
            let staged = self.staged(&put.path);
            if stat(&staged)?.is_none() {
                continue;
            }
            self.move_away(&put.path)?;
            let target = self.at(&put.path);
            self.make_room(&target)?;
            self.rename(&staged, &target)?;
        }
        Ok(())
    }

    /// Moves a file of the tree to the work folder, unless an earlier one is kept there already.
    fn move_away(&self, path: &str) -> Result<(), Error> {
        check_parent_links(self.root, path)?;
        let (now, kept) = (self.at(path), self.kept(path));
        if stat(&now)?.is_none_or(|found| found.is_dir()) {
            return Ok(());
        }
        if self.is_kept(path)? {
            // An earlier run kept the file; since then another took its place, which only a person can have put there.
            // The tree is generated: the first is the one to keep.
            return self.remove_file(&now);
        }
        self.make_parents(&kept)?;
        self.rename(&now, &kept)
    }

    /// Whether this file was moved away; a folder of that name only holds others that were.
    fn is_kept(&self, path: &str) -> Result<bool, Error> {
        Ok(stat(&self.kept(path))?.is_some_and(|found| !found.is_dir()))
    }

    /// Puts every file back where it was. Doing it again after any part of it is done gives the same.
    pub(super) fn undo(&self, journal: &Journal) -> Result<(), Error> {
        for put in &journal.puts {
            check_parent_links(self.root, &put.path)?;
            if self.is_kept(&put.path)? {
                self.bring_back(&put.path)?;
            } else if !put.replaces && self.holds(&self.at(&put.path), put)? {
                self.remove_file(&self.at(&put.path))?;
            }
        }
        for path in &journal.removals {
            if self.is_kept(path)? {
                self.bring_back(path)?;
            }
        }
        Ok(())
    }

    /// Moves a kept file back into the tree.
    fn bring_back(&self, path: &str) -> Result<(), Error> {
        check_parent_links(self.root, path)?;
        let target = self.at(path);
        self.make_room(&target)?;
        self.rename(&self.kept(path), &target)
    }

    /// Undoes a change that failed for a reason, which is handed back.
    pub(super) fn take_back(&self, journal: &Journal, cause: Error) -> Result<Error, Error> {
        match self.undo(journal) {
            Ok(()) => Ok(cause),
            Err(undo) => Err(Error::NotUndone {
                cause: Box::new(cause),
                undo: Box::new(undo),
                root: self.root.to_owned(),
            }),
        }
    }

    /// Marks the change as over and removes the work folder.
    pub(super) fn close(&self, outcome: Outcome, journal: &Journal) -> Result<(), Error> {
        let (journal_file, over) = (self.folder.join(JOURNAL), self.folder.join(marker(outcome)));
        // A change that failed before it was decided has no journal yet.
        if stat(&journal_file)?.is_some() {
            self.rename(&journal_file, &over)?;
        }
        self.remove_empty_folders(outcome, journal)?;
        self.clean(Some(marker(outcome)))?;
        // Those above the work folder were not empty before.
        self.remove_empty_folders(outcome, journal)
    }

    /// Removes the folders that the change emptied, or that it made in vain.
    pub(super) fn remove_empty_folders(&self, outcome: Outcome, journal: &Journal) -> Result<(), Error> {
        let folders: BTreeSet<&str> = match outcome {
            Outcome::Finished => journal.removals.iter().flat_map(|path| parents(path)).collect(),
            Outcome::Undone => journal.new_folders.iter().map(String::as_str).collect(),
        };
        // The deepest first: a parent sorts before what it holds.
        for folder in folders.into_iter().rev() {
            check_parent_links(self.root, folder)?;
            let path = self.at(folder);
            if is_empty_folder(&path)? {
                self.remove_dir(&path)?;
            }
        }
        Ok(())
    }

    /// Removes the work folder, and last in it the file that says how the change ended.
    pub(super) fn clean(&self, last: Option<&str>) -> Result<(), Error> {
        let work_folder = self.bounds.work_folder();
        let entries = scan(self.root, &[&work_folder])?;
        let last = last.map(|name| format!("{work_folder}/{name}"));
        for path in entries.files.keys().filter(|path| Some(*path) != last.as_ref()) {
            self.remove_file(&self.at(path))?;
        }
        for folder in entries.folders.iter().rev().filter(|folder| **folder != work_folder) {
            self.remove_dir(&self.at(folder))?;
        }
        if let Some(path) = last.filter(|path| entries.files.contains_key(path)) {
            self.remove_file(&self.at(&path))?;
        }
        if entries.folders.contains(&work_folder) {
            self.remove_dir(&self.folder)
        } else {
            Ok(())
        }
    }

    /// Makes the folders above a target, and removes empty folders that stand in its place.
    fn make_room(&self, target: &Path) -> Result<(), Error> {
        if stat(target)?.is_some_and(|found| found.is_dir()) {
            let mut folders = vec![target.to_owned()];
            let mut next = 0;
            while let Some(folder) = folders.get(next).cloned() {
                for entry in fs::read_dir(&folder).map_err(|e| Error::io("read the folder", &folder, e))? {
                    let entry = entry.map_err(|e| Error::io("read the folder", &folder, e))?;
                    if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                        folders.push(entry.path());
                    }
                }
                next += 1;
            }
            // One that still holds a file is not removed by the system, and that is the error.
            for folder in folders.iter().rev() {
                self.remove_dir(folder)?;
            }
        }
        self.make_parents(target)
    }

    fn make_parents(&self, path: &Path) -> Result<(), Error> {
        let mut missing = Vec::new();
        for folder in path.ancestors().skip(1) {
            if folder == self.root || stat(folder)?.is_some_and(|found| found.is_dir()) {
                break;
            }
            missing.push(folder);
        }
        missing
            .into_iter()
            .rev()
            .try_for_each(|folder| self.make_folder(folder))
    }

    fn make_folder(&self, path: &Path) -> Result<(), Error> {
        self.disk
            .create_dir(path)
            .map_err(|e| Error::io("make the folder", path, e))
    }

    fn write_file(&self, path: &Path, text: &str, durable: bool) -> Result<(), Error> {
        self.disk
            .write(path, text.as_bytes(), durable)
            .map_err(|e| Error::io("write", path, e))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Error> {
        // A person knows the file by its place in the tree, be it the one that it leaves or the one where it arrives.
        let known = if to.starts_with(&self.folder) { from } else { to };
        self.disk.rename(from, to).map_err(|e| Error::io("move", known, e))
    }

    fn remove_file(&self, path: &Path) -> Result<(), Error> {
        self.disk.remove_file(path).map_err(|e| Error::io("remove", path, e))
    }

    fn remove_dir(&self, path: &Path) -> Result<(), Error> {
        self.disk
            .remove_dir(path)
            .map_err(|e| Error::io("remove the folder", path, e))
    }
}

fn is_empty_folder(path: &Path) -> Result<bool, Error> {
    if !stat(path)?.is_some_and(|found| found.is_dir()) {
        return Ok(false);
    }
    Ok(fs::read_dir(path)
        .map_err(|e| Error::io("read the folder", path, e))?
        .next()
        .is_none())
}

/// Refuses a path that a link would lead elsewhere; checked again at each move, since a recovery may come long after
/// the check of the set.
fn check_parent_links(root: &Path, path: &str) -> Result<(), Error> {
    parents(path).take(1).try_for_each(|folder| check_links(root, folder))
}
