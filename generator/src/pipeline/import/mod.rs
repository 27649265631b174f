//! `cargo xtask import`: from raw documents (or those of a `schemas/` folder) to the files of `schemas/<version>/`.
//!
//! Read, analyze, normalize, write. `beside` finds what is known beside the documents.

mod beside;

use std::path::Path;

use beside::{Carried, from_schemas_folder};
pub use beside::{KnownDate, known_date};

use super::{Counts, found_in_no_version};
use crate::analysis::{Analysis, Form, Inputs, analyze, findings};
use crate::clouds;
use crate::csdl::{self, index::Index};
use crate::error::Result;
use crate::input::Input;
use crate::model::{Cloud, Finding, Version};
use crate::naming::memory::Memory;
use crate::normalize;
use crate::openapi;
use crate::overlay::Overlay;
use crate::permissions;
use crate::progress::Progress;
use crate::schemas::{CLOUDS, CSDL, FINDINGS, NAMES, OPENAPI, PERMISSIONS, PROVENANCE, load_overlay, read_if_there};
use crate::tree::FileSet;

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The version that the documents describe.
    pub version: Version,
    /// The CSDL document.
    pub csdl: Input,
    /// The OpenAPI document.
    pub openapi: Input,
    /// The published permission table; without it the one in `schemas/` stays.
    pub permissions: Option<Input>,
    /// The CSDL documents of national clouds; what is known of the others stays.
    pub clouds: Vec<(Cloud, Input)>,
    /// When the metadata was published, for the provenance.
    pub snapshot_date: Option<String>,
}

/// What an import makes.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Files below `schemas/`.
    pub files: FileSet,
    /// The folders below `schemas/` that hold these files and no others.
    pub owned: Vec<String>,
    /// What was found.
    pub counts: Counts,
    /// What did not resolve or agree.
    pub findings: Vec<Finding>,
}

/// Makes the files of `schemas/<version>/`.
///
/// # Errors
/// When an input or the overlay is not what it should be; the error names the place.
pub fn import(schemas: &Path, request: &ImportRequest, progress: &mut dyn Progress) -> Result<Imported> {
    let overlay = load_overlay(schemas)?;
    progress.step("reading the documents");
    let carried = from_schemas_folder(request)?;
    let inputs = read(schemas, request, carried.as_ref())?;
    // `schemas/` keeps the document without the overlay's changes, and the names as `regen` gave them.
    let (raw, names) = (inputs.csdl.clone(), inputs.memory.clone());

    let mut analysis = analyze(inputs, &overlay, progress)?;
    let nowhere = found_in_no_version(schemas, &analysis)?;
    analysis.api.findings.extend(nowhere);

    progress.step("writing the normal form");
    let normal = NormalForm::of(&raw, &analysis, &overlay)?;
    let folder = request.version.name();
    let mut files = FileSet::new();
    let mut put = |name: &str, text: String| files.insert(format!("{folder}/{name}"), text);
    put(CSDL, csdl::write(&normal.csdl));
    put(OPENAPI, openapi::write(&normal.openapi));
    put(PERMISSIONS, permissions::write(&analysis.permissions));
    put(FINDINGS, findings::write(&analysis.api.findings));
    put(NAMES, names.write());
    let carried = carried.map(|carried| carried.provenance);
    put(PROVENANCE, beside::provenance(schemas, request, carried)?.write());
    if !analysis.api.clouds.compared.is_empty() {
        put(CLOUDS, clouds::file::write(&analysis.api.clouds));
    }
    Ok(Imported {
        files,
        owned: vec![folder.to_owned()],
        counts: normal.counts(&analysis),
        findings: analysis.api.findings,
    })
}

/// Reads the documents of a request, and what is known beside them.
fn read(schemas: &Path, request: &ImportRequest, carried: Option<&Carried>) -> Result<Inputs> {
    let names = read_if_there(schemas, &format!("{}/{NAMES}", request.version))?;
    Ok(Inputs {
        form: carried.map_or(Form::Raw, |carried| Form::Normal {
            stored: carried.findings.clone(),
        }),
        permissions: beside::permissions(schemas, request)?,
        memory: Memory::read(NAMES, &names.unwrap_or_default())?,
        clouds: beside::clouds(schemas, request, carried.is_some())?,
        cloud_documents: beside::cloud_documents(request)?,
        ..Inputs::read(request.version, &request.csdl, &request.openapi)?
    })
}

/// The two documents as `schemas/` holds them.
struct NormalForm {
    csdl: csdl::Document,
    openapi: openapi::Document,
}

impl NormalForm {
    fn of(raw: &csdl::Document, analysis: &Analysis, overlay: &Overlay) -> Result<Self> {
        Ok(Self {
            csdl: normalize::csdl::prune(&Index::new(raw)?, &analysis.selected, &overlay.selection)?,
            openapi: normalize::openapi::normalize(&analysis.openapi, &analysis.api, &analysis.tree),
        })
    }

    /// Of paths and operations, all that the document keeps: those too for which no URL can be made.
    fn counts(&self, analysis: &Analysis) -> Counts {
        let paths = self.openapi.paths.values();
        Counts {
            paths: self.openapi.paths.len(),
            operations: paths.map(|item| item.operations.len()).sum(),
            ..Counts::of(analysis)
        }
    }
}
