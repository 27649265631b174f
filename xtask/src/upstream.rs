//! `cargo xtask upstream`: what the scheduled workflow does with fetched documents. Reports first, then `schemas/`,
//! `generated/`, snapshots, version and changelog.
//!
//! The reports and imports are prepared in memory; when the metadata says nothing new, no file is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::drift::Report;
use generator::input::Input;
use generator::model::{Cloud, Version};
use generator::pipeline::Imported;
use generator::progress::Progress;
use generator::semver::Bump;
use generator::snapshot;
use generator::tree::{FileSet, Tree};

use crate::addresses::cloud_path;
use crate::args::{ReportFormat, UpstreamArgs};
use crate::check::ACCEPT;
use crate::drift::against;
use crate::failure::Failure;
use crate::output::{count, note, print};
use crate::process::{cargo, last_line, must_run, run as run_program};
use crate::progress::Steps;
use crate::release::{self, CRATE, MANIFEST, numbers};
use crate::reports::{self, NamedReport, write};
use crate::today::today;
use crate::{fetch, folders, regen, semver};

/// The longest text of a pull request that GitHub accepts, in characters, with some reserve.
const MAX_BODY: usize = 60_000;

pub fn run(args: &UpstreamArgs) -> Result<ExitCode, Failure> {
    let root = folders::root()?;
    let from = args.from.clone().unwrap_or_else(|| root.join(fetch::FOLDER));
    let place = args.reports.clone().unwrap_or_else(|| root.join("target/drift"));
    let day = today(args.today.as_deref());
    let mut steps = Steps::new();

    let (reports, imported) = new_metadata(&root, &from, &day, &mut steps)?;
    if imported.is_empty() {
        steps.finish();
        print("nothing new: schemas/ says what the published documents say\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let body = body(&reports)?;
    let title = title(&reports, &day);
    write(&place.join("title.txt"), &format!("{title}\n"))?;
    write(&place.join("body.md"), &body)?;
    for one in &reports {
        let alone = std::slice::from_ref(one);
        for (format, extension) in [(ReportFormat::Markdown, "md"), (ReportFormat::Html, "html")] {
            let path = place.join(format!("report-{}.{extension}", one.name));
            write(&path, &reports::text(alone, format, false)?)?;
        }
    }

    let versions: Vec<Version> = take_over(&root, imported, &mut steps)?;
    regen::bring_up_to_date(&root.join("schemas"), &root.join("generated"), &versions, &mut steps)?;
    accept_snapshots(&root, &mut steps)?;
    let version = raise_version(&root, &mut steps)?;
    add_to_changelog(&root, &reports, &day)?;
    steps.finish();

    print(&format!(
        "title      {title}\nbody       {}\nversion    {}\n",
        place.join("body.md").display(),
        version.as_deref().unwrap_or("stays")
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The reports of the versions that say something new, and what to write for them.
type NewMetadata = (Vec<NamedReport>, Vec<(Version, Imported)>);

/// Compares each version whose documents were fetched.
fn new_metadata(root: &Path, from: &Path, day: &str, steps: &mut dyn Progress) -> Result<NewMetadata, Failure> {
    let schemas = regen::open_to_read(&root.join("schemas"), folders::bounds_of_schemas())?;
    let (mut reports, mut imported) = (Vec::new(), Vec::new());
    for new in snapshot::of_folder(from)? {
        let version = new.version;
        if new.openapi.is_none() {
            return Err(Failure::File {
                path: from.join(version.name()),
                why: "has no openapi.yaml, and an import needs one".to_owned(),
            });
        }
        let preview = against(&schemas, new, clouds(from, version)?, Some(day), Some(day), steps)?;
        if reports::says_something_new(&preview.report) {
            reports.push(NamedReport {
                name: version.to_string(),
                report: preview.report,
            });
            imported.extend(preview.imported.map(|imported| (version, imported)));
        }
    }
    Ok((reports, imported))
}

/// The CSDL documents of national clouds for a version, as far as they were fetched.
fn clouds(from: &Path, version: Version) -> Result<Vec<(Cloud, Input)>, Failure> {
    let mut found = Vec::new();
    for cloud in Cloud::ALL {
        let path = from.join(cloud_path(version, cloud));
        if path.exists() {
            found.push((cloud, Input::read(&path)?));
        }
    }
    Ok(found)
}

/// Writes the imports to `schemas/` as one change.
fn take_over(
    root: &Path,
    imported: Vec<(Version, Imported)>,
    steps: &mut dyn Progress,
) -> Result<Vec<Version>, Failure> {
    steps.step("write schemas/");
    let tree = Tree::lock(&root.join("schemas"), folders::bounds_of_schemas())?;
    if let Some(recovered) = tree.recover()? {
        note(&format!("note: {recovered}"));
    }
    let (mut owned, mut files, mut versions) = (Vec::new(), FileSet::new(), Vec::new());
    for (version, one) in imported {
        versions.push(version);
        owned.extend(one.owned);
        files.extend(one.files);
    }
    tree.write(&owned, &files)?;
    Ok(versions)
}

fn accept_snapshots(root: &Path, steps: &mut dyn Progress) -> Result<(), Failure> {
    steps.step("accept the snapshots");
    let arguments = ["test", "--package", "integration-tests", "--test", "it", "snapshots::"];
    let ran = run_program(&cargo(), &arguments, root, &[("INSTA_UPDATE", "always")])?;
    if ran.succeeded {
        return Ok(());
    }
    Err(Failure::Process {
        what: ACCEPT.to_owned(),
        why: last_line(&ran.all()),
    })
}

/// Sets the version that the changes since the last release ask for. `None` when it is high enough already.
fn raise_version(root: &Path, steps: &mut dyn Progress) -> Result<Option<String>, Failure> {
    let Some(tag) = release::last_release(root)? else {
        return Ok(None);
    };
    let bump = semver::own_bump(root, &tag, steps)?;
    let (before, now) = (release::version_at(root, &tag)?, semver::current_version(root)?);
    let needed = bump.apply(&before).ok_or_else(|| Failure::Process {
        what: tag.clone(),
        why: format!("has the version `{before}`, which is not of the form 1.2.3"),
    })?;
    if numbers(&now) >= numbers(&needed) {
        return Ok(None);
    }
    set_version(root, &needed)?;
    Ok(Some(needed))
}

/// Writes the crate's version to its manifest and to every lock file of the repository that names it.
fn set_version(root: &Path, version: &str) -> Result<(), Failure> {
    let edit = |path: PathBuf, change: &dyn Fn(&str) -> Option<String>| {
        let text = read(&path)?;
        change(&text).map_or(Ok(()), |text| write(&path, &text))
    };
    edit(root.join(MANIFEST), &|text| release::with_crate_version(text, version))?;
    let locks = must_run("git", &["ls-files", "-z", "--", "Cargo.lock", "*/Cargo.lock"], root)?;
    for lock in locks.split('\0').filter(|path| !path.is_empty()) {
        edit(root.join(lock), &|text| {
            release::with_locked_version(text, CRATE, version)
        })?;
    }
    Ok(())
}

fn add_to_changelog(root: &Path, reports: &[NamedReport], day: &str) -> Result<(), Failure> {
    let path = root.join("CHANGELOG.md");
    let reports: Vec<&Report> = reports.iter().map(|one| &one.report).collect();
    let lines = release::changelog_lines(&reports, day);
    write(&path, &release::with_changelog(&read(&path)?, &lines))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::File {
        path: path.to_owned(),
        why: format!("cannot be read: {error}"),
    })
}

/// One line for the pull request.
fn title(reports: &[NamedReport], day: &str) -> String {
    let parts = reports.iter().map(|one| {
        let breaking = one.report.changes.iter().filter(|change| change.is_breaking()).count();
        format!(
            "{} {} ({breaking} breaking)",
            one.name,
            count(one.report.changes.len(), "change")
        )
    });
    format!("Metadata of {day}: {}", parts.collect::<Vec<_>>().join(", "))
}

/// The reports as the text of the pull request. A text that is too long is cut, and says so first.
fn body(reports: &[NamedReport]) -> Result<String, Failure> {
    let bump = reports.iter().map(|one| one.report.bump()).max().unwrap_or(Bump::None);
    let head = format!(
        "Made by `cargo xtask upstream` from today's published metadata. Of this alone the crate's version needs: \
         **{bump}**.\n\n\
         New findings need a reason in `schemas/overlay/explained.yaml` before the tests pass.\n\n"
    );
    let text = reports::text(reports, ReportFormat::Markdown, false)?;
    Ok(shortened(&head, &text, MAX_BODY))
}

fn shortened(head: &str, text: &str, longest: usize) -> String {
    let left = longest.saturating_sub(head.chars().count());
    let Some((end, _)) = text.char_indices().nth(left) else {
        return format!("{head}{text}");
    };
    const CUT: &str =
        "**The report is too long for this place and is cut at its end; the workflow's artifact has all of it.**\n\n";
    let fits = text
        .char_indices()
        .nth(left.saturating_sub(CUT.len()))
        .map_or(end, |(at, _)| at);
    let whole_lines = text
        .get(..fits)
        .and_then(|part| part.rfind('\n').map(|at| at + 1))
        .unwrap_or(0);
    format!("{head}{CUT}{}", text.get(..whole_lines).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_is_cut_between_lines_and_says_so_first() {
        assert_eq!(shortened("head\n", "ä\nb\n", 9), "head\nä\nb\n");
        let long = "ä line of text\n".repeat(100);
        let cut = shortened("head\n", &long, 400);
        assert!(cut.starts_with("head\n**The report is too long"), "{cut}");
        assert!(
            cut.ends_with("text\n") && cut.chars().count() <= 400,
            "{}",
            cut.chars().count()
        );
    }
}
