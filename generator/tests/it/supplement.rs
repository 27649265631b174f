//! The supplement: types that the metadata lacks are added in memory, the metadata's own win, and what is wrong is reported
//! with its place in the supplement.

use crate::small::{self, ROUTES, SELECTION, SERVICE, changed, load_with, members, of_kind, overlay};
use generator::analysis::Analysis;
use generator::csdl;
use generator::emit;
use generator::error::Error;
use generator::model::{FindingKind, Version};
use generator::naming::memory::Memory;
use generator::overlay::{Overlay, supplement_file};

const FILE: &str = "overlay/supplement/v1.0.csdl";

/// A supplement with these types, the first of which begins on line 4, column 1.
fn supplement(types: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{types}
</Schema>
<Schema Namespace="supplement" xmlns="http://docs.oasis-open.org/odata/ns/edm"><Term Name="reason" Type="Edm.String"/></Schema>
</edmx:DataServices>
</edmx:Edmx>"#
    )
}

/// A note that the garden's metadata lacks, derived from one that it has.
fn song(attributes: &str, members: &str) -> String {
    supplement(&format!(
        "<ComplexType Name=\"songNote\" {attributes}>{members}
<Annotation Term=\"supplement.reason\" String=\"only the reference has it\"/></ComplexType>"
    ))
}

const DERIVED: &str = r#"BaseType="microsoft.graph.note""#;

fn load(csdl: &str, supplement: &str) -> Result<Analysis, Error> {
    let overlay = Overlay {
        supplements: vec![(Version::V1_0, csdl::read_supplement(FILE, supplement)?)],
        ..overlay()
    };
    load_with(csdl, ROUTES, &overlay, Memory::default())
}

fn refusal(supplement: &str) -> String {
    load(SERVICE, supplement).unwrap_err().to_string()
}

#[test]
fn a_type_that_the_metadata_lacks_is_added_with_its_reason() {
    let text = song(
        DERIVED,
        r#"<NavigationProperty Name="singer" Type="microsoft.graph.robot"/><Property Name="verses" Type="Edm.Int32"/>"#,
    );
    let loaded = load(SERVICE, &text).unwrap();
    assert_eq!(members(&loaded.api, "songNote"), ["text", "singer", "verses"]);
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::TypeSupplemented),
        ["microsoft.graph.songNote: only the reference has it"]
    );
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::SupplementUnneeded),
        Vec::<String>::new()
    );
    let files = emit::emit(&loaded.rust_api()).unwrap();
    let (_, base) = files.iter().find(|(path, _)| path.ends_with("models/note.rs")).unwrap();
    assert!(
        base.contains("SongNote(model::Child<crate::v1_0::models::SongNote>)"),
        "{base}"
    );
}

#[test]
fn the_metadata_wins_and_the_supplement_can_go() {
    let own = r#"<ComplexType Name="songNote" BaseType="graph.note"><Property Name="title" Type="Edm.String"/></ComplexType>
  <ComplexType Name="unusedThing">"#;
    let csdl = changed(r#"<ComplexType Name="unusedThing">"#, own);
    let loaded = load(&csdl, &song(DERIVED, r#"<Property Name="verses" Type="Edm.Int32"/>"#)).unwrap();
    assert_eq!(members(&loaded.api, "songNote"), ["text", "title"]);
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::TypeSupplemented),
        Vec::<String>::new()
    );
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::SupplementUnneeded),
        [format!(
            "microsoft.graph.songNote: the metadata has the type, and its own stands: take the type out of {FILE}"
        )]
    );
}

#[test]
fn a_type_to_which_nothing_leads_is_a_finding() {
    let loaded = load(SERVICE, &song("", "")).unwrap();
    assert!(loaded.api.structured(&small::name("songNote")).is_none());
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::OverlayUnused),
        ["microsoft.graph.songNote: the supplement has a type to which nothing selected leads"]
    );
}

