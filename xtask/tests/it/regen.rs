//! `regen` as a process: what it writes and prints, and what `--check` finds.
//!
//! It works on a copy of `schemas/` in a folder of the test's own. What it calls is tested without a process elsewhere.

use std::fs;
use std::process::Command;

use generator::tree::WORK_FOLDER;
use test_support::shared_folder::workspace;

use crate::place::{Place, Run, some_files, xtask};

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
fn regen_writes_once_and_prints_what_it_did() {
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
