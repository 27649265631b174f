//! `import`, `regen` and `operations` as a process: exit codes, what is printed where, and that a kill or a closed pipe does no harm.
//!
//! They work on a copy of `schemas/` in a folder of the test's own. What the commands call is tested without a process elsewhere.

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

#[test]
fn import_of_bad_files_is_2_names_them_and_leaves_the_schemas() {
    let place = Place::new();
    let before = place.tree();
    let inputs = tempfile::tempdir().unwrap();
    fs::write(inputs.path().join("bad.csdl"), "<a>\n  <b>\n</a>\n").unwrap();
    fs::write(inputs.path().join("bad.yaml"), "openapi: 3.0.0\npaths: [\n").unwrap();
    let input = |name: &str| inputs.path().join(name).to_str().unwrap().to_owned();
    let good_csdl = place.at("schemas/v1.0/metadata.csdl").to_str().unwrap().to_owned();
    let good_openapi = place.at("schemas/v1.0/openapi.yaml").to_str().unwrap().to_owned();
    for (csdl, openapi, named) in [
        (input("missing.csdl"), good_openapi.clone(), "missing.csdl"),
        (input("bad.csdl"), good_openapi, "bad.csdl"),
        (good_csdl, input("bad.yaml"), "bad.yaml"),
    ] {
        let run = place.run(&[
            "import",
            "--version",
            "v1.0",
            "--csdl",
            &csdl,
            "--openapi",
            &openapi,
            "--snapshot-date",
            "2026-01-31",
        ]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{named}");
        assert!(run.err.starts_with("error: ") && run.err.contains(named), "{}", run.err);
        assert_eq!(place.tree(), before);
    }
}

/// Documents beside a copy of the schemas, in a folder `raw` that a test names relatively.
fn raw_documents(place: &Place) {
    fs::create_dir_all(place.at("raw")).unwrap();
    for name in ["metadata.csdl", "openapi.yaml"] {
        fs::copy(place.at("schemas/v1.0").join(name), place.at("raw").join(name)).unwrap();
    }
    fs::write(place.at("raw/permissions.json"), r#"{"permissions": {}}"#).unwrap();
}

/// An import of these in their place, by relative paths.
fn import_raw(place: &Place, more: &[&str]) -> Run {
    let output = place
        .command(&[
            "import",
            "--version",
            "v1.0",
            "--csdl",
            "raw/metadata.csdl",
            "--openapi",
            "raw/openapi.yaml",
        ])
        .args(more)
        .current_dir(place.root())
        .output();
    output.unwrap().into()
}

#[test]
fn the_day_of_documents_is_kept_while_they_are_the_same_and_asked_for_when_not() {
    let place = Place::new();
    raw_documents(&place);
    let provenance = || fs::read_to_string(place.at("schemas/v1.0/provenance.yaml")).unwrap();
    let asks = |when: &str| {
        let before = place.tree();
        let run = import_raw(&place, &[]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{when}");
        for part in [
            "error: `raw/metadata.csdl` and `raw/openapi.yaml`",
            "--snapshot-date YYYY-MM-DD",
            "Nothing was written",
        ] {
            assert!(run.err.contains(part), "{when}: {}", run.err);
        }
        assert_eq!(place.tree(), before, "{when}");
    };
    let imports = |more: &[&str], date: &str| {
        let run = import_raw(&place, more);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(
            provenance().contains(&format!("snapshot_date: \"{date}\"\n")),
            "{}",
            provenance()
        );
    };
    asks("other documents than those of the last import");
    imports(&["--snapshot-date", "2026-01-31"], "2026-01-31");
    let once = place.tree();
    imports(&[], "2026-01-31");
    assert_eq!(place.tree(), once);
    // Another name of the same document, and a table that was not there, are no other day.
    imports(&["--permissions", "raw/permissions.json"], "2026-01-31");
    imports(&["--snapshot-date", "2026-02-01"], "2026-02-01");
    let openapi = fs::read_to_string(place.at("raw/openapi.yaml")).unwrap();
    fs::write(place.at("raw/openapi.yaml"), format!("# another byte\n{openapi}")).unwrap();
    asks("one of the two is another");
    fs::write(place.at("raw/openapi.yaml"), openapi).unwrap();
    imports(&[], "2026-02-01");
    fs::remove_file(place.at("schemas/v1.0/provenance.yaml")).unwrap();
    asks("nothing is kept");
}

#[test]
fn errors_of_an_import_name_the_file_as_it_was_given_and_findings_its_name_alone() {
    let place = Place::new();
    raw_documents(&place);
    let text = fs::read_to_string(place.at("raw/metadata.csdl")).unwrap();
    fs::create_dir_all(place.at("raw/clouds")).unwrap();
    fs::write(place.at("raw/clouds/china.csdl"), &text[..text.len() / 2]).unwrap();
    fs::write(place.at("raw/bad.json"), "{").unwrap();
    let day = ["--snapshot-date", "2026-01-31"];
    let refused = |more: &[&str], named: &str| {
        let before = place.tree();
        let run = import_raw(&place, &[&day, more].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{named}");
        assert!(run.err.starts_with(&format!("error: {named}:")), "{}", run.err);
        assert_eq!(place.tree(), before);
    };
    refused(&["--cloud", "china=raw/clouds/china.csdl"], "raw/clouds/china.csdl");
    refused(&["--cloud", "china=raw/clouds/none.csdl"], "raw/clouds/none.csdl");
    refused(&["--permissions", "raw/bad.json"], "raw/bad.json");
    let openapi = fs::read_to_string(place.at("raw/openapi.yaml")).unwrap();
    fs::write(place.at("raw/openapi.yaml"), &openapi[..openapi.len() / 2]).unwrap();
    refused(&[], "raw/openapi.yaml");
    fs::write(place.at("raw/openapi.yaml"), openapi).unwrap();
    fs::write(place.at("raw/metadata.csdl"), &text[..text.len() / 2]).unwrap();
    refused(&[], "raw/metadata.csdl");
    fs::write(
        place.at("raw/metadata.csdl"),
        text.replacen("<Schema ", "<Schema Colour=\"red\" ", 1),
    )
    .unwrap();
    let run = import_raw(&place, &day);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let findings = fs::read_to_string(place.at("schemas/v1.0/findings.yaml")).unwrap();
    assert!(
        findings.contains("metadata.csdl:") && findings.contains("Colour"),
        "{findings}"
    );
    assert!(!findings.contains("raw/"), "{findings}");
}

/// A journal that came with a checkout or an archive: it lies where the workspace is, or where a stopped run leaves its
/// own.
#[test]
fn a_forged_journal_is_not_followed() {
    use sha2::Digest as _;
    let digest = |text: &str| -> String {
        sha2::Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let body = format!(
        "regen journal 1\nremove schemas/overlay/members.yaml\nadd {} .cargo/config.toml\n",
        digest("evil\n")
    );
    let journal = format!("{body}end {}\n", digest(&body));
    let place = Place::generated();
    for (folder, followed) in [(".regen", false), ("generated/.regen", true), ("schemas/.regen", true)] {
        let work = place.at(folder);
        fs::create_dir_all(work.join("new/.cargo")).unwrap();
        fs::write(work.join("new/.cargo/config.toml"), "evil\n").unwrap();
        fs::write(work.join("journal"), &journal).unwrap();
        let before = place.tree();
        for args in [&["regen"][..], &["regen", "--check"]] {
            let run = place.run(args);
            assert_eq!(
                run.code,
                Some(if followed { 2 } else { 0 }),
                "{folder} {args:?}: {}",
                run.err
            );
            if followed {
                let named = work.join("journal").display().to_string();
                for part in [named.as_str(), "which this command does not write", "remove the folder"] {
                    assert!(run.err.contains(part), "{folder} {args:?}: {}", run.err);
                }
            }
            assert_eq!(place.tree(), before, "{folder} {args:?}");
        }
        fs::remove_dir_all(&work).unwrap();
    }
}

#[test]
fn a_cloud_is_imported_by_name_and_a_bad_one_is_2() {
    let place = Place::new();
    let before = place.tree();
    let inputs = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(place.at("schemas/v1.0/metadata.csdl")).unwrap();
    // The version itself as a cloud, whole and cut off.
    fs::write(inputs.path().join("whole.csdl"), &text).unwrap();
    fs::write(inputs.path().join("cut.csdl"), &text[..text.len() / 2]).unwrap();
    let own = |name: &str| place.at(&format!("schemas/v1.0/{name}")).to_str().unwrap().to_owned();
    let import = |cloud: &str| {
        let cloud = format!("china={}", inputs.path().join(cloud).to_str().unwrap());
        let (csdl, openapi) = (own("metadata.csdl"), own("openapi.yaml"));
        place.run(&[
            "import",
            "--version",
            "v1.0",
            "--csdl",
            &csdl,
            "--openapi",
            &openapi,
            "--cloud",
            &cloud,
        ])
    };
    for named in ["cut.csdl", "missing.csdl"] {
        let run = import(named);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{named}");
        assert!(run.err.starts_with("error: ") && run.err.contains(named), "{}", run.err);
        assert_eq!(place.tree(), before);
    }
    let run = import("whole.csdl");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("read       whole.csdl ("), "{}", run.out);
    let after = place.tree();
    let changed: Vec<&String> = after
        .keys()
        .filter(|path| after.get(*path) != before.get(*path))
        .collect();
    assert_eq!(changed, ["schemas/v1.0/clouds.yaml", "schemas/v1.0/provenance.yaml"]);
    let facts = &after["schemas/v1.0/clouds.yaml"];
    assert!(facts.contains(": [us-government]\n"), "{facts}");
    assert!(
        !facts.contains("[china]") && facts.matches("china").count() == 1,
        "{facts}"
    );
}

#[test]
fn importing_the_schemas_themselves_changes_nothing() {
    let place = Place::new();
    let before = place.tree();
    for version in ["v1.0", "beta"] {
        let file = |name: &str| {
            place
                .at(&format!("schemas/{version}/{name}"))
                .to_str()
                .unwrap()
                .to_owned()
        };
        let run = place.run(&[
            "import",
            "--version",
            version,
            "--csdl",
            &file("metadata.csdl"),
            "--openapi",
            &file("openapi.yaml"),
        ]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(
            run.out.contains("files      0 written (0 new, 0 changed), 0 removed, "),
            "{}",
            run.out
        );
    }
    assert_eq!(place.tree(), before);
}

#[test]
fn operations_as_json_have_their_members() {
    let run = run(&["operations", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let rows: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    for row in &rows {
        let members: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            [
                "body",
                "deprecated",
                "method",
                "not_in",
                "path",
                "permissions",
                "query",
                "returns",
                "rust",
                "unsupported",
                "version"
            ]
            .iter()
            .collect::<Vec<_>>(),
            "{row}"
        );
        assert!(row["version"] == "v1.0" || row["version"] == "beta", "{row}");
        assert!(row["path"].as_str().unwrap().starts_with('/'), "{row}");
        assert!(
            ["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&row["method"].as_str().unwrap()),
            "{row}"
        );
        assert!(!row["rust"].as_str().unwrap().is_empty(), "{row}");
        assert!(row["deprecated"].is_boolean() && row["query"].is_array(), "{row}");
    }
    let of = |version: &str| rows.iter().filter(|row| row["version"] == version).count();
    assert_eq!((of("v1.0"), of("beta")), (2_125, 3_040));
}

#[test]
fn operations_are_picked_by_text_glob_and_version() {
    let rows = |args: &[&str]| -> Vec<Value> {
        let run = run(&[&["operations", "--format", "json"], args].concat());
        assert_eq!(run.code, Some(0), "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    };
    let resume = rows(&["*/RESUME", "--version", "v1.0"]);
    assert!(!resume.is_empty());
    assert!(
        resume
            .iter()
            .all(|row| row["version"] == "v1.0" && row["path"].as_str().unwrap().to_lowercase().ends_with("/resume")),
        "{resume:#?}"
    );
    assert!(
        resume
            .iter()
            .any(|row| row["path"].as_str().unwrap().contains("/assignmentRequests/")),
        "{resume:#?}"
    );

    // The Rust expression is looked at as well.
    let by_rust = rows(&[".assignment_requests()"]);
    assert!(
        !by_rust.is_empty()
            && by_rust
                .iter()
                .all(|row| row["rust"].as_str().unwrap().contains(".assignment_requests()"))
    );

    let none = run(&["operations", "no such operation"]);
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
    assert!(none.err.contains("no operation"), "{}", none.err);
}

#[test]
fn operations_as_text_and_markdown() {
    let text = run(&["operations", "*/resume", "--version", "v1.0"]);
    assert_eq!(text.code, Some(0));
    let lines: Vec<&str> = text.out.lines().collect();
    assert_eq!(lines.len() % 3, 0);
    assert!(lines[0].starts_with("v1.0  POST  /identityGovernance/"), "{}", lines[0]);
    assert!(
        lines[0].ends_with("/resume  (not in: China, US Government)"),
        "{}",
        lines[0]
    );
    assert!(lines[2].trim_start().starts_with("body "), "{}", lines[2]);

    let table = run(&["operations", "*/resume", "--format", "markdown"]);
    assert!(table.out.starts_with("| version | method | path |"), "{}", table.out);
    assert!(
        table
            .out
            .lines()
            .skip(2)
            .all(|line| line.starts_with("| ") && line.ends_with(" |")),
        "{}",
        table.out
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    for args in [&["operations"][..], &["operations", "--format", "json"]] {
        let mut child = Command::new(xtask())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        // Dropped after one line, long before all is printed.
        BufReader::with_capacity(64, child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(!line.is_empty());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    }
    // What a check found is told by its exit code all the same.
    let place = Place::new();
    let mut child = place
        .command(&["regen", "--check", "--max-lines", "100000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn two_at_once_do_not_mix() {
    let place = Place::generated();
    let other = Tree::lock(&place.at("schemas"), bounds()).unwrap();
    for args in [&["regen"][..], &["regen", "--check"], &["operations"]] {
        let run = place.run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(
            run.err.contains("another run is at work on") && run.err.contains("schemas"),
            "{}",
            run.err
        );
    }
    drop(other);
    // Two that only read get on.
    let reader = Tree::lock_shared(&place.at("schemas"), bounds()).unwrap();
    assert_eq!(place.run(&["regen", "--check"]).code, Some(0));
    drop(reader);
}

/// Dies after so many renames: what a kill between two moves leaves behind.
#[derive(Debug)]
struct Dying(AtomicUsize);

impl Dying {
    fn alive(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) == 0 {
            Err(io::Error::other("killed"))
        } else {
            Ok(())
        }
    }
}

impl Disk for Dying {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.create_dir(path))
    }
    fn write(&self, path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.write(path, bytes, durable))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.alive()?;
        self.0.fetch_sub(1, Ordering::Relaxed);
        RealDisk.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.remove_file(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.remove_dir(path))
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.sync_dir(path))
    }
}

#[test]
fn what_a_killed_run_left_is_told_and_finished() {
    let place = Place::generated();
    let made = place.tree();
    // A change of the whole version, stopped after the journal and a few moves.
    let files: FileSet = made
        .keys()
        .filter(|path| path.starts_with("generated/src/v1_0/"))
        .map(|path| (path.clone(), "// other\n".to_owned()))
        .collect();
    Tree::lock_on(place.root(), bounds(), &Dying(AtomicUsize::new(6)))
        .unwrap()
        .write(&["generated/src/v1_0"], &files)
        .unwrap_err();
    let half = place.tree();
    assert!(
        half.keys()
            .any(|path| path.starts_with(&format!("generated/{WORK_FOLDER}")))
    );

    let check = place.run(&["regen", "--check"]);
    assert_eq!(check.code, Some(1));
    assert!(
        check.err.contains("an earlier run was stopped while it wrote"),
        "{}",
        check.err
    );
    assert_eq!(place.tree(), half);

    let regen = place.run(&["regen"]);
    assert_eq!(regen.code, Some(0), "{}", regen.err);
    assert!(
        regen
            .err
            .contains(&format!("its change of {} files is finished", files.len())),
        "{}",
        regen.err
    );
    assert_eq!(place.tree(), made);
}

#[test]
fn killed_for_real_at_any_time() {
    let place = Place::generated();
    let made = place.tree();
    let files = some_files(&made, "v1_0", 40);
    let mut left_overs = 0;
    for n in 0..25 {
        for path in &files {
            fs::write(place.at(path), "// spoiled\n").unwrap();
        }
        let mut child = place
            .command(&["regen"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(15 * n));
        child.kill().unwrap();
        child.wait().unwrap();
        left_overs += usize::from(place.at("generated").join(WORK_FOLDER).exists());
        // Each file is whole, the old or the new, or was moved away and is kept.
        for (path, text) in place
            .tree()
            .iter()
            .filter(|(path, _)| path.starts_with("generated/src/"))
        {
            assert!(text == "// spoiled\n" || Some(text) == made.get(path), "{path}");
        }
        let run = place.run(&["regen"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert_eq!(place.tree(), made, "killed after {} ms", 15 * n);
    }
    eprintln!("{left_overs} of 25 kills left something half done");
}
