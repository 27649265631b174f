//! A `schemas/` folder as input: its files, its overlay, and one version of it.
//!
//! Reads files; writes none.

use std::path::Path;

use crate::analysis::{Analysis, Form, Inputs, analyze, findings};
use crate::clouds;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::Version;
use crate::naming::memory::Memory;
use crate::overlay::Overlay;
use crate::permissions::{self, PermissionSource};
use crate::progress::Progress;

/// The files of `schemas/<version>/`.
///
/// [`CLOUDS`] is there only where a national cloud was compared.
pub const VERSION_FILES: [&str; 7] = [CSDL, OPENAPI, PERMISSIONS, CLOUDS, FINDINGS, NAMES, PROVENANCE];

/// What national clouds lack of a version.
pub const CLOUDS: &str = "clouds.yaml";

pub(crate) const CSDL: &str = "metadata.csdl";
pub(crate) const OPENAPI: &str = "openapi.yaml";
pub(crate) const PERMISSIONS: &str = "permissions.yaml";
pub(crate) const FINDINGS: &str = "findings.yaml";
pub(crate) const NAMES: &str = "names.yaml";
pub(crate) const PROVENANCE: &str = "provenance.yaml";

/// The text of a file below the folder; nothing where there is no such file.
pub(crate) fn read_if_there(schemas: &Path, name: &str) -> Result<Option<String>> {
    match std::fs::read_to_string(schemas.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(
            ErrorKind::Io,
            Place::file(name),
            format!("cannot be read: {error}"),
        )),
    }
}

/// The names of the files in a folder below the folder; none where there is no such folder.
pub(crate) fn list_if_there(schemas: &Path, name: &str) -> Result<Vec<String>> {
    let cannot =
        |error: std::io::Error| Error::new(ErrorKind::Io, Place::file(name), format!("cannot be read: {error}"));
    let entries = match std::fs::read_dir(schemas.join(name)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot(error)),
    };
    let names = entries.map(|entry| {
        let name = entry.map_err(cannot)?.file_name();
        Ok(name.to_string_lossy().into_owned())
    });
    names.collect()
}

/// The overlay of a `schemas/` folder.
///
/// # Errors
/// When a file is missing or not of its form.
pub fn load_overlay(schemas: &Path) -> Result<Overlay> {
    Overlay::load(
        |name| read_if_there(schemas, &format!("overlay/{name}")),
        |folder| list_if_there(schemas, &format!("overlay/{folder}")),
    )
}

/// Reads one version and analyzes it.
///
/// # Errors
/// When a file of the folder is missing, broken or contradicts another; the error names the place.
pub fn load(schemas: &Path, version: Version, progress: &mut dyn Progress) -> Result<Analysis> {
    let overlay = load_overlay(schemas)?;
    progress.step(&format!("{version}: reading"));
    analyze(inputs(schemas, version)?, &overlay, progress)
}

/// Reads the files of one version.
///
/// # Errors
/// When one is missing or broken; the error names the place.
fn inputs(schemas: &Path, version: Version) -> Result<Inputs> {
    let read = |file: &str| read_if_there(schemas, &format!("{version}/{file}"));
    let document = |file: &str| {
        let text = std::fs::read_to_string(schemas.join(version.name()).join(file));
        let text = text.map_err(|_| missing(version, file))?;
        Ok(Input::inline(&format!("{version}/{file}"), &text))
    };
    let name = |file: &str| format!("{version}/{file}");
    let csdl = document(CSDL)?;
    let openapi = document(OPENAPI)?;
    let table = document(PERMISSIONS)?;
    let table = permissions::read(&table.given, &table.text)?;
    let stored = read(FINDINGS)?.map(|text| findings::read(&name(FINDINGS), &text));
    let clouds = read(CLOUDS)?.map(|text| clouds::file::read(&name(CLOUDS), &text));
    Ok(Inputs {
        form: Form::Normal {
            stored: stored.transpose()?.unwrap_or_default(),
        },
        permissions: PermissionSource::Table(table),
        memory: Memory::read(&name(NAMES), &read(NAMES)?.unwrap_or_default())?,
        clouds: clouds.transpose()?.unwrap_or_default(),
        ..Inputs::read(version, &csdl, &openapi)?
    })
}

fn missing(version: Version, file: &str) -> Error {
    Error::new(
        ErrorKind::Io,
        Place::file(format!("{version}/{file}")),
        format!("cannot be read: `cargo xtask import --version {version}` makes it"),
    )
}
