//! `cargo xtask sentences`: what a sentence of our own can be about, with its facts.

use std::process::ExitCode;

use generator::listing::{self, Pattern};
use generator::pipeline;

use crate::args::{ListFormat, SentencesArgs, versions};
use crate::failure::Failure;
use crate::output::{note, print, thousands};
use crate::progress::Steps;
use crate::{folders, regen};

pub fn run(args: &SentencesArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    let mut steps = Steps::new();
    folders::must_exist(&schemas)?;
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let mut subjects = pipeline::subjects(&schemas, &versions(&args.version), &mut steps)?;
    drop(reading);
    steps.finish();

    if let Some(pattern) = &args.pattern {
        let pattern = Pattern::new(pattern);
        subjects.retain(|subject| pattern.picks(&subject.key, &subject.kind));
    }
    let missing = subjects.iter().filter(|subject| subject.is_missing()).count();
    note(&format!(
        "{} types, actions and functions, {} of them without a sentence",
        thousands(subjects.len()),
        thousands(missing)
    ));
    if args.missing {
        subjects.retain(listing::Subject::is_missing);
    }
    print(&match args.format {
        ListFormat::Text => listing::subjects_text(&subjects),
        ListFormat::Json => {
            let text = serde_json::to_string_pretty(&subjects).map_err(|e| Failure::Print(e.into()))?;
            format!("{}\n", generator::text::json(&text))
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
