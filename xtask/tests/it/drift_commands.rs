//! `drift`, `compare`, `check`, `semver`, `fetch` and `upstream` as a process: exit codes, sources, what is printed where and what is
//! written.
//!
//! What a report says is tested elsewhere. Here changes are made to copies of `schemas/`, and other programs (cargo, published addresses)
//! are
//! stood in for by a script, files and a loopback server of the test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{Place, Run, copy, git, run, xtask};
use generator::drift::Kind;
use serde_json::Value;
use test_support::shared_folder::{shared, workspace};

/// A line of v1.0's CSDL that can go without breaking anything else.
const MEMBER: &str = "        <Member Name=\"targetManager\" Value=\"100\" />\n";

/// Rewrites a file.
fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let before = fs::read_to_string(path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "{}: the edit changes nothing", path.display());
    fs::write(path, after).unwrap();
}

fn without_member(text: String) -> String {
    text.replacen(MEMBER, "", 1)
}

fn with_member(text: String) -> String {
    text.replacen(
        MEMBER,
        &format!(
            "{MEMBER}{}",
            MEMBER.replace("targetManager", "targetSomebody").replace("100", "102")
        ),
        1,
    )
}

fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// The schemas of the workspace, and a copy below `other` in which v1.0 is changed.
fn changed(change: impl FnOnce(String) -> String) -> (Place, String, String) {
    let place = Place::new();
    copy(&place.at("schemas"), &place.at("other"));
    edit(&place.at("other/v1.0/metadata.csdl"), change);
    let (old, new) = (text_of(&place.at("schemas")), text_of(&place.at("other")));
    (place, old, new)
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
    ] {
        let run = run(&[command, "--help"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        let shared = report.iter().filter(|_| matches!(command, "drift" | "compare"));
        for option in options.iter().chain(shared) {
            assert!(run.out.contains(option), "{command} {option}: {}", run.out);
        }
    }
}

#[test]
fn the_exit_code_is_what_fail_on_asks_for() {
    let (_removed, old, new) = changed(without_member);
    let (_added, also_old, more) = changed(with_member);
    let same = text_of(&workspace().join("schemas"));
    for (old, new, fail_on, code) in [
        (&old, &new, None, 0),
        (&old, &new, Some("none"), 0),
        (&old, &new, Some("any"), 1),
        (&old, &new, Some("breaking"), 1),
        (&also_old, &more, Some("any"), 1),
        (&also_old, &more, Some("breaking"), 0),
        (&old, &same, Some("any"), 0),
    ] {
        let mut args = vec!["drift", old, new, "--version", "v1.0"];
        args.extend(fail_on.map(|fail_on| ["--fail-on", fail_on]).into_iter().flatten());
        let run = run(&args);
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
        assert_eq!(run.err, "", "{args:?}");
    }
}

#[test]
fn one_change_is_found_in_every_format_and_in_a_file() {
    let (place, old, new) = changed(without_member);
    let report = |more: &[&str]| {
        run(&[
            &["drift", &old, &new, "--version", "v1.0", "--today", "2026-08-03"],
            more,
        ]
        .concat())
    };

    let told = json(&report(&["--format", "json"]));
    assert_eq!(told["summary"]["changes"], told["changes"].as_array().unwrap().len());
    let primary: Vec<&Value> = told["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["because"].is_null())
        .collect();
    assert_eq!(primary.len(), 1, "{told:#}");
    assert_eq!(primary[0]["code"], Kind::EnumMemberRemoved.code());
    let subject = primary[0]["subject"].as_str().unwrap();
    assert!(subject.ends_with("/targetManager"), "{subject}");
    assert_eq!(primary[0]["rust"], "breaking");
    assert_eq!(
        (&told["old"]["label"], &told["new"]["label"]),
        (&"schemas/v1.0".into(), &"other/v1.0".into())
    );

    let plain = report(&[]);
    assert!(
        plain.out.contains("targetManager") && !plain.out.contains('\u{1b}'),
        "{}",
        plain.out
    );
    assert!(report(&["--color", "always"]).out.contains('\u{1b}'));
    assert_eq!(report(&["--color", "never"]).out, plain.out);

    for (format, begins) in [
        ("markdown", "#"),
        ("html", "<!DOCTYPE html>"),
        ("json", "{"),
        ("text", ""),
    ] {
        let printed = report(&["--format", format]);
        assert!(printed.out.starts_with(begins), "{format}: {}", printed.out);
        let file = place.at(&format!("new/folder/report.{format}"));
        let written = report(&["--format", format, "--output", &text_of(&file)]);
        assert_eq!((written.code, written.out.as_str()), (Some(0), ""), "{}", written.err);
        assert_eq!(fs::read_to_string(file).unwrap(), printed.out, "{format}");
    }
    let nowhere = report(&["--output", &text_of(&place.at("schemas"))]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("cannot be written"), "{}", nowhere.err);
}

#[test]
fn both_versions_are_two_reports() {
    let (place, old, new) = changed(without_member);
    let told = json(&run(&["drift", &old, &new, "--format", "json"]));
    let versions: Vec<&Value> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["new"]["version"])
        .collect();
    assert_eq!(versions, ["v1.0", "beta"]);
    assert_eq!(told[1]["summary"]["changes"], 0);

    let html = ["drift", &old, &new, "--format", "html"];
    let run_of = |more: &[&str]| run(&[&html[..], more].concat());
    let refused = run_of(&[]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("--output FILE"), "{}", refused.err);
    assert_eq!(run_of(&["--output", &text_of(&place.at("report.html"))]).code, Some(0));
    for name in ["report-v1.0.html", "report-beta.html"] {
        assert!(
            fs::read_to_string(place.at(name))
                .unwrap()
                .starts_with("<!DOCTYPE html>"),
            "{name}"
        );
    }
    assert!(!place.at("report.html").exists());
}

#[test]
fn bad_input_is_2_and_never_half_a_report() {
    let place = Place::new();
    let file = |name: &str, text: &str| {
        let path = place.at(&format!("v1.0/{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        text_of(&path)
    };
    let csdl = fs::read_to_string(place.at("schemas/v1.0/metadata.csdl")).unwrap();
    let openapi = fs::read_to_string(place.at("schemas/v1.0/openapi.yaml")).unwrap();
    let good = file("good.csdl", &csdl);
    let half = |text: &str| {
        let end = text[..text.len() / 2].rfind('\n').unwrap();
        text[..=end].to_owned()
    };
    // Cut between two lines, where YAML by itself is whole.
    let half_openapi = format!("{good},{}", file("half.yaml", &half(&openapi)));
    let half_csdl = file("half.csdl", &half(&csdl));
    let start = csdl.find("<EntityContainer").unwrap();
    let end = csdl.find("</EntityContainer>").unwrap() + "</EntityContainer>".len();
    let rootless = file("rootless.csdl", &format!("{}{}", &csdl[..start], &csdl[end..]));
    let other_openapi = format!(
        "{good},{}",
        file(
            "other.yaml",
            &openapi.replace("graph.microsoft.com/v1.0", "graph.microsoft.com/beta")
        )
    );
    let empty = file("empty.csdl", "");
    let page = file("page.csdl", "<html><body>sign in</body></html>");
    let permissions = file("permissions.json", r#"{"permissions": {}}"#);
    fs::write(place.at("v1.0/binary.csdl"), [0xff, 0x00, 0xfe]).unwrap();
    let binary = text_of(&place.at("v1.0/binary.csdl"));
    fs::create_dir(place.at("nothing")).unwrap();
    let folder = text_of(&place.at("nothing"));
    let schemas = text_of(&place.at("schemas"));
    let untold = {
        fs::write(place.at("untold.csdl"), &csdl).unwrap();
        text_of(&place.at("untold.csdl"))
    };
    for (source, said) in [
        (&half_openapi, "half.yaml"),
        (&half_csdl, "half.csdl"),
        (&rootless, "identityGovernance"),
        (&other_openapi, "is of beta by its own words"),
        (&empty, "is empty"),
        (&page, "the root `html`"),
        (&permissions, "a CSDL document is needed"),
        (&binary, "is no text"),
        (&folder, "is a folder without"),
        (&untold, "--version"),
        (&"no-such-thing".to_owned(), "no such git revision either"),
    ] {
        for (old, new) in [(source, &schemas), (&schemas, source)] {
            let run = run(&["drift", old, new, "--version", "v1.0"]);
            if source == &untold {
                // The option says the day here; without it the day is not known.
                assert_eq!(run.code, Some(0), "{}", run.err);
                continue;
            }
            assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{source}: {}", run.err);
            assert!(
                run.err.starts_with("error: ") && run.err.contains(said),
                "{source}: {}",
                run.err
            );
        }
    }
    let run = run(&["drift", &untold, &schemas]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("say so with `--version`"), "{}", run.err);
}

/// A workspace of the test's own: schemas, what is generated from them, manifests, a changelog, all in a git repository; and a cargo that
/// does nothing.
struct Scratch {
    place: Place,
}

impl Scratch {
    fn new() -> Self {
        let place = Place::generated();
        for file in ["Cargo.toml", "Cargo.lock", "CHANGELOG.md", "generated/Cargo.toml"] {
            fs::copy(workspace().join(file), place.at(file)).unwrap();
        }
        fs::create_dir(place.at("bin")).unwrap();
        let script = "#!/bin/sh\n\
            printf '%s ' \"${INSTA_UPDATE-}\" \"$@\" >> \"$(dirname \"$0\")/log\"\n\
            case \"$1 $2\" in\n\
            'semver-checks --version') [ -n \"${SEMVER-}\" ] ;;\n\
            'semver-checks check-release') echo \"     Summary $SEMVER\" >&2; [ \"$SEMVER\" = 'no semver update required' ] ;;\n\
            *) echo \"${TESTS-}\"; [ -z \"${TESTS-}\" ] ;;\n\
            esac\n";
        let cargo = place.at("bin/cargo");
        fs::write(&cargo, script).unwrap();
        make_executable(&cargo);
        fs::write(place.at(".gitignore"), "/bin\n/target\n/schemas/.regen*\n").unwrap();
        git(place.root(), &["init", "--quiet"]);
        let scratch = Scratch { place };
        scratch.commit();
        scratch
    }

    fn commit(&self) {
        git(self.place.root(), &["add", "--all"]);
        git(self.place.root(), &["commit", "--quiet", "--message", "all"]);
    }

    fn tag(&self, name: &str) {
        git(self.place.root(), &["tag", name]);
    }

    /// What differs from the last commit.
    fn status(&self) -> String {
        git(self.place.root(), &["status", "--porcelain"])
    }

    fn at(&self, path: &str) -> PathBuf {
        self.place.at(path)
    }

    fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(xtask())
            .args(args)
            .current_dir(self.place.root())
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CI")
            .env("CARGO", self.at("bin/cargo"))
            .envs(variables.iter().copied())
            .output();
        output.unwrap().into()
    }

    /// What the cargo that does nothing was asked for.
    fn asked(&self) -> String {
        fs::read_to_string(self.at("bin/log")).unwrap_or_default()
    }
}

fn make_executable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[test]
fn revisions_are_read_without_a_checkout() {
    let scratch = Scratch::new();
    scratch.tag("v0.0.9");
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), without_member);
    let before = (scratch.status(), git(scratch.place.root(), &["rev-parse", "HEAD"]));
    let told = json(&scratch.run(
        &["drift", "HEAD", "schemas", "--version", "v1.0", "--format", "json"],
        &[],
    ));
    assert_eq!(told["summary"]["primary"], 1, "{told:#}");
    assert!(told["old"]["label"].as_str().unwrap().starts_with("HEAD ("), "{told:#}");

    // The other way round, from a part of the revision and from a single file of it.
    let (old, new) = ("schemas/v1.0", "v0.0.9:schemas/v1.0");
    assert_eq!(
        json(&scratch.run(&["drift", old, new, "--format", "json"], &[]))["summary"]["primary"],
        1
    );
    let new = "v0.0.9:schemas/v1.0/metadata.csdl";
    let run = scratch.run(&["drift", old, new, "--fail-on", "any", "--format", "json"], &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(
        !json(&run)["notes"].as_array().unwrap().is_empty(),
        "a CSDL alone is told of"
    );
    assert_eq!(
        (scratch.status(), git(scratch.place.root(), &["rev-parse", "HEAD"])),
        before
    );

    for (source, said) in [
        ("v9.9.9", "no such git revision"),
        ("HEAD:docs", "cannot be read from it"),
    ] {
        let run = scratch.run(&["drift", source, "schemas"], &[]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn against_tells_what_an_import_would_change_and_writes_nothing() {
    let scratch = Scratch::new();
    copy(&scratch.at("schemas"), &scratch.at("target/new"));
    edit(&scratch.at("target/new/v1.0/metadata.csdl"), without_member);
    let files = ["target/new/v1.0/metadata.csdl", "target/new/v1.0/openapi.yaml"];
    let against = |files: &[&str]| {
        scratch.run(
            &[&["drift", "--format", "json", "--fail-on", "any", "--against"], files].concat(),
            &[],
        )
    };
    let run = against(&files);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let told = json(&run);
    assert_eq!(told["summary"]["primary"], 1, "{told:#}");
    assert_eq!(
        told["files"],
        serde_json::json!([{"path": "v1.0/metadata.csdl", "added": 0, "removed": 1}])
    );
    assert_eq!(told["purpose"], "import");

    let both = against(&["target/new"]);
    assert_eq!(json(&both).as_array().unwrap().len(), 2, "{}", both.err);

    let types = json(&against(&files[..1]));
    assert_eq!(types["summary"]["primary"], 1, "{types:#}");
    assert_eq!(types["files"], serde_json::json!([]));
    let notes = types["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| {
        note.as_str()
            .unwrap()
            .contains("files and findings of schemas/ are not compared")
    }));

    // A path that leads nowhere in the CSDL is a finding that is new.
    edit(&scratch.at("target/new/v1.0/openapi.yaml"), |text| {
        text.replacen("paths:\n", "paths:\n  /identityGovernance/nowhere:\n    get:\n      responses:\n        '204':\n          description: x\n", 1)
    });
    let found = json(&against(&files));
    let new = found["findings"].to_string();
    assert!(new.contains("/identityGovernance/nowhere"), "{new}");

    assert_eq!(scratch.status(), "");
}

#[test]
fn kinds_are_explained_by_code_or_name() {
    let all = run(&["drift", "--explain"]);
    assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
    for kind in Kind::ALL {
        assert!(all.out.contains(kind.code()) && all.out.contains(kind.name()), "{kind}");
    }
    let kind = Kind::PropertyRemoved;
    let one = run(&["drift", "--explain", &kind.code().to_lowercase()]);
    assert!(
        one.out.contains(kind.name()) && one.out.len() < all.out.len() / 5,
        "{}",
        one.out
    );
    assert_eq!(run(&["drift", "--explain", kind.name()]).out, one.out);
}

#[test]
fn versions_and_clouds_are_compared() {
    let versions = json(&run(&["compare", "v1.0", "beta", "--format", "json"]));
    assert_eq!(
        (&versions["purpose"], &versions["old"]["label"]),
        (&"versions".into(), &"v1.0".into())
    );
    assert!(
        versions["summary"]["changes"].as_u64().unwrap() > 100,
        "{}",
        versions["summary"]
    );

    let Some(clouds) = shared("metadata/clouds") else {
        return;
    };
    let cloud = |name: &str| format!("{name}={}", clouds.join(format!("v1.0-{name}.csdl")).display());
    let told = json(&run(&[
        "compare",
        "v1.0",
        "--cloud",
        &cloud("us-government"),
        "--cloud",
        &cloud("china"),
        "--format",
        "json",
    ]));
    let labels: Vec<&Value> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["new"]["label"])
        .collect();
    assert_eq!(labels, ["US Government", "China"]);
    assert!(told.as_array().unwrap().iter().all(|one| one["purpose"] == "cloud"));
    let resume = |one: &Value| {
        one["changes"]
            .to_string()
            .contains("/assignmentRequests/{accessPackageAssignmentRequest-id}/resume")
    };
    assert!(told.as_array().unwrap().iter().all(resume), "neither cloud has resume");
}

#[test]
fn check_tells_each_step_and_what_to_run() {
    let scratch = Scratch::new();
    let check = |variables: &[(&str, &str)]| scratch.run(&["check"], variables);
    let good = check(&[]);
    assert_eq!((good.code, good.err.as_str()), (Some(0), ""), "{}", good.out);
    assert_eq!(
        good.out.lines().filter(|line| line.starts_with("ok ")).count(),
        5,
        "{}",
        good.out
    );
    assert!(good.out.ends_with("5 of 5 hold\n"), "{}", good.out);
    assert!(
        scratch
            .asked()
            .contains("no test --package integration-tests --test it snapshots::"),
        "{}",
        scratch.asked()
    );
    assert_eq!(scratch.status(), "", "nothing is written");

    let kept = fs::read_to_string(scratch.at("schemas/overlay/explained.yaml")).unwrap();
    edit(&scratch.at("schemas/overlay/explained.yaml"), |text| {
        text.replacen("denied by microsoft.graph.directoryObject", "denied by nobody", 1)
    });
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), |text| {
        text.replacen("      <EnumType", "       <EnumType", 1)
    });
    let model = "generated/src/v1_0/models/mod.rs";
    edit(&scratch.at(model), |text| text + "// by hand\n");
    let bad = check(&[("TESTS", "test operations_of_beta ... FAILED")]);
    assert_eq!(bad.code, Some(1), "{}{}", bad.out, bad.err);
    for said in [
        "FAILED   schemas    1 file not in the normal form; run `cargo xtask import --version v1.0 --csdl schemas/v1.0/metadata.csdl",
        "FAILED   bindings   generated/ is not what schemas/ makes; run `cargo xtask regen`",
        "    -// by hand",
        "FAILED   findings   ",
        "$select is offered, and denied by microsoft.graph.directoryObject",
        "    explains nothing: option-denied GET *",
        "FAILED   snapshots  1 snapshot test failed; look at `cargo xtask drift HEAD schemas`, then accept with `INSTA_UPDATE=always",
        "    operations_of_beta",
        "ok       version    no release yet",
        "1 of 5 hold; not as it should be: schemas, bindings, findings, snapshots\n",
    ] {
        assert!(bad.out.contains(said), "{said}: {}", bad.out);
    }

    fs::write(scratch.at("schemas/overlay/explained.yaml"), kept).unwrap();
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), |text| {
        text[..text.len() / 2].to_owned()
    });
    let unknown = check(&[("TESTS", "error: could not compile")]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.out);
    for said in [
        "UNKNOWN  schemas    schemas/v1.0/metadata.csdl:",
        "UNKNOWN  snapshots  ",
        "could not be checked: schemas, bindings, snapshots",
    ] {
        assert!(unknown.out.contains(said), "{said}: {}", unknown.out);
    }
}

