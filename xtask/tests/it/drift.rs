//! `drift` and `compare` as a process: exit codes, sources, what is printed where. What a report says is tested
//! elsewhere.

use std::fs;

use generator::drift::Kind;
use serde_json::Value;
use test_support::shared_folder::shared;

use crate::part;
use crate::place::{Place, copy, git, run};
use crate::scratch::{Scratch, changed, edit, json, text_of, with_member, without_member};

#[test]
fn the_exit_code_is_what_fail_on_asks_for() {
    let (_removed, old, new) = changed(without_member);
    let (_added, also_old, more) = changed(with_member);
    let same = text_of(part::schemas());
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

    let parsed = json(&report(&["--format", "json"]));
    assert_eq!(
        parsed["summary"]["changes"],
        parsed["changes"].as_array().unwrap().len()
    );
    let primary: Vec<&Value> = parsed["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["because"].is_null())
        .collect();
    assert_eq!(primary.len(), 1, "{parsed:#}");
    assert_eq!(primary[0]["code"], Kind::EnumMemberRemoved.code());
    let subject = primary[0]["subject"].as_str().unwrap();
    assert!(subject.ends_with("/declined"), "{subject}");
    assert_eq!(primary[0]["rust"], "breaking");
    assert_eq!(
        (&parsed["old"]["label"], &parsed["new"]["label"]),
        (&"schemas/v1.0".into(), &"other/v1.0".into())
    );

    let plain = report(&[]);
    assert!(
        plain.out.contains("declined") && !plain.out.contains('\u{1b}'),
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
    let report = json(&run(&["drift", &old, &new, "--format", "json"]));
    let versions: Vec<&Value> = report
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["new"]["version"])
        .collect();
    assert_eq!(versions, ["v1.0", "beta"]);
    assert_eq!(report[1]["summary"]["changes"], 0);

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

#[test]
fn revisions_are_read_without_a_checkout() {
    let scratch = Scratch::new();
    scratch.tag("v0.0.9");
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), without_member);
    let before = (scratch.status(), git(scratch.place.root(), &["rev-parse", "HEAD"]));
    let report = json(&scratch.run(
        &["drift", "HEAD", "schemas", "--version", "v1.0", "--format", "json"],
        &[],
    ));
    assert_eq!(report["summary"]["primary"], 1, "{report:#}");
    assert!(
        report["old"]["label"].as_str().unwrap().starts_with("HEAD ("),
        "{report:#}"
    );

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
        "a CSDL alone is reported"
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
fn against_reports_an_import_and_writes_nothing() {
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
    let report = json(&run);
    assert_eq!(report["summary"]["primary"], 1, "{report:#}");
    assert_eq!(
        report["files"],
        serde_json::json!([{"path": "v1.0/metadata.csdl", "added": 0, "removed": 1}])
    );
    assert_eq!(report["purpose"], "import");

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
        text.replacen(
            "paths:\n",
            "paths:\n  /identityGovernance/termsOfUse/nowhere:\n    get:\n      responses:\n        \
             '204':\n          description: x\n",
            1,
        )
    });
    let found = json(&against(&files));
    let new = found["findings"].to_string();
    assert!(new.contains("/identityGovernance/termsOfUse/nowhere"), "{new}");

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
    let report = json(&run(&[
        "compare",
        "v1.0",
        "--cloud",
        &cloud("us-government"),
        "--cloud",
        &cloud("china"),
        "--format",
        "json",
    ]));
    let labels: Vec<&Value> = report
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["new"]["label"])
        .collect();
    assert_eq!(labels, ["US Government", "China"]);
    assert!(report.as_array().unwrap().iter().all(|one| one["purpose"] == "cloud"));
    let resume = |one: &Value| {
        one["changes"]
            .to_string()
            .contains("/assignmentRequests/{accessPackageAssignmentRequest-id}/resume")
    };
    assert!(
        report.as_array().unwrap().iter().all(resume),
        "neither cloud has resume"
    );
}
