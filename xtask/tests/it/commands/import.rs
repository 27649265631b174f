//! `import`: the day of documents, names in errors, clouds.

use super::*;

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
fn the_day_of_new_documents_is_asked_for() {
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
fn errors_name_the_given_path_and_findings_the_file_name() {
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
