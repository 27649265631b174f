//! How drift reports are printed: a made-up report with every class and much that is awkward, in all four formats; reports without a
//! change, for the other purposes, and of the size of a real one; and `docs/drift.md`.
//!
//! After a look at the difference, accept it with `cargo insta review`, or with
//! `INSTA_UPDATE=always cargo test -p integration-tests --test it drift_formats::`.

use std::collections::BTreeSet;

use generator::drift::format::{Format, kinds, print};
use generator::drift::{
    Cause, Change, Detail, FileChange, ItemChange, Kind, Purpose, Report, Retirement, Rust, Side, Wire,
};
use generator::model::{Deprecation, ElementId, Finding, FindingKind, Version};
use integration_tests::shared_folder::workspace;
use serde_json::Value;

const PACKAGE: &str = "microsoft.graph.accessPackage";
const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";
/// Nothing of it may act: in a terminal, in Markdown, in HTML.
const HOSTILE: &str = "microsoft.graph.<script>alert(1)</script>|`x` \"y\" '&amp; @someone #1 \u{1b}[2J\u{202e}";

fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "accept: `cargo insta review`, or `INSTA_UPDATE=always cargo test -p integration-tests --test it drift_formats::`",
    );
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// What prints as that text: the formats ask for no more.
fn element(text: &str) -> ElementId {
    ElementId::Unknown(text.to_owned())
}

fn change(kind: Kind, subject: &str, values: (Option<&str>, Option<&str>), classes: (Wire, Rust), why: &str) -> Change {
    Change {
        kind,
        subject: element(subject),
        also: Vec::new(),
        from: values.0.map(str::to_owned),
        to: values.1.map(str::to_owned),
        detail: Detail::None,
        wire: classes.0,
        wire_why: why.to_owned(),
        rust: classes.1,
        rust_why: String::new(),
        evidence: Vec::new(),
        because: None,
        area: "entitlementManagement".to_owned(),
        owner: PACKAGE.to_owned(),
        places: texts(&["/identityGovernance/entitlementManagement/accessPackages"]),
        items: Vec::new(),
    }
}

fn item(item: &str, from: Option<&str>, to: Option<&str>) -> ItemChange {
    ItemChange {
        item: item.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    }
}

fn side(label: &str, version: Version, date: Option<&str>) -> Side {
    Side {
        label: label.to_owned(),
        version,
        date: date.map(str::to_owned),
    }
}

/// What the type's removal brings along: paths, a method, a property, in two areas.
fn following() -> Vec<Change> {
    let because = Cause {
        kind: Kind::TypeRemoved,
        subject: element("microsoft.graph.accessPackageSuggestion"),
    };
    let mut all: Vec<Change> = (0..14)
        .map(|n| {
            let path = format!("/identityGovernance/entitlementManagement/suggestions/{{id}}/step{n}");
            let mut change = change(
                Kind::PathRemoved,
                &path,
                (Some("GET, POST"), None),
                (Wire::Breaking, Rust::Breaking),
                "A request to it is refused; the step of the builder is gone.",
            );
            change.owner = path.clone();
            change.places = vec![path];
            change
        })
        .collect();
    let mut elsewhere = change(
        Kind::PolymorphismChanged,
        "microsoft.graph.suggestion",
        (Some("AnySuggestion"), Some("Suggestion")),
        (Wire::Unaffected, Rust::Breaking),
        "No type is derived from it any more.",
    );
    elsewhere.area = "accessReviews".to_owned();
    elsewhere.owner = "microsoft.graph.suggestion".to_owned();
    all.push(elsewhere);
    for change in &mut all {
        change.because = Some(because.clone());
    }
    all
}

