//! Writes and checks a set of files below a root folder, without knowing what they hold.
//!
//! A [`FileSet`] is what the emitters and the writers of `schemas/` make; this module brings the disk to it, all of it
//! or nothing:
//!
//! 1. What differs is put below `.regen/new` in the folder that the [`Bounds`] name, on the same file system. Until
//!    here a failure or a kill has touched nothing.
//! 2. A journal that lists every move is renamed into place. From here on the change is decided.
//! 3. Each file that is removed is moved to `.regen/old`, each new one to its place. A failure moves everything back.
//!    After a kill the next run finishes the moves, or takes them back where something is lacking, and says which. A
//!    journal that names anything outside of the [`Bounds`], that cannot be read, or that lies among links is not
//!    followed: that is an error, and a person looks.
//! 4. The journal is renamed to `finished` (or `undone`) and `.regen` is removed.
//!
//! The set owns whole folders: a file there that is not in the set is removed. Files that are already right are not
//! touched and keep their time stamps.
//!
//! | module | what it holds |
//! |---|---|
//! | `bounds` | what a root's runs may touch at all |
//! | `paths` | which paths are accepted |
//! | `scan` | what is there |
//! | `drift` | the difference |
//! | `journal` | the list of moves |
//! | `change` | the steps of a change, and of its recovery |
//! | `work` | the folder in which it is prepared, and the moves |
//! | [`disk`] | every operation that changes something; tests put one there that stops |
//! | `lock` | two runs kept apart |

mod bounds;
mod change;
pub mod disk;
mod drift;
mod error;
mod journal;
mod lock;
mod paths;
mod scan;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use bounds::Bounds;
pub use drift::{Before, Difference, Drift};
pub use error::Error;

use disk::{Disk, RealDisk};
use lock::Lock;

/// Text by relative path, with `/` between the parts on every system.
pub type FileSet = BTreeMap<String, String>;

/// The folder in which a change is prepared; it exists only while one is under way, or after a kill. Where it is,
/// [`Bounds::prepared_in`] says.
pub const WORK_FOLDER: &str = ".regen";

/// How a change that was left half done by an earlier run ended, or will end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every file has its new text.
    Finished,
    /// Every file has its old text.
    Undone,
}

/// What became of a change that an earlier run had left half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Whether the change was carried through or taken back.
    pub outcome: Outcome,
    /// How many files the change concerned; 0 when the earlier run had not yet decided on it.
    pub files: usize,
}

impl std::fmt::Display for Recovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.outcome, self.files) {
            (Outcome::Finished, n) => write!(
                f,
                "an earlier run was stopped while it wrote; its change of {} is finished",
                files(n)
            ),
            (Outcome::Undone, 0) => write!(
                f,
                "an earlier run was stopped before it changed anything; what it had prepared is removed"
            ),
            (Outcome::Undone, n) => write!(
                f,
                "an earlier run was stopped while it wrote; its change of {} is undone",
                files(n)
            ),
        }
    }
}

/// What a write did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were not there before.
    pub added: Vec<String>,
    /// Files that had another text.
    pub changed: Vec<String>,
    /// Files that were there and are not in the set.
    pub removed: Vec<String>,
    /// Number of files that were right already and were not touched.
    pub unchanged: usize,
    /// A half-done change of an earlier run that was finished or undone first.
    pub recovered: Option<Recovered>,
    /// Why the folder [`WORK_FOLDER`] could not be removed, although the tree is right; the next run removes it.
    pub left_over: Option<String>,
}

impl Written {
    /// Number of files that were written, new and changed.
    pub fn written(&self) -> usize {
        self.added.len() + self.changed.len()
    }
}

/// A root folder, locked against other runs for as long as this value lives.
///
/// Fails with [`Error::Locked`] when another run has it; it does not wait.
#[derive(Debug)]
pub struct Tree<'d> {
    root: PathBuf,
    bounds: Bounds,
    disk: &'d dyn Disk,
    writable: bool,
    _lock: Option<Lock>,
}

