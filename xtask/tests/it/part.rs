//! A part of the service with everything that a command reads and writes, and small: a command that takes seconds with
//! the whole service takes a fraction of one with it.
//!
//! It is imported from `schemas/` with an overlay of its own, which selects one root and says nothing more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use generator::analysis::findings;
use generator::input::Input;
use generator::model::Version;
use generator::overlay::{self, supplement_file};
use generator::pipeline::{ImportRequest, import};

use crate::place::Place;

/// Its `selection.yaml`.
const SELECTION: &str = "\
roots: [identityGovernance/termsOfUse]
boundary: {base: microsoft.graph.directoryObject, types: [microsoft.graph.directoryObject]}
";

/// A supplement with nothing in it.
const NOTHING: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices />
</edmx:Edmx>
"#;

/// A `schemas/` of the part, made once for all tests of this process.
pub fn schemas() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let place = Place::whole();
        for file in [&overlay::FILES[..], &overlay::LATER_FILES].concat() {
            let text = if file == "selection.yaml" { SELECTION } else { "{}\n" };
            fs::write(place.at("schemas/overlay").join(file), text).unwrap();
        }
        // Sentences about the rest of the service would be about nothing here.
        for file in fs::read_dir(place.at("schemas/overlay/docs")).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        for version in Version::ALL {
            make(&place, version);
        }
        fs::write(place.at("schemas/overlay/explained.yaml"), explained(&place)).unwrap();
        place.keep("part").join("schemas")
    })
}

/// Imports the part in the place of the whole version.
fn make(place: &Place, version: Version) {
    let folder = place.at("schemas").join(version.name());
    fs::write(place.at("schemas/overlay").join(supplement_file(version)), NOTHING).unwrap();
    let input = |name: &str| Input::inline(name, &fs::read_to_string(folder.join(name)).unwrap());
    let request = ImportRequest {
        version,
        csdl: input("metadata.csdl"),
        openapi: input("openapi.yaml"),
        permissions: None,
        clouds: Vec::new(),
        snapshot_date: Some("2026-08-03".to_owned()),
    };
    // Names that were given in the whole are no names of the part.
    fs::remove_file(folder.join("names.yaml")).unwrap();
    let imported = import(&place.at("schemas"), &request, &mut ()).unwrap_or_else(|error| panic!("{error}"));
    for (path, text) in imported.files {
        fs::write(place.at("schemas").join(path), text).unwrap();
    }
}

/// An explanation for each kind of the part's findings.
fn explained(place: &Place) -> String {
    let kinds: BTreeSet<&str> = Version::ALL
        .into_iter()
        .flat_map(|version| {
            let file = place.at("schemas").join(version.name()).join("findings.yaml");
            findings::read("findings.yaml", &fs::read_to_string(file).unwrap()).unwrap()
        })
        .map(|finding| finding.kind.name())
        .collect();
    let entries = kinds.into_iter().map(explains);
    entries.collect()
}

/// The entry of `explained.yaml` for all findings of a kind.
pub fn explains(kind: &str) -> String {
    format!("- {{kind: {kind}, place: \"*\", why: the part is not the whole}}\n")
}
