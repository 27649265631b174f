//! `cargo xtask regen`: `schemas/` to `generated/`, or with `--check` only what would change.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use generator::model::Version;
use generator::pipeline::{self, Counts, Generated};
use generator::progress::Progress;
use generator::tree::{Bounds, Drift, FileSet, Tree, Written};

use crate::args::{RegenArgs, versions};
use crate::failure::Failure;
use crate::folders;
use crate::output::{count, note, print, thousands};
use crate::progress::Steps;

/// The most changed files that are listed.
const MAX_LISTED: usize = 12;

pub fn run(args: &RegenArgs) -> Result<ExitCode, Failure> {
    let schemas = folders::schemas(args.schemas.as_deref())?;
    let out = folders::generated(args.out.as_deref())?;
    let versions = versions(&args.version);
    let mut steps = Steps::new();

    if args.check {
        let drift = differences(&schemas, &out, &versions, &mut steps)?;
        let seconds = steps.finish();
        if drift.is_empty() {
            print(&format!(
                "{} as regen would write them ({seconds:.2} s)\n",
                count(drift.unchanged, "file")
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        print(&drift.report(args.max_lines))?;
        note("the files are not what regen would write; run `cargo xtask regen` and look at what changes");
        return Ok(ExitCode::from(1));
    }

    let (counts, written) = bring_up_to_date(&schemas, &out, &versions, &mut steps)?;
    let seconds = steps.finish();
    print(&summary(&schemas, &counts, &written, seconds))?;
    Ok(ExitCode::SUCCESS)
}

/// How the files differ from what would be written; writes nothing.
pub fn differences(
    schemas: &Path,
    out: &Path,
    versions: &[Version],
    steps: &mut dyn Progress,
) -> Result<Drift, Failure> {
    with_jobs(schemas, out, versions, true, steps, |jobs, _, steps| {
        steps.step("comparing the files");
        check(jobs)
    })
}

/// Writes the files; returns what was generated and written.
pub fn bring_up_to_date(
    schemas: &Path,
    out: &Path,
    versions: &[Version],
    steps: &mut dyn Progress,
) -> Result<(Vec<(Version, Counts)>, Written), Failure> {
    with_jobs(schemas, out, versions, false, steps, |jobs, counts, steps| {
        steps.step("writing the files");
        Ok((counts, write(jobs)?))
    })
}

/// The schemas stay locked while they are read and the work is done, so that no import changes them in the meantime.
fn with_jobs<T>(
    schemas: &Path,
    out: &Path,
    versions: &[Version],
    check: bool,
    steps: &mut dyn Progress,
    work: impl FnOnce(&[Job<'_>], Vec<(Version, Counts)>, &mut dyn Progress) -> Result<T, Failure>,
) -> Result<T, Failure> {
    folders::must_exist(schemas)?;
    let reading = open(schemas, folders::bounds_of_schemas(), check)?;
    let roots = WriteRoots::open(schemas, out, check)?;
    let generated = pipeline::generate(schemas, versions, steps)?;
    let counts = generated.counts.clone();
    work(&roots.jobs(&reading, generated), counts, steps)
}

/// Locks a root and recovers what an earlier run left half done there; a check only reports it.
pub fn open(root: &Path, bounds: Bounds, check: bool) -> Result<Tree<'static>, Failure> {
    if check {
        return open_to_read(root, bounds);
    }
    let tree = Tree::lock(root, bounds)?;
    if let Some(recovered) = tree.recover()? {
        note(&format!("note: {recovered}"));
    }
    Ok(tree)
}

/// Locks a root for reading, and reports what an earlier run left half done there.
pub fn open_to_read(root: &Path, bounds: Bounds) -> Result<Tree<'static>, Failure> {
    let tree = Tree::lock_shared(root, bounds)?;
    if tree.pending()?.is_some() {
        note(&format!(
            "note: an earlier run was stopped while it wrote below `{}`; the next `cargo xtask regen` finishes or undoes \
             its change, until then files may be missing",
            root.display()
        ));
    }
    Ok(tree)
}

/// The roots that are written, locked. `schemas/` is locked all the time, so there is at most one more.
enum WriteRoots {
    /// The two lie side by side, as in the workspace: code and remembered names are written as one change below the
    /// folder that holds both.
    Together {
        above: Tree<'static>,
        schemas: String,
        out: String,
    },
    /// They lie apart and are written one after the other. The names are written first: a name too many does no harm,
    /// one too few might be given to another item.
    Apart { out: Tree<'static> },
}

/// The files for one root.
struct Job<'a> {
    tree: &'a Tree<'static>,
    owned: Vec<String>,
    files: FileSet,
}

impl WriteRoots {
    fn open(schemas: &Path, out: &Path, check: bool) -> Result<Self, Failure> {
        Ok(match folders::side_by_side(schemas, out) {
            Some((above, schemas, out)) => WriteRoots::Together {
                above: open(&above, folders::bounds_of_both(&schemas, &out), check)?,
                schemas,
                out,
            },
            None => WriteRoots::Apart {
                out: open(out, folders::bounds_of_code(), check)?,
            },
        })
    }

    /// Which files go to which root. `reading` is the locked `schemas/`; of it, only the files of the set are owned.
    fn jobs<'a>(&'a self, reading: &'a Tree<'static>, generated: Generated) -> Vec<Job<'a>> {
        let Generated {
            files,
            owned,
            schemas: names,
            ..
        } = generated;
        let named: Vec<String> = names.keys().cloned().collect();
        match self {
            WriteRoots::Together { above, schemas, out } => {
                let below = |folder: &str, paths: Vec<String>| {
                    paths
                        .into_iter()
                        .map(move |path| format!("{folder}/{path}"))
                        .collect::<Vec<_>>()
                };
                let code = files.into_iter().map(|(path, text)| (format!("{out}/{path}"), text));
                let data = names
                    .into_iter()
                    .map(|(path, text)| (format!("{schemas}/{path}"), text));
                vec![Job {
                    tree: above,
                    owned: [below(out, owned), below(schemas, named)].concat(),
                    files: code.chain(data).collect(),
                }]
            }
            WriteRoots::Apart { out } => vec![
                Job {
                    tree: reading,
                    owned: named,
                    files: names,
                },
                Job {
                    tree: out,
                    owned,
                    files,
                },
            ],
        }
    }
}

fn check(jobs: &[Job<'_>]) -> Result<Drift, Failure> {
    let mut all = Drift::default();
    for job in jobs {
        let drift = job.tree.check(&job.owned, &job.files)?;
        all.differences.extend(drift.differences);
        all.unchanged += drift.unchanged;
    }
    Ok(all)
}

fn write(jobs: &[Job<'_>]) -> Result<Written, Failure> {
    let mut all = Written::default();
    for job in jobs {
        let written = job.tree.write(&job.owned, &job.files)?;
        all.added.extend(written.added);
        all.changed.extend(written.changed);
        all.removed.extend(written.removed);
        all.unchanged += written.unchanged;
        all.left_over = all.left_over.or(written.left_over);
    }
    Ok(all)
}

fn summary(schemas: &Path, counts: &[(Version, Counts)], written: &Written, seconds: f64) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "read       {}", schemas.display());
    for (version, counts) in counts {
        let _ = writeln!(
            out,
            "{:<9}  {}, {}, {}",
            version.name(),
            count(counts.types, "type"),
            count(counts.operations, "operation"),
            count(counts.builders, "builder")
        );
    }
    push_written(&mut out, written);
    let _ = writeln!(out, "took       {seconds:.2} s");
    out
}

/// What was written: numbers, and the first of the files.
pub fn push_written(out: &mut String, written: &Written) {
    let _ = writeln!(
        out,
        "files      {} written ({} new, {} changed), {} removed, {} unchanged",
        thousands(written.written()),
        thousands(written.added.len()),
        thousands(written.changed.len()),
        thousands(written.removed.len()),
        thousands(written.unchanged)
    );
    let marked = |mark: char, paths: &[String]| paths.iter().map(|path| (mark, path.clone())).collect::<Vec<_>>();
    let mut touched = [
        marked('+', &written.added),
        marked('~', &written.changed),
        marked('-', &written.removed),
    ]
    .concat();
    touched.sort_by(|a, b| a.1.cmp(&b.1));
    for (mark, path) in touched.iter().take(MAX_LISTED) {
        let _ = writeln!(out, "  {mark} {path}");
    }
    if touched.len() > MAX_LISTED {
        let _ = writeln!(out, "  … {} more", thousands(touched.len() - MAX_LISTED));
    }
    if let Some(why) = &written.left_over {
        note(&format!(
            "note: the files are written, but {why}; the next run cleans up"
        ));
    }
}