/// Every class, a rename with evidence, consequences, long lists, hostile names.
fn sample() -> Report {
    let mut added = change(
        Kind::PropertyAdded,
        "microsoft.graph.accessPackage/uniqueName",
        (None, Some("Edm.String")),
        (Wire::Compatible, Rust::Additive),
        "Before it was kept as an additional property; a field, its setter and its constant come.",
    );
    added.items = vec![item("models::AccessPackage::unique_name", None, Some("Option<String>"))];
    let mut twin = added.clone();
    twin.subject = element("microsoft.graph.accessPackage/version");
    twin.items = vec![item("models::AccessPackage::version", None, Some("Option<String>"))];

    let mut removed = change(
        Kind::PropertyRemoved,
        "microsoft.graph.accessPackage/isHidden",
        (Some("Edm.Boolean"), None),
        (Wire::Breaking, Rust::Breaking),
        "It is no longer answered, and sending it is refused.",
    );
    removed.items = vec![
        item("models::AccessPackage::is_hidden", Some("Option<bool>"), None),
        item(
            "models::AccessPackage::with_is_hidden",
            Some("fn(self, impl Into<bool>) -> Self"),
            None,
        ),
        item(
            "models::AccessPackage::IS_HIDDEN",
            Some("Property<AccessPackage, bool>"),
            None,
        ),
    ];
    removed.places = (0..9)
        .map(|n| format!("/identityGovernance/entitlementManagement/place{n}"))
        .collect();

    let mut renamed = change(
        Kind::PropertyRenamed,
        PACKAGE,
        (Some("createdBy"), Some("createdByName")),
        (Wire::Breaking, Rust::Breaking),
        "The old name is no longer answered.",
    );
    renamed.evidence = texts(&[
        "both are `Edm.String`",
        "the names are alike (0.81)",
        "both came and went in this step",
    ]);

    let mut typed = change(
        Kind::PropertyTypeChanged,
        "microsoft.graph.accessPackage/catalog",
        (
            Some("microsoft.graph.accessPackageCatalog"),
            Some("Collection(microsoft.graph.accessPackageCatalogWithAVeryLongName)"),
        ),
        (Wire::Breaking, Rust::Breaking),
        "A list stands where a value stood, so answers and bodies have another form, \
         and `Option` becomes `Vec` in every program that reads the member.",
    );
    typed.items = vec![item(
        "models::AccessPackage::catalog",
        Some("Option<Box<AccessPackageCatalog>>"),
        Some("Vec<AccessPackageCatalogWithAVeryLongName>"),
    )];

    let number = change(
        Kind::PropertyReadOnlyChanged,
        "microsoft.graph.accessPackage/displayName",
        (Some("writable"), Some("read-only")),
        (Wire::Unaffected, Rust::Meaning),
        "Only the overlay says so; `update` leaves it out.",
    );
    let facet = change(
        Kind::FacetChanged,
        "microsoft.graph.accessPackage/description",
        (None, Some("MaxLength 1024")),
        (Wire::Breaking, Rust::Unaffected),
        "It narrows.",
    );

    let mut gone = change(
        Kind::TypeRemoved,
        "microsoft.graph.accessPackageSuggestion",
        (Some("entity type"), None),
        (Wire::Breaking, Rust::Breaking),
        "Nothing leads to it any more.",
    );
    gone.owner = gone.subject.to_string();

    let mut option = change(
        Kind::QueryOptionAdded,
        &format!("GET {REQUESTS}"),
        (None, Some("$search")),
        (Wire::Compatible, Rust::Additive),
        "Nothing used it.",
    );
    option.owner = REQUESTS.to_owned();
    option.places = texts(&[REQUESTS]);
    option.items = vec![item(
        "client.identity_governance().entitlement_management().assignment_requests().list().search",
        None,
        Some("fn(self, &str) -> Self"),
    )];

    let mut hostile = change(
        Kind::TypeAdded,
        HOSTILE,
        (None, Some(HOSTILE)),
        (Wire::Compatible, Rust::Additive),
        HOSTILE,
    );
    hostile.area = format!("area {HOSTILE}");
    hostile.owner = HOSTILE.to_owned();
    hostile.evidence = texts(&[HOSTILE]);
    hostile.places = texts(&[&format!("/{HOSTILE}/a")]);
    hostile.items = vec![item(HOSTILE, Some(HOSTILE), Some(HOSTILE))];

    let mut orphan = change(
        Kind::RustNameChanged,
        "microsoft.graph.approval",
        (Some("Approval"), Some("ApprovalModel")),
        (Wire::Unaffected, Rust::Breaking),
        "Another type took its name.",
    );
    orphan.area = "elsewhere".to_owned();
    orphan.owner = "microsoft.graph.approval".to_owned();
    orphan.because = Some(Cause {
        kind: Kind::TypeAdded,
        subject: element("microsoft.graph.other.approval"),
    });
    let mut value = change(
        Kind::EnumMemberValueChanged,
        "microsoft.graph.accessPackageRequestState/denied",
        (Some("5"), Some("6")),
        (Wire::Unaffected, Rust::Unaffected),
        "Names are sent, not numbers.",
    );
    value.area = "shared".to_owned();
    value.owner = "microsoft.graph.accessPackageRequestState".to_owned();

    let mut changes = vec![
        added, twin, removed, renamed, typed, number, facet, gone, option, hostile, orphan, value,
    ];
    changes.extend(following());
    let retirement = |subject: &str, since: &str, goes: &str, past, instead: Option<&str>| Retirement {
        subject: element(subject),
        deprecation: Deprecation {
            date: Some(since.to_owned()),
            removal_date: Some(goes.to_owned()),
            version: Some("2025-01/old".to_owned()),
        },
        past,
        instead: instead.map(str::to_owned),
        places: texts(&["/identityGovernance/a", "/identityGovernance/a/{id}"]),
    };
    let mut report = Report {
        purpose: Purpose::Drift,
        old: side("history/v1.0-2025-12-16.csdl", Version::V1_0, Some("2025-12-16")),
        new: side("schemas/v1.0", Version::V1_0, Some("2026-11-02")),
        changes,
        retirement: vec![
            retirement(
                "microsoft.graph.entitlementManagement/subjects",
                "2025-01-10",
                "2027-01-10",
                false,
                None,
            ),
            retirement(
                "microsoft.graph.entitlementManagement/accessPackageAssignmentRequests",
                "2024-05-01",
                "2026-05-01",
                true,
                Some("`/identityGovernance/entitlementManagement/assignmentRequests`"),
            ),
        ],
        notes: texts(&[
            "The old side has no OpenAPI document: paths that came, methods, query options and permissions were not compared.",
            HOSTILE,
        ]),
        findings_new: vec![Finding::new(
            FindingKind::UnresolvedSegment,
            "GET /identityGovernance/x",
            "`x` is nothing that the CSDL knows",
        )],
        findings_gone: vec![Finding::new(FindingKind::MissingType, HOSTILE, HOSTILE)],
        files: vec![
            FileChange {
                path: "v1.0/metadata.csdl".to_owned(),
                added: 12,
                removed: 1_204,
            },
            FileChange {
                path: HOSTILE.to_owned(),
                added: 0,
                removed: 1,
            },
        ],
        crate_version: Some("0.1.4".to_owned()),
    };
    report.sort();
    report
}

