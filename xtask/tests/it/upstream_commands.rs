//! `check`, `semver`, `fetch` and `upstream` as a process: exit codes, what is printed where and what is written.
//!
//! Changes are made to copies of the workspace, and other programs (cargo, published addresses) are stood in for by a
//! script, files and a loopback server of the test's own.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::drift_commands::scratch::{Scratch, edit, text_of, without_member};
use crate::place::{Place, Run, run, xtask};
use generator::drift::Kind;
use test_support::shared_folder::workspace;

#[test]
fn check_names_each_step_and_what_to_run() {
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
