//! One analysis for all: what import finds, regen finds; what the overlay changes, every command sees.

use std::collections::BTreeSet;
use std::path::Path;

use crate::import::{again, imported, request, schemas, text, write};
use crate::small::{self, ROUTES, SELECTION, SERVICE, lines};
use generator::drift::{Context, Purpose, report};
use generator::input::Input;
use generator::model::{Cloud, FindingKind, Version};
use generator::pipeline::{self, ImportRequest};
use generator::schemas::load;
use generator::snapshot;

/// Puts a file of the overlay in its place.
fn put(schemas: &Path, name: &str, text: &str) {
    std::fs::write(schemas.join("overlay").join(name), text).unwrap();
}

/// A `schemas/` folder whose overlay has an entry of each kind that fits nothing, and one cut that fits.
fn faulty() -> tempfile::TempDir {
    let folder = schemas();
    let cuts =
        "cuts: [{member: microsoft.graph.plant/notes, reason: r}, {member: microsoft.graph.plant/ghost, reason: r}]";
    put(folder.path(), "selection.yaml", &format!("{SELECTION}{cuts}\n"));
    put(
        folder.path(),
        "fixups.yaml",
        "fixups: [{at: microsoft.graph.plant/ghost, change: !nullable true, reason: r}]",
    );
    put(
        folder.path(),
        "members.yaml",
        "all: {read_only: [microsoft.graph.plant/ghost]}",
    );
    put(
        folder.path(),
        "permissions.yaml",
        "permissions: [{method: GET, path_ends: /ghost, application: [Ghost.Read], source: s}]",
    );
    put(
        folder.path(),
        "unsupported.yaml",
        "unsupported: [{operation: GET /ghost, reason: r, source: s}]",
    );
    put(
        folder.path(),
        "roles.yaml",
        "sets: {ghost: {entra: [Ghost]}}\nroles: [{operations: [GET /ghost], delegated: ghost, source: s, versions: [v1.0]}]",
    );
    put(
        folder.path(),
        "supplement/v1.0.csdl",
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<ComplexType Name="ghost"><Annotation Term="supplement.reason" String="r"/></ComplexType>
</Schema><Schema Namespace="supplement" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<Term Name="reason" Type="Edm.String"/></Schema></edmx:DataServices></edmx:Edmx>"#,
    );
    std::fs::create_dir(folder.path().join("v1.0")).unwrap();
    std::fs::write(
        folder.path().join("v1.0/clouds.yaml"),
        "clouds: [china]\nmissing:\n  microsoft.graph.ghost2: [china]\n",
    )
    .unwrap();
    folder
}

#[test]
fn import_regen_and_load_find_the_same() {
    let folder = faulty();
    // No path leads to what a tree can do, one has no meaning, and one says another type.
    let routes: String = ROUTES
        .lines()
        .filter(|line| !line.contains("/climb"))
        .chain(["GET /garden/odd -> plant", "GET /garden/settings/season -> Edm.Int32"])
        .map(|line| format!("{line}\n"))
        .collect();
    let unknown = SERVICE.replacen("Name=\"garden\"", "Odd=\"1\" Name=\"garden\"", 1);
    let first = imported(folder.path(), &unknown, &small::openapi(&routes));
    let kinds: BTreeSet<&str> = first.findings.iter().map(|finding| finding.kind.name()).collect();
    for kind in [
        FindingKind::Unknown,
        FindingKind::UnresolvedSegment,
        FindingKind::MemberCut,
        FindingKind::OverlayUnused,
        FindingKind::OperationWithoutRoute,
        FindingKind::TypeSupplemented,
    ] {
        assert!(kinds.contains(kind.name()), "{}: {kinds:?}", kind.name());
    }
    let found = lines(&first.findings);
    for file in [
        "selection",
        "fixups",
        "members",
        "permissions",
        "unsupported",
        "roles",
        "clouds",
    ] {
        let of_file = |line: &&String| line.starts_with("overlay-unused") && line.contains(&format!("{file}.yaml"));
        assert_eq!(found.iter().filter(of_file).count(), 1, "{file}: {found:#?}");
    }

    write(folder.path(), &first);
    let second = again(folder.path());
    assert_eq!(lines(&second.findings), found);
    assert_eq!(second.files, first.files);
    let known = load(folder.path(), Version::V1_0, &mut ()).unwrap();
    assert_eq!(lines(&known.api.findings), found);
    let generated = pipeline::generate(folder.path(), &[Version::V1_0], &mut ()).unwrap();
    let stored: &str = generated.schemas["v1.0/findings.yaml"].as_ref();
    assert_eq!(stored, text(&first, "v1.0/findings.yaml"));
}

