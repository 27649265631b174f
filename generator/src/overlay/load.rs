//! Reads the overlay's files.

use serde::de::DeserializeOwned;

use super::{CaseTable, Docs, Fixups, Members, PermissionFacts, Selection};
use crate::error::{Error, ErrorKind, Place};

/// The files, below `schemas/overlay/`.
pub const FILES: [&str; 6] = [
    "selection.yaml",
    "members.yaml",
    "permissions.yaml",
    "fixups.yaml",
    "docs.yaml",
    "case.yaml",
];

/// All of the overlay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// What is wanted.
    pub selection: Selection,
    /// Read-only and secret members.
    pub members: Members,
    /// Permissions that the published table lacks.
    pub permissions: PermissionFacts,
    /// Mended mistakes.
    pub fixups: Fixups,
    /// Our own words.
    pub docs: Docs,
    /// Exceptions of case.
    pub case: CaseTable,
}

impl Overlay {
    /// Reads it by a function that gives a file's text.
    ///
    /// # Errors
    /// What `read` says, or the place at which a file is not of its form.
    pub fn load(read: impl Fn(&str) -> Result<String, Error>) -> Result<Self, Error> {
        fn file<T: DeserializeOwned>(read: &impl Fn(&str) -> Result<String, Error>, name: &str) -> Result<T, Error> {
            parse(&format!("overlay/{name}"), &read(name)?)
        }
        let [selection, members, permissions, fixups, docs, case] = FILES;
        Ok(Self {
            selection: file(&read, selection)?,
            members: file(&read, members)?,
            permissions: file(&read, permissions)?,
            fixups: file(&read, fixups)?,
            docs: file(&read, docs)?,
            case: file(&read, case)?,
        })
    }
}

/// Reads a small YAML file of our own.
///
/// # Errors
/// With file, line and column when it is not YAML or not of the form of `T`.
pub fn parse<T: DeserializeOwned>(file_name: &str, text: &str) -> Result<T, Error> {
    serde_yaml::from_str(text).map_err(|error| {
        let place = match error.location() {
            Some(at) => Place::position(
                file_name,
                u32::try_from(at.line()).unwrap_or(0),
                u32::try_from(at.column()).unwrap_or(0),
            ),
            None => Place::file(file_name),
        };
        Error::new(ErrorKind::Structure, place, error.to_string())
    })
}
