//! What a national cloud lacks: a small cloud that lacks one of each, the file that keeps it, and where it is reported.

mod reported;

use std::collections::BTreeSet;

use crate::small::{self, SERVICE, changed, emitted, lines, name, of_kind, service, structured};
use generator::analysis::{Analysis, Inputs, analyze};
use generator::clouds::find::Missing;
use generator::clouds::{file, lookup};
use generator::csdl;
use generator::error::{Error, ErrorKind};
use generator::listing::rows;
use generator::model::{Cloud, Clouds, FindingKind, Version};
use generator::overlay::Overlay;
use generator::routes::Method;

/// The garden without each of these elements, from its first tag to its last. Panics when one is not there.
fn without(elements: &[(&str, &str)]) -> String {
    let mut text = SERVICE.to_owned();
    for (first, last) in elements {
        let start = text.find(first).unwrap_or_else(|| panic!("{first}"));
        let length = text[start..].find(last).unwrap_or_else(|| panic!("{last}")) + last.len();
        text.replace_range(start..start + length, "");
    }
    text
}

fn missing(text: &str) -> Result<Missing, Error> {
    missing_in(&service(), &small::overlay(), text)
}

/// What a cloud with this document lacks of a version.
fn missing_in(ours: &Analysis, overlay: &Overlay, text: &str) -> Result<Missing, Error> {
    ours.missing_in(csdl::read("cloud.csdl", text)?, overlay)
}

fn subjects(text: &str) -> Vec<String> {
    missing(text).unwrap().subjects().into_iter().collect()
}

fn operations(missing: &Missing) -> Vec<String> {
    let operations = missing.operations.iter();
    operations
        .map(|(path, method)| format!("{} {path}", method.name()))
        .collect()
}

/// The garden with what is known of clouds.
fn with(clouds: Clouds) -> Analysis {
    with_routes(small::ROUTES, clouds)
}

/// The same, with other routes.
fn with_routes(routes: &str, clouds: Clouds) -> Analysis {
    let inputs = Inputs {
        clouds,
        ..small::inputs(SERVICE, &small::openapi(routes)).unwrap()
    };
    analyze(inputs, &small::overlay(), &mut ()).unwrap()
}

/// The garden with what both clouds lack.
fn known(china: &str, us_government: &str) -> Analysis {
    let mut clouds = Clouds::default();
    file::put(&mut clouds, Cloud::China, &missing(china).unwrap());
    file::put(&mut clouds, Cloud::UsGovernment, &missing(us_government).unwrap());
    let loaded = with(clouds);
    assert_eq!(lines(&loaded.api.findings), [] as [&str; 0]);
    loaded
}

const PRUNE_PLANT: (&str, &str) = (
    "<Action Name=\"prune\" IsBound=\"true\">\n    <Parameter Name=\"plant\"",
    "</Action>",
);
const WATER_NOTE: (&str, &str) = ("<Parameter Name=\"note\"", "/>");
const CLIMB: (&str, &str) = ("<Action Name=\"climb\"", "</Action>");
const NOTES: (&str, &str) = ("<Property Name=\"notes\"", "/>");
const NAME: (&str, &str) = ("<Property Name=\"name\"", "/>");

#[test]
fn a_cloud_that_has_all_lacks_nothing_whatever_else_it_has() {
    assert_eq!(missing(SERVICE).unwrap(), Missing::default());
    let more = changed(
        "<EntityType Name=\"bed\">",
        "<EntityType Name=\"bed\"><Property Name=\"new\" Type=\"Edm.String\"/>",
    );
    assert_eq!(missing(&more).unwrap(), Missing::default());
}

