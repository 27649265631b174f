//! Sentences of our own: what has none, what they are about, what is listed for those who write them; and the pages of
//! the reference about operations.

use std::fs;
use std::path::Path;

use crate::import::{request, schemas};
use crate::small::{self, ROUTES, SERVICE, lines, load_with};
use generator::emit;
use generator::input::Input;
use generator::listing;
use generator::model::Version;
use generator::naming::memory::Memory;
use generator::overlay::{self, Docs, Overlay};
use generator::pipeline::{self, ImportRequest, import};

fn with_docs(docs: &str) -> Overlay {
    Overlay {
        docs: Docs::read([("overlay/docs/a.yaml", docs)]).unwrap(),
        ..small::overlay()
    }
}

fn findings(docs: &str) -> Vec<String> {
    let loaded = load_with(SERVICE, ROUTES, &with_docs(docs), Memory::default()).unwrap();
    lines(&loaded.api.findings)
}

#[test]
fn what_has_no_sentence_is_a_finding_once_there_are_some() {
    assert_eq!(findings("{}"), [] as [&str; 0]);
    let found = findings("types:\n  microsoft.graph.plant: A plant.\n  microsoft.graph.prune: Cuts.\n");
    let missing = |place: &str| {
        found
            .iter()
            .any(|line| line.starts_with(&format!("sentence-missing  {place}: ")))
    };
    for place in [
        "microsoft.graph.garden",
        "microsoft.graph.water of microsoft.graph.plant",
        "microsoft.graph.colour",
    ] {
        assert!(missing(place), "{place}: {found:#?}");
    }
    for place in [
        "microsoft.graph.plant",
        "microsoft.graph.prune of microsoft.graph.plant",
    ] {
        assert!(!missing(place), "{place}: {found:#?}");
    }
}

#[test]
fn a_sentence_for_a_version_that_lacks_its_subject_is_a_finding() {
    let unused = |docs: &str| {
        let found = findings(docs);
        found
            .into_iter()
            .filter(|line| line.starts_with("overlay-unused"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        unused("types:\n  microsoft.graph.ghost: {v1.0: A ghost.}\n  microsoft.graph.plant/ghost: {beta: Not here.}\n"),
        [
            "overlay-unused  microsoft.graph.ghost: overlay/docs/a.yaml has a sentence for this version about it and it is \
             not there"
        ]
    );
    // Another version may have what a sentence for all is about.
    assert_eq!(unused("types:\n  microsoft.graph.ghost: A ghost.\n"), [] as [&str; 0]);
}

/// Imports the garden as both versions.
fn both(schemas: &Path) {
    for version in Version::ALL {
        let openapi =
            small::openapi(ROUTES).replace("graph.microsoft.com/v1.0", &format!("graph.microsoft.com/{version}"));
        let request = ImportRequest {
            version,
            ..request(Input::inline("raw.csdl", SERVICE), Input::inline("raw.yaml", &openapi))
        };
        let imported = import(schemas, &request, &mut ()).unwrap();
        for (path, text) in imported.files.iter() {
            let path = schemas.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

#[test]
fn a_sentence_about_what_no_version_has_is_a_finding_of_both() {
    let folder = schemas();
    fs::write(
        folder.path().join("overlay/docs/a.yaml"),
        "types:\n  microsoft.graph.ghost: A ghost.\n  microsoft.graph.plant: A plant.\npaths:\n  /ghosts: Haunted.\n",
    )
    .unwrap();
    both(folder.path());
    let count = |text: &str| text.matches("and no version has it").count();
    let made = |versions: &[Version]| {
        let made = pipeline::generate(folder.path(), versions, &mut ()).unwrap();
        let files = made.schemas.iter().filter(|(path, _)| path.ends_with("findings.yaml"));
        let files = files.map(|(path, text)| (folder.path().join(path), text.to_owned()));
        files.collect::<Vec<_>>()
    };
    let nowhere = |versions: &[Version]| -> Vec<usize> { made(versions).iter().map(|(_, text)| count(text)).collect() };
    assert_eq!(nowhere(&Version::ALL), [2, 2]);
    // One version alone cannot know it,
    assert_eq!(nowhere(&[Version::Beta]), [0]);
    // and keeps what is known.
    for (path, text) in made(&Version::ALL) {
        fs::write(path, text).unwrap();
    }
    assert_eq!(nowhere(&[Version::Beta]), [2]);
    both(folder.path());
    let stored = |version: Version| fs::read_to_string(folder.path().join(format!("{version}/findings.yaml"))).unwrap();
    assert_eq!(Version::ALL.map(|version| count(&stored(version))), [2, 2]);
    // The sentences that are no longer there are no longer known.
    fs::write(
        folder.path().join("overlay/docs/a.yaml"),
        "types:\n  microsoft.graph.plant: A plant.\n",
    )
    .unwrap();
    both(folder.path());
    assert_eq!(Version::ALL.map(|version| count(&stored(version))), [0, 0]);
}

#[test]
fn subjects_are_listed_with_their_facts() {
    let overlay = with_docs("types:\n  microsoft.graph.plant: A plant.\n");
    let loaded = load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    let subjects = listing::merged([listing::subjects(&loaded.api, &loaded.tree)]);
    let plant = subjects
        .iter()
        .find(|subject| subject.key == "microsoft.graph.plant")
        .unwrap();
    assert!(!plant.is_missing());
    assert_eq!(plant.kind, "entity type");
    assert!(plant.bound.contains(&"microsoft.graph.prune".to_owned()), "{plant:?}");
    assert!(
        plant.requests.iter().any(|request| request == "GET /garden/plants"),
        "{plant:?}"
    );
    assert!(
        plant
            .referred_to_by
            .contains(&"microsoft.graph.garden/plants".to_owned()),
        "{plant:?}"
    );
    let text = listing::subjects_text(&subjects);
    assert!(
        text.contains("microsoft.graph.plant  (entity type; v1.0)\n    sentence        A plant.\n"),
        "{text}"
    );
    assert!(subjects.iter().filter(|subject| subject.is_missing()).count() > 5);
}

#[test]
fn an_operation_has_the_page_whose_name_is_listed() {
    let overlay = Overlay {
        pages: overlay::parse(
            "overlay/pages.yaml",
            "all: [plant-get, garden-list-plants, garden-post-plant, plant-prune, ghost-get]\nbeta: [plant-delete]\n",
        )
        .unwrap(),
        ..small::overlay()
    };
    let loaded = load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    assert_eq!(
        lines(&loaded.api.findings),
        ["overlay-unused  ghost-get: pages.yaml names the page and no operation is called so"]
    );
    let page = |method: &str, path: &str| {
        let mut pages = loaded.api.pages.iter();
        let found = pages.find(|((other, at), _)| other.name() == method && at == path);
        found.map(|(_, page)| page.as_str())
    };
    assert_eq!(page("GET", "/garden/plants"), Some("garden-list-plants"));
    assert_eq!(page("GET", "/garden/plants/{plant-id}"), Some("plant-get"));
    assert_eq!(page("POST", "/garden/plants"), Some("garden-post-plant"));
    assert_eq!(page("DELETE", "/garden/plants/{plant-id}"), None);
    let files = emit::emit(&loaded.rust_api()).unwrap();
    let link = "([reference](https://learn.microsoft.com/graph/api/plant-get?view=graph-rest-1.0))";
    assert!(files.iter().any(|(_, text)| text.contains(link)));
}
