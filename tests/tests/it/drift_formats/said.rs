//! What a report says of its changes: in which words, under which heading, and what stands under what. The page of HTML
//! has all of it in elements, so it is the one that is looked at.

use generator::drift::format::{Format, kinds, print};
use generator::drift::{Cause, Change, Kind, Purpose, Report, Rust, Wire};
use generator::model::Deprecation;
use roxmltree::{Document, Node};

use super::sample::{element, empty};

fn change(kind: Kind, subject: &str) -> Change {
    Change {
        area: "entitlementManagement".to_owned(),
        owner: "microsoft.graph.accessPackage".to_owned(),
        ..Change::new(kind, element(subject))
            .wire(Wire::Compatible, "It is so.")
            .unseen(Rust::Additive, "")
    }
}

fn following(kind: Kind, subject: &str, cause: (Kind, &str)) -> Change {
    Change {
        because: Some(Cause {
            kind: cause.0,
            subject: element(cause.1),
        }),
        ..change(kind, subject)
    }
}

fn report(purpose: Purpose, changes: Vec<Change>) -> Report {
    let mut report = Report {
        changes,
        ..empty(purpose)
    };
    if purpose != Purpose::Cloud {
        "beta".clone_into(&mut report.new.label);
    }
    report
}

/// A row of an area: its head, and the lines and heads below it.
#[derive(Debug)]
struct Row {
    head: String,
    lines: Vec<String>,
    /// The items of its lists.
    items: Vec<String>,
    folded: Vec<String>,
    /// How many changes it stands for.
    count: Option<String>,
}

/// A section: its heading with its numbers, and its rows.
#[derive(Debug)]
struct Section {
    heading: String,
    id: String,
    rows: Vec<Row>,
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter_map(|node| node.text().filter(|_| node.is_text()))
        .collect()
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split(' ').any(|one| one == class)
}

fn row(node: Node<'_, '_>) -> Row {
    let head = |node: Node<'_, '_>| {
        let mut inside = node.children().filter(|child| has_class(*child, "h"));
        text(inside.next().unwrap().first_element_child().unwrap())
    };
    let texts = |parent: Node<'_, '_>, name: &str| -> Vec<String> {
        let named = parent.descendants().filter(|inner| inner.has_tag_name(name));
        named.map(text).collect()
    };
    let children = || node.children();
    Row {
        head: head(node),
        lines: children().filter(|child| child.has_tag_name("p")).map(text).collect(),
        items: children()
            .filter(|child| has_class(*child, "l"))
            .flat_map(|list| texts(list, "li"))
            .collect(),
        folded: children()
            .filter(|child| has_class(*child, "with"))
            .flat_map(|with| {
                with.descendants()
                    .filter(|inner| has_class(*inner, "c"))
                    .collect::<Vec<_>>()
            })
            .map(head)
            .collect(),
        count: node.attribute("data-count").map(str::to_owned),
    }
}

fn sections(report: &Report) -> Vec<Section> {
    let html = print(report, Format::Html, false);
    let page = Document::parse(html.strip_prefix("<!DOCTYPE html>\n").unwrap()).unwrap();
    let sections = page.descendants().filter(|node| node.has_tag_name("section"));
    let section = |node: Node<'_, '_>| Section {
        heading: text(node.first_element_child().unwrap()),
        id: node.attribute("id").unwrap().to_owned(),
        rows: node
            .children()
            .filter(|child| has_class(*child, "owner"))
            .filter_map(|owner| owner.children().find(|child| child.has_tag_name("ul")))
            .flat_map(|list| {
                list.children()
                    .filter(|child| child.has_tag_name("li"))
                    .map(row)
                    .collect::<Vec<_>>()
            })
            .collect(),
    };
    sections.map(section).collect()
}

/// The rows of the areas.
fn rows(report: &Report) -> Vec<Row> {
    let sections = sections(report).into_iter();
    let areas = sections.filter(|section| section.id.starts_with("area"));
    areas.flat_map(|area| area.rows).collect()
}

