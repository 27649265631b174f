//! Reads the overlay's files.

use serde::de::DeserializeOwned;

use super::docs::{DOCS_FOLDER, Docs};
use super::{CaseTable, Fixups, Members, Pages, PermissionFacts, RoleEntries, Selection, UnsupportedEntries};
use crate::csdl;
use crate::error::{Error, ErrorKind, Place};
use crate::model::Version;
use crate::yaml;

/// The files, below `schemas/overlay/`.
pub const FILES: [&str; 5] = [
    "selection.yaml",
    "members.yaml",
    "permissions.yaml",
    "fixups.yaml",
    "case.yaml",
];

/// Files that came later: an overlay of an older revision is whole without them.
pub const LATER_FILES: [&str; 3] = ["unsupported.yaml", "pages.yaml", "roles.yaml"];

/// Files that an overlay of an older revision has: what they say is read too.
pub const EARLIER_FILES: [&str; 1] = ["docs.yaml"];

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
    /// Operations that the service does not support.
    pub unsupported: UnsupportedEntries,
    /// Pages of the reference about operations.
    pub pages: Pages,
    /// Roles that decide who may make a request.
    pub roles: RoleEntries,
    /// Types that the metadata lacks, in a document for each version.
    pub supplements: Vec<(Version, csdl::Document)>,
}

impl Overlay {
    /// Reads it by a function that gives a file's text, or nothing where the file is not there, and one that gives the
    /// names of the files in a folder, none where it is not there.
    ///
    /// # Errors
    /// What `read` or `list` says, a file that is missing, or the place at which one is not of its form.
    pub fn load(
        read: impl Fn(&str) -> Result<Option<String>, Error>,
        list: impl Fn(&str) -> Result<Vec<String>, Error>,
    ) -> Result<Self, Error> {
        let text = |name: &str| {
            let missing = || {
                let place = Place::file(format!("overlay/{name}"));
                Error::new(ErrorKind::Io, place, "is not there, and an overlay has it")
            };
            read(name)?.ok_or_else(missing)
        };
        fn file<T: DeserializeOwned>(read: &impl Fn(&str) -> Result<String, Error>, name: &str) -> Result<T, Error> {
            parse(&format!("overlay/{name}"), &read(name)?)
        }
        fn later<T: DeserializeOwned + Default>(
            read: &impl Fn(&str) -> Result<Option<String>, Error>,
            name: &str,
        ) -> Result<T, Error> {
            let text = read(name)?;
            text.map_or_else(|| Ok(T::default()), |text| parse(&format!("overlay/{name}"), &text))
        }
        let supplement = |version| {
            let name = supplement_file(version);
            let document = csdl::read_supplement(&format!("overlay/{name}"), &text(&name)?)?;
            Ok((version, document))
        };
        let mut of_docs = Vec::new();
        for name in EARLIER_FILES
            .map(str::to_owned)
            .into_iter()
            .chain(docs_files(list(DOCS_FOLDER)?))
        {
            if let Some(text) = read(&name)? {
                of_docs.push((format!("overlay/{name}"), text));
            }
        }
        let docs = Docs::read(of_docs.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        let [selection, members, permissions, fixups, case] = FILES;
        let [unsupported, pages, role_file] = LATER_FILES;
        let roles: RoleEntries = later(&read, role_file)?;
        roles.check(&format!("overlay/{role_file}"))?;
        Ok(Self {
            selection: file(&text, selection)?,
            members: file(&text, members)?,
            permissions: file(&text, permissions)?,
            fixups: file(&text, fixups)?,
            docs,
            case: file(&text, case)?,
            unsupported: later(&read, unsupported)?,
            pages: later(&read, pages)?,
            roles,
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

/// Those of the names in the folder of the docs that are such files, sorted, with the folder.
fn docs_files(names: Vec<String>) -> Vec<String> {
    let mut files: Vec<String> = names
        .into_iter()
        .filter(|name| is_docs_file(name))
        .map(|name| format!("{DOCS_FOLDER}/{name}"))
        .collect();
    files.sort();
    files
}

/// Whether a file of that name has sentences. What an editor or a system puts beside them begins with a dot.
pub(crate) fn is_docs_file(name: &str) -> bool {
    name.ends_with(".yaml") && !name.starts_with('.')
}

/// A text as a small YAML file of our own has it, so that [`parse`] reads it again: a JSON string, in which what YAML
/// lets into no document, or takes for a line end, is escaped too.
#[must_use]
pub fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Reads a small YAML file of our own.
///
/// # Errors
/// With file, line and column when it is not YAML, not of the form of `T`, nested too deep, or when aliases make much
/// more of it than is written.
pub fn parse<T: DeserializeOwned>(file_name: &str, text: &str) -> Result<T, Error> {
    yaml::read(file_name, text)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_read_again_as_it_was_written() {
        for c in ('\0'..='\u{ff}').chain(['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}', '\u{1f600}']) {
            let text = format!("a{c}: \"b\" # {{{c}}}");
            let read: Vec<String> = parse("a.yaml", &format!("- {}\n", quoted(&text))).unwrap();
            assert_eq!(read, [text]);
        }
    }
}
