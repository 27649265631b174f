//! A file that was read.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Place, Result};

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The file's name, without folders: it stands in the provenance and in findings.
    pub name: String,
    /// The file as it was given: it stands in errors.
    pub given: String,
    /// Its content.
    pub text: String,
    /// The folder that it is in, where it came from a file.
    pub folder: Option<PathBuf>,
}

impl Input {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(
                ErrorKind::Io,
                Place::file(path.display().to_string()),
                error.to_string(),
            )
        })?;
        Ok(Self {
            name,
            given: path.display().to_string(),
            text,
            folder: path.parent().map(Path::to_path_buf),
        })
    }

    /// A text that is in no file of its own.
    #[must_use]
    pub fn inline(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            given: name.to_owned(),
            text: text.to_owned(),
            folder: None,
        }
    }

    /// A file beside this one, where there is one.
    pub(crate) fn sibling(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.join(name);
        path.is_file().then_some(path)
    }
}
