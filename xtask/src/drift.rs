//! `cargo xtask drift`: what changed between two snapshots, what an import would change, and what the kinds of change
//! mean.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::analysis::findings;
use generator::drift::format::kinds;
use generator::drift::{FileChange, FindingChanges, Kind, Purpose, Report};
use generator::input::Input;
use generator::model::{Cloud, Finding, Version};
use generator::pipeline::{self, ImportRequest, Imported};
use generator::progress::Progress;
use generator::snapshot::{self, PermissionsInput, Snapshot};
use generator::tree::Tree;

use crate::args::DriftArgs;
use crate::failure::Failure;
use crate::output::{note, print};
use crate::progress::Steps;
use crate::reports::{self, NamedReport};
use crate::{folders, regen};

pub fn run(args: &DriftArgs) -> Result<ExitCode, Failure> {
    if let Some(code) = &args.explain {
        return explain(code.as_deref());
    }
    let schemas = folders::schemas(args.schemas.as_deref())?;
    folders::must_exist(&schemas)?;
    let here = current_folder()?;
    let mut steps = Steps::new();
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let day = args.report.today.as_deref();
    let mut reports = Vec::new();
    if let (Some(old), Some(new)) = (&args.old, &args.new) {
        steps.step("read the two sides");
        let sides = snapshot::pair(
            snapshot::find(old, args.version, &here)?,
            snapshot::find(new, args.version, &here)?,
        )?;
        for (old, new) in &sides {
            reports.push(NamedReport {
                name: old.version.to_string(),
                report: reports::compare(&schemas, day, Purpose::Drift, old, new, &mut steps)?,
            });
        }
    } else {
        steps.step("read the files");
        for new in documents(&args.against, args.version, &here)? {
            let preview = against(&reading, new, Vec::new(), None, day, &mut steps)?;
            reports.push(NamedReport {
                name: preview.report.new.version.to_string(),
                report: preview.report,
            });
        }
    }
    drop(reading);
    steps.finish();
    reports::publish(&reports, &args.report)
}

/// The current folder: typed paths and revisions are relative to it.
pub fn current_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::File {
        path: ".".into(),
        why: format!("the current folder cannot be determined: {error}"),
    })
}

/// Documents to import: a folder of them, or files. A revision cannot be imported.
fn documents(files: &[String], version: Option<Version>, here: &Path) -> Result<Vec<Snapshot>, Failure> {
    Ok(match files {
        [one] if !here.join(one).exists() && !one.contains(',') => {
            return Err(Failure::Usage(format!(
                "`{one}` is not a file or folder; an import takes files (`drift {one} schemas` compares \
                 with a revision)"
            )));
        }
        [one] => snapshot::find(one, version, here)?,
        several => {
            let paths: Vec<&str> = several.iter().map(String::as_str).collect();
            snapshot::of_files(&paths, version, here)?
        }
    })
}

/// What an import would change and write.
pub struct ImportPreview {
    pub report: Report,
    /// `None` without an OpenAPI document, which an import needs.
    pub imported: Option<Imported>,
}

/// Compares `schemas/` (locked) with what an import of a snapshot would write, in memory. `clouds` are the CSDL
/// documents that national clouds serve of the same version.
pub fn against(
    schemas: &Tree<'_>,
    new: Snapshot,
    clouds: Vec<(Cloud, Input)>,
    snapshot_date: Option<&str>,
    day: Option<&str>,
    steps: &mut dyn Progress,
) -> Result<ImportPreview, Failure> {
    let ours = snapshot::of_schemas(schemas.root(), new.version)?;
    // An import takes documents; overlay and names are ours.
    let new = Snapshot {
        overlay: None,
        names: None,
        ..new
    };
    let mut report = reports::compare(schemas.root(), day, Purpose::Import, &ours, &new, steps)?;
    let Some(openapi) = new.openapi else {
        let why =
            "no OpenAPI document was given, and an import needs one: files and findings of schemas/ are not compared";
        report.notes.push(why.to_owned());
        return Ok(ImportPreview { report, imported: None });
    };
    let request = ImportRequest {
        version: new.version,
        csdl: new.csdl,
        openapi,
        permissions: new.permissions.and_then(|permissions| match permissions {
            PermissionsInput::Published(input) => Some(input),
            // It lies beside the OpenAPI document, where the import finds it.
            PermissionsInput::Normalized(_) => None,
        }),
        clouds,
        snapshot_date: snapshot_date.map(ToOwned::to_owned),
    };
    let imported = pipeline::import(schemas.root(), &request, steps)?;
    steps.step("comparing the files");
    let drift = schemas.check(&imported.owned, &imported.files)?;
    report.files = drift
        .differences
        .iter()
        .map(|difference| {
            let (added, removed) = difference.line_counts();
            FileChange {
                path: difference.path.clone(),
                added,
                removed,
            }
        })
        .collect();
    let stored: Vec<Finding> = match &ours.findings {
        Some(input) => findings::read(&input.name, &input.text)?,
        None => Vec::new(),
    };
    report.findings = FindingChanges::between(&stored, &imported.findings);
    Ok(ImportPreview {
        report,
        imported: Some(imported),
    })
}

fn explain(code: Option<&str>) -> Result<ExitCode, Failure> {
    let Some(code) = code else {
        print(&kinds::document())?;
        return Ok(ExitCode::SUCCESS);
    };
    match Kind::from_text(code) {
        Some(kind) => {
            print(&kinds::explain(kind))?;
            Ok(ExitCode::SUCCESS)
        }
        None => {
            note(&format!(
                "error: no kind of change has the code or name `{code}`; `cargo xtask drift --explain` lists them all"
            ));
            Ok(ExitCode::from(2))
        }
    }
}