#[test]
fn each_kind_is_reported_once() {
    for (gone, reported) in [
        // Members, inherited ones where they are declared.
        (vec![NOTES], vec!["microsoft.graph.plant/notes"]),
        (vec![NAME], vec!["microsoft.graph.plant/name"]),
        // A navigation property, with its segment.
        (
            vec![("<NavigationProperty Name=\"photo\"", "/>")],
            vec!["/garden/photo", "microsoft.graph.garden/photo"],
        ),
        // A type whole, and the member that was of it.
        (
            vec![
                ("<EntityType Name=\"photo\"", "</EntityType>"),
                ("<NavigationProperty Name=\"photo\"", "/>"),
            ],
            vec!["/garden/photo", "microsoft.graph.garden/photo", "microsoft.graph.photo"],
        ),
        // A member of an enum, and an enum.
        (
            vec![("<Member Name=\"blue\"", "/>")],
            vec!["microsoft.graph.colour/blue"],
        ),
        (
            vec![
                ("<EnumType Name=\"season\"", "</EnumType>"),
                ("<Property Name=\"season\"", "/>"),
            ],
            vec!["microsoft.graph.settings/season", "microsoft.graph.sub.season"],
        ),
        // An action of a derived type, at two places; one of two types; an argument.
        (
            vec![CLIMB],
            vec![
                "/garden/plants/{}/graph.tree/climb",
                "/garden/plants/{}/microsoft.graph.oak/climb",
                "microsoft.graph.climb of microsoft.graph.tree",
            ],
        ),
        (
            vec![PRUNE_PLANT],
            vec![
                "/garden/plants/{}/prune",
                "microsoft.graph.prune of microsoft.graph.plant",
            ],
        ),
        (
            vec![WATER_NOTE],
            vec!["microsoft.graph.water/note of microsoft.graph.plant"],
        ),
        // Either overload, a function of a collection, one with something below it.
        (
            vec![("<Function Name=\"near\"", "</Function>")],
            vec![
                "/garden/plants/{}/near(x={})",
                "microsoft.graph.near(x) of microsoft.graph.plant",
            ],
        ),
        (
            vec![
                ("<Function Name=\"near\"", "</Function>"),
                ("<Function Name=\"near\"", "</Function>"),
            ],
            vec![
                "/garden/plants/{}/near(x={})",
                "/garden/plants/{}/near(x={},y={})",
                "microsoft.graph.near(x) of microsoft.graph.plant",
                "microsoft.graph.near(x,y) of microsoft.graph.plant",
            ],
        ),
        (
            vec![("<Function Name=\"mine\"", "</Function>")],
            vec![
                "/garden/plants/mine()",
                "microsoft.graph.mine() of Collection(microsoft.graph.plant)",
            ],
        ),
        (
            vec![("<Function Name=\"favourite\"", "</Function>")],
            vec![
                "/garden/plants/favourite()",
                "microsoft.graph.favourite() of Collection(microsoft.graph.plant)",
            ],
        ),
        // An argument that may be left out: the function is there.
        (
            vec![("<Parameter Name=\"unit\"", "</Parameter>")],
            vec!["/garden/plants/{}/weather(day={},unit='{}')"],
        ),
        // An alternate key, the stream of a type, a derived type, a member of a boundary type.
        (
            vec![("<Annotations Target=\"graph.bed\">", "</Annotations>")],
            vec!["/garden/beds(code='{}')"],
        ),
        (
            vec![("<Property Name=\"mail\"", "/>")],
            vec!["microsoft.graph.person/mail"],
        ),
        (vec![(" HasStream=", "\"true\"")], vec!["/garden/photo/$value"]),
        (
            vec![("<ComplexType Name=\"datedNote\"", "</ComplexType>")],
            vec!["microsoft.graph.datedNote"],
        ),
    ] {
        assert_eq!(subjects(&without(&gone)), reported, "{gone:?}");
    }
}

#[test]
fn a_whole_namespace_can_be_missing() {
    let text = without(&[
        ("<Schema Namespace=\"microsoft.graph.sub\"", "</Schema>"),
        ("<Property Name=\"season\"", "/>"),
    ]);
    let reported = [
        "/garden/plants/{}/microsoft.graph.sub.feed",
        "microsoft.graph.settings/season",
        "microsoft.graph.sub.feed of microsoft.graph.plant",
        "microsoft.graph.sub.ration",
        "microsoft.graph.sub.season",
    ];
    assert_eq!(subjects(&text), reported);
    // One that is taken whole is no error either.
    let ours = service();
    let mut overlay = small::overlay();
    overlay.selection.namespaces.push("microsoft.graph.sub".into());
    let missing = missing_in(&ours, &overlay, &text).unwrap();
    assert_eq!(missing.subjects().into_iter().collect::<Vec<_>>(), reported);
}

#[test]
fn operations_are_all_there_and_a_method_can_be_missing_alone() {
    let photo = missing(&without(&[("<NavigationProperty Name=\"photo\"", "/>")])).unwrap();
    assert_eq!(
        operations(&photo),
        [
            "GET /garden/photo",
            "GET /garden/photo/$value",
            "PUT /garden/photo/$value",
            "DELETE /garden/photo/$value"
        ]
    );
    // A list has no reference that is set or removed as one; the segment is there.
    let text = changed(
        "Name=\"keeper\" Type=\"graph.person\" Nullable=\"false\"",
        "Name=\"keeper\" Type=\"Collection(graph.person)\"",
    );
    let list = missing(&text).unwrap();
    let reported = [
        "PUT /garden/plants/{plant-id}/keeper/$ref",
        "DELETE /garden/plants/{plant-id}/keeper/$ref",
    ];
    assert_eq!(operations(&list), reported);
    assert_eq!(
        subjects(&text),
        [
            "DELETE /garden/plants/{}/keeper/$ref",
            "PUT /garden/plants/{}/keeper/$ref"
        ]
    );
}