impl Tree<'static> {
    /// Opens a root for writing, made if it is not there; no other run can read or write it meanwhile.
    /// All that is ever written, moved or removed lies within the bounds.
    pub fn lock(root: &Path, bounds: Bounds) -> Result<Self, Error> {
        Self::lock_on(root, bounds, &RealDisk)
    }

    /// Opens a root for reading only; other readers are welcome. A root that is not there is empty.
    pub fn lock_shared(root: &Path, bounds: Bounds) -> Result<Self, Error> {
        let lock = if root.exists() { Some(Lock::shared(root)?) } else { None };
        Ok(Tree {
            root: root.to_owned(),
            bounds,
            disk: &RealDisk,
            writable: false,
            _lock: lock,
        })
    }
}

impl<'d> Tree<'d> {
    /// [`Tree::lock`] with another set of file operations, for tests that let one of them fail.
    pub fn lock_on(root: &Path, bounds: Bounds, disk: &'d dyn Disk) -> Result<Self, Error> {
        std::fs::create_dir_all(root).map_err(|e| Error::io("make the folder", root, e))?;
        let lock = Lock::exclusive(root)?;
        Ok(Tree {
            root: root.to_owned(),
            bounds,
            disk,
            writable: true,
            _lock: Some(lock),
        })
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What [`Tree::recover`] would do; changes nothing.
    pub fn pending(&self) -> Result<Option<Recovered>, Error> {
        change::pending(&self.root, &self.bounds)
    }

    /// Finishes or undoes what an earlier run left half done; `None` when there is nothing of the kind.
    ///
    /// # Errors
    /// [`Error::Journal`] when what is there is nothing that a run of ours within these bounds left: nothing is changed
    /// then.
    pub fn recover(&self) -> Result<Option<Recovered>, Error> {
        self.for_writing()?;
        change::recover(self.disk, &self.root, &self.bounds)
    }

    /// How the tree differs from the set; changes nothing. `owned` as in [`Tree::write`].
    pub fn check(&self, owned: &[impl AsRef<str>], files: &FileSet) -> Result<Drift, Error> {
        drift::compare(&self.root, &strings(owned), files)
    }

    /// Makes the owned folders hold the files of the set and no others. `owned` are relative paths of folders (or of
    /// single files); each file of the set must lie in one of them, and they within the bounds.
    pub fn write(&self, owned: &[impl AsRef<str>], files: &FileSet) -> Result<Written, Error> {
        self.for_writing()?;
        change::write(self.disk, &self.root, &self.bounds, &strings(owned), files)
    }

    fn for_writing(&self) -> Result<(), Error> {
        if self.writable {
            Ok(())
        } else {
            Err(Error::ReadOnly {
                root: self.root.clone(),
            })
        }
    }
}

/// [`Tree::check`] on a root that is locked just for this, with the owned folders as its bounds.
pub fn check(root: &Path, owned: &[impl AsRef<str>], files: &FileSet) -> Result<Drift, Error> {
    Tree::lock_shared(root, Bounds::of(owned))?.check(owned, files)
}

/// [`Tree::write`] on a root that is locked just for this, with the owned folders as its bounds.
pub fn write(root: &Path, owned: &[impl AsRef<str>], files: &FileSet) -> Result<Written, Error> {
    Tree::lock(root, Bounds::of(owned))?.write(owned, files)
}

/// [`Tree::recover`] on a root that is locked just for this; a root that is not there has nothing to recover.
pub fn recover(root: &Path, bounds: Bounds) -> Result<Option<Recovered>, Error> {
    if root.exists() {
        Tree::lock(root, bounds)?.recover()
    } else {
        Ok(None)
    }
}

fn strings(owned: &[impl AsRef<str>]) -> Vec<&str> {
    owned.iter().map(AsRef::as_ref).collect()
}

/// `1 file`, `2 files`.
fn files(n: usize) -> String {
    if n == 1 {
        "1 file".to_owned()
    } else {
        format!("{n} files")
    }
}
