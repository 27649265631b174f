//! What the formats share. Whole reports are looked at in `tests/tests/it/drift_formats.rs`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::groups::areas;
use super::markdown::{code, spans};
use super::outline::{Entry, Line, Outline, Role, Span, outline, prose};
use super::text::wrap;
use super::words;
use super::*;
use crate::drift::{Cause, Change, Detail, Kind, Purpose, Rust, Side, Wire};
use crate::model::{Deprecation, ElementId, Method, Version};

/// What prints as that text: the formats ask for no more.
fn element(text: &str) -> ElementId {
    let methods = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete];
    let request = text.split_once(' ').and_then(|(name, path)| {
        let method = methods.into_iter().find(|method| method.name() == name)?;
        let path = path.to_owned();
        Some(ElementId::Request { method, path })
    });
    request.unwrap_or_else(|| ElementId::Unknown(text.to_owned()))
}

fn change(kind: Kind, subject: &str) -> Change {
    Change {
        kind,
        subject: element(subject),
        also: Vec::new(),
        from: None,
        to: None,
        detail: Detail::None,
        wire: Wire::Compatible,
        wire_why: "It is so.".to_owned(),
        rust: Rust::Additive,
        rust_why: String::new(),
        evidence: Vec::new(),
        because: None,
        area: "entitlementManagement".to_owned(),
        owner: "microsoft.graph.accessPackage".to_owned(),
        places: Vec::new(),
        items: Vec::new(),
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
    let side = |label: &str, version| Side {
        label: label.to_owned(),
        version,
        date: None,
    };
    Report {
        purpose,
        old: side("v1.0", Version::V1_0),
        new: side(if purpose == Purpose::Cloud { "China" } else { "beta" }, Version::Beta),
        changes,
        retirement: Vec::new(),
        notes: Vec::new(),
        findings_new: Vec::new(),
        findings_gone: Vec::new(),
        files: Vec::new(),
        crate_version: None,
    }
}

/// The entries of the areas, without what is folded.
fn all_entries<'a>(outline: &'a Outline<'_>) -> impl Iterator<Item = &'a Entry<'a>> {
    let areas = outline.sections.iter().filter(|section| section.role == Role::Area);
    areas.flat_map(|area| &area.groups).flat_map(|group| &group.entries)
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
    let outline = outline(&report);
    let entries: Vec<&Entry<'_>> = all_entries(&outline).collect();
    assert_eq!(entries.len(), 2);
    let shared = entries.iter().find(|entry| entry.count == Some(39)).unwrap();
    assert_eq!(shared.head[0], Span::Code("39 operations".to_owned()));
    let places = &shared.lines.iter().find(|line| line.label == "at").unwrap().items;
    assert_eq!(places.len(), 39);
    assert_eq!(places[0], [Span::Code("GET /identityGovernance/0".to_owned())]);
    let shared = outline
        .sections
        .iter()
        .find(|section| section.title == "shared by several areas")
        .unwrap();
    assert_eq!(shared.counts, "39 changes, 39 breaking");
    let breaking = outline
        .sections
        .iter()
        .find(|section| section.id == "breaking")
        .unwrap();
    assert_eq!(breaking.groups[0].entries.len(), 2);
}

#[test]
fn what_few_operations_share_stays_apart() {
    let report = report(Purpose::Drift, lost_header(0..19));
    assert_eq!(all_entries(&outline(&report)).count(), 19);
}

#[test]
fn formats_have_names() {
    let named = |name| Format::from_name(name);
    let formats = ["text", "markdown", "html", "json"].map(named);
    assert_eq!(formats, Format::ALL.map(Some));
    assert_eq!(Format::from_name("xml"), None);
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
    let areas = areas(&report);
    let entries: Vec<_> = areas.iter().flat_map(|area| area.entries()).collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].change.subject, element("t"));
    let folded: Vec<String> = entries[0]
        .following
        .iter()
        .map(|(_, change)| change.subject.to_string())
        .collect();
    assert_eq!(folded, ["/a/b", "/a"]);
    assert_eq!(areas[0].counts(), (3, 0));
    assert_eq!(words::with_it(entries[0], &report), "2 paths");
}

