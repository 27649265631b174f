//! Arguments and help of all commands: exit code 2 for what is wrong, and messages that name it.

use std::fs;
use std::process::Command;

use crate::place::{Run, run, xtask};

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
fn bad_usage_is_2_and_help_names_every_option() {
    for (args, said) in [
        (&["drift"][..], "<OLD>"),
        (&["drift", "HEAD"], "<NEW>"),
        (&["drift", "a", "b", "--against", "c"], "--against"),
        (&["drift", "a", "b", "--explain", "GIG0001"], "--explain"),
        (
            &["drift", "a", "b", "--format", "pdf"],
            "[possible values: text, markdown, html, json]",
        ),
        (
            &["drift", "a", "b", "--fail-on", "all"],
            "[possible values: breaking, any, none]",
        ),
        (&["drift", "a", "b", "--today", "soon"], "YYYY-MM-DD"),
        (
            &["drift", "--explain", "GIG9999"],
            "no kind of change has the code or name `GIG9999`",
        ),
        (&["compare", "v1.0"], "<WITH>"),
        (&["compare", "v1.0", "v1.0"], "v1.0 is compared with itself"),
        (&["compare", "v1.0", "beta", "--cloud", "china=x"], "--cloud"),
        (
            &["compare", "v1.0", "--cloud", "mars=x"],
            "expected china or us-government",
        ),
        (&["compare", "v1.0", "--cloud", "china"], "NAME=FILE"),
        (&["check", "extra"], "extra"),
    ] {
        let run = run(args);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    let report = ["--format", "--output", "--fail-on", "--color", "--today", "--schemas"];
    for (command, options) in [
        (
            "drift",
            &[
                "[OLD]",
                "[NEW]",
                "--against",
                "--explain",
                "--version",
                "[default: none]",
            ][..],
        ),
        ("compare", &["<OF>", "[WITH]", "--cloud"]),
        ("check", &[]),
        ("semver", &["--baseline"]),
        ("fetch", &["--into"]),
        ("upstream", &["--from", "--reports", "--today"]),
        ("demo", &["--binaries", "--stay"]),
    ] {
        let run = run(&[command, "--help"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        let shared = report.iter().filter(|_| matches!(command, "drift" | "compare"));
        for option in options.iter().chain(shared) {
            assert!(run.out.contains(option), "{command} {option}: {}", run.out);
        }
    }
}
