//! `cargo xtask semver`: which version the next release needs, by our own report and by cargo-semver-checks.
//!
//! Our report knows the metadata, and changes of meaning that every program compiles with. cargo-semver-checks knows
//! all public items, hand-written ones too, but no field types. The larger of the two decides, and a difference is
//! reported.

use std::path::Path;
use std::process::ExitCode;

use generator::drift::Purpose;
use generator::model::Version;
use generator::progress::Progress;
use generator::semver::Bump;
use generator::snapshot::{self, Snapshot};

use crate::args::SemverArgs;
use crate::failure::Failure;
use crate::output::print;
use crate::process::{ProcessOutput, cargo, last_line, run as run_program};
use crate::progress::Steps;
use crate::release::{self, CRATE, MANIFEST, numbers};
use crate::{folders, regen, reports};

pub fn run(args: &SemverArgs) -> Result<ExitCode, Failure> {
    let root = folders::root()?;
    let mut steps = Steps::new();
    let verdict = check(&root, args.baseline.as_deref(), &mut steps)?;
    steps.finish();
    print(&verdict.text)?;
    Ok(verdict.exit())
}

/// Whether the crate's version is high enough.
pub struct Verdict {
    /// For a person, some lines.
    pub text: String,
    /// Whether the version is high enough; `None` when one of the two judges is missing in CI, where both are needed.
    pub holds: Option<bool>,
}

impl Verdict {
    fn exit(&self) -> ExitCode {
        ExitCode::from(match self.holds {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        })
    }
}

/// Compares the workspace in `root` with a revision, or with the last release.
pub fn check(root: &Path, baseline: Option<&str>, steps: &mut dyn Progress) -> Result<Verdict, Failure> {
    let released = match baseline {
        Some(revision) => Some(revision.to_owned()),
        None => release::last_release(root)?,
    };
    let Some(baseline) = released else {
        return Ok(Verdict {
            text: "no release yet (no tag vX.Y.Z): nothing to compare with, any version is right\n".to_owned(),
            holds: Some(true),
        });
    };
    let before = release::version_at(root, &baseline)?;
    let ours = own_bump(root, &baseline, steps)?;
    steps.step("cargo semver-checks");
    let theirs = checked_bump(root, &baseline)?;
    let now = current_version(root)?;
    Ok(judge(
        &baseline,
        &before,
        &now,
        ours,
        theirs,
        std::env::var_os("CI").is_some(),
    ))
}