/// Another part of Graph need not have what the supplement builds on.
#[test]
fn a_type_without_its_base_is_a_finding() {
    let song = r#"BaseType="microsoft.graph.ghost">"#;
    let verse = r#"BaseType="microsoft.graph.songNote">"#;
    let reason = r#"<Annotation Term="supplement.reason" String="r"/></ComplexType>"#;
    let text = supplement(&format!(
        r#"<ComplexType Name="songNote" {song}{reason}<ComplexType Name="verse" {verse}{reason}"#
    ));
    let loaded = load(SERVICE, &text).unwrap();
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::OverlayUnused),
        [
            "microsoft.graph.songNote: the supplement has a type to which nothing selected leads",
            "microsoft.graph.verse: the supplement has a type to which nothing selected leads",
        ]
    );
}

#[test]
fn what_is_wrong_is_reported_with_its_place_in_the_supplement() {
    let robot = r#"BaseType="microsoft.graph.robot""#;
    for (text, expected) in [
        (
            song(robot, ""),
            format!(
                "{FILE}:4:1: `microsoft.graph.songNote` is a complex type and its base type `microsoft.graph.robot` an entity type"
            ),
        ),
        (
            song(
                DERIVED,
                "\n<Property Name=\"a\" Type=\"Collection(microsoft.graph.ghost)\"/>",
            ),
            format!("{FILE}:5:1: the type `microsoft.graph.ghost` of `a` does not exist"),
        ),
        (
            song(DERIVED, "\n<Property Name=\"a\" Type=\"ghost.b\"/>"),
            format!("{FILE}:5:1: `ghost` in `ghost.b` is neither a namespace of this document nor an alias"),
        ),
        (
            song(DERIVED, "\n<Property Name=\"text\" Type=\"Edm.String\"/>"),
            format!(
                "{FILE}:5:1: `text` of `microsoft.graph.songNote` is declared in its base type `microsoft.graph.note` too"
            ),
        ),
        (
            song(
                DERIVED,
                "\n<Property Name=\"a\" Type=\"Edm.String\" Nulable=\"false\"/>",
            ),
            format!("{FILE}:5:38: not known to the reader: attribute `Nulable` of `Property`"),
        ),
        (
            supplement(&format!("<ComplexType Name=\"songNote\" {DERIVED}/>")),
            format!("{FILE}:4:1: `songNote` does not say why it is supplemented: annotate it with `supplement.reason`"),
        ),
        (
            supplement("<EnumType Name=\"e\"><Member Name=\"m\" Value=\"0\"/></EnumType>"),
            format!("{FILE}:4:1: `e` is neither an entity nor a complex type: a supplement adds no others"),
        ),
        (
            supplement("<ComplexType Name=\"a\""),
            format!("{FILE}:5:1: not well-formed XML"),
        ),
        (
            song(DERIVED, "").replace(r#"Name="songNote" "#, ""),
            format!("{FILE}:4:1: "),
        ),
    ] {
        let reported = refusal(&text);
        assert!(reported.starts_with(&expected), "{reported}\n{expected}");
    }
}

#[test]
fn the_overlay_reads_a_supplement_for_each_version() {
    let read = |broken: bool| {
        let text = move |name: &str| {
            Ok(Some(match name {
                "selection.yaml" => SELECTION.to_owned(),
                name if broken && name == supplement_file(Version::Beta) => "<a>\n</b>".to_owned(),
                name if name.ends_with(".csdl") => song(DERIVED, ""),
                _ => "{}".to_owned(),
            }))
        };
        Overlay::load(text, |_| Ok(Vec::new()))
    };
    let overlay = read(false).unwrap();
    for version in Version::ALL {
        let types = &overlay.supplement(version).unwrap().schemas[0].structured_types;
        assert_eq!(types[0].name, "songNote");
    }
    let error = read(true).unwrap_err().to_string();
    assert!(error.starts_with("overlay/supplement/beta.csdl:2:"), "{error}");
}
