//! `import`, `regen` and `operations` as a process: exit codes, what is printed where, and that a kill or a closed pipe
//! does no harm.
//!
//! They work on a copy of `schemas/` in a folder of the test's own. What the commands call is tested without a process
//! elsewhere.

mod import;
mod killed;
mod operations;

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::place::{Place, Run, run, xtask};
use generator::tree::disk::{Disk, RealDisk};
use generator::tree::{Bounds, FileSet, Tree, WORK_FOLDER};
use serde_json::Value;
use test_support::shared_folder::workspace;

/// Some generated files, spread over the tree.
fn some_files(tree: &FileSet, version: &str, n: usize) -> Vec<String> {
    let below = format!("generated/src/{version}/");
    let all: Vec<&String> = tree.keys().filter(|path| path.starts_with(&below)).collect();
    assert!(all.len() >= n, "{} files", all.len());
    all.iter()
        .step_by(all.len() / n)
        .take(n)
        .map(|path| (*path).clone())
        .collect()
}

/// What `regen` may change in a workspace.
fn bounds() -> Bounds {
    Bounds::of(&[
        "generated/src/v1_0",
        "generated/src/beta",
        "schemas/v1.0",
        "schemas/beta",
    ])
    .prepared_in("generated")
}

#[test]
fn bad_usage_is_2_and_says_what_is_wrong() {
    for (args, said) in [
        (vec!["regen", "--version", "v2"], "[possible values: v1.0, beta]"),
        (vec!["regen", "--max-lines", "5"], "--check"),
        (vec!["regen", "extra"], "extra"),
        (vec!["import", "--version", "beta"], "--csdl <FILE>"),
        (
            vec![
                "import",
                "--version",
                "beta",
                "--csdl",
                "a",
                "--openapi",
                "b",
                "--snapshot-date",
                "2026-02-30",
            ],
            "no such day",
        ),
        (
            vec![
                "import",
                "--version",
                "beta",
                "--csdl",
                "a",
                "--openapi",
                "b",
                "--snapshot-date",
                "today",
            ],
            "YYYY-MM-DD",
        ),
        (
            vec![
                "import",
                "--version",
                "beta",
                "--csdl",
                "a",
                "--openapi",
                "b",
                "--cloud",
                "mars=c",
            ],
            "`mars` is no national cloud: expected china or us-government",
        ),
        (
            vec![
                "import",
                "--version",
                "beta",
                "--csdl",
                "a",
                "--openapi",
                "b",
                "--cloud",
                "china",
            ],
            "NAME=FILE",
        ),
        (
            vec!["operations", "--format", "yaml"],
            "[possible values: text, json, markdown]",
        ),
        (vec!["operate"], "operate"),
        (vec![], "Usage: cargo xtask <COMMAND>"),
    ] {
        let run = run(&args);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
}

#[test]
fn help_exits_with_0_and_names_every_option() {
    for (command, options) in [
        (
            "import",
            &[
                "--version",
                "--csdl",
                "--openapi",
                "--permissions",
                "--cloud <NAME=FILE>",
                "--snapshot-date",
                "--schemas",
            ][..],
        ),
        ("regen", &["--version", "--check", "--schemas", "--out"]),
        ("operations", &["[PATTERN]", "--version", "--format", "--schemas"]),
    ] {
        let run = run(&[command, "--help"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        for option in options {
            assert!(run.out.contains(option), "{command} {option}: {}", run.out);
        }
    }
}

#[test]
fn outside_the_workspace_it_asks_where() {
    let dir = tempfile::tempdir().unwrap();
    let run: Run = Command::new(xtask())
        .arg("regen")
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(dir.path())
        .output()
        .unwrap()
        .into();
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: this is not in the workspace; go there, or say where with `--schemas DIR`\n"
    );
}

#[test]
fn schemas_that_are_not_there_are_2_and_not_made() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("schemas");
    for args in [&["regen"][..], &["regen", "--check"], &["operations"]] {
        let mut command = Command::new(xtask());
        command.args(args).arg("--schemas").arg(&missing);
        if args[0] == "regen" {
            command.arg("--out").arg(dir.path().join("generated"));
        }
        let run: Run = command.output().unwrap().into();
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(run.err.contains("there is no folder"), "{}", run.err);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}

#[test]
fn the_tree_in_the_repository_is_what_regen_writes() {
    let run: Run = Command::new(xtask())
        .args(["regen", "--check"])
        .current_dir(workspace().join("tests"))
        .output()
        .unwrap()
        .into();
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn regen_writes_once_and_tells_what_it_did() {
    let place = Place::new();
    let first = place.run(&["regen"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let line = |run: &Run, start: &str| {
        run.out
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("no {start} in {}", run.out))
            .to_owned()
    };
    for version in ["v1.0 ", "beta "] {
        let counts = line(&first, version);
        for what in [" types", " operations", " builders"] {
            assert!(counts.contains(what), "{counts}");
        }
    }
    assert!(line(&first, "files ").contains(" 0 removed, "), "{}", first.out);
    assert!(line(&first, "took ").ends_with(" s"), "{}", first.out);
    assert_eq!(first.err, "", "no progress display without a terminal");

    let tree = place.tree();
    let second = place.run(&["regen"]);
    assert!(
        line(&second, "files ").starts_with("files      0 written (0 new, 0 changed), 0 removed, "),
        "{}",
        second.out
    );
    assert_eq!(place.tree(), tree);
    assert!(!place.at("generated").join(WORK_FOLDER).exists());
}

#[test]
fn one_version_leaves_the_other_alone() {
    let place = Place::generated();
    let before = place.tree();
    let files = [some_files(&before, "v1_0", 1), some_files(&before, "beta", 1)].concat();
    for path in &files {
        fs::write(place.at(path), "// spoiled\n").unwrap();
    }
    let run = place.run(&["regen", "--version", "beta"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = place.tree();
    assert_eq!(after[&files[0]], "// spoiled\n");
    assert_eq!(after[&files[1]], before[&files[1]]);
    assert_eq!(place.run(&["regen", "--check", "--version", "beta"]).code, Some(0));
    assert_eq!(place.run(&["regen", "--check"]).code, Some(1));
}

#[test]
fn check_prints_a_diff_and_writes_nothing() {
    let place = Place::generated();
    let made = place.tree();
    assert_eq!(place.run(&["regen", "--check"]).code, Some(0));

    let files = some_files(&made, "v1_0", 2);
    fs::write(place.at(&files[0]), format!("{}// by hand\n", made[&files[0]])).unwrap();
    fs::remove_file(place.at(&files[1])).unwrap();
    fs::write(place.at("generated/src/v1_0/foreign.rs"), "// foreign\n").unwrap();
    let spoiled = place.tree();

    let run = place.run(&["regen", "--check"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(
        run.out
            .starts_with("3 files differ: 1 to add, 1 to change, 1 to remove\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains(&format!("--- a/{0}\n+++ b/{0}\n@@ ", files[0])),
        "{}",
        run.out
    );
    assert!(run.out.contains("\n-// by hand\n"), "{}", run.out);
    assert!(
        run.out.contains("--- a/generated/src/v1_0/foreign.rs\n+++ /dev/null\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains(&format!("--- /dev/null\n+++ b/{}\n", files[1])),
        "{}",
        run.out
    );
    assert!(run.err.contains("cargo xtask regen"), "{}", run.err);
    assert_eq!(place.tree(), spoiled);

    let mended = place.run(&["regen"]);
    assert!(
        mended
            .out
            .contains("files      2 written (1 new, 1 changed), 1 removed, "),
        "{}",
        mended.out
    );
    assert!(
        mended.out.contains("  - generated/src/v1_0/foreign.rs\n"),
        "{}",
        mended.out
    );
    assert_eq!(place.tree(), made);
}

#[test]
fn a_long_diff_is_cut_and_says_so() {
    let place = Place::new();
    let run = place.run(&["regen", "--check", "--max-lines", "40"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines[0].contains(" files differ: ") && lines[0].contains(" to add"),
        "{}",
        lines[0]
    );
    assert!(lines.len() < 60, "{} lines", lines.len());
    assert!(
        lines.last().unwrap().contains(" more files not shown: "),
        "{:?}",
        lines.last()
    );
    assert!(!place.at("generated").exists());
}

#[test]
fn bad_schemas_are_2_name_the_file_and_leave_the_tree() {
    let place = Place::generated();
    let good = fs::read_to_string(place.at("schemas/v1.0/metadata.csdl")).unwrap();
    fs::write(place.at("schemas/v1.0/metadata.csdl"), &good[..good.len() / 2]).unwrap();
    let before = place.tree();
    for args in [&["regen"][..], &["regen", "--check"], &["operations"]] {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(
            run.err.starts_with("error: ") && run.err.contains("metadata.csdl"),
            "{}",
            run.err
        );
    }
    assert_eq!(place.tree(), before);
}
