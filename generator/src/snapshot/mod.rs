//! Where the two sides of a report come from: files, folders and git revisions, read into [`Snapshot`]s.
//!
//! ```text
//!  raw files ──────────────► recognise ─┐
//!  folder on disk ─┐                    ├─► Snapshot, one a version
//!  git revision ───┴─► Folder (texts) ──┘
//! ```
//!
//! A folder and a revision are read into the same `Folder` of texts, so they mean the same. The module `git` asks git for texts; nothing is
//! checked out.

mod git;
mod recognise;

use std::collections::BTreeMap;
use std::path::{Component, Path};

use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::Version;
use crate::normalize::provenance::Provenance;
use crate::overlay::{FILES, LATER_FILES, Overlay, supplement_file};
use crate::schemas::{CSDL, FINDINGS, NAMES, OPENAPI, PERMISSIONS, PROVENANCE};

pub use recognise::{Document, recognise, served_version};

/// The folder that a revision is read from when none is named.
const DEFAULT_FOLDER: &str = "schemas";

/// The permission table as it is published, in a folder of raw documents; `fetch` names it so.
const PUBLISHED_PERMISSIONS: &str = "permissions.json";

/// One version's metadata as it was somewhere at some time: a side of a report before it is read.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What a person calls it: file names, `schemas/v1.0`, a revision with its hash. No paths of the machine.
    pub label: String,
    /// Which version of Graph it is.
    pub version: Version,
    /// When the metadata was published, where that is known (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// The types.
    pub csdl: Input,
    /// The URL space; without it paths are not compared.
    pub openapi: Option<Input>,
    /// The least privileged permissions.
    pub permissions: Option<PermissionsInput>,
    /// Its own overlay; without it, ours is taken.
    pub overlay: Option<Overlay>,
    /// Its own remembered names; without them, ours are taken.
    pub names: Option<Input>,
    /// Its findings, where they were stored.
    pub findings: Option<Input>,
}

/// A permission table in one of its two forms.
#[derive(Clone, Debug)]
pub enum PermissionsInput {
    /// Microsoft's, of all of Graph: JSON.
    Published(Input),
    /// Ours, of one version: `permissions.yaml`.
    Normalized(Input),
}

/// Reads what stands for one side on the command line: a file, files joined by commas, a folder, or `REV[:PATH]` of the repository around
/// `here`.
///
/// Gives one snapshot for each version that is there, or only that of `version`. A path that exists is taken before a revision of the
/// same name.
///
/// # Errors
/// When it is none of these, a file is not usable, or its version is not known; the error says what was tried.
pub fn find(source: &str, version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>> {
    if source.is_empty() {
        return Err(wrong("(nothing)", "expected a file, a folder or a git revision"));
    }
    let path = here.join(source);
    if path.is_dir() {
        return of_folder_on_disk(source, &path, version);
    }
    if path.exists() {
        return of_files(&[source], version, here);
    }
    let parts: Vec<&str> = source
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 {
        let missing: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| !here.join(part).is_file())
            .collect();
        return match missing.as_slice() {
            [] => of_files(&parts, version, here),
            _ => Err(wrong(
                source,
                format!(
                    "of the files that the commas part, there is no `{}`",
                    missing.join("`, `")
                ),
            )),
        };
    }
    of_revision(source, version, here)
}

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

/// Reads raw files that belong together: CSDL documents with what goes with each. What they are is seen from their content, which version
/// they are of from
/// `version`, their names or their folders; a permission table is of every version.
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

