//! `fetch` and `upstream` as a process: published addresses are files, cargo is a script.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::drift::Kind;
use test_support::shared_folder::workspace;

use crate::place::{Place, Run, run, xtask};
use crate::scratch::{Scratch, edit, text_of, without_member};

/// A folder with a `curl` that takes https://published/x from the file x below `served`: loopback has no certificate.
/// How the real one is called is tested in `fetch` itself.
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
            "versions:\n  v1.0:\n    csdl: {csdl}\n    openapi: {openapi}\n\
             permissions: https://published/permissions.json\nclouds:\n  v1.0:\n    china: {good}\n"
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
    // The folder of what was fetched is a side of a report.
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
    // A document of more than a megabyte.
    let long = fs::read_to_string(place.at("schemas/v1.0/openapi.yaml")).unwrap() + &"# more\n".repeat(150_000);
    fs::create_dir(place.at("schemas/long")).unwrap();
    fs::write(place.at("schemas/long/openapi.yaml"), long).unwrap();
    let run = fetch_with(&["--max-size", "1"], &good, &source("long/openapi.yaml"), "other");
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
    // Read by the command itself: it refuses an unknown version, and gets as far as asking for the first document.
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
    // As raw documents they have other findings than schemas/ stores, so the stored ones are brought up to date first.
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
    let asked = scratch.calls().len();
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
        scratch.calls()[asked..].starts_with("always test --package integration-tests --test it snapshots::"),
        "{}",
        scratch.calls()
    );
    let read = |path: &str| fs::read_to_string(scratch.at(path)).unwrap();
    assert!(read("generated/Cargo.toml").contains("\nversion = \"0.2.0\"\n"));
    assert!(read("Cargo.lock").contains("name = \"msgraph-identity-governance\"\nversion = \"0.2.0\"\n"));
    assert!(read("schemas/v1.0/provenance.yaml").contains("snapshot_date: \"2026-09-01\""));
    let lines = read("CHANGELOG.md");
    assert!(lines.contains("- Metadata of v1.0 as of 2026-09-01: "), "{lines}");
    assert!(
        lines.contains(Kind::EnumMemberRemoved.code()) && lines.contains("/declined`"),
        "{lines}"
    );
    assert!(read("target/drift/title.txt").starts_with("Metadata of 2026-09-01: v1.0 "));
    assert!(read("target/drift/body.md").contains("declined"));
    for file in ["report-v1.0.md", "report-v1.0.html"] {
        assert!(scratch.at(&format!("target/drift/{file}")).is_file(), "{file}");
    }

    // After that all is up to date, the version is high enough, and there is nothing more to do.
    let regen = scratch.run(&["regen", "--check"], &[]);
    assert_eq!(regen.code, Some(0), "{}", regen.out);
    let semver = scratch.run(&["semver"], &[("SEMVER", "no semver update required")]);
    assert_eq!(semver.code, Some(0), "{}", semver.out);
    scratch.commit();
    assert_eq!(upstream().out, none.out);
    assert_eq!(scratch.status(), "");
}