#[test]
fn semver_judges_the_version_by_both_classes() {
    const NONE: (&str, &str) = ("SEMVER", "no semver update required");
    const MINOR: (&str, &str) = (
        "SEMVER",
        "semver requires new minor version: 0 major and 1 minor checks failed",
    );
    let scratch = Scratch::new();
    let semver = |variables: &[(&str, &str)]| scratch.run(&["semver"], variables);
    let first = semver(&[NONE]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.starts_with("no release yet"), "{}", first.out);

    scratch.tag("v0.1.0");
    scratch.tag("v0.9.0-rc.1");
    let same = semver(&[NONE]);
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    assert!(
        same.out.starts_with("since v0.1.0 (version 0.1.0; now 0.1.0)\n"),
        "{}",
        same.out
    );
    assert!(
        scratch.asked().contains(
            "--package msgraph-identity-governance --baseline-rev v0.1.0 --all-features --release-type patch"
        )
    );
    let by_hand = semver(&[MINOR]);
    assert_eq!(by_hand.code, Some(1), "{}", by_hand.out);
    assert!(
        by_hand
            .out
            .contains("finding: our report says none, cargo-semver-checks says minor"),
        "{}",
        by_hand.out
    );

    edit(&scratch.at("schemas/v1.0/metadata.csdl"), without_member);
    let low = semver(&[NONE]);
    assert_eq!(low.code, Some(1), "{}{}", low.out, low.err);
    assert!(
        low.out.contains("set 0.2.0 in generated/Cargo.toml") && low.out.contains("finding: "),
        "{}",
        low.out
    );
    edit(&scratch.at("generated/Cargo.toml"), |text| {
        text.replacen("0.1.0", "0.2.0", 1)
    });
    assert_eq!(semver(&[NONE]).code, Some(0));

    let alone = semver(&[]);
    assert_eq!(alone.code, Some(0), "{}", alone.out);
    assert!(
        alone.out.contains("cargo install cargo-semver-checks --locked"),
        "{}",
        alone.out
    );
    assert_eq!(semver(&[("CI", "true")]).code, Some(2), "in CI both must have looked");
    let failed = semver(&[("SEMVER", "error: no rustdoc")]);
    assert_eq!((failed.code, failed.out.as_str()), (Some(2), ""), "{}", failed.err);
    let unknown = scratch.run(&["semver", "--baseline", "v7.7.7"], &[NONE]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.out);
}