#[test]
fn a_member_counts_wherever_the_cloud_declares_it() {
    let moved = changed(NAME.0, "<Property Name=\"nickname\"").replacen(
        "<EntityType Name=\"entity\" Abstract=\"true\">",
        "<EntityType Name=\"entity\" Abstract=\"true\"><Property Name=\"name\" Type=\"Edm.String\"/>",
        1,
    );
    assert_eq!(subjects(&moved), [] as [&str; 0]);
    // A type that is there with another base lacks what it inherits here.
    let orphan = changed("Name=\"datedNote\" BaseType=\"graph.note\"", "Name=\"datedNote\"");
    assert_eq!(subjects(&orphan), ["microsoft.graph.datedNote/text"]);
}

#[test]
fn what_our_own_model_lacks_is_held_against_no_cloud() {
    let routes = format!(
        "{}GET /garden/odd -> [plant]\nGET /garden/odd/{{plant-id}} -> plant\n",
        small::ROUTES
    );
    let ours = small::load(SERVICE, &routes).unwrap();
    let text = without(&[CLIMB]);
    let missing = missing_in(&ours, &small::overlay(), &text).unwrap();
    assert!(
        missing.operations.iter().all(|(path, _)| path.ends_with("/climb")),
        "{missing:?}"
    );
    assert_eq!(missing.operations.len(), 2);

    let supplement = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
        <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <ComplexType Name="letter" BaseType="microsoft.graph.note">
          <Annotation Term="supplement.reason" String="r"/><Property Name="ink" Type="Edm.String"/></ComplexType>
        </Schema><Schema Namespace="supplement" xmlns="http://docs.oasis-open.org/odata/ns/edm">
          <Term Name="reason" Type="Edm.String"/></Schema>
        </edmx:DataServices></edmx:Edmx>"#;
    let mut overlay = small::overlay();
    let supplement = csdl::read_supplement("supplement.csdl", supplement).unwrap();
    overlay.supplements.push((Version::V1_0, supplement));
    let ours = small::load_with(SERVICE, small::ROUTES, &overlay, Default::default()).unwrap();
    assert_eq!(small::members(&ours.api, "letter"), ["text", "ink"]);
    // Not even the type that the supplement's is derived from is there.
    let text = without(&[
        ("<ComplexType Name=\"note\"", "</ComplexType>"),
        ("<ComplexType Name=\"datedNote\"", "</ComplexType>"),
        NOTES,
    ]);
    let missing = missing_in(&ours, &overlay, &text).unwrap();
    assert_eq!(
        missing.subjects().into_iter().collect::<Vec<_>>(),
        [
            "microsoft.graph.datedNote",
            "microsoft.graph.note",
            "microsoft.graph.plant/notes"
        ]
    );
}

#[test]
fn what_the_overlay_mends_here_it_mends_there() {
    let mut overlay = small::overlay();
    let fixups = "fixups: [{at: microsoft.graph.bed/depth, change: !add-property Edm.Int32, reason: r}]";
    overlay.fixups = generator::overlay::parse("fixups.yaml", fixups).unwrap();
    let ours = small::load_with(SERVICE, small::ROUTES, &overlay, Default::default()).unwrap();
    assert!(small::members(&ours.api, "bed").contains(&"depth"));
    let missing = missing_in(&ours, &overlay, SERVICE).unwrap();
    assert_eq!(missing, Missing::default());
}

#[test]
fn what_is_no_whole_csdl_document_of_the_service_is_an_error() {
    let cut = &SERVICE[..SERVICE.len() / 2];
    let other = changed("Version=\"4.0\"", "Version=\"3.0\"");
    let no_container = without(&[("<EntityContainer", "</EntityContainer>")]);
    let no_root = without(&[("<Singleton Name=\"garden\"", "/>")]);
    for (text, kind, said) in [
        ("", ErrorKind::Syntax, ""),
        ("openapi: 3.0.4", ErrorKind::Syntax, ""),
        ("<html/>", ErrorKind::Structure, ""),
        (cut, ErrorKind::Syntax, ""),
        (&other, ErrorKind::Value, "`4.0` or `4.01`"),
        (
            &no_container,
            ErrorKind::Missing,
            "no singleton or entity set `garden` in the entity container",
        ),
        (
            &no_root,
            ErrorKind::Missing,
            "no singleton or entity set `garden` in the entity container",
        ),
    ] {
        let error = missing(text).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(
            error.place().file == "cloud.csdl" && error.message().contains(said),
            "{error}"
        );
    }
}

