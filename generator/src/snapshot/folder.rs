//! A folder of documents, on disk or in a revision: `schemas/`, one of its versions, or raw files with the names that
//! `fetch` gives them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fault::{cannot_read, wrong};
use super::names::{named_version, of_folder_name};
use super::recognise::{Document, recognise, served_version};
use super::side::{PermissionsInput, Snapshot};
use crate::error::Result;
use crate::input::Input;
use crate::model::Version;
use crate::normalize::provenance::Provenance;
use crate::overlay::docs::DOCS_FOLDER;
use crate::overlay::{EARLIER_FILES, FILES, LATER_FILES, Overlay, is_docs_file, supplement_file};
use crate::schemas::{CSDL, FINDINGS, NAMES, OPENAPI, PERMISSIONS, PROVENANCE, list_if_there};

/// The permission table as it is published, in a folder of raw documents; `fetch` names it so.
const PUBLISHED_PERMISSIONS: &str = "permissions.json";

/// Reads a folder: a snapshot for each version that is in it.
///
/// # Errors
/// When there is none, or a file is not usable.
pub fn of_folder(path: &Path) -> Result<Vec<Snapshot>> {
    of_folder_on_disk(&path.display().to_string(), path, None)
}

/// Reads one version of a `schemas/` folder.
///
/// # Errors
/// When it is not there, or a file is not usable.
pub fn of_schemas(schemas: &Path, version: Version) -> Result<Snapshot> {
    let typed = schemas.display().to_string();
    let found = of_folder_on_disk(&typed, schemas, Some(version))?.into_iter().next();
    found.ok_or_else(|| wrong(typed, format!("has no {version}")))
}

/// The texts of a folder that mean something here, by path below it.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) texts: BTreeMap<String, String>,
    /// Where it is on disk; a revision has no such place.
    pub(super) on_disk: Option<PathBuf>,
}

impl Folder {
    fn input(&self, path: &str) -> Option<Input> {
        let text = self.texts.get(path)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Some(Input {
            name: name.to_owned(),
            given: path.to_owned(),
            text: text.clone(),
            folder: self.on_disk.as_ref().map(|root| root.join(folder)),
        })
    }

    fn versions(&self) -> Vec<Version> {
        Version::ALL
            .into_iter()
            .filter(|version| self.texts.contains_key(&format!("{version}/{CSDL}")))
            .collect()
    }

    fn overlay(&self) -> Result<Option<Overlay>> {
        if !self.texts.keys().any(|path| path.starts_with("overlay/")) {
            return Ok(None);
        }
        let names_in = |folder: &str| {
            let prefix = format!("overlay/{folder}/");
            let names = self.texts.keys().filter_map(move |path| path.strip_prefix(&prefix));
            names.map(str::to_owned).collect()
        };
        Overlay::load(
            |name| Ok(self.texts.get(&format!("overlay/{name}")).cloned()),
            |folder| Ok(names_in(folder)),
        )
        .map(Some)
    }

    /// The snapshot of one version; `prefix` is where its documents are, with `/` at the end unless empty.
    fn snapshot(&self, label: String, version: Version, prefix: &str, overlay: Option<Overlay>) -> Result<Snapshot> {
        let at = |name: &str| self.input(&format!("{prefix}{name}"));
        let csdl = at(CSDL).ok_or_else(|| wrong(&label, format!("has no {CSDL}")))?;
        must_be(&csdl, Document::Csdl)?;
        let openapi = at(OPENAPI);
        if let Some(openapi) = &openapi {
            must_be(openapi, Document::OpenApi)?;
            if let Some(served) = served_version(&openapi.text)
                && served != version
            {
                return Err(wrong(
                    &openapi.name,
                    format!("is of {served} by its own words, and lies with {version}"),
                ));
            }
        }
        let normalized = at(PERMISSIONS).map(PermissionsInput::Normalized);
        let published = at(PUBLISHED_PERMISSIONS).or_else(|| self.input(PUBLISHED_PERMISSIONS));
        if let Some(published) = &published {
            must_be(published, Document::PublishedPermissions)?;
        }
        let provenance = at(PROVENANCE)
            .map(|input| Provenance::read(&input.name, &input.text))
            .transpose()?;
        Ok(Snapshot {
            label,
            version,
            date: provenance.and_then(|provenance| provenance.snapshot_date),
            csdl,
            openapi,
            permissions: normalized.or(published.map(PermissionsInput::Published)),
            overlay,
            names: at(NAMES),
            findings: at(FINDINGS),
        })
    }
}

