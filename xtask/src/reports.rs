//! What `drift`, `compare`, `semver` and `upstream` share: making, printing and writing reports, and their exit code.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::drift::format::{self, Format};
use generator::drift::{Context, Purpose, Report};
use generator::progress::Progress;
use generator::snapshot::Snapshot;

use crate::args::{Color, FailOn, ReportArgs, ReportFormat};
use crate::failure::Failure;
use crate::output::print_coloured;
use crate::release;
use crate::today::today;

/// A report with the name that distinguishes it from others of the same run: the version or the cloud.
pub struct NamedReport {
    pub name: String,
    pub report: Report,
}

/// Compares two sides. `schemas` is our own folder.
pub fn compare(
    schemas: &Path,
    day: Option<&str>,
    purpose: Purpose,
    old: &Snapshot,
    new: &Snapshot,
    progress: &mut dyn Progress,
) -> Result<Report, Failure> {
    let context = Context {
        schemas,
        today: &today(day),
        purpose,
        crate_version: release::crate_version_beside(schemas),
    };
    Ok(generator::drift::report(&context, old, new, progress)?)
}

/// Prints or writes the reports; returns the exit code by `--fail-on`.
pub fn publish(reports: &[NamedReport], args: &ReportArgs) -> Result<ExitCode, Failure> {
    match (&args.output, args.format, reports) {
        (Some(output), ReportFormat::Html, [_, _, ..]) => {
            for one in reports {
                write(
                    &with_name(output, &one.name),
                    &text(std::slice::from_ref(one), args.format, false)?,
                )?;
            }
        }
        (None, ReportFormat::Html, [_, _, ..]) => {
            return Err(Failure::Usage(
                "there is more than one report, and an HTML file holds one; choose with `--version`, or write one file \
                 per report with `--output FILE`"
                    .to_owned(),
            ));
        }
        (Some(output), format, _) => write(output, &text(reports, format, args.color == Color::Always)?)?,
        (None, format, _) => print_coloured(&text(reports, format, coloured(args.color))?)?,
    }
    let fails = |report: &Report| match args.fail_on {
        FailOn::Breaking => report.is_breaking(),
        FailOn::Any => says_something_new(report),
        FailOn::None => false,
    };
    Ok(if reports.iter().any(|one| fails(&one.report)) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Whether a report has anything new. Where the documents are from and how large they are does not count.
pub fn says_something_new(report: &Report) -> bool {
    !report.is_empty() || report.files.iter().any(|file| !file.path.ends_with("/provenance.yaml"))
}

/// The reports one after the other; as JSON an array where there is more than one.
pub fn text(reports: &[NamedReport], format: ReportFormat, color: bool) -> Result<String, Failure> {
    let printed = |format, color| {
        let texts = reports.iter().map(|one| format::print(&one.report, format, color));
        texts.collect::<Vec<String>>()
    };
    Ok(match format {
        ReportFormat::Text => printed(Format::Text, color).join("\n"),
        ReportFormat::Markdown => printed(Format::Markdown, false).join("\n"),
        ReportFormat::Html => printed(Format::Html, false).concat(),
        ReportFormat::Json => match printed(Format::Json, false).as_slice() {
            [one] => one.clone(),
            several => format!(
                "[\n{}\n]\n",
                several
                    .iter()
                    .map(|text| text.trim_end())
                    .collect::<Vec<_>>()
                    .join(",\n")
            ),
        },
    })
}

/// Writes a file, and creates its folder.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Failure::File {
            path: path.to_owned(),
            why: format!("cannot be written: {error}"),
        })
}

/// `report.html` for one of several: `report-beta.html`.
fn with_name(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path
        .extension()
        .map_or_else(|| "html".into(), |extension| extension.to_string_lossy());
    path.with_file_name(format!("{stem}-{name}.{extension}"))
}

/// Whether text is coloured: by default on a terminal, unless `NO_COLOR` or a dumb terminal asks for plain text.
fn coloured(color: Color) -> bool {
    let unwanted = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            io::stdout().is_terminal() && !unwanted("NO_COLOR") && !dumb
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_report_has_a_file_name_of_its_own() {
        for (path, named) in [
            ("a/report.html", "a/report-beta.html"),
            ("report", "report-beta.html"),
            ("v1.0.htm", "v1.0-beta.htm"),
        ] {
            assert_eq!(with_name(Path::new(path), "beta"), Path::new(named));
        }
    }
}