fn empty(purpose: Purpose) -> Report {
    let new = match purpose {
        Purpose::Versions => side("beta", Version::Beta, None),
        Purpose::Cloud => side("China", Version::V1_0, None),
        Purpose::Drift | Purpose::Import => side("today.csdl", Version::V1_0, None),
    };
    Report {
        purpose,
        old: side("v1.0", Version::V1_0, None),
        new,
        changes: Vec::new(),
        retirement: Vec::new(),
        notes: Vec::new(),
        findings_new: Vec::new(),
        findings_gone: Vec::new(),
        files: Vec::new(),
        crate_version: None,
    }
}

/// As long as a real one: v1.0 beside beta has some thousand changes.
fn large(n: usize) -> Report {
    let mut report = empty(Purpose::Drift);
    let template = sample();
    let changes = template
        .changes
        .iter()
        .filter(|change| change.because.is_none())
        .cycle();
    report.changes = changes
        .take(n)
        .enumerate()
        .map(|(at, change)| Change {
            subject: element(&format!("microsoft.graph.type{}/{}{at}", at / 10, change.kind.name())),
            owner: format!("microsoft.graph.type{}", at / 10),
            ..change.clone()
        })
        .collect();
    report
}

#[test]
fn text_is_as_it_was() {
    check("drift-text", &print(&sample(), Format::Text, false));
}

