//! Reads the overlay's files.

use serde::de::DeserializeOwned;

use super::{CaseTable, Docs, Fixups, Members, PermissionFacts, Selection};
use crate::csdl;
use crate::error::Error;
use crate::model::Version;
use crate::yaml;

/// The files, below `schemas/overlay/`.
pub const FILES: [&str; 6] = [
    "selection.yaml",
    "members.yaml",
    "permissions.yaml",
    "fixups.yaml",
    "docs.yaml",
    "case.yaml",
];

/// The file of a version's supplement, below `schemas/overlay/`.
#[must_use]
pub fn supplement_file(version: Version) -> String {
    format!("supplement/{version}.csdl")
}

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
    /// Types that the metadata lacks, in a document for each version.
    pub supplements: Vec<(Version, csdl::Document)>,
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
        let supplement = |version| {
            let name = supplement_file(version);
            let document = csdl::read_supplement(&format!("overlay/{name}"), &read(&name)?)?;
            Ok((version, document))
        };
        let [selection, members, permissions, fixups, docs, case] = FILES;
        Ok(Self {
            selection: file(&read, selection)?,
            members: file(&read, members)?,
            permissions: file(&read, permissions)?,
            fixups: file(&read, fixups)?,
            docs: file(&read, docs)?,
            case: file(&read, case)?,
            supplements: Version::ALL.into_iter().map(supplement).collect::<Result<_, Error>>()?,
        })
    }

    /// The types that a version's metadata lacks.
    #[must_use]
    pub fn supplement(&self, version: Version) -> Option<&csdl::Document> {
        let of_version = self.supplements.iter().find(|(of, _)| *of == version);
        of_version.map(|(_, document)| document)
    }
}

/// Reads a small YAML file of our own.
///
/// # Errors
/// With file, line and column when it is not YAML, not of the form of `T`, nested too deep, or when aliases make much more of it than is written.
pub fn parse<T: DeserializeOwned>(file_name: &str, text: &str) -> Result<T, Error> {
    yaml::read(file_name, text)
}