/// The version that the manifest has now.
pub fn current_version(root: &Path) -> Result<String, Failure> {
    let path = root.join(MANIFEST);
    let wrong = |why: String| Failure::File {
        path: path.clone(),
        why,
    };
    let text = std::fs::read_to_string(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let version = release::crate_version(&text);
    version
        .map(ToOwned::to_owned)
        .ok_or_else(|| wrong("has no version".to_owned()))
}

/// The bump that our report asks for: of both versions since a revision, the largest.
pub fn own_bump(root: &Path, baseline: &str, steps: &mut dyn Progress) -> Result<Bump, Failure> {
    let schemas = root.join("schemas");
    folders::must_exist(&schemas)?;
    let reading = regen::open_to_read(&schemas, folders::bounds_of_schemas())?;
    let mut old = snapshot::find(&format!("{baseline}:schemas"), None, root)?;
    let mut new = snapshot::of_folder(&schemas)?;
    let has = |side: &[Snapshot], version| side.iter().any(|one| one.version == version);
    let mut bump = Bump::None;
    // A version that was removed takes its module with it, one that was added brings a new module.
    for version in Version::ALL {
        bump = bump.max(match (has(&old, version), has(&new, version)) {
            (true, false) => Bump::Major,
            (false, true) => Bump::Minor,
            _ => Bump::None,
        });
    }
    let versions = |side: &[Snapshot]| side.iter().map(|one| one.version).collect::<Vec<_>>();
    let (of_old, of_new) = (versions(&old), versions(&new));
    old.retain(|one| of_new.contains(&one.version));
    new.retain(|one| of_old.contains(&one.version));
    if old.is_empty() {
        return Ok(bump);
    }
    for (old, new) in snapshot::pair(old, new)? {
        let report = reports::compare(&schemas, None, Purpose::Drift, &old, &new, steps)?;
        bump = bump.max(report.bump());
    }
    drop(reading);
    Ok(bump)
}

/// The result of cargo-semver-checks.
pub enum SemverChecks {
    /// The bump that it asks for, with the names of the rules that failed.
    Bump(Bump, Vec<String>),
    /// cargo has no such subcommand.
    NotInstalled,
}

fn checked_bump(root: &Path, baseline: &str) -> Result<SemverChecks, Failure> {
    let there = run_program(&cargo(), &["semver-checks", "--version"], root, &[])?;
    if !there.succeeded {
        return Ok(SemverChecks::NotInstalled);
    }
    // As if nothing had been bumped: otherwise rules that the present version allows to be broken are not checked.
    let arguments = [
        "semver-checks",
        "check-release",
        "--package",
        CRATE,
        "--baseline-rev",
        baseline,
        "--all-features",
        "--release-type",
        "patch",
        "--color",
        "never",
    ];
    read(&run_program(&cargo(), &arguments, root, &[])?)
}

/// Reads its output: the summary's words, and the rules that failed.
fn read(ran: &ProcessOutput) -> Result<SemverChecks, Failure> {
    let text = ran.all();
    let bump = if text.contains("semver requires new major version") {
        Bump::Major
    } else if text.contains("semver requires new minor version") {
        Bump::Minor
    } else if text.contains("no semver update required") && ran.succeeded {
        Bump::None
    } else {
        return Err(Failure::Process {
            what: "cargo semver-checks".to_owned(),
            why: last_line(&text),
        });
    };
    let rules = text.lines().filter_map(|line| line.strip_prefix("--- failure "));
    let rules = rules.filter_map(|line| line.split(':').next());
    Ok(SemverChecks::Bump(bump, rules.map(ToOwned::to_owned).collect()))
}

fn judge(baseline: &str, before: &str, now: &str, ours: Bump, theirs: SemverChecks, in_ci: bool) -> Verdict {
    let mut text = format!("since {baseline} (version {before}; now {now})\n");
    text.push_str(&format!("our report            {ours}\n"));
    let mut needed = ours;
    let mut certain = true;
    match theirs {
        SemverChecks::Bump(theirs, rules) => {
            let by = if rules.is_empty() {
                String::new()
            } else {
                format!(" ({})", rules.join(", "))
            };
            text.push_str(&format!("cargo-semver-checks   {theirs}{by}\n"));
            needed = needed.max(theirs);
            // cargo-semver-checks has no result between none and minor.
            let least = |bump: Bump| if bump == Bump::Patch { Bump::None } else { bump };
            if least(ours) != least(theirs) {
                let why = if ours > theirs {
                    "it does not see types of fields, values of enumerations, or changes of meaning"
                } else {
                    "something changed that the metadata does not show: code written by hand, the generator, or an \
                     error of our classes"
                };
                text.push_str(&format!(
                    "finding: our report says {ours}, cargo-semver-checks says {theirs}; {why}\n"
                ));
            }
        }
        SemverChecks::NotInstalled => {
            certain = !in_ci;
            text.push_str(
                "cargo-semver-checks   not installed, so code written by hand was not checked; \
                 `cargo install cargo-semver-checks --locked`\n",
            );
        }
    }
    let required = needed.apply(before);
    let high_enough = match (required.as_deref().and_then(numbers), numbers(now)) {
        (Some(required), Some(now)) => now >= required,
        _ => false,
    };
    let required = required.unwrap_or_else(|| format!("{needed} after {before}"));
    text.push_str(&if high_enough {
        format!("the version {now} is high enough ({required} is needed)\n")
    } else {
        format!("the version {now} is too low: set {required} in {MANIFEST}\n")
    });
    Verdict {
        text,
        holds: if high_enough && !certain {
            None
        } else {
            Some(high_enough)
        },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    fn checked(bump: Bump) -> SemverChecks {
        SemverChecks::Bump(bump, vec!["struct_missing".to_owned()])
    }

    #[test]
    fn the_larger_class_decides() {
        for (ours, theirs, now, holds, said) in [
            (Bump::None, Bump::None, "1.0.0", true, "high enough (1.0.0"),
            (Bump::Patch, Bump::None, "1.0.0", false, "too low: set 1.0.1"),
            (Bump::Minor, Bump::Minor, "1.1.0", true, "high enough (1.1.0"),
            (
                Bump::Major,
                Bump::None,
                "1.9.0",
                false,
                "our report says major, cargo-semver-checks says none; it does not see",
            ),
            (
                Bump::Minor,
                Bump::Major,
                "2.0.0",
                true,
                "our report says minor, cargo-semver-checks says major; something changed",
            ),
            (Bump::Minor, Bump::Major, "1.1.0", false, "too low: set 2.0.0"),
            (Bump::None, Bump::None, "nonsense", false, "too low"),
        ] {
            let verdict = judge("v1.0.0", "1.0.0", now, ours, checked(theirs), true);
            assert_eq!(verdict.holds, Some(holds), "{}", verdict.text);
            assert!(verdict.text.contains(said), "{}", verdict.text);
            let differ = ours != theirs && !(ours == Bump::Patch && theirs == Bump::None);
            assert_eq!(verdict.text.contains("finding: "), differ, "{}", verdict.text);
        }
    }

    #[test]
    fn without_the_tool_nothing_is_certain_in_ci() {
        let verdict = |now, in_ci| judge("v0.1.0", "0.1.0", now, Bump::Major, SemverChecks::NotInstalled, in_ci);
        assert_eq!(verdict("0.2.0", false).holds, Some(true));
        assert_eq!(verdict("0.2.0", true).holds, None);
        assert_eq!(
            verdict("0.1.1", true).holds,
            Some(false),
            "too low by our own report already"
        );
        assert!(
            verdict("0.2.0", true)
                .text
                .contains("cargo install cargo-semver-checks --locked")
        );
    }

    #[test]
    fn the_summary_is_read_or_refused() {
        let ran = |succeeded, err: &str| ProcessOutput {
            succeeded,
            out: Vec::new(),
            err: err.to_owned(),
        };
        let bump = |succeeded, err: &str| match read(&ran(succeeded, err)) {
            Ok(SemverChecks::Bump(bump, rules)) => (bump, rules),
            _ => panic!("{err}"),
        };
        let major = "--- failure struct_missing: pub struct removed or renamed ---\n     \
            Summary semver requires new major version: 1 major and 2 minor checks failed\n";
        assert_eq!(bump(false, major), (Bump::Major, vec!["struct_missing".to_owned()]));
        let minor = "     Summary semver requires new minor version: 0 major and 2 minor checks failed\n";
        assert_eq!(bump(false, minor), (Bump::Minor, Vec::new()));
        assert_eq!(
            bump(true, "     Summary no semver update required\n"),
            (Bump::None, Vec::new())
        );
        let failed = read(&ran(
            false,
            "     Summary no semver\nerror: failed to build rustdoc\n\n",
        ));
        let failed = failed.err().unwrap().to_string();
        assert_eq!(failed, "cargo semver-checks: error: failed to build rustdoc");
    }
}