/// What is said of one change with its subject and values.
fn said(change: &Change, purpose: Purpose) -> String {
    let rows = rows(&report(purpose, vec![change.clone()]));
    assert_eq!(rows.len(), 1);
    rows[0].head.clone()
}

/// A header that operations with these numbers lost.
fn lost_header(numbers: std::ops::Range<usize>) -> Vec<Change> {
    let lost = |n| Change {
        from: Some("header parameter If-Match".to_owned()),
        to: Some("no header parameter If-Match".to_owned()),
        wire: Wire::Breaking,
        area: if n % 2 == 0 { "accessReviews" } else { "catalogs" }.to_owned(),
        owner: format!("/identityGovernance/{n}"),
        ..change(Kind::OperationDetailChanged, &format!("GET /identityGovernance/{n}"))
    };
    numbers.map(lost).collect()
}

#[test]
fn what_many_operations_share_is_one_entry() {
    let mut changes = lost_header(0..40);
    // One that keeps its own entry, since it differs.
    changes[7].to = Some("header parameter If-Match required".to_owned());
    let report = report(Purpose::Drift, changes);
    let rows = rows(&report);
    assert_eq!(rows.len(), 2);
    let shared = rows.iter().find(|row| row.count.as_deref() == Some("39")).unwrap();
    assert!(shared.head.starts_with("39 operations "), "{shared:?}");
    assert_eq!(shared.items.len(), 39);
    assert_eq!(shared.items[0], "GET /identityGovernance/0");
    let sections = sections(&report);
    let heading = "shared by several areas 39 changes, 39 breaking";
    assert!(
        sections.iter().any(|section| section.heading == heading),
        "{sections:?}"
    );
    let breaking = sections.iter().find(|section| section.id == "breaking").unwrap();
    assert_eq!(breaking.rows.len(), 2);
}

#[test]
fn what_few_operations_share_stays_apart() {
    assert_eq!(rows(&report(Purpose::Drift, lost_header(0..19))).len(), 19);
}

#[test]
fn what_follows_is_folded_under_its_cause() {
    let report = report(
        Purpose::Drift,
        vec![
            following(Kind::PathRemoved, "/a/b", (Kind::TypeRemoved, "t")),
            change(Kind::TypeRemoved, "t"),
            following(Kind::PathRemoved, "/a", (Kind::TypeRemoved, "t")),
        ],
    );
    let rows = rows(&report);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].head, "t type removed");
    assert_eq!(rows[0].folded, ["/a/b path removed", "/a path removed"]);
    assert_eq!(rows[0].lines.last().unwrap(), "and with it: 2 paths");
    let sections = sections(&report);
    let heading = "entitlementManagement 3 changes";
    assert!(
        sections.iter().any(|section| section.heading == heading),
        "{sections:?}"
    );
}

#[test]
fn nothing_is_lost_when_a_cause_is_missing_or_goes_in_a_circle() {
    let rows = rows(&report(
        Purpose::Drift,
        vec![
            following(Kind::PathRemoved, "/a", (Kind::TypeRemoved, "not here")),
            following(Kind::PathRemoved, "/b", (Kind::PathRemoved, "/c")),
            following(Kind::PathRemoved, "/c", (Kind::PathRemoved, "/b")),
            following(Kind::PathRemoved, "/d", (Kind::PathRemoved, "/d")),
        ],
    ));
    assert_eq!(rows.len(), 4);
    let cause = "follows from GIG0002 type-removed not here";
    assert!(rows[0].lines.iter().any(|line| line == cause), "{rows:?}");
}