/// The folder below a `schemas/` folder of which every file with sentences is asked for.
pub(super) fn docs_folder() -> String {
    format!("overlay/{DOCS_FOLDER}")
}

/// Every path that a folder is asked for; `docs` are the names of the files in [`docs_folder`].
pub(super) fn wanted(docs: &[String]) -> Vec<String> {
    let documents = [
        CSDL,
        OPENAPI,
        PERMISSIONS,
        PUBLISHED_PERMISSIONS,
        NAMES,
        FINDINGS,
        PROVENANCE,
    ];
    let mut paths: Vec<String> = documents.iter().map(|name| (*name).to_owned()).collect();
    for version in Version::ALL {
        paths.extend(documents.iter().map(|name| format!("{version}/{name}")));
        paths.push(format!("overlay/{}", supplement_file(version)));
    }
    let overlay = FILES.iter().chain(&LATER_FILES).chain(&EARLIER_FILES);
    paths.extend(overlay.map(|name| format!("overlay/{name}")));
    let docs = docs.iter().filter(|name| is_docs_file(name));
    paths.extend(docs.map(|name| format!("{}/{name}", docs_folder())));
    paths
}

pub(super) fn of_folder_on_disk(typed: &str, path: &Path, version: Option<Version>) -> Result<Vec<Snapshot>> {
    // Above `schemas/v1.0` is the overlay that goes with it.
    let real = path.canonicalize().map_err(|error| cannot_read(typed, &error))?;
    let (root, only) = match (of_folder_name(&real), real.parent()) {
        (Some(only), Some(above)) => (above.to_path_buf(), Some(only)),
        _ => (real, None),
    };
    let mut folder = Folder {
        on_disk: Some(root.clone()),
        ..Folder::default()
    };
    for path in wanted(&list_if_there(&root, &docs_folder())?) {
        match std::fs::read_to_string(root.join(&path)) {
            Ok(text) => drop(folder.texts.insert(path, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot_read(&path, &error)),
        }
    }
    let name = root
        .file_name()
        .map_or_else(|| typed.to_owned(), |name| name.to_string_lossy().into_owned());
    of_texts(&folder, only, version, typed, &|version| match version {
        Some(version) => format!("{name}/{version}"),
        None => name.clone(),
    })
}

/// The snapshots of a folder: of its version folders, or of the documents that lie in it. `label` makes a label from
/// the version folder.
pub(super) fn of_texts(
    folder: &Folder,
    only: Option<Version>,
    asked: Option<Version>,
    typed: &str,
    label: &dyn Fn(Option<Version>) -> String,
) -> Result<Vec<Snapshot>> {
    if let (Some(only), Some(asked)) = (only, asked)
        && only != asked
    {
        return Err(wrong(
            typed,
            format!("is the folder of {only}, and {asked} was asked for"),
        ));
    }
    let there = folder.versions();
    let wanted = only.or(asked);
    if there.is_empty() && only.is_none() && folder.texts.contains_key(CSDL) {
        let text = folder.texts.get(OPENAPI);
        let version = asked
            .or_else(|| named_version(typed))
            .or_else(|| text.and_then(|text| served_version(text)))
            .ok_or_else(|| {
                wrong(
                    typed,
                    "nothing says which version this folder is of; say so with `--version`",
                )
            })?;
        return Ok(vec![folder.snapshot(label(None), version, "", folder.overlay()?)?]);
    }
    let versions: Vec<Version> = there
        .iter()
        .copied()
        .filter(|version| wanted.is_none_or(|wanted| wanted == *version))
        .collect();
    if versions.is_empty() {
        let looked_for = match wanted {
            Some(version) => format!("`{version}/{CSDL}`"),
            None => format!("`{CSDL}`, `v1.0/{CSDL}` or `beta/{CSDL}`"),
        };
        return Err(wrong(typed, format!("is a folder without {looked_for}")));
    }
    let overlay = folder.overlay()?;
    versions
        .into_iter()
        .map(|version| folder.snapshot(label(Some(version)), version, &format!("{version}/"), overlay.clone()))
        .collect()
}

fn must_be(input: &Input, expected: Document) -> Result<()> {
    let found = recognise(input)?;
    if found == expected {
        return Ok(());
    }
    Err(wrong(&input.name, format!("is {found}; expected {expected}")))
}