#[test]
fn markdown_is_as_it_was() {
    check("drift-markdown", &print(&sample(), Format::Markdown, false));
}

#[test]
fn html_is_as_it_was() {
    check("drift-html", &print(&sample(), Format::Html, false));
}

#[test]
fn json_is_as_it_was() {
    check("drift-json", &print(&sample(), Format::Json, false));
}

#[test]
fn reports_without_a_change_say_so_in_the_words_of_their_purpose() {
    let mut all = String::new();
    for purpose in [Purpose::Drift, Purpose::Import, Purpose::Versions, Purpose::Cloud] {
        for format in [Format::Text, Format::Markdown] {
            all.push_str(&format!("--- {purpose:?}, {}\n", format.name()));
            all.push_str(&print(&empty(purpose), format, false));
        }
        let html = print(&empty(purpose), Format::Html, false);
        assert!(!html.contains("<form") && !html.contains("<script"), "{html}");
        let json: Value = serde_json::from_str(&print(&empty(purpose), Format::Json, false)).unwrap();
        assert_eq!(json["summary"]["changes"], 0);
        assert_eq!(json["summary"]["bump"], "none");
    }
    check("drift-empty", &all);
}

#[test]
fn versions_and_clouds_have_words_of_their_own() {
    let mut all = String::new();
    for purpose in [Purpose::Versions, Purpose::Cloud] {
        let mut report = sample();
        (report.old, report.new) = (empty(purpose).old, empty(purpose).new);
        report.purpose = purpose;
        (report.notes, report.retirement, report.files) = (Vec::new(), Vec::new(), Vec::new());
        report
            .changes
            .retain(|change| !change.subject.to_string().contains("script"));
        all.push_str(&print(&report, Format::Text, false));
        all.push('\n');
    }
    check("drift-purposes", &all);
}

#[test]
fn colour_adds_nothing_but_colour() {
    let report = sample();
    let colored = print(&report, Format::Text, true);
    assert!(colored.contains("\u{1b}[31mRust breaking\u{1b}[0m"), "{colored}");
    let mut plain = String::new();
    for (at, part) in colored.split('\u{1b}').enumerate() {
        let part = if at == 0 { part } else { part.split_once('m').unwrap().1 };
        plain.push_str(part);
    }
    assert_eq!(plain, print(&report, Format::Text, false));
    for format in [Format::Markdown, Format::Html, Format::Json] {
        assert_eq!(print(&report, format, true), print(&report, format, false));
    }
}

#[test]
fn hostile_names_reach_no_terminal() {
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Json] {
        let text = print(&sample(), format, false);
        let hidden = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(hidden), "{}", format.name());
        let shown = if format == Format::Json { "u001b" } else { "u{1b}" };
        assert!(text.contains(shown), "{}: shown, not dropped", format.name());
    }
}

