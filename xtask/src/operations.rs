//! `cargo xtask operations`: every operation, with the Rust expression that makes its request.

use std::process::ExitCode;

use generator::listing::{self, OperationRow, Pattern};
use generator::pipeline;

use crate::args::{Format, OperationsArgs, versions};
use crate::failure::Failure;
use crate::output::{note, print};
use crate::progress::Steps;
use crate::{folders, regen};

pub fn run(args: &OperationsArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    let mut steps = Steps::new();
    folders::must_exist(&schemas)?;
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let mut rows = pipeline::operations(&schemas, &versions(&args.version), &mut steps)?;
    drop(reading);
    steps.finish();

    if let Some(pattern) = &args.pattern {
        let pattern = Pattern::new(pattern);
        rows.retain(|row| pattern.picks(&row.path, &row.rust));
        if rows.is_empty() {
            note("no operation has that in its URL or its Rust expression");
        }
    }
    print(&match args.format {
        Format::Json => json(&rows)?,
        Format::Text => listing::text(&rows),
        Format::Markdown => listing::markdown(&rows),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn json(rows: &[OperationRow]) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(rows).map_err(|e| Failure::Print(e.into()))?;
    Ok(format!("{}\n", generator::text::json(&text)))
}