#[test]
fn folded_changes_are_counted_by_kind_and_way() {
    let cause = (Kind::PropertyRenamed, "p");
    let mut broken = following(Kind::PropertyTypeChanged, "q", cause);
    broken.wire = Wire::Breaking;
    let changes = vec![
        change(Kind::PropertyRenamed, "p"),
        following(Kind::PathRemoved, "/a", cause),
        following(Kind::PathAdded, "/b", cause),
        following(Kind::PathAdded, "/c", cause),
        broken,
    ];
    for (purpose, said) in [
        (
            Purpose::Import,
            "2 paths added, 1 path removed, 1 change of property type (1 breaking)",
        ),
        (
            Purpose::Versions,
            "2 paths only in beta, 1 path not in beta, 1 change of property type (1 breaking)",
        ),
        (
            Purpose::Cloud,
            "2 paths only in China, 1 path not in China, 1 change of property type (1 breaking)",
        ),
    ] {
        let rows = rows(&report(purpose, changes.clone()));
        assert_eq!(rows[0].lines.last().unwrap(), &format!("and with it: {said}"));
    }
}

#[test]
fn what_is_said_follows_the_purpose() {
    for (kind, drift, versions, cloud) in [
        (
            Kind::PropertyAdded,
            "property added",
            "property only in beta",
            "property only in China",
        ),
        (
            Kind::QueryOptionRemoved,
            "query option removed",
            "query option not in beta",
            "query option not in China",
        ),
        (
            Kind::PropertyTypeChanged,
            "property type changed",
            "property type different in beta",
            "property type different in China",
        ),
        (
            Kind::TypeRenamed,
            "type probably renamed",
            "type probably with another name in beta",
            "type probably with another name in China",
        ),
        (
            Kind::Deprecated,
            "deprecated",
            "deprecated in beta",
            "deprecated in China",
        ),
    ] {
        for (purpose, words) in [
            (Purpose::Drift, drift),
            (Purpose::Import, drift),
            (Purpose::Versions, versions),
            (Purpose::Cloud, cloud),
        ] {
            assert_eq!(
                said(&change(kind, "s"), purpose),
                format!("s {words}"),
                "{kind} {purpose:?}"
            );
        }
    }
}

#[test]
fn every_kind_is_said_in_words_of_its_own() {
    for purpose in [Purpose::Drift, Purpose::Versions, Purpose::Cloud] {
        let mut all: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| {
                said(&change(*kind, "s"), purpose)
                    .strip_prefix("s ")
                    .unwrap()
                    .to_owned()
            })
            .collect();
        all.sort();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before, "{all:#?}");
        assert!(
            all.iter().all(|said| said.trim() == said && !said.contains('-')),
            "{all:#?}"
        );
    }
}

#[test]
fn a_root_can_be_added_removed_or_changed() {
    let mut root = change(Kind::RootChanged, "identityGovernance");
    let said = |root: &Change| said(root, Purpose::Drift);
    let head = "identityGovernance singleton or entity set";
    root.to = Some("microsoft.graph.identityGovernance".to_owned());
    assert_eq!(said(&root), format!("{head} added: microsoft.graph.identityGovernance"));
    root.from = Some("microsoft.graph.other".to_owned());
    assert_eq!(
        said(&root),
        format!("{head} changed: microsoft.graph.other → microsoft.graph.identityGovernance")
    );
    root.to = None;
    assert_eq!(said(&root), format!("{head} removed: microsoft.graph.other"));
}

#[test]
fn a_change_from_nothing_says_none() {
    let mut facet = change(Kind::FacetChanged, "p");
    facet.to = Some("MaxLength 64".to_owned());
    assert_eq!(said(&facet, Purpose::Drift), "p facet changed: none → MaxLength 64");
    facet.kind = Kind::PropertyAdded;
    assert_eq!(said(&facet, Purpose::Drift), "p property added: MaxLength 64");
}