#[test]
fn json_reads_back_as_it_was() {
    let report = sample();
    let json: Value = serde_json::from_str(&print(&report, Format::Json, false)).unwrap();
    let rows = json["changes"].as_array().unwrap();
    assert_eq!(rows.len(), report.changes.len());
    for (row, change) in rows.iter().zip(&report.changes) {
        assert_eq!(row["code"], change.kind.code());
        assert_eq!(row["kind"], change.kind.name());
        assert_eq!(row["subject"], change.subject.to_string());
        assert_eq!(row["from"].as_str(), change.from.as_deref());
        assert_eq!(row["to"].as_str(), change.to.as_deref());
        assert_eq!(row["wire"], change.wire.name());
        assert_eq!(row["rust"], change.rust.name());
        assert_eq!(row["why"], change.why());
        assert_eq!(row["area"], change.area);
        assert_eq!(row["owner"], change.owner);
        assert_eq!(
            row["because"]["subject"].as_str(),
            change
                .because
                .as_ref()
                .map(|cause| cause.subject.to_string())
                .as_deref()
        );
        assert_eq!(
            row["because"]["code"].as_str(),
            change.because.as_ref().map(|cause| cause.kind.code())
        );
        for (list, length) in [
            ("evidence", change.evidence.len()),
            ("places", change.places.len()),
            ("items", change.items.len()),
        ] {
            assert_eq!(row[list].as_array().unwrap().len(), length, "{list}");
        }
    }
    assert_eq!(json["summary"]["next_version"], "0.2.0");
    let classes: u64 = json["summary"]["wire"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(classes, rows.len() as u64);
    assert_eq!(json["retirement"][0]["goes"], "2026-05-01");
    assert_eq!(json["findings"]["gone"][0]["what"], HOSTILE);
}

#[test]
fn every_row_of_a_table_has_its_cells() {
    let markdown = print(&sample(), Format::Markdown, false);
    let mut cells = 0;
    let mut rows = 0;
    for line in markdown.lines() {
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        if !line.starts_with('|') {
            cells = 0;
        } else if cells == 0 {
            cells = bars;
        } else {
            assert_eq!(bars, cells, "{line}");
            rows += 1;
        }
    }
    assert!(rows > 20, "{rows}");
    assert_eq!(
        markdown.matches("<details>").count(),
        markdown.matches("</details>").count()
    );
    // Outside of code nothing of a name is markup.
    let mut outside = String::new();
    for line in markdown.lines() {
        outside.push_str(&without_code(line));
    }
    assert!(
        !outside.contains("<script") && !outside.contains("@someone") && !outside.contains("#1"),
        "{outside}"
    );
}

/// The line without its code spans, as `CommonMark` finds them: a run of backticks ends at the next run of the same length.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.replace("\\`", "");
    while let Some(at) = rest.find('`') {
        let fence = "`".repeat(rest[at..].chars().take_while(|c| *c == '`').count());
        out.push_str(&rest[..at]);
        let behind = rest[at + fence.len()..].to_owned();
        let end = behind
            .match_indices(&fence)
            .map(|(end, _)| end)
            .find(|end| !behind[..*end].ends_with('`') && !behind[end + fence.len()..].starts_with('`'));
        match end {
            Some(end) => rest = behind[end + fence.len()..].to_owned(),
            None => {
                out.push_str(&behind);
                return out;
            }
        }
    }
    out + &rest
}

#[test]
fn a_long_pull_request_is_cut_to_what_github_takes() {
    let report = large(2_000);
    let markdown = print(&report, Format::Markdown, false);
    assert!(markdown.len() < 62_000, "{}", markdown.len());
    assert!(markdown.len() > 55_000, "{}", markdown.len());
    assert_eq!(
        markdown.matches("<details>").count(),
        markdown.matches("</details>").count()
    );
    let areas: BTreeSet<&str> = report.changes.iter().map(|change| change.area.as_str()).collect();
    // Each area has its line, however long those before it are; one more fold has the kinds.
    assert_eq!(markdown.matches("<details>").count(), areas.len() + 1);
    let breaking = report.changes.iter().filter(|change| change.is_breaking()).count();
    assert!(
        markdown.contains(&format!("another meaning: {},{:03}", breaking / 1000, breaking % 1000)),
        "{breaking}"
    );
    assert!(markdown.contains(" left out here: `--format html` and `json` have all."));
}