/// A property that only a fix-up declares. The OpenAPI document has a path to it, and says another type.
const DEPTH: &str = "fixups: [{at: microsoft.graph.bed/depth, change: !add-property Edm.Int32, reason: r}]";

/// A `schemas/` folder with one version, made with these fix-ups.
fn made(fixups: &str) -> (tempfile::TempDir, Vec<String>) {
    let folder = schemas();
    put(folder.path(), "fixups.yaml", fixups);
    let routes = format!("{ROUTES}GET /garden/beds/{{bed-number:Edm.Int32}}/depth -> Edm.String\n");
    let documents = request(
        Input::inline("raw.csdl", SERVICE),
        Input::inline("raw.yaml", &small::openapi(&routes)),
    );
    let clouds = vec![(Cloud::China, Input::inline("china.csdl", SERVICE))];
    let made = pipeline::import(folder.path(), &ImportRequest { clouds, ..documents }, &mut ()).unwrap();
    assert!(text(&made, "clouds.yaml").ends_with("missing: {}\n"), "{fixups}");
    assert!(
        !text(&made, "metadata.csdl").contains("Property Name=\"depth\""),
        "{fixups}"
    );
    write(folder.path(), &made);
    let found = lines(&made.findings);
    (folder, found)
}

#[test]
fn a_fixup_is_seen_by_every_command() {
    let (without, found) = made("{}");
    assert!(found.iter().any(|line| line.starts_with("untied-segment")), "{found:?}");
    let (with, found) = made(DEPTH);
    let place = "GET /garden/beds/{bed-number}/depth";
    // Import, once more from the normal form, and with a cloud that has the fix-up too.
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&format!("answer-disagrees  {place}: CSDL value: Edm.Int32")),
        "{found:?}"
    );
    assert_eq!(lines(&again(with.path()).findings), found);

    // Regen and operations.
    let of = |folder: &Path| {
        let generated = pipeline::generate(folder, &[Version::V1_0], &mut ()).unwrap();
        let bed: &str = generated.files["src/v1_0/models/bed.rs"].as_ref();
        let rows = pipeline::operations(folder, &[Version::V1_0], &mut ()).unwrap();
        let row = rows.iter().find(|row| place == format!("{} {}", row.method, row.path));
        (bed.contains("pub depth:"), row.unwrap().returns.clone().unwrap())
    };
    assert_eq!(of(with.path()), (true, "Edm.Int32".to_owned()));
    assert_eq!(of(without.path()), (false, "Option<Edm.String>".to_owned()));

    // Drift, both ways.
    let side = |folder: &Path| snapshot::of_schemas(folder, Version::V1_0).unwrap();
    let context = Context {
        schemas: with.path(),
        today: "2030-01-02",
        purpose: Purpose::Drift,
        crate_version: None,
    };
    let changes = |old: &Path, new: &Path| {
        let report = report(&context, &side(old), &side(new), &mut ()).unwrap();
        let changes = report.changes.iter();
        let depth = changes.filter(|change| change.subject.to_string() == "microsoft.graph.bed/depth");
        depth.map(|change| change.kind.name()).collect::<Vec<_>>()
    };
    assert_eq!(changes(without.path(), with.path()), ["property-added"]);
    assert_eq!(changes(with.path(), without.path()), ["property-removed"]);
    assert_eq!(changes(with.path(), with.path()), [""; 0]);
}

/// The paths of a document are cut to the roots, whichever they are; a cloud's side shares them.
#[test]
fn an_analysis_keeps_the_paths_of_its_roots() {
    let routes = format!("{ROUTES}GET /people -> [person]\n");
    let known = small::load(SERVICE, &routes).unwrap();
    assert!(!known.openapi.paths.contains_key("/people"));
    let overlay = generator::overlay::Overlay {
        selection: generator::overlay::parse("selection.yaml", &SELECTION.replace("[garden]", "[garden, people]"))
            .unwrap(),
        ..Default::default()
    };
    let known = small::load_with(SERVICE, &routes, &overlay, Default::default()).unwrap();
    assert!(known.openapi.paths.contains_key("/people"));
    assert_eq!(known.surface.roots.len(), 2);
}