/// A folder with a `curl` that takes https://published/x from the file x below `served`: loopback has no certificate.
/// How the real one is called is tested where it is called.
#[cfg(unix)]
fn stand_in_for_curl(folder: &Path, served: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::create_dir_all(folder).unwrap();
    let script = format!(
        "#!/bin/sh\nfor address; do :; done\nfile={served:?}/${{address#https://published/}}\n\
         if [ -f \"$file\" ]; then cat \"$file\"; printf '\\n200'; else echo 'curl: (22) error: 404' >&2; exit 22; fi\n"
    );
    fs::write(folder.join("curl"), script).unwrap();
    fs::set_permissions(folder.join("curl"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn fetch_takes_all_or_nothing() {
    let place = Place::new();
    stand_in_for_curl(&place.at("bin"), place.root());
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", place.at("bin").display());
    let source = |path: &str| format!("https://published/schemas/{path}");
    fs::write(place.at("permissions.json"), r#"{"permissions": {}}"#).unwrap();
    fs::write(place.at("empty"), "").unwrap();
    let cut = fs::read_to_string(place.at("schemas/v1.0/metadata.csdl")).unwrap();
    fs::write(place.at("cut.csdl"), &cut[..cut.len() / 2]).unwrap();
    let addresses = place.at("upstream.yaml");
    let good = source("v1.0/metadata.csdl");
    let fetch_with = |more: &[&str], csdl: &str, openapi: &str, into: &str| {
        let text = format!(
            "versions:\n  v1.0:\n    csdl: {csdl}\n    openapi: {openapi}\npermissions: https://published/permissions.json\nclouds:\n  v1.0:\n    china: {good}\n"
        );
        fs::write(&addresses, text).unwrap();
        let output = Command::new(xtask())
            .args(["fetch", "--addresses", &text_of(&addresses)])
            .args(["--into", &text_of(&place.at(into))])
            .args(more)
            .env("PATH", &path)
            .output();
        Run::from(output.unwrap())
    };
    let fetch = |csdl: &str, openapi: &str, into: &str| fetch_with(&[], csdl, openapi, into);
    let openapi = source("v1.0/openapi.yaml");
    let whole = fetch(&good, &openapi, "fetched");
    assert_eq!((whole.code, whole.err.as_str()), (Some(0), ""), "{}", whole.out);
    for path in ["v1.0/metadata.csdl", "v1.0/openapi.yaml"] {
        let (fetched, published) = (place.at("fetched").join(path), place.at("schemas").join(path));
        assert_eq!(
            fs::read_to_string(fetched).unwrap(),
            fs::read_to_string(published).unwrap()
        );
    }
    for path in ["permissions.json", "clouds/v1.0-china.csdl"] {
        assert!(place.at("fetched").join(path).is_file(), "{path}");
    }
    // What was fetched is a side of a report as it lies there.
    let run = run(&[
        "drift",
        &text_of(&place.at("fetched")),
        &text_of(&place.at("schemas")),
        "--version",
        "v1.0",
    ]);
    assert_eq!(run.code, Some(0), "{}", run.err);

    let missing = source("v1.0/nothing.yaml");
    let beta = source("beta/openapi.yaml");
    fs::write(place.at("page"), "<html>sign in</html>").unwrap();
    let (empty, cut, page) = (
        "https://published/empty".to_owned(),
        "https://published/cut.csdl".to_owned(),
        "https://published/page".to_owned(),
    );
    let (plain, file) = (
        "http://127.0.0.1:1/".to_owned(),
        format!("file://{}", place.at("schemas/v1.0/metadata.csdl").display()),
    );
    for (csdl, openapi, said) in [
        (
            &good,
            &missing,
            "cannot fetch https://published/schemas/v1.0/nothing.yaml",
        ),
        (&missing, &openapi, "404"),
        (&good, &empty, "is empty"),
        (&good, &good, "is a CSDL document; expected an OpenAPI document"),
        (&good, &beta, "is of beta by its own words"),
        (&cut, &openapi, "metadata.csdl"),
        (&page, &openapi, "the root `html`"),
        (&plain, &openapi, "not an https address"),
        (&good, &file, "not an https address"),
    ] {
        let run = fetch(csdl, openapi, "other");
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{csdl} {openapi}");
        assert!(run.err.contains(said), "{csdl} {openapi}: {}", run.err);
        assert!(!place.at("other").exists(), "{csdl} {openapi}");
    }
    // The OpenAPI document has more than a megabyte.
    let run = fetch_with(&["--max-size", "1"], &good, &openapi, "other");
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("wrote more than") && run.err.contains("openapi.yaml"),
        "{}",
        run.err
    );
    assert!(!place.at("other").exists());
}

#[test]
fn the_addresses_of_the_repository_are_all_that_there_is() {
    let file = fs::read_to_string(workspace().join(".github/upstream.yaml")).unwrap();
    let addresses: Vec<&str> = file
        .lines()
        .filter_map(|line| line.split_once(": https://"))
        .map(|(_, address)| address)
        .collect();
    assert_eq!(addresses.len(), 7, "{file}");
    // Read by the command itself: it refuses a version that there is not, and comes as far as asking for the first.
    let place = Place::new();
    let wrong = place.at("upstream.yaml");
    fs::write(&wrong, file.replacen("  beta:", "  gamma:", 1)).unwrap();
    let run = run(&[
        "fetch",
        "--addresses",
        &text_of(&wrong),
        "--into",
        &text_of(&place.at("x")),
    ]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`gamma` is no version"), "{}", run.err);
}

#[test]
fn upstream_takes_over_what_is_new_and_nothing_else() {
    let scratch = Scratch::new();
    scratch.tag("v0.1.0");
    for version in ["v1.0", "beta"] {
        for file in ["metadata.csdl", "openapi.yaml"] {
            let to = scratch.at(&format!("target/metadata/{version}/{file}"));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(scratch.at(&format!("schemas/{version}/{file}")), to).unwrap();
        }
    }
    let upstream = || scratch.run(&["upstream", "--today", "2026-09-01"], &[]);
    // Read as raw documents, the findings of the raw documents differ; so the folder is made what schemas/ says of it first.
    let settle = upstream();
    assert_eq!(settle.code, Some(0), "{}", settle.err);
    scratch.commit();
    let none = upstream();
    assert_eq!(none.code, Some(0), "{}", none.err);
    assert_eq!(
        none.out,
        "nothing new: schemas/ says what the published documents say\n"
    );
    assert_eq!(scratch.status(), "");

    edit(&scratch.at("target/metadata/v1.0/metadata.csdl"), without_member);
    let asked = scratch.asked().len();
    let taken = upstream();
    assert_eq!(taken.code, Some(0), "{}{}", taken.out, taken.err);
    let status = scratch.status();
    for path in [
        "CHANGELOG.md",
        "Cargo.lock",
        "generated/Cargo.toml",
        "schemas/v1.0/metadata.csdl",
        "schemas/v1.0/provenance.yaml",
    ] {
        assert!(status.contains(&format!(" M {path}\n")), "{path}: {status}");
    }
    assert!(!status.contains("beta"), "{status}");
    assert!(status.contains(" M generated/src/v1_0/"), "{status}");
    assert!(
        scratch.asked()[asked..].starts_with("always test --package integration-tests --test it snapshots::"),
        "{}",
        scratch.asked()
    );
    let read = |path: &str| fs::read_to_string(scratch.at(path)).unwrap();
    assert!(read("generated/Cargo.toml").contains("\nversion = \"0.2.0\"\n"));
    assert!(read("Cargo.lock").contains("name = \"msgraph-identity-governance\"\nversion = \"0.2.0\"\n"));
    assert!(read("schemas/v1.0/provenance.yaml").contains("snapshot_date: \"2026-09-01\""));
    let lines = read("CHANGELOG.md");
    assert!(lines.contains("- Metadata of v1.0 as of 2026-09-01: "), "{lines}");
    assert!(
        lines.contains(Kind::EnumMemberRemoved.code()) && lines.contains("/targetManager`"),
        "{lines}"
    );
    assert!(read("target/drift/title.txt").starts_with("Metadata of 2026-09-01: v1.0 "));
    assert!(read("target/drift/body.md").contains("targetManager"));
    for file in ["report-v1.0.md", "report-v1.0.html"] {
        assert!(scratch.at(&format!("target/drift/{file}")).is_file(), "{file}");
    }

    // What was taken over is up to date, the version high enough, and there is nothing more to do.
    let regen = scratch.run(&["regen", "--check"], &[]);
    assert_eq!(regen.code, Some(0), "{}", regen.out);
    let semver = scratch.run(&["semver"], &[("SEMVER", "no semver update required")]);
    assert_eq!(semver.code, Some(0), "{}", semver.out);
    scratch.commit();
    assert_eq!(upstream().out, none.out);
    assert_eq!(scratch.status(), "");
}
