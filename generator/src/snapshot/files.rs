//! Raw files that belong together, each known by its content.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::{no_text, wrong};
use super::names::{date_in, folder_version, named_version};
use super::recognise::{Document, recognise, served_version};
use super::side::{PermissionsInput, Snapshot};
use crate::error::Result;
use crate::input::Input;
use crate::model::Version;

/// Reads raw files that belong together: CSDL documents with what goes with each. What they are is seen from their
/// content, which version they are of from `version`, their names or their folders; a permission table is of every
/// version.
///
/// # Errors
/// When one is not usable, or it is not clear which version it is of.
pub fn of_files(paths: &[&str], version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>> {
    let mut files = Vec::new();
    for path in paths {
        let file = here.join(path);
        let input = Input {
            given: (*path).to_owned(),
            ..Input::read(&file).map_err(|error| no_text(path, error))?
        };
        files.push(RawFile::new(
            input,
            version,
            named_version(path).or_else(|| folder_version(&file)),
        )?);
    }
    gather(files, version)
}

/// A raw file, what it is, and its version by its name, its folder or its own text.
pub(super) struct RawFile {
    input: Input,
    document: Document,
    version: Option<Version>,
}

impl RawFile {
    pub(super) fn new(input: Input, asked: Option<Version>, named: Option<Version>) -> Result<Self> {
        let document = recognise(&input)?;
        let stated = match document {
            Document::OpenApi => served_version(&input.text),
            _ => None,
        };
        if let (Some(asked), Some(found)) = (asked, stated.or(named))
            && asked != found
            && matches!(document, Document::Csdl | Document::OpenApi)
        {
            let by = if stated.is_some() {
                "its own words"
            } else {
                "its name or folder"
            };
            return Err(wrong(
                &input.name,
                format!("is of {found} by {by}, and {asked} was asked for"),
            ));
        }
        if let (Some(stated), Some(named)) = (stated, named)
            && stated != named
        {
            return Err(wrong(
                &input.name,
                format!("is of {named} by its name or folder, and of {stated} by its own words"),
            ));
        }
        // A published permission table is of all versions, wherever it lies.
        let version = match document {
            Document::PublishedPermissions => None,
            _ => asked.or(named).or(stated),
        };
        Ok(Self {
            input,
            document,
            version,
        })
    }
}

pub(super) fn gather(files: Vec<RawFile>, asked: Option<Version>) -> Result<Vec<Snapshot>> {
    let all: Vec<&str> = files.iter().map(|file| file.input.name.as_str()).collect();
    let all = all.join(", ");
    if !files.iter().any(|file| file.document == Document::Csdl) {
        let what: Vec<String> = files
            .iter()
            .map(|file| format!("`{}` is {}", file.input.name, file.document))
            .collect();
        return Err(wrong(
            all,
            format!("a CSDL document is needed, and there is none: {}", what.join(", ")),
        ));
    }
    let mut versions: Vec<Version> = files.iter().filter_map(|file| file.version).collect();
    versions.sort();
    versions.dedup();
    // Only a permission table may have no version; a document whose version is not known has the only one that is.
    let unclear = files
        .iter()
        .find(|file| file.version.is_none() && file.document != Document::PublishedPermissions);
    if let (Some(file), false) = (unclear, versions.len() == 1) {
        return Err(wrong(
            &file.input.name,
            "neither its name nor its folder says which version it is of; say so with `--version`",
        ));
    }
    let mut snapshots = Vec::new();
    for version in versions
        .into_iter()
        .filter(|version| asked.is_none_or(|asked| asked == *version))
    {
        snapshots.push(of_one_version(version, &files)?);
    }
    Ok(snapshots)
}

fn of_one_version(version: Version, files: &[RawFile]) -> Result<Snapshot> {
    let mut found: BTreeMap<Document, Input> = BTreeMap::new();
    for file in files.iter().filter(|file| file.version.is_none_or(|of| of == version)) {
        if let Some(other) = found.insert(file.document, file.input.clone()) {
            return Err(wrong(
                &file.input.name,
                format!(
                    "is {} of {version}, and so is `{}`; give one",
                    file.document, other.name
                ),
            ));
        }
    }
    let label = found
        .values()
        .map(|input| input.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let csdl = found.remove(&Document::Csdl).ok_or_else(|| {
        wrong(
            &label,
            format!("a CSDL document of {version} is needed, and there is none"),
        )
    })?;
    let published = found
        .remove(&Document::PublishedPermissions)
        .map(PermissionsInput::Published);
    let normalized = found
        .remove(&Document::NormalizedPermissions)
        .map(PermissionsInput::Normalized);
    Ok(Snapshot {
        date: date_in(&csdl.name),
        label,
        version,
        csdl,
        openapi: found.remove(&Document::OpenApi),
        permissions: normalized.or(published),
        overlay: None,
        names: None,
        findings: None,
    })
}
