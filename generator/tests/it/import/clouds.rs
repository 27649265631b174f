//! What an import keeps of national clouds.

use super::*;

/// The garden's cloud without these lines.
fn cloud(name: &str, gone: &[&str]) -> Input {
    let mut text = SERVICE.to_owned();
    for line in gone {
        assert!(text.contains(line), "{line}");
        text = text.replace(line, "");
    }
    Input::inline(name, &text)
}

fn with_clouds(schemas: &Path, clouds: Vec<(Cloud, Input)>) -> generator::error::Result<Imported> {
    let documents = request(
        Input::inline("raw.csdl", SERVICE),
        Input::inline("raw.yaml", &small::openapi(ROUTES)),
    );
    import(schemas, &ImportRequest { clouds, ..documents }, &mut ())
}

const NOTES: &str = "<Property Name=\"notes\" Type=\"Collection(graph.note)\" />";
const ROW: &str = "<Property Name=\"row\" Type=\"Edm.Int32\" />";

#[test]
fn facts_about_clouds_are_written_when_given_and_stay_when_not() {
    let folder = schemas();
    let bare = imported(folder.path(), SERVICE, &small::openapi(ROUTES));
    let clouds = vec![
        (Cloud::UsGovernment, cloud("us.csdl", &[NOTES])),
        (Cloud::China, cloud("china.csdl", &[NOTES, ROW])),
    ];
    let made = with_clouds(folder.path(), clouds).unwrap();
    let facts = text(&made, "clouds.yaml");
    assert!(
        facts.ends_with(
            "clouds: [china, us-government]\nmissing:\n  \"microsoft.graph.bed/row\": [china]\n  \"microsoft.graph.plant/notes\": [china, us-government]\n"
        ),
        "{facts}"
    );
    let provenance = text(&made, "provenance.yaml");
    for line in [
        "- kind: cloud-china\n    file: \"china.csdl\"",
        "- kind: cloud-us-government\n    file: \"us.csdl\"",
    ] {
        assert!(provenance.contains(line), "{provenance}");
    }
    // Nothing else of the version depends on its clouds.
    for (path, content) in &bare.files {
        assert!(
            path.ends_with("provenance.yaml") || made.files.get(path) == Some(content),
            "{path}"
        );
    }
    assert_eq!(made.files.len(), bare.files.len() + 1);

    write(folder.path(), &made);
    assert_eq!(
        imported(folder.path(), SERVICE, &small::openapi(ROUTES)).files,
        made.files
    );
    assert_eq!(again(folder.path()).files, made.files);

    // One cloud anew leaves the other.
    let made = with_clouds(folder.path(), vec![(Cloud::China, cloud("later.csdl", &[]))]).unwrap();
    let facts = text(&made, "clouds.yaml");
    assert!(
        facts.ends_with(
            "clouds: [china, us-government]\nmissing:\n  \"microsoft.graph.plant/notes\": [us-government]\n"
        ),
        "{facts}"
    );
    let provenance = text(&made, "provenance.yaml");
    for (line, there) in [("later.csdl", true), ("us.csdl", true), ("\"china.csdl", false)] {
        assert_eq!(provenance.contains(line), there, "{line}: {provenance}");
    }
}

#[test]
fn facts_that_the_new_metadata_outdates_are_findings() {
    let folder = schemas();
    write(
        folder.path(),
        &with_clouds(folder.path(), vec![(Cloud::China, cloud("china.csdl", &[NOTES, ROW]))]).unwrap(),
    );
    let without_row = SERVICE.replace(ROW, "");
    let made = imported(folder.path(), &without_row, &small::openapi(ROUTES));
    assert_eq!(
        lines(&made.findings),
        ["overlay-unused  microsoft.graph.bed/row: clouds.yaml names it and it is not there"]
    );
    assert!(
        text(&made, "clouds.yaml").contains("bed/row"),
        "kept until somebody compares again"
    );
    // What regen reads says the same.
    write(folder.path(), &made);
    let loaded = generator::schemas::load(folder.path(), Version::V1_0, &mut ()).unwrap();
    assert_eq!(lines(&loaded.api.findings), lines(&made.findings));
    // And the comparison clears it.
    let documents = request(
        Input::inline("raw.csdl", &without_row),
        Input::inline("raw.yaml", &small::openapi(ROUTES)),
    );
    let clouds = vec![(Cloud::China, cloud("china.csdl", &[NOTES, ROW]))];
    let made = import(folder.path(), &ImportRequest { clouds, ..documents }, &mut ()).unwrap();
    assert_eq!(lines(&made.findings), [] as [&str; 0]);
}

#[test]
fn bad_clouds_are_errors_that_name_the_file() {
    let folder = schemas();
    let cut = Input::inline("cut.csdl", &SERVICE[..SERVICE.len() / 2]);
    let error = with_clouds(folder.path(), vec![(Cloud::China, cut)]).unwrap_err();
    assert_eq!(
        (error.kind(), error.place().file.as_str()),
        (ErrorKind::Syntax, "cut.csdl")
    );

    let twice = ["one.csdl", "two.csdl"].map(|name| (Cloud::China, cloud(name, &[])));
    let error = with_clouds(folder.path(), twice.into()).unwrap_err();
    assert_eq!(error.to_string(), "two.csdl: a second document of the cloud `china`");

    std::fs::create_dir(folder.path().join("v1.0")).unwrap();
    std::fs::write(folder.path().join("v1.0/clouds.yaml"), "clouds: [mars]\nmissing: {}\n").unwrap();
    let error = with_clouds(folder.path(), Vec::new()).unwrap_err();
    assert!(
        error.to_string().starts_with("clouds.yaml: at clouds: `mars`"),
        "{error}"
    );
}