#[test]
fn the_file_reads_back_equal_and_is_sorted() {
    let loaded = known(
        &without(&[CLIMB, ("<ComplexType Name=\"datedNote\"", "</ComplexType>")]),
        &without(&[CLIMB]),
    );
    let text = file::write(&loaded.api.clouds);
    let (_, body) = text.split_once("clouds: ").unwrap();
    assert_eq!(
        body,
        "[china, us-government]\nmissing:\n\
         \x20 \"/garden/plants/{}/graph.tree/climb\": [china, us-government]\n\
         \x20 \"/garden/plants/{}/microsoft.graph.oak/climb\": [china, us-government]\n\
         \x20 \"microsoft.graph.climb of microsoft.graph.tree\": [china, us-government]\n\
         \x20 \"microsoft.graph.datedNote\": [china]\n"
    );
    assert_eq!(file::read("clouds.yaml", &text).unwrap(), loaded.api.clouds);
    let mut clouds = loaded.api.clouds;
    file::put(&mut clouds, Cloud::China, &Missing::default());
    file::put(&mut clouds, Cloud::UsGovernment, &Missing::default());
    assert!(file::write(&clouds).ends_with("clouds: [china, us-government]\nmissing: {}\n"));
    assert_eq!(file::read("clouds.yaml", &file::write(&clouds)).unwrap(), clouds);
}

#[test]
fn a_wrong_file_is_reported_with_its_place() {
    for (text, said) in [
        (
            "clouds: [mars]\nmissing: {}",
            "clouds.yaml: at clouds: `mars` is no national cloud: expected china or us-government",
        ),
        (
            "clouds: [china, china]\nmissing: {}",
            "clouds.yaml: at clouds: the cloud `china` stands there twice",
        ),
        (
            "clouds: [china]\nmissing: {microsoft.graph.a: [mars]}",
            "clouds.yaml: at microsoft.graph.a: `mars` is no national cloud",
        ),
        (
            "clouds: [china]\nmissing: {microsoft.graph.a: [us-government]}",
            "clouds.yaml: at microsoft.graph.a: `us-government` is not among the `clouds`",
        ),
        (
            "clouds: [china]\nmissing: {microsoft.graph.a: []}",
            "clouds.yaml: at microsoft.graph.a: is missing in no cloud",
        ),
        (
            "clouds: [china]\nmissing: {microsoft.graph.a: china}",
            "expected subjects, each with a list of clouds",
        ),
        (
            "clouds: [china]\nmissing: {FETCH /a: [china]}",
            "clouds.yaml: at FETCH /a: `FETCH /a` is no type, member",
        ),
        (
            "clouds: [china]\nmissing: {plant: [china]}",
            "clouds.yaml: at plant: `plant` is no type, member",
        ),
        (
            "clouds: [china]\nmissing: {/a/: [china]}",
            "clouds.yaml: at /a/: `/a/` is no type, member",
        ),
        (
            "clouds: [china]\nmissing:\n  a.b: [china]\n  a.b: [china]\n",
            "duplicate",
        ),
        ("clouds: [china]\n", "missing field `missing`"),
        ("clouds: [china]\nmissing: {}\nmore: 1\n", "unknown field `more`"),
        ("clouds: [china\n", "clouds.yaml:"),
    ] {
        let error = file::read("clouds.yaml", text).unwrap_err().to_string();
        assert!(
            error.starts_with("clouds.yaml") && error.contains(said),
            "{text}: {error}"
        );
    }
}

#[test]
fn a_fact_that_fits_nothing_is_a_finding() {
    let stale = [
        "/garden/plants/{}/dance",
        "PUT /garden",
        "microsoft.graph.plant/wings",
        "microsoft.graph.prune/tools of microsoft.graph.plant",
        "microsoft.graph.unicorn",
        "microsoft.graph.water of microsoft.graph.tree",
    ];
    let used = [
        "/garden/plants/{}",
        "PATCH /garden",
        "microsoft.graph.colour/red",
        "microsoft.graph.plant",
        "microsoft.graph.prune/tool of microsoft.graph.plant",
        "microsoft.graph.tree/name",
        "microsoft.graph.water of microsoft.graph.plant",
    ];
    let subjects = stale.iter().chain(&used);
    let loaded = with(Clouds {
        compared: BTreeSet::from([Cloud::China]),
        missing: subjects
            .map(|subject| ((*subject).to_owned(), BTreeSet::from([Cloud::China])))
            .collect(),
    });
    let reported: Vec<String> = stale
        .iter()
        .map(|subject| format!("{subject}: clouds.yaml names it and it is not there"))
        .collect();
    assert_eq!(of_kind(&loaded.api.findings, FindingKind::OverlayUnused), reported);
    assert_eq!(loaded.api.findings.len(), stale.len());
}
