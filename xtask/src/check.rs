//! `cargo xtask check`: all that must hold before a change lands, one line per step. Writes nothing.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use generator::analysis::findings;
use generator::input::Input;
use generator::model::Version;
use generator::overlay::explained;
use generator::pipeline::{self, ImportRequest};
use generator::progress::Progress;
use generator::tree::{Drift, Tree};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::output::{count, note, print};
use crate::process::{cargo, run as run_program};
use crate::progress::Steps;
use crate::{folders, regen, semver};

/// The most lines of details that are shown for a step.
const MAX_LINES: usize = 40;

/// The result of a step.
enum Outcome {
    /// It is as it should be.
    Holds(String),
    /// It is not.
    Fails {
        what: String,
        /// What to run.
        run: String,
        /// Shown below, some lines of it.
        details: String,
    },
}

type Step = fn(&Path, &mut dyn Progress) -> Result<Outcome, Failure>;

const STEPS: [(&str, Step); 5] = [
    ("schemas", schemas),
    ("bindings", bindings),
    ("findings", explained),
    ("snapshots", snapshots),
    ("version", version),
];

pub fn run(_: &CheckArgs) -> Result<ExitCode, Failure> {
    let root = folders::root()?;
    let (mut failed, mut unknown) = (Vec::new(), Vec::new());
    for (name, step) in STEPS {
        let mut steps = Steps::new();
        let outcome = step(&root, &mut steps);
        let seconds = steps.finish();
        match outcome {
            Ok(Outcome::Holds(what)) => print(&format!("ok       {name:<10} {what} ({seconds:.1} s)\n"))?,
            Ok(Outcome::Fails { what, run, details }) => {
                print(&format!("FAILED   {name:<10} {what}; {run}\n{}", cut(&details)))?;
                failed.push(name);
            }
            Err(failure) => {
                print(&format!("UNKNOWN  {name:<10} {failure}\n"))?;
                unknown.push(name);
            }
        }
    }
    let part = |names: &[&str], what: &str| match names {
        [] => String::new(),
        names => format!("; {what}: {}", names.join(", ")),
    };
    print(&format!(
        "{} of {} hold{}{}\n",
        STEPS.len() - failed.len() - unknown.len(),
        STEPS.len(),
        part(&failed, "not as it should be"),
        part(&unknown, "could not be checked")
    ))?;
    Ok(ExitCode::from(match (unknown.is_empty(), failed.is_empty()) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => 2,
    }))
}

/// The first lines, indented.
fn cut(details: &str) -> String {
    let lines: Vec<&str> = details.trim_end().lines().collect();
    let mut out: String = lines
        .iter()
        .take(MAX_LINES)
        .map(|line| format!("    {line}\n"))
        .collect();
    if let Some(more) = lines.len().checked_sub(MAX_LINES).filter(|more| *more > 0) {
        out.push_str(&format!("    … {}\n", count(more, "more line")));
    }
    out
}

/// The documents are valid and in the normal form, so that a change upstream is a small diff.
fn schemas(root: &Path, progress: &mut dyn Progress) -> Result<Outcome, Failure> {
    let schemas = root.join("schemas");
    let tree = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let mut all = Drift::default();
    let mut run = Vec::new();
    for version in Version::ALL {
        // Nobody typed these paths: errors name them relative to the repository.
        let file = |name: &str| {
            let read = Input::read(&schemas.join(version.name()).join(name));
            read.map(|input| Input {
                given: format!("schemas/{version}/{name}"),
                ..input
            })
        };
        let request = ImportRequest {
            version,
            csdl: file("metadata.csdl")?,
            openapi: file("openapi.yaml")?,
            permissions: None,
            clouds: Vec::new(),
            snapshot_date: None,
        };
        let imported = pipeline::import(&schemas, &request, progress)?;
        let drift = tree.check(&imported.owned, &imported.files)?;
        if !drift.is_empty() {
            run.push(format!(
                "`cargo xtask import --version {version} --csdl schemas/{version}/metadata.csdl \
                 --openapi schemas/{version}/openapi.yaml`"
            ));
        }
        all.unchanged += drift.unchanged;
        all.differences.extend(drift.differences);
    }
    if all.is_empty() {
        return Ok(Outcome::Holds(format!(
            "{} valid and in the normal form",
            count(all.unchanged, "file")
        )));
    }
    Ok(Outcome::Fails {
        what: format!("{} not in the normal form", count(all.differences.len(), "file")),
        run: format!("run {}, and keep the change only if it is meant", run.join(" and ")),
        details: all.report(MAX_LINES),
    })
}