#[test]
fn nothing_is_lost_when_a_cause_is_missing_or_goes_in_a_circle() {
    let report = report(
        Purpose::Drift,
        vec![
            following(Kind::PathRemoved, "/a", (Kind::TypeRemoved, "not here")),
            following(Kind::PathRemoved, "/b", (Kind::PathRemoved, "/c")),
            following(Kind::PathRemoved, "/c", (Kind::PathRemoved, "/b")),
            following(Kind::PathRemoved, "/d", (Kind::PathRemoved, "/d")),
        ],
    );
    let areas = areas(&report);
    let listed: Vec<_> = areas.iter().flat_map(|area| area.entries()).collect();
    assert_eq!(listed.len(), 4);
    let outline = outline(&report);
    let lines = all_entries(&outline).next().map(|entry| &entry.lines);
    assert!(
        lines
            .unwrap()
            .iter()
            .any(|line| matches!(line, Line { label: "follows from", items, .. }
            if items[0] == [Span::Code("GIG0002 type-removed not here".to_owned())]))
    );
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
        let report = report(purpose, changes.clone());
        assert_eq!(
            words::with_it(areas(&report)[0].entries().next().unwrap(), &report),
            said
        );
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
        let change = change(kind, "s");
        for (purpose, said) in [
            (Purpose::Drift, drift),
            (Purpose::Import, drift),
            (Purpose::Versions, versions),
            (Purpose::Cloud, cloud),
        ] {
            assert_eq!(
                words::said(&change, &report(purpose, Vec::new())),
                said,
                "{kind} {purpose:?}"
            );
        }
    }
}

#[test]
fn every_kind_is_said_in_words_of_its_own() {
    for purpose in [Purpose::Drift, Purpose::Versions, Purpose::Cloud] {
        let report = report(purpose, Vec::new());
        let mut all: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| words::said(&change(*kind, "s"), &report))
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
    root.to = Some("microsoft.graph.identityGovernance".to_owned());
    let report = report(Purpose::Drift, Vec::new());
    assert_eq!(words::said(&root, &report), "singleton or entity set added");
    assert_eq!(words::values(&root), ["microsoft.graph.identityGovernance"]);
    root.from = Some("microsoft.graph.other".to_owned());
    assert_eq!(words::said(&root, &report), "singleton or entity set changed");
    root.to = None;
    assert_eq!(words::said(&root, &report), "singleton or entity set removed");
}

#[test]
fn a_change_from_nothing_says_none() {
    let mut facet = change(Kind::FacetChanged, "p");
    facet.to = Some("MaxLength 64".to_owned());
    assert_eq!(words::values(&facet), ["none", "MaxLength 64"]);
    facet.kind = Kind::PropertyAdded;
    assert_eq!(words::values(&facet), ["MaxLength 64"]);
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
        let change = change(Kind::PropertyAdded, subject);
        assert_eq!(words::short_subject(&change, owner), short, "{subject} of {owner}");
    }
}

#[test]
fn retirements_stand_by_day() {
    let mut report = report(Purpose::Drift, Vec::new());
    let retirement = |subject: &str, day: Option<&str>| crate::drift::Retirement {
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
    let order: Vec<String> = words::retirement(&report)
        .iter()
        .map(|one| one.subject.to_string())
        .collect();
    assert_eq!(order, ["b", "a", "c", "d"]);
}

#[test]
fn numbers_have_their_nouns() {
    for (n, noun, text) in [
        (1, "property", "1 property"),
        (2, "property", "2 properties"),
        (1_234_567, "alternate key", "1,234,567 alternate keys"),
        (0, "path", "0 paths"),
        (2, "action or function", "2 actions or functions"),
    ] {
        assert_eq!(words::count(n, noun), text);
    }
}

#[test]
fn what_would_hide_is_shown() {
    assert_eq!(words::visible("plain → text"), "plain → text");
    assert_eq!(
        words::visible("a\u{1b}[31mb\nc\u{202e}d\u{200b}"),
        "a\\u{1b}[31mb\\nc\\u{202e}d\\u{200b}"
    );
}

#[test]
fn code_in_markdown_stays_code() {
    for (text, shown) in [
        ("a|b", "`a|b`"),
        ("a`b", "``a`b``"),
        ("``", "``` `` ```"),
        ("`a", "`` `a ``"),
        ("", "`  `"),
        ("<b>", "`<b>`"),
    ] {
        assert_eq!(code(text), shown);
    }
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
        assert_eq!(spans(&prose(text)), shown);
    }
}

#[test]
fn lines_break_at_spaces_and_nothing_is_lost() {
    assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    assert_eq!(wrap("/a/very/long/path x", 5), ["/a/very/long/path", "x"]);
    assert_eq!(wrap("+ verylongname: x", 9), ["+ verylongname:", "x"]);
    assert_eq!(wrap("", 5), [""]);
    let text = "a bb ccc dddd eeeee";
    for width in 0..30 {
        assert_eq!(wrap(text, width).join(" "), text);
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