/// Brings the two sides together, version by version. A side of both versions gives the one that the other has.
///
/// # Errors
/// When they have no version in common, or one of two `schemas/` folders lacks a version.
pub fn pair(old: Vec<Snapshot>, new: Vec<Snapshot>) -> Result<Vec<(Snapshot, Snapshot)>> {
    let names = |side: &[Snapshot]| {
        side.iter()
            .map(|one| one.version.name())
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let (of_old, of_new) = (names(&old), names(&new));
    let both_whole = old.iter().chain(&new).all(|one| one.overlay.is_some());
    let mut new: BTreeMap<Version, Snapshot> = new.into_iter().map(|one| (one.version, one)).collect();
    let label = old.first().map_or_else(String::new, |one| one.label.clone());
    let pairs: Vec<_> = old
        .into_iter()
        .filter_map(|one| new.remove(&one.version).map(|other| (one, other)))
        .collect();
    // Two `schemas/` folders or revisions: a version that one of them lacks came or went, and is not to be passed over.
    if !pairs.is_empty() && of_old != of_new && both_whole {
        return Err(wrong(
            label,
            format!("the old side has {of_old}, the new one {of_new}: say with `--version` which is meant"),
        ));
    }
    if pairs.is_empty() {
        return Err(wrong(
            label,
            format!(
                "the sides are of different versions: the old one of {of_old}, the new one of {of_new} (`compare` holds versions side by side)"
            ),
        ));
    }
    Ok(pairs)
}

/// A raw file, what it is, and the version that its name, its folder or its own text tells.
struct RawFile {
    input: Input,
    document: Document,
    version: Option<Version>,
}

impl RawFile {
    fn new(input: Input, asked: Option<Version>, named: Option<Version>) -> Result<Self> {
        let document = recognise(&input)?;
        let stated = match document {
            Document::OpenApi => served_version(&input.text),
            _ => None,
        };
        if let (Some(asked), Some(told)) = (asked, stated.or(named))
            && asked != told
            && matches!(document, Document::Csdl | Document::OpenApi)
        {
            let by = if stated.is_some() {
                "its own words"
            } else {
                "its name or folder"
            };
            return Err(wrong(
                &input.name,
                format!("is of {told} by {by}, and {asked} was asked for"),
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

fn gather(files: Vec<RawFile>, asked: Option<Version>) -> Result<Vec<Snapshot>> {
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
    // Only a permission table may go without; a document whose version nobody tells goes with the only one that is told.
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

/// The texts of a folder that mean something here, by path below it.
#[derive(Default)]
struct Folder {
    texts: BTreeMap<String, String>,
    /// Where it is on disk; a revision has no such place.
    on_disk: Option<std::path::PathBuf>,
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
        Overlay::load(|name| Ok(self.texts.get(&format!("overlay/{name}")).cloned())).map(Some)
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

/// Every path that a folder is asked for.
fn wanted() -> Vec<String> {
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
    paths.extend(FILES.iter().chain(&LATER_FILES).map(|name| format!("overlay/{name}")));
    paths
}

fn of_folder_on_disk(typed: &str, path: &Path, version: Option<Version>) -> Result<Vec<Snapshot>> {
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
    for path in wanted() {
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

/// The snapshots of a folder: of its version folders, or of the documents that lie in it. `label` makes a label from the version folder.
fn of_texts(
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

fn of_revision(source: &str, version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>> {
    let (revision, path) = source.split_once(':').unwrap_or((source, DEFAULT_FOLDER));
    let path = path.trim_end_matches('/');
    let repository = git::Repository::at(here);
    let commit = repository.commit(revision).map_err(|git| {
        wrong(
            source,
            format!("there is no such file or folder, and no such git revision either ({git})"),
        )
    })?;
    let label = if path == DEFAULT_FOLDER {
        format!("{revision} ({})", commit.short)
    } else {
        format!("{revision}:{path} ({})", commit.short)
    };
    let failed = |git: String| {
        wrong(
            source,
            format!("the revision is there, but `{path}` cannot be read from it: {git}"),
        )
    };
    if repository.is_file(&commit, path).map_err(failed)? {
        let text = repository.file(&commit, path).map_err(failed)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = RawFile::new(Input::inline(name, &text), version, named_version(path))?;
        let mut snapshots = gather(vec![file], version)?;
        snapshots
            .iter_mut()
            .for_each(|snapshot| snapshot.label.clone_from(&label));
        return Ok(snapshots);
    }
    let (root, only) = match (of_folder_name(Path::new(path)), path.rsplit_once('/')) {
        (Some(only), Some((above, _))) => (above, Some(only)),
        (Some(only), None) => ("", Some(only)),
        (None, _) => (path, None),
    };
    let folder = Folder {
        texts: repository.texts(&commit, root, &wanted()).map_err(failed)?,
        on_disk: None,
    };
    of_texts(&folder, only, version, source, &|_| label.clone())
}

/// A folder that is named like a version.
fn of_folder_name(path: &Path) -> Option<Version> {
    let name = path.file_name()?;
    Version::ALL.into_iter().find(|version| name == version.name())
}

/// The version that a path tells as it was typed: by the beginning of the file's name, else by the nearest folder that is named like one.
fn named_version(path: &str) -> Option<Version> {
    let path = Path::new(path);
    let begins = |name: &str, version: Version| {
        let rest = name.strip_prefix(version.name());
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let name = path.file_name()?.to_str()?;
    Version::ALL
        .into_iter()
        .find(|version| begins(name, *version))
        .or_else(|| {
            let folders = path.components().rev().skip(1);
            folders
                .filter_map(|part| match part {
                    Component::Normal(name) => of_folder_name(Path::new(name)),
                    _ => None,
                })
                .next()
        })
}

/// The version that the folder of a file is named for, where the path was typed inside of it.
fn folder_version(file: &Path) -> Option<Version> {
    of_folder_name(file.canonicalize().ok()?.parent()?)
}

/// The first day that stands in a name: `v1.0-2025-12-16.csdl`.
fn date_in(name: &str) -> Option<String> {
    let is_date = |text: &&str| {
        text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let windows = (0..name.len().saturating_sub(9)).filter_map(|at| name.get(at..at + 10));
    windows.into_iter().find(is_date).map(ToOwned::to_owned)
}

fn must_be(input: &Input, expected: Document) -> Result<()> {
    let found = recognise(input)?;
    if found == expected {
        return Ok(());
    }
    Err(wrong(&input.name, format!("is {found}; expected {expected}")))
}

fn wrong(place: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Structure, Place::file(place), message)
}

fn cannot_read(place: &str, error: &std::io::Error) -> Error {
    let message = match error.kind() {
        std::io::ErrorKind::InvalidData => NO_TEXT.to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Error::new(ErrorKind::Io, Place::file(place), message)
}

/// What a file says that is no UTF-8.
const NO_TEXT: &str = "is no text: binary, compressed, or in another encoding than UTF-8";

fn no_text(typed: &str, error: Error) -> Error {
    if error.message().contains("UTF-8") {
        wrong(typed, NO_TEXT)
    } else {
        error
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests;