#[test]
fn html_is_well_formed_and_loads_nothing() {
    for report in [sample(), empty(Purpose::Cloud), large(50)] {
        let html = print(&report, Format::Html, false);
        let xml = html.strip_prefix("<!DOCTYPE html>\n").unwrap();
        let page = roxmltree::Document::parse(xml).unwrap();
        let mut ids = BTreeSet::new();
        for node in page.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                match attribute.name() {
                    "id" => assert!(ids.insert(attribute.value().to_owned()), "{} twice", attribute.value()),
                    "src" | "srcset" | "data" | "poster" | "action" => panic!("{attribute:?}"),
                    name => assert!(!name.starts_with("on"), "{attribute:?}"),
                }
            }
            assert!(!["link", "iframe", "object", "img", "base"].contains(&node.tag_name().name()));
            let label = matches!(node.tag_name().name(), "input" | "select").then(|| node.parent().unwrap());
            assert!(label.is_none_or(|label| label.has_tag_name("label")), "{node:?}");
        }
        for link in page.descendants().filter_map(|node| node.attribute("href")) {
            let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads away"));
            assert!(ids.contains(target), "{link}");
        }
        assert!(
            !html.contains("url(")
                && !html.contains("@import")
                && !html.contains("http://")
                && !html.contains("https://")
        );
        // Every change is a row of its own, with its classes in words.
        let rows = page
            .descendants()
            .filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("c ")));
        assert_eq!(rows.clone().count(), report.changes.len());
        for row in rows {
            let text: String = row
                .descendants()
                .filter(|node| node.is_text())
                .filter_map(|node| node.text())
                .collect();
            assert!(text.contains("wire ") && text.contains("Rust "), "{text}");
        }
        let scripts = page.descendants().filter(|node| node.has_tag_name("script")).count();
        assert_eq!(scripts, usize::from(!report.is_empty()));
    }
}

#[test]
fn html_says_what_the_change_says_and_little_more() {
    let (small, big) = (large(1_000), large(2_000));
    let bytes = |report: &Report| print(report, Format::Html, false).len();
    let said = |report: &Report| -> usize {
        let text = |change: &Change| {
            let values: usize = [&change.from, &change.to].into_iter().flatten().map(String::len).sum();
            let items: usize = change
                .items
                .iter()
                .map(|item| {
                    item.item.len()
                        + item.from.as_ref().map_or(0, String::len)
                        + item.to.as_ref().map_or(0, String::len)
                })
                .sum();
            let lists: usize = change.places.iter().chain(&change.evidence).map(String::len).sum();
            change.subject.to_string().len() + change.owner.len() + change.why().len() + values + items + lists
        };
        report.changes.iter().map(text).sum()
    };
    let overhead = (bytes(&big) - bytes(&small) - (said(&big) - said(&small))) / 1_000;
    println!(
        "{overhead} bytes of markup a change, {} bytes for 2,000 changes",
        bytes(&big)
    );
    assert!(overhead < 450, "{overhead} bytes of markup a change");
}

#[test]
fn the_docs_explain_every_kind_as_it_is() {
    let written = std::fs::read_to_string(workspace().join("docs/drift.md")).unwrap_or_default();
    assert!(
        written == kinds::document(),
        "docs/drift.md is not what the table of kinds says: write it with `cargo xtask drift --explain > docs/drift.md`"
    );
}

/// Writes the four formats of a made-up report, so that a person can look at them: into the folder that `DRIFT_SAMPLES` names.
/// With `DRIFT_DOCS` set it writes `docs/drift.md` too.
#[test]
#[ignore = "writes files to look at"]
fn write_samples() {
    if let Some(folder) = std::env::var_os("DRIFT_SAMPLES") {
        let folder = std::path::PathBuf::from(folder);
        for (name, report) in [
            ("sample", sample()),
            ("large", large(2_000)),
            ("empty", empty(Purpose::Cloud)),
        ] {
            for (format, ending) in [
                (Format::Text, "txt"),
                (Format::Markdown, "md"),
                (Format::Html, "html"),
                (Format::Json, "json"),
            ] {
                let text = print(&report, format, format == Format::Text);
                std::fs::write(folder.join(format!("{name}.{ending}")), text).unwrap();
            }
        }
    }
    if std::env::var_os("DRIFT_DOCS").is_some() {
        std::fs::write(workspace().join("docs/drift.md"), kinds::document()).unwrap();
    }
}