fn bindings(root: &Path, progress: &mut dyn Progress) -> Result<Outcome, Failure> {
    let drift = regen::differences(&root.join("schemas"), &root.join("generated"), &Version::ALL, progress)?;
    if drift.is_empty() {
        return Ok(Outcome::Holds(format!(
            "{} as regen would write them",
            count(drift.unchanged, "file")
        )));
    }
    Ok(Outcome::Fails {
        what: "generated/ is not what schemas/ makes".to_owned(),
        run: "run `cargo xtask regen`".to_owned(),
        details: drift.report(MAX_LINES),
    })
}

/// Each finding has an explanation, and each explanation a finding.
fn explained(root: &Path, _: &mut dyn Progress) -> Result<Outcome, Failure> {
    let schemas: &Tree<'_> = &regen::open_to_read(&root.join("schemas"), folders::bounds_of_schemas())?;
    let read = |path: &str| {
        let file = schemas.root().join(path);
        fs::read_to_string(&file).map_err(|error| Failure::File {
            path: file,
            why: format!("cannot be read: {error}"),
        })
    };
    let explanations = explained::read(explained::FILE, &read(&format!("overlay/{}", explained::FILE))?)?;
    let mut stored = Vec::new();
    for version in Version::ALL {
        let path = format!("{version}/findings.yaml");
        stored.push((version, findings::read(&path, &read(&path)?)?));
    }
    let mut unexplained = Vec::new();
    let mut used = vec![false; explanations.len()];
    for (version, found) in &stored {
        let explained = explained::explain(&explanations, found, *version);
        unexplained.extend(
            explained
                .unexplained
                .iter()
                .map(|finding| format!("{version}: {finding}\n")),
        );
        for (used, explanation) in used.iter_mut().zip(&explanations) {
            let covers =
                |(other, found): &(&explained::Explanation, Vec<_>)| *other == explanation && !found.is_empty();
            *used = *used || explained.groups.iter().any(covers);
        }
    }
    let stale = used.iter().zip(&explanations).filter(|(used, _)| !**used);
    let stale: Vec<String> = stale
        .map(|(_, explanation)| format!("explains nothing: {} {}\n", explanation.kind.name(), explanation.place))
        .collect();
    if unexplained.is_empty() && stale.is_empty() {
        let number = stored.iter().map(|(_, found)| found.len()).sum();
        return Ok(Outcome::Holds(format!("{} explained", count(number, "finding"))));
    }
    Ok(Outcome::Fails {
        what: format!(
            "{} without a reason, {} without a finding",
            count(unexplained.len(), "finding"),
            count(stale.len(), "reason")
        ),
        run: format!(
            "write why it is so in schemas/overlay/{}, or take out what explains nothing",
            explained::FILE
        ),
        // The shorter list first.
        details: stale.concat() + &unexplained.concat(),
    })
}

fn snapshots(root: &Path, progress: &mut dyn Progress) -> Result<Outcome, Failure> {
    progress.step("cargo test --test it snapshots::");
    let arguments = [
        "test",
        "--package",
        "integration-tests",
        "--test",
        "it",
        "snapshots::",
        "--color",
        "never",
    ];
    // Nothing is written, wherever this runs.
    let ran = run_program(&cargo(), &arguments, root, &[("INSTA_UPDATE", "no")])?;
    if ran.succeeded {
        return Ok(Outcome::Holds("as accepted".to_owned()));
    }
    let names: Vec<String> = ran
        .text()
        .lines()
        .filter_map(|line| Some(line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned()))
        .collect();
    if names.is_empty() {
        // No test ran.
        note(ran.all().trim_end());
        return Err(Failure::Process {
            what: "cargo test --package integration-tests --test it snapshots::".to_owned(),
            why: "failed before any test ran".to_owned(),
        });
    }
    Ok(Outcome::Fails {
        what: count(names.len(), "snapshot test") + " failed",
        run: format!("look at `cargo xtask drift HEAD schemas`, then accept with `{ACCEPT}`"),
        details: names.join("\n"),
    })
}

/// The command that accepts the snapshots.
pub const ACCEPT: &str = "INSTA_UPDATE=always cargo test -p integration-tests --test it snapshots::";

fn version(root: &Path, progress: &mut dyn Progress) -> Result<Outcome, Failure> {
    let verdict = semver::check(root, None, progress)?;
    let last = verdict.text.lines().last().unwrap_or_default().to_owned();
    match verdict.holds {
        Some(true) => Ok(Outcome::Holds(last)),
        Some(false) => Ok(Outcome::Fails {
            what: last,
            run: "`cargo xtask semver` checks this alone".to_owned(),
            details: verdict.text,
        }),
        None => Err(Failure::Process {
            what: "cargo semver-checks".to_owned(),
            why: verdict.text.trim_end().replace('\n', "; "),
        }),
    }
}
