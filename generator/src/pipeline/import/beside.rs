//! What is known beside the documents of an import: permissions, clouds, findings, where they are from.
//!
//! Documents of a `schemas/` folder bring what lies in it; for others it stays as it was.

use std::collections::BTreeSet;
use std::path::Path;

use super::ImportRequest;
use crate::analysis::findings;
use crate::clouds;
use crate::csdl;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::{Cloud, Clouds, Finding};
use crate::normalize::provenance::{Provenance, Source};
use crate::permissions::{self, PermissionSource, PublishedTable};
use crate::schemas::{CLOUDS, FINDINGS, PERMISSIONS, PROVENANCE, read_if_there};

/// What lies beside documents of a `schemas/` folder, and stays with them.
pub(super) struct Carried {
    pub(super) provenance: Provenance,
    pub(super) findings: Vec<Finding>,
}

/// What lies beside the documents of a request, where they come from a `schemas/` folder.
///
/// # Errors
/// When that folder is of another version, or a file of it is broken.
pub(super) fn from_schemas_folder(request: &ImportRequest) -> Result<Option<Carried>> {
    let real = |input: &Input| input.folder.as_ref().and_then(|folder| folder.canonicalize().ok());
    let (Some(folder), Some(other)) = (real(&request.csdl), real(&request.openapi)) else {
        return Ok(None);
    };
    let (Some(provenance), Some(found)) = (request.csdl.sibling(PROVENANCE), request.csdl.sibling(FINDINGS)) else {
        return Ok(None);
    };
    if folder != other {
        return Ok(None);
    }
    if folder.file_name().is_none_or(|name| name != request.version.name()) {
        return Err(Error::new(
            ErrorKind::Value,
            Place::file(&request.csdl.given),
            format!(
                "the documents are in a `schemas/` folder of another version than {}",
                request.version
            ),
        ));
    }
    Ok(Some(Carried {
        provenance: Provenance::read(PROVENANCE, &Input::read(&provenance)?.text)?,
        findings: findings::read(FINDINGS, &Input::read(&found)?.text)?,
    }))
}

/// The permission table: the published one that was given, the one beside the documents, or the one in `schemas/`.
pub(super) fn permissions(schemas: &Path, request: &ImportRequest) -> Result<PermissionSource> {
    if let Some(input) = &request.permissions {
        let published = PublishedTable::read(&input.given, &input.text)?;
        return Ok(PermissionSource::Published(published));
    }
    let text = match request.openapi.sibling(PERMISSIONS) {
        Some(path) => Some(Input::read(&path)?.text),
        None => read_if_there(schemas, &format!("{}/{PERMISSIONS}", request.version))?,
    };
    let table = text.map(|text| permissions::read(PERMISSIONS, &text));
    Ok(PermissionSource::Table(table.transpose()?.unwrap_or_default()))
}

/// What is known of national clouds. Of documents of a `schemas/` folder it is what lies beside them, as the provenance
/// is.
pub(super) fn clouds(schemas: &Path, request: &ImportRequest, of_schemas_folder: bool) -> Result<Clouds> {
    let text = match request.csdl.sibling(CLOUDS) {
        Some(path) if of_schemas_folder => Some(Input::read(&path)?.text),
        _ if of_schemas_folder => None,
        _ => read_if_there(schemas, &format!("{}/{CLOUDS}", request.version))?,
    };
    let known = text.map(|text| clouds::file::read(CLOUDS, &text)).transpose()?;
    Ok(known.unwrap_or_default())
}

/// Reads the documents of national clouds.
pub(super) fn cloud_documents(request: &ImportRequest) -> Result<Vec<(Cloud, csdl::Document)>> {
    let mut seen = BTreeSet::new();
    let mut documents = Vec::new();
    for (cloud, input) in &request.clouds {
        if !seen.insert(*cloud) {
            let what = format!("a second document of the cloud `{}`", cloud.name());
            return Err(Error::new(ErrorKind::Duplicate, Place::file(&input.given), what));
        }
        documents.push((*cloud, csdl::read(&input.given, &input.text)?));
    }
    Ok(documents)
}

/// What is known of the day on which documents were taken, when none is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownDate {
    /// They were imported before: what was kept then.
    Kept(Option<String>),
    /// They are new here.
    Unknown,
}

/// The day that is kept of the documents of a request, by their digests or because they come from a `schemas/` folder.
///
/// The documents are CSDL and OpenAPI: a permission table or a cloud's document that is imported later is of
/// another day anyway.
///
/// # Errors
/// When a `provenance.yaml` cannot be read.
pub fn known_date(schemas: &Path, request: &ImportRequest) -> Result<KnownDate> {
    if let Some(carried) = from_schemas_folder(request)? {
        return Ok(KnownDate::Kept(carried.provenance.snapshot_date));
    }
    let before = read_if_there(schemas, &format!("{}/{PROVENANCE}", request.version))?;
    let before = before.map(|text| Provenance::read(PROVENANCE, &text)).transpose()?;
    let same = before
        .filter(|before| before.has("csdl", &request.csdl.text) && before.has("openapi", &request.openapi.text))
        .and_then(|before| before.snapshot_date);
    Ok(same.map_or(KnownDate::Unknown, |date| KnownDate::Kept(Some(date))))
}

/// Where the inputs came from. A permission table and facts about clouds that stay keep their entries; documents of a
/// `schemas/` folder keep theirs.
pub(super) fn provenance(schemas: &Path, request: &ImportRequest, carried: Option<Provenance>) -> Result<Provenance> {
    let mut provenance = match carried {
        Some(carried) => carried,
        None => {
            let mut fresh = Provenance::default();
            fresh.put("csdl", &request.csdl.name, &request.csdl.text);
            fresh.put("openapi", &request.openapi.name, &request.openapi.text);
            let before = read_if_there(schemas, &format!("{}/{PROVENANCE}", request.version))?;
            if let Some(before) = before.map(|text| Provenance::read(PROVENANCE, &text)).transpose()? {
                let stays = |input: &Source| input.kind == "permissions" || input.kind.starts_with("cloud-");
                before
                    .inputs
                    .into_iter()
                    .filter(stays)
                    .for_each(|input| fresh.add(input));
            }
            fresh
        }
    };
    if let Some(permissions) = &request.permissions {
        provenance.put("permissions", &permissions.name, &permissions.text);
    }
    for (cloud, input) in &request.clouds {
        provenance.put(&format!("cloud-{}", cloud.name()), &input.name, &input.text);
    }
    if request.snapshot_date.is_some() {
        provenance.snapshot_date.clone_from(&request.snapshot_date);
    }
    Ok(provenance)
}
