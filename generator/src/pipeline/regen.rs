//! `cargo xtask regen`: from `schemas/` to the generated code.

use std::path::Path;

use super::side_by_side::side_by_side;
use super::{Counts, found_in_no_version};
use crate::analysis::findings;
use crate::emit;
use crate::error::Result;
use crate::model::{Finding, Version};
use crate::progress::Progress;
use crate::reflection;
use crate::schemas::{FINDINGS, NAMES, load};
use crate::tree::FileSet;

/// What a regeneration makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Files below `generated/`.
    pub files: FileSet,
    /// The folders below `generated/` that hold these files and no others.
    pub owned: Vec<String>,
    /// Files below `schemas/` that changed with it: remembered names, findings. No folder is owned.
    pub schemas: FileSet,
    /// Sizes by version.
    pub counts: Vec<(Version, Counts)>,
}

/// Makes the files of `generated/src/<version>` from `schemas/`.
///
/// # Errors
/// As [`load`]; or when generated code is no Rust, which is a fault of the emitters.
pub fn generate(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Generated> {
    let mut generated = Generated {
        files: FileSet::new(),
        owned: Vec::new(),
        schemas: FileSet::new(),
        counts: Vec::new(),
    };
    let mut of_versions = side_by_side(versions, progress, |version, progress| {
        generate_one(schemas, version, progress)
    })?;
    // What no version has is known when all were looked at.
    if versions.len() == Version::ALL.len() {
        add_what_no_version_has(&mut of_versions);
    } else {
        of_versions
            .iter_mut()
            .for_each(|one| one.findings.append(&mut one.stored_nowhere));
    }
    for one in of_versions {
        let (version, folder) = (one.version, format!("src/{}", one.version.module()));
        let files = one.files.into_iter();
        generated
            .files
            .extend(files.map(|(path, text)| (format!("{folder}/{path}"), text)));
        generated.owned.push(folder);
        generated.schemas.insert(format!("{version}/{NAMES}"), one.names);
        // An import makes the file; where there was none, there is nothing to keep up.
        let path = format!("{version}/{FINDINGS}");
        if schemas.join(&path).is_file() {
            generated.schemas.insert(path, findings::write(&one.findings));
        }
        generated.counts.push((version, one.counts));
    }
    Ok(generated)
}

/// What is made of one version.
struct OfVersion {
    version: Version,
    /// Below its folder of the crate.
    files: Vec<(String, String)>,
    names: String,
    findings: Vec<Finding>,
    /// As in [`Analysis::unless_elsewhere`](crate::analysis::Analysis::unless_elsewhere).
    unless_elsewhere: Vec<Finding>,
    /// Those of them that are stored already.
    stored_nowhere: Vec<Finding>,
    counts: Counts,
}

fn generate_one(schemas: &Path, version: Version, progress: &mut dyn Progress) -> Result<OfVersion> {
    let known = load(schemas, version, progress)?;
    progress.step(&format!("{version}: writing Rust"));
    let mut files = emit::emit(&known.rust_api())?;
    files.extend(reflection::files(&known)?);
    Ok(OfVersion {
        version,
        files,
        names: known.memory.write(),
        counts: Counts::of(&known),
        stored_nowhere: found_in_no_version(schemas, &known)?,
        findings: known.api.findings,
        unless_elsewhere: known.unless_elsewhere,
    })
}

fn add_what_no_version_has(versions: &mut [OfVersion]) {
    let mut nowhere = versions
        .first()
        .map(|one| one.unless_elsewhere.clone())
        .unwrap_or_default();
    nowhere.retain(|finding| versions.iter().all(|one| one.unless_elsewhere.contains(finding)));
    for one in versions {
        one.findings.extend(nowhere.iter().cloned());
    }
}
