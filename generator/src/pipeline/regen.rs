//! `cargo xtask regen`: from `schemas/` to the generated code.

use std::path::Path;

use super::Counts;
use super::side_by_side::side_by_side;
use crate::analysis::findings;
use crate::emit;
use crate::error::Result;
use crate::model::Version;
use crate::progress::Progress;
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
    for one in side_by_side(versions, progress, |version, progress| {
        generate_one(schemas, version, progress)
    })? {
        generated.files.extend(one.files);
        generated.owned.extend(one.owned);
        generated.schemas.extend(one.schemas);
        generated.counts.extend(one.counts);
    }
    Ok(generated)
}

fn generate_one(schemas: &Path, version: Version, progress: &mut dyn Progress) -> Result<Generated> {
    let known = load(schemas, version, progress)?;
    progress.step(&format!("{version}: writing Rust"));
    let folder = format!("src/{}", version.module());
    let files = emit::emit(&known.rust_api())?;
    let mut of_schemas = FileSet::from([(format!("{version}/{NAMES}"), known.memory.write())]);
    // An import makes the file; where there was none, there is nothing to keep up.
    let path = format!("{version}/{FINDINGS}");
    if schemas.join(&path).is_file() {
        of_schemas.insert(path, findings::write(&known.api.findings));
    }
    Ok(Generated {
        files: files
            .into_iter()
            .map(|(path, text)| (format!("{folder}/{path}"), text))
            .collect(),
        owned: vec![folder],
        schemas: of_schemas,
        counts: vec![(version, Counts::of(&known))],
    })
}