#[test]
fn subjects_are_short_below_their_owner() {
    for (subject, owner, short) in [
        ("microsoft.graph.a/b", "microsoft.graph.a", "b"),
        ("microsoft.graph.a", "microsoft.graph.a", "a"),
        ("/a/b", "/a/b", "/a/b"),
        ("microsoft.graph.ab/c", "microsoft.graph.a", "microsoft.graph.ab/c"),
        (
            "microsoft.graph.x of microsoft.graph.a",
            "microsoft.graph.a",
            "microsoft.graph.x",
        ),
        ("GET /a/b", "/a/b", "GET"),
        ("/a/b", "/a", "/a/b"),
        ("/a/b", "", "/a/b"),
        ("GET /a/b", "", "GET /a/b"),
    ] {
        let mut change = change(Kind::PropertyAdded, subject);
        owner.clone_into(&mut change.owner);
        let expected = format!("{short} property added");
        assert_eq!(said(&change, Purpose::Drift), expected, "{subject} of {owner}");
    }
}

#[test]
fn retirements_stand_by_day() {
    let mut report = report(Purpose::Drift, Vec::new());
    let retirement = |subject: &str, day: Option<&str>| generator::drift::Retirement {
        subject: element(subject),
        deprecation: Deprecation {
            date: Some("2025-01-10".to_owned()),
            removal_date: day.map(str::to_owned),
            version: None,
        },
        past: false,
        instead: None,
        places: Vec::new(),
    };
    report.retirement = vec![
        retirement("d", None),
        retirement("c", Some("2027-01-10")),
        retirement("b", Some("2026-01-10")),
        retirement("a", Some("2027-01-10")),
    ];
    report.sort();
    let sections = sections(&report);
    let retired = sections.iter().find(|section| section.id == "retirement").unwrap();
    let heads: Vec<&str> = retired.rows.iter().map(|row| row.head.as_str()).collect();
    assert_eq!(heads, ["2026-01-10: b", "2027-01-10: a", "2027-01-10: c", "no day: d"]);
}

#[test]
fn prose_in_markdown_makes_no_markup() {
    for (text, shown) in [
        ("said in `@odata.type` of `a|b`.", "said in `@odata.type` of `a|b`."),
        ("nothing in `` is code", "nothing in \\`\\` is code"),
        ("an odd ` stays", "an odd \\` stays"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("a|b *c* [d](e) _f_", "a\\|b \\*c\\* \\[d\\](e) \\_f\\_"),
        ("@someone #1", "@&#8203;someone #&#8203;1"),
        (
            "https://example.com www.example.com",
            "https:&#8203;//example.com www.&#8203;example.com",
        ),
    ] {
        let report = Report {
            notes: vec![text.to_owned()],
            ..empty(Purpose::Drift)
        };
        let markdown = print(&report, Format::Markdown, false);
        assert!(markdown.contains(&format!("\n- {shown}\n")), "{markdown}");
    }
}

#[test]
fn every_kind_is_explained() {
    let document = kinds::document();
    for kind in Kind::ALL {
        let heading = format!("\n#### {kind}\n");
        assert_eq!(document.matches(&heading).count(), 1, "{kind}");
        let text = kinds::explain(*kind);
        assert!(text.starts_with(&format!("{kind}\n  ")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    }
    // Paragraphs are broken; only tables and fenced code may be longer.
    let long: Vec<&str> = document
        .lines()
        .filter(|line| !line.starts_with('|') && line.chars().count() > 120)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn codes_and_names_are_given_once_and_in_order() {
    let codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    assert!(codes.iter().all(|code| code.len() == 7), "{codes:?}");
    assert!(codes.is_sorted_by(|one, other| one < other), "{codes:?}");
    let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert_eq!(Kind::from_text(kind.code()), Some(*kind));
        assert_eq!(Kind::from_text(kind.name()), Some(*kind));
        assert_eq!(Kind::from_text(&kind.code().to_lowercase()), Some(*kind));
        // A row that says nothing of the wire has a class that is always the same.
        assert!(
            kind.on_the_wire().ends_with(['.', ')']),
            "{kind}: {}",
            kind.on_the_wire()
        );
    }
    assert_eq!(Kind::PropertyTypeChanged.to_string(), "GIG0012 property-type-changed");
}
