//! Operations that the service does not support: what the overlay says of them is held against the paths, and reported
//! by docs and rows.

use crate::small::{self, ROUTES, SERVICE, lines, load_with};
use generator::analysis::Analysis;
use generator::listing::{self, rows};
use generator::naming::memory::Memory;
use generator::overlay::{self, Overlay};

/// The garden with an `unsupported.yaml`.
fn garden(unsupported: &str) -> Analysis {
    garden_with(unsupported, ROUTES)
}

/// The same, with other routes.
fn garden_with(unsupported: &str, routes: &str) -> Analysis {
    let overlay = Overlay {
        unsupported: overlay::parse("overlay/unsupported.yaml", unsupported).unwrap(),
        ..small::overlay()
    };
    load_with(SERVICE, routes, &overlay, Memory::default()).unwrap()
}

/// The text of all builders.
fn emitted(loaded: &Analysis) -> String {
    let files = small::emitted(loaded).unwrap();
    files.into_iter().map(|(_, text)| text).collect()
}

/// Entries by a pattern, without something to use instead, and for the other version.
const LIST: &str = "unsupported:
  - operation: PATCH */plants/{plant-id}
    reason: plants take PUT
    instead: PUT /garden/plants/{plant-id}
    how: with the whole plant
    source: https://example.org/plants
  - operation: GET /garden/plants/*/bed
    reason: answered with 404
    instead: GET /garden/beds
    source: https://example.org/beds
  - operation: DELETE /garden/photo/*
    reason: photos stay
    source: https://example.org/photos
  - operation: POST /garden/beds
    reason: beds are there
    versions: [beta]
    source: https://example.org/beds
";

/// Comments of methods without their line breaks.
fn unbroken(text: &str) -> String {
    text.replace("\n    /// ", " ")
}

#[test]
fn docs_and_rows_say_it() {
    let loaded = garden(LIST);
    assert_eq!(lines(&loaded.api.findings), [] as [&str; 0]);
    let text = unbroken(&emitted(&loaded));
    for reported in [
        "/// **Not supported by the service**: plants take PUT. Use `PUT /garden/plants/{plant-id}` instead, with the whole plant. [Source](https://example.org/plants)",
        "/// **Not supported by the service**: answered with 404. Use `GET /garden/beds` instead. [Source](https://example.org/beds)",
        "/// **Not supported by the service**: photos stay. [Source](https://example.org/photos)",
    ] {
        assert!(text.contains(reported), "{reported}\nis not in\n{text}");
    }
    assert_eq!(text.matches("Not supported").count(), 3, "{text}");

    let rows = rows(&loaded.rust_api()).unwrap();
    let reported: Vec<_> = rows.iter().filter(|row| row.unsupported.is_some()).cloned().collect();
    let operations: Vec<String> = reported
        .iter()
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    assert_eq!(
        operations,
        [
            "DELETE /garden/photo/$value",
            "PATCH /garden/plants/{plant-id}",
            "GET /garden/plants/{plant-id}/bed"
        ]
    );
    let json = serde_json::to_value(&reported[1]).unwrap();
    assert_eq!(
        json["unsupported"],
        serde_json::json!({
            "reason": "plants take PUT",
            "instead": "PUT /garden/plants/{plant-id}",
            "instead_rust": "client.garden().plants().by_id(id).replace(body)",
            "how": "with the whole plant",
            "source": "https://example.org/plants"
        })
    );
    let (text, table) = (listing::text(&reported), listing::markdown(&reported));
    let said = "plants take PUT; instead: client.garden().plants().by_id(id).replace(body), with the whole plant\n";
    assert!(text.contains(&format!("not supported: {said}")), "{text}");
    assert!(text.contains("not supported: photos stay\n"), "{text}");
    let cells = " | plants take PUT | client.garden().plants().by_id(id).replace(body), with the whole plant |\n";
    assert!(table.contains(cells), "{table}");
}

#[test]
fn of_several_places_those_are_named_that_are_not_supported() {
    let routes = "GET /garden/plants/{plant-id}/bed -> bed
        GET /garden/plants/{plant-id}/bed/plants -> [plant]
        GET /garden/beds/{bed-number:Edm.Int32} -> bed
        GET /garden/beds/{bed-number:Edm.Int32}/plants -> [plant]";
    let text = emitted(&garden_with(
        "unsupported: [{operation: 'GET /garden/plants/*/bed', reason: answered with 404, source: s}]",
        routes,
    ));
    let reported =
        "/// **Not supported by the service** at `/garden/plants/{plant-id}/bed`: answered with 404. [Source](s)";
    assert_eq!(text.matches(reported).count(), 1, "{text}");
}

#[test]
fn an_entry_that_fits_nothing_is_a_finding() {
    let loaded = garden(
        "unsupported:
  - {operation: 'PUT /garden/beds/*', reason: r, source: s}
  - {operation: 'GET /garden/photo', reason: r, source: s, instead: GET /garden/pictures}
  - {operation: 'GET */photo', reason: r, source: s}
  - {operation: 'FETCH /garden/photo', reason: r, source: s}
  - {operation: 'GET /nowhere', reason: r, source: s, versions: [beta]}
",
    );
    assert_eq!(
        lines(&loaded.api.findings),
        [
            "overlay-unused  FETCH /garden/photo: unsupported.yaml lists it and no operation fits, or an earlier entry has it",
            "overlay-unused  GET */photo: unsupported.yaml lists it and no operation fits, or an earlier entry has it",
            "overlay-unused  GET /garden/photo: unsupported.yaml names `GET /garden/pictures` to use instead, which is not there",
            "overlay-unused  PUT /garden/beds/*: unsupported.yaml lists it and no operation fits, or an earlier entry has it",
        ]
    );
}

#[test]
fn put_says_what_it_resets_and_what_is_never_sent() {
    let text = unbroken(&emitted(&small::service()));
    let reset = "what the body does not set is reset, so change what a `get` gave rather than a new body.";
    assert_eq!(text.matches(reset).count(), 1, "{text}");
    assert!(!text.contains("never sent"), "{text}");
    let overlay = Overlay {
        members: overlay::parse(
            "overlay/members.yaml",
            "all: {read_only_everywhere: [id], read_only: [microsoft.graph.plant/name]}",
        )
        .unwrap(),
        ..small::overlay()
    };
    let text = unbroken(&emitted(
        &load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap(),
    ));
    assert!(
        text.contains(&format!("{reset} Read-only members are never sent: `id`, `name`.")),
        "{text}"
    );
}
