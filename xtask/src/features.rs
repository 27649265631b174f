//! `cargo xtask features`: the crate with each version and each area alone, a line for each: without warnings, with its
//! tests, examples and docs. Takes minutes; CI builds a sample.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use generator::manifest;
use generator::schemas::load_overlay;

use crate::args::FeaturesArgs;
use crate::failure::Failure;
use crate::folders;
use crate::output::{count, print};
use crate::process::{cargo, run as run_program};
use crate::progress::Steps;

const PACKAGE: &str = "msgraph-identity-governance";

/// What is run with each set of features: the part that fails is named by its first word.
const COMMANDS: [(&str, &[&str], &[&str]); 3] = [
    ("clippy", &["--all-targets"], &["--", "-D", "warnings"]),
    ("doc", &["--no-deps"], &[]),
    ("test", &["--doc"], &[]),
];

/// The most lines of a failure that are shown.
const MAX_LINES: usize = 60;

pub fn run(args: &FeaturesArgs) -> Result<ExitCode, Failure> {
    let root = folders::root()?;
    let areas = areas(&root)?;
    let sets = sets(&areas);
    let wanted: Vec<&Vec<String>> = sets
        .iter()
        .filter(|set| args.with.iter().all(|name| set.contains(name)))
        .collect();
    let mut failed = 0;
    for set in &wanted {
        let mut steps = Steps::new();
        let mut wrong = None;
        for (command, options, more) in COMMANDS {
            // A test of a doc comment needs a transport.
            let features = if command == "test" {
                [set.join(","), "rustls".to_owned()].join(",")
            } else {
                set.join(",")
            };
            steps_of(&mut steps, command, &features);
            let before = [
                command,
                "--package",
                PACKAGE,
                "--no-default-features",
                "--features",
                &features,
            ];
            let arguments = [&before, options, more].concat();
            let ran = run_program(&cargo(), &arguments, &root, &[("RUSTDOCFLAGS", "-D warnings")])?;
            if !ran.succeeded {
                wrong = Some((command, ran.all()));
                break;
            }
        }
        let seconds = steps.finish();
        let set = set.join(" ");
        match wrong {
            None => print(&format!("ok       {set} ({seconds:.1} s)\n"))?,
            Some((command, said)) => {
                failed += 1;
                let lines: Vec<&str> = said.lines().take(MAX_LINES).collect();
                print(&format!("FAILED   {set}: cargo {command}\n{}\n", lines.join("\n")))?;
            }
        }
    }
    print(&format!(
        "{} of {} build\n",
        wanted.len() - failed,
        count(wanted.len(), "set")
    ))?;
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn steps_of(steps: &mut Steps, command: &str, features: &str) {
    use generator::progress::Progress as _;
    steps.step(&format!("cargo {command} --features {features}"));
}

/// The areas, when the manifest has their features.
fn areas(root: &Path) -> Result<Vec<String>, Failure> {
    let path = root.join(manifest::MANIFEST);
    let text = fs::read_to_string(&path).map_err(|error| Failure::File {
        path,
        why: format!("cannot be read: {error}"),
    })?;
    let overlay = load_overlay(&root.join("schemas"))?;
    let features = manifest::features(&text, &overlay.selection)?;
    Ok(features.iter().map(|feature| feature.name().to_owned()).collect())
}

/// Each version and both, each with no area, with one and with all.
fn sets(areas: &[String]) -> Vec<Vec<String>> {
    let versions: [&[&str]; 3] = [&["v1_0"], &["beta"], &["v1_0", "beta"]];
    let none: Vec<&String> = Vec::new();
    let alone = areas.iter().map(|area| vec![area]);
    let of_areas: Vec<Vec<&String>> = [none]
        .into_iter()
        .chain(alone)
        .chain([areas.iter().collect()])
        .collect();
    let sets = versions.into_iter().flat_map(|versions| {
        of_areas.iter().map(move |areas| {
            let versions = versions.iter().map(ToString::to_string);
            versions.chain(areas.iter().map(|area| (*area).clone())).collect()
        })
    });
    sets.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_no_area_each_and_all() {
        let sets = sets(&["a".to_owned(), "b".to_owned()]);
        let joined: Vec<String> = sets.iter().map(|set| set.join(" ")).collect();
        assert_eq!(
            joined,
            [
                "v1_0",
                "v1_0 a",
                "v1_0 b",
                "v1_0 a b",
                "beta",
                "beta a",
                "beta b",
                "beta a b",
                "v1_0 beta",
                "v1_0 beta a",
                "v1_0 beta b",
                "v1_0 beta a b"
            ]
        );
    }
}
