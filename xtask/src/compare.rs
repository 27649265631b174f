//! `cargo xtask compare`: one version compared with the other, or with a national cloud's.

use std::path::Path;
use std::process::ExitCode;

use generator::drift::Purpose;
use generator::model::Version;
use generator::snapshot::{self, Snapshot};

use generator::progress::Progress;

use crate::args::CompareArgs;
use crate::failure::Failure;
use crate::progress::Steps;
use crate::reports::{self, NamedReport};
use crate::{drift, folders, regen};

pub fn run(args: &CompareArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    folders::must_exist(&schemas)?;
    if args.with == Some(args.of) {
        return Err(Failure::Usage(format!(
            "{} is compared with itself; name the other version",
            args.of
        )));
    }
    for (at, (cloud, _)) in args.cloud.iter().enumerate() {
        if args.cloud.iter().skip(at + 1).any(|(other, _)| other == cloud) {
            return Err(Failure::Usage(format!("{} is given twice", cloud.name())));
        }
    }
    let mut steps = Steps::new();
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    steps.step("read the sides");
    let day = args.report.today.as_deref();
    let old = ours(&schemas, args.of)?;
    let mut reports = Vec::new();
    if let Some(with) = args.with {
        let new = ours(&schemas, with)?;
        reports.push(NamedReport {
            name: with.to_string(),
            report: reports::compare(&schemas, day, Purpose::Versions, &old, &new, &mut steps)?,
        });
    }
    let here = drift::current_folder()?;
    for (cloud, file) in &args.cloud {
        let typed = file.display().to_string();
        let found = snapshot::of_files(&[&typed], Some(args.of), &here)?;
        for new in found {
            let new = Snapshot {
                label: cloud.title().to_owned(),
                ..new
            };
            reports.push(NamedReport {
                name: cloud.name().to_owned(),
                report: reports::compare(&schemas, day, Purpose::Cloud, &old, &new, &mut steps)?,
            });
        }
    }
    drop(reading);
    steps.finish();
    reports::publish(&reports, &args.report)
}

/// A version of `schemas/`, labelled with its name.
fn ours(schemas: &Path, version: Version) -> Result<Snapshot, Failure> {
    Ok(Snapshot {
        label: version.to_string(),
        ..snapshot::of_schemas(schemas, version)?
    })
}
