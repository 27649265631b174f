//! Sources by name, content and revision, on small documents; what the commands make of them is tested as a process.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;

const EDMX: &str = r#"<?xml version="1.0"?><!-- made up --><edmx:Edmx Version="4.0"></edmx:Edmx>"#;
const YAML: &str = "openapi: 3.0.4\nservers:\n  - url: https://graph.microsoft.com/v1.0/\npaths: {}\n";
const NO_TYPES: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices/></edmx:Edmx>"#;
const JSON: &str = r#"{"permissions": {}}"#;

fn place(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn error(source: &str, version: Option<Version>, here: &Path) -> String {
    find(source, version, here).unwrap_err().to_string()
}

fn git(here: &Path, arguments: &[&str]) {
    let git = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(here)
        .output()
        .unwrap();
    assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
}

#[test]
fn files_are_known_by_their_content() {
    let dir = place(&[("v1.0-2025-12-16.txt", EDMX), ("b", YAML), ("c", JSON)]);
    let found = find("v1.0-2025-12-16.txt, b,c", None, dir.path()).unwrap();
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!(one.version, Version::V1_0);
    assert_eq!(one.label, "v1.0-2025-12-16.txt, b, c");
    assert_eq!(one.date.as_deref(), Some("2025-12-16"));
    assert_eq!(one.csdl.text, EDMX);
    assert_eq!(one.openapi.as_ref().unwrap().name, "b");
    assert!(matches!(&one.permissions, Some(PermissionsInput::Published(input)) if input.name == "c"));
    assert!(one.overlay.is_none() && one.names.is_none() && one.findings.is_none());
}

#[test]
fn a_name_with_a_comma_is_a_name_first() {
    let dir = place(&[("v1.0/a,b", EDMX), ("v1.0/a", "x"), ("b", "x")]);
    assert_eq!(find("v1.0/a,b", None, dir.path()).unwrap()[0].label, "a,b");
}

#[test]
fn the_version_is_by_option_name_folder_or_document() {
    let dir = place(&[
        ("beta.csdl", EDMX),
        ("v1.0/deep/x.csdl", EDMX),
        ("plain.csdl", EDMX),
        ("betamax.csdl", EDMX),
        ("plain.yaml", YAML),
    ]);
    let version = |source: &str, asked| find(source, asked, dir.path()).unwrap()[0].version;
    assert_eq!(version("beta.csdl", None), Version::Beta);
    assert_eq!(version("v1.0/deep/x.csdl", None), Version::V1_0);
    assert_eq!(version("plain.csdl", Some(Version::Beta)), Version::Beta);
    assert_eq!(version("plain.csdl,plain.yaml", None), Version::V1_0);
    for unclear in ["plain.csdl", "betamax.csdl"] {
        let error = error(unclear, None, dir.path());
        assert!(error.contains("--version") && error.starts_with(unclear), "{error}");
    }
    let inside = find("x.csdl", None, &dir.path().join("v1.0/deep"));
    assert!(inside.unwrap_err().to_string().contains("--version"));
}

#[test]
fn versions_that_contradict_are_refused() {
    let dir = place(&[
        ("beta.csdl", EDMX),
        ("x.csdl", EDMX),
        ("x.yaml", YAML),
        ("beta.yaml", YAML),
        ("beta/metadata.csdl", EDMX),
    ]);
    for (source, version, said) in [
        (
            "beta.csdl",
            Some(Version::V1_0),
            "is of beta by its name or folder, and v1.0 was asked for",
        ),
        (
            "x.csdl,x.yaml",
            Some(Version::Beta),
            "is of v1.0 by its own words, and beta was asked for",
        ),
        (
            "beta.csdl,beta.yaml",
            None,
            "is of beta by its name or folder, and of v1.0 by its own words",
        ),
        (
            "beta",
            Some(Version::V1_0),
            "is the folder of beta, and v1.0 was asked for",
        ),
        ("beta.csdl,x.yaml", None, "a CSDL document of v1.0 is needed"),
    ] {
        let error = error(source, version, dir.path());
        assert!(error.contains(said), "{source}: {error}");
    }
    let (old, new) = (
        find("beta.csdl", None, dir.path()),
        find("x.csdl", Some(Version::V1_0), dir.path()),
    );
    let error = pair(old.unwrap(), new.unwrap()).unwrap_err().to_string();
    assert!(error.contains("the old one of beta, the new one of v1.0"), "{error}");
}

#[test]
fn what_is_no_source_says_why() {
    let dir = place(&[
        ("v1.0-empty.csdl", " \n"),
        ("v1.0-page.html", "<!DOCTYPE html>\n<html><body></body></html>"),
        ("v1.0-nul.csdl", "a\0b"),
        ("v1.0-half.json", r#"{"permissions": {"#),
        ("v1.0-other.json", r#"{"a": 1}"#),
        ("v1.0-note.txt", "hello"),
        ("permissions.json", JSON),
        ("v1.0.csdl", EDMX),
        ("v1.0.more", EDMX),
        ("v1.0.yaml", YAML),
        ("empty/readme", "x"),
        ("html/v1.0/metadata.csdl", "<html></html>"),
        ("both/v1.0/metadata.csdl", EDMX),
        (
            "both/v1.0/openapi.yaml",
            "openapi: 3.0.4\nservers:\n- url: https://graph.microsoft.com/beta\n",
        ),
        ("half/v1.0/metadata.csdl", EDMX),
        ("half/overlay/case.yaml", "{}"),
    ]);
    fs::write(dir.path().join("v1.0.bin"), [0xff, 0xfe, 0x00]).unwrap();
    for (source, said) in [
        ("v1.0-empty.csdl", "is empty"),
        ("v1.0-page.html", "the root `html`"),
        ("v1.0-nul.csdl", "is binary"),
        ("v1.0.bin", "is no text"),
        ("v1.0-half.json", "could be read to its end"),
        ("v1.0-other.json", "neither OpenAPI nor a permission table"),
        ("v1.0-note.txt", "none of the documents"),
        (
            "permissions.json",
            "a CSDL document is needed, and there is none: `permissions.json` is a permission table",
        ),
        ("v1.0.yaml", "a CSDL document is needed"),
        (
            "v1.0.csdl,v1.0.more",
            "is a CSDL document of v1.0, and so is `v1.0.csdl`",
        ),
        ("v1.0.csdl,nothing", "there is no `nothing`"),
        (
            "empty",
            "is a folder without `metadata.csdl`, `v1.0/metadata.csdl` or `beta/metadata.csdl`",
        ),
        ("html", "the root `html`"),
        ("both", "is of beta by its own words, and lies with v1.0"),
        ("half", "overlay/selection.yaml: is not there"),
        (
            "nothing",
            "there is no such file or folder, and no such git revision either",
        ),
        ("", "expected a file, a folder or a git revision"),
    ] {
        let error = error(source, None, dir.path());
        assert!(error.contains(said), "{source}: {error}");
        let machine = dir.path().display().to_string();
        assert!(!error.contains(&machine), "{error}");
    }
}

#[test]
fn a_folder_and_a_revision_of_it_are_read_alike() {
    let dir = place(&[
        ("schemas/v1.0/metadata.csdl", EDMX),
        ("schemas/v1.0/openapi.yaml", YAML),
        ("schemas/v1.0/permissions.yaml", "{}\n"),
        ("schemas/v1.0/names.yaml", "types: {}\n"),
        ("schemas/v1.0/findings.yaml", "[]\n"),
        (
            "schemas/v1.0/provenance.yaml",
            "snapshot_date: \"2026-08-03\"\ninputs: []\n",
        ),
        ("schemas/beta/metadata.csdl", EDMX),
        ("schemas/overlay/selection.yaml", "roots: [a]\n"),
        ("schemas/overlay/members.yaml", "{}\n"),
        ("schemas/overlay/permissions.yaml", "{}\n"),
        ("schemas/overlay/fixups.yaml", "{}\n"),
        ("schemas/overlay/case.yaml", "{}\n"),
        ("schemas/overlay/supplement/v1.0.csdl", NO_TYPES),
        ("schemas/overlay/supplement/beta.csdl", NO_TYPES),
        // An older revision has its sentences in one file.
        ("schemas/overlay/docs.yaml", "types:\n  g.a: A.\n"),
        ("schemas/overlay/docs/b.yaml", "types:\n  g.b: B.\n"),
        ("schemas/overlay/docs/c d.yaml", "types:\n  g.c: C.\n"),
        ("schemas/overlay/docs/.d.yaml", "{"),
        ("schemas/overlay/docs/README.md", "{"),
        ("other/beta.csdl", EDMX),
    ]);
    let here = dir.path();
    git(here, &["init", "--quiet", "--initial-branch", "main"]);
    git(here, &["add", "."]);
    git(here, &["commit", "--quiet", "--message", "one"]);
    // What is on disk now is not what the revision has.
    let disk = find("schemas", None, here).unwrap();
    fs::write(here.join("schemas/v1.0/metadata.csdl"), "<a/>").unwrap();
    fs::remove_file(here.join("schemas/beta/metadata.csdl")).unwrap();

    let revision = find("main", None, here).unwrap();
    for found in [&disk, &revision] {
        assert_eq!(found.iter().map(|one| one.version).collect::<Vec<_>>(), Version::ALL);
        let one = &found[0];
        assert_eq!(one.csdl.text, EDMX);
        assert_eq!(one.openapi.as_ref().unwrap().text, YAML);
        assert_eq!(one.date.as_deref(), Some("2026-08-03"));
        assert_eq!(one.names.as_ref().unwrap().text, "types: {}\n");
        assert_eq!(one.findings.as_ref().unwrap().text, "[]\n");
        assert!(matches!(&one.permissions, Some(PermissionsInput::Normalized(_))));
        let sentences = &one.overlay.as_ref().unwrap().docs.types;
        assert_eq!(sentences.keys().collect::<Vec<_>>(), ["g.a", "g.b", "g.c"]);
    }
    assert_eq!(disk[0].label, "schemas/v1.0");
    let label = &revision[0].label;
    assert!(
        label.starts_with("main (") && label.ends_with(')') && label.len() >= "main (1234567)".len(),
        "{label}"
    );

    let beta = find("HEAD:schemas/beta", None, here).unwrap();
    assert_eq!((beta.len(), beta[0].version), (1, Version::Beta));
    assert!(beta[0].label.starts_with("HEAD:schemas/beta ("), "{}", beta[0].label);
    let file = find("HEAD:other/beta.csdl", None, here).unwrap();
    assert_eq!(
        (file[0].version, file[0].csdl.name.as_str()),
        (Version::Beta, "beta.csdl")
    );
    assert_eq!(find("HEAD", Some(Version::Beta), here).unwrap().len(), 1);

    assert_eq!(
        fs::read_to_string(here.join("schemas/v1.0/metadata.csdl")).unwrap(),
        "<a/>"
    );
    for (source, said) in [
        (
            "HEAD:nowhere",
            "the revision is there, but `nowhere` cannot be read from it",
        ),
        ("HEAD:other", "is a folder without"),
        ("v9.9.9", "no such git revision either"),
        ("--help", "no such git revision either"),
    ] {
        let error = error(source, None, here);
        assert!(error.contains(said), "{source}: {error}");
    }
}
