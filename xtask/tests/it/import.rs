//! `import` as a process: what it writes and prints, and what it refuses.

use std::fs;

use crate::place::{Place, Run};

#[test]
fn bad_files_are_2_named_and_leave_the_schemas() {
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
    // Another name of the same document, and a table that is new, do not ask for a day.
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
fn errors_name_the_path_and_findings_the_file_name() {
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

#[test]
fn a_cloud_is_imported_by_name_and_a_bad_one_is_2() {
    let place = Place::whole();
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
    let place = Place::whole();
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
