//! `cargo xtask permissions`: for which operations permissions are published or inferred, and how good the inferred
//! ones are.

use std::process::ExitCode;

use generator::permissions::report;
use generator::pipeline;

use crate::args::{PermissionsArgs, versions};
use crate::failure::Failure;
use crate::output::print;
use crate::progress::Steps;
use crate::{folders, regen};

pub fn run(args: &PermissionsArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    let mut steps = Steps::new();
    folders::must_exist(&schemas)?;
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let splits = u64::from(args.splits);
    let reports = pipeline::permissions(&schemas, &versions(&args.version), splits, &mut steps)?;
    drop(reading);
    steps.finish();
    print(&report::text(&reports, args.failures))?;
    Ok(ExitCode::SUCCESS)
}
