//! `cargo xtask import`: raw metadata to `schemas/`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use generator::input::Input;
use generator::pipeline::{self, ImportRequest, Imported, KnownDate};
use generator::progress::Progress;
use generator::tree::{Tree, Written};

use crate::args::ImportArgs;
use crate::failure::Failure;
use crate::output::{count, note, print};
use crate::progress::Steps;
use crate::{folders, regen};

pub fn run(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    let mut steps = Steps::new();
    steps.step("read the files");
    // A regeneration that was stopped may have left names and findings half moved: it is recovered before anything is
    // read.
    let code = folders::generated(None).ok();
    if let Some((above, data, code)) = code.and_then(|code| folders::side_by_side(&schemas, &code)) {
        drop(regen::open(&above, folders::bounds_of_both(&data, &code), false)?);
    }
    // Locked from here on, so that what is kept of the folder is what is written back.
    let tree = Tree::lock(&schemas, folders::bounds_of_schemas())?;
    if let Some(recovered) = tree.recover()? {
        note(&format!("note: {recovered}"));
    }
    let request = ImportRequest {
        version: args.version,
        csdl: Input::read(&args.csdl)?,
        openapi: Input::read(&args.openapi)?,
        permissions: args.permissions.as_deref().map(Input::read).transpose()?,
        clouds: args
            .clouds
            .iter()
            .map(|(cloud, file)| Ok((*cloud, Input::read(file)?)))
            .collect::<Result<_, Failure>>()?,
        snapshot_date: args.snapshot_date.clone(),
    };
    let request = ImportRequest {
        snapshot_date: date(&schemas, &request)?,
        ..request
    };
    let imported = pipeline::import(&schemas, &request, &mut steps)?;
    steps.step("write the files");
    let written = tree.write(&imported.owned, &imported.files)?;
    let seconds = steps.finish();
    print(&summary(&request, &imported, &written, seconds))?;
    Ok(ExitCode::SUCCESS)
}

/// The day on which the documents were taken. Of documents that were not imported before only a person knows it.
fn date(schemas: &Path, request: &ImportRequest) -> Result<Option<String>, Failure> {
    if request.snapshot_date.is_some() {
        return Ok(request.snapshot_date.clone());
    }
    match pipeline::known_date(schemas, request)? {
        KnownDate::Kept(date) => Ok(date),
        KnownDate::Unknown => Err(Failure::Usage(format!(
            "`{}` and `{}` are not the documents that `{}` was made from, so the day on which they were taken is not \
             known: give it with `--snapshot-date YYYY-MM-DD`. Nothing was written",
            request.csdl.given,
            request.openapi.given,
            schemas.join(request.version.name()).display()
        ))),
    }
}

fn summary(request: &ImportRequest, imported: &Imported, written: &Written, seconds: f64) -> String {
    let mut out = String::new();
    for input in [
        Some(&request.csdl),
        Some(&request.openapi),
        request.permissions.as_ref(),
    ]
    .into_iter()
    .flatten()
    .chain(request.clouds.iter().map(|(_, input)| input))
    {
        let _ = writeln!(out, "read       {} ({})", input.name, count(input.text.len(), "byte"));
    }
    let counts = imported.counts;
    let _ = writeln!(
        out,
        "{:<9}  {}, {}, {}, {}",
        request.version.name(),
        count(counts.types, "type"),
        count(counts.paths, "path"),
        count(counts.operations, "operation"),
        count(imported.findings.len(), "finding")
    );
    regen::push_written(&mut out, written);
    let _ = writeln!(out, "took       {seconds:.2} s");
    out
}
