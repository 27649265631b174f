//! What the runs on a root may touch at all.

use std::path::{Path, PathBuf};

use super::paths::{is_within, join};
use super::{Error, WORK_FOLDER};

/// The folders (or single files) below a root that its runs may change, and where a change is prepared.
///
/// What an earlier run left half done lies on disk between two runs, and what lies there may have come with a checkout
/// or an archive. So nothing is believed of it that leads out of the bounds: they are given by the command, never read.
///
/// ```
/// use generator::tree::Bounds;
///
/// let bounds = Bounds::of(&["generated/src/v1_0", "schemas/v1.0"]).prepared_in("generated");
/// assert!(bounds.covers("schemas/v1.0/names.yaml"));
/// assert!(!bounds.covers("schemas/overlay/members.yaml"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    owned: Vec<String>,
    home: String,
}

impl Bounds {
    /// These folders or files, relative to the root. Changes are prepared in the root itself.
    #[must_use]
    pub fn of(owned: &[impl AsRef<str>]) -> Self {
        Self {
            owned: owned.iter().map(|path| path.as_ref().to_owned()).collect(),
            home: String::new(),
        }
    }

    /// The same, with [`WORK_FOLDER`] in this folder below the root: for a root that holds more than what is written.
    #[must_use]
    pub fn prepared_in(mut self, home: &str) -> Self {
        home.clone_into(&mut self.home);
        self
    }

    /// Whether a path lies in one of the folders, or is one of them.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        self.owned.iter().any(|owned| is_within(path, owned))
    }

    /// Whether a folder lies in one of the folders or leads to one: a change may have to make it.
    pub(super) fn covers_folder(&self, folder: &str) -> bool {
        self.covers(folder) || self.owned.iter().any(|owned| is_within(owned, folder))
    }

    /// The work folder, relative to the root.
    pub(super) fn work_folder(&self) -> String {
        if self.home.is_empty() {
            WORK_FOLDER.to_owned()
        } else {
            format!("{}/{WORK_FOLDER}", self.home)
        }
    }

    /// The same on this system.
    pub(super) fn work_path(&self, root: &Path) -> PathBuf {
        join(root, &self.work_folder())
    }

    /// Refuses owned paths that the bounds do not have.
    pub(super) fn check(&self, owned: &[&str]) -> Result<(), Error> {
        match owned.iter().find(|path| !self.covers(path)) {
            None => Ok(()),
            Some(path) => Err(Error::path(
                path,
                format!("it is outside of what may be changed here ({})", self.owned.join(", ")),
            )),
        }
    }
}
