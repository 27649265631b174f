//! How drift reports are printed: a made-up report with every class and much that is awkward, in all four formats;
//! reports without a change, for the other purposes, and of the size of a real one; and `docs/drift.md`.
//!
//! After a look at the difference, accept it with `cargo insta review`, or with
//! `INSTA_UPDATE=always cargo test -p integration-tests --test it drift_formats::`.

mod said;
mod sample;

use std::collections::BTreeSet;

use generator::drift::format::{Format, kinds, print};
use generator::drift::{Change, Purpose, Report};
use integration_tests::shared_folder::workspace;
use sample::{HOSTILE, empty, large, sample, shared};
use serde_json::Value;

fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "accept: `cargo insta review`, or `INSTA_UPDATE=always cargo test -p integration-tests --test it drift_formats::`",
    );
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn what_all_operations_share_is_said_once() {
    let report = shared();
    let text = print(&report, Format::Text, false);
    let markdown = print(&report, Format::Markdown, false);
    assert!(text.lines().count() < 60, "{text}");
    assert!(text.contains("1,200 operations"), "{text}");
    let html = print(&report, Format::Html, false);
    assert_eq!(html.matches("data-count=\"1200\"").count(), 1);
    check("drift-shared", &format!("{text}\n---\n\n{markdown}"));
    let json: Value = serde_json::from_str(&print(&report, Format::Json, false)).unwrap();
    assert_eq!(
        json["changes"].as_array().unwrap().len(),
        1_203,
        "scripts get every one"
    );
}

/// The section of what breaks is in every format that a person reads, and the numbers at the head of HTML lead to it.
#[test]
fn what_breaks_is_listed_first_and_leads_to_its_row() {
    let report = sample();
    let html = print(&report, Format::Html, false);
    assert!(html.contains("<a href=\"#breaking\">19 breaking</a>"), "{html}");
    let page = roxmltree::Document::parse(html.strip_prefix("<!DOCTYPE html>\n").unwrap()).unwrap();
    let section = page
        .descendants()
        .find(|node| node.attribute("id") == Some("breaking"))
        .unwrap();
    let leads: Vec<&str> = section
        .descendants()
        .filter_map(|node| node.attribute("href"))
        .filter_map(|link| link.strip_prefix("#change"))
        .collect();
    for (format, heading) in [
        (Format::Text, "Breaking, or of"),
        (Format::Markdown, "## Breaking, or of"),
    ] {
        let text = print(&report, format, false);
        let section = text.split_once(heading).unwrap().1;
        assert!(section.contains("accessPackageSuggestion"), "{section}");
    }
    assert_eq!(leads.len(), 8);
    for at in leads {
        let change = &report.changes[at.parse::<usize>().unwrap()];
        assert!(change.is_breaking(), "{}", change.subject);
        let id = format!("change{at}");
        let row = page
            .descendants()
            .find(|node| node.attribute("id") == Some(&id))
            .unwrap();
        assert!(row.attribute("class").unwrap().contains(" x"), "{row:?}");
    }
    let cloud = print(&empty(Purpose::Cloud), Format::Html, false);
    assert!(!cloud.contains("#breaking"), "{cloud}");
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
fn an_unchanged_report_says_so_in_words_of_its_purpose() {
    let mut all = String::new();
    for purpose in [Purpose::Drift, Purpose::Import, Purpose::Versions, Purpose::Cloud] {
        for (name, format) in [("text", Format::Text), ("markdown", Format::Markdown)] {
            all.push_str(&format!("--- {purpose:?}, {name}\n"));
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
        assert!(!text.contains(hidden), "{format:?}");
        let shown = if format == Format::Json { "u001b" } else { "u{1b}" };
        assert!(text.contains(shown), "{format:?}: shown, not dropped");
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
        assert_eq!(row["why"], change.why.to_string());
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
    assert_eq!(json["retirement"][0]["removed"], "2026-05-01");
    assert_eq!(json["findings"]["gone"][0]["what"], HOSTILE);
}

#[test]
fn every_row_of_a_table_has_its_cells() {
    let mut report = sample();
    report.old.label = HOSTILE.to_owned();
    let markdown = print(&report, Format::Markdown, false);
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
    assert_eq!(rows, 9, "the facts and the line below their empty heading");
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

/// The line without its code spans, as `CommonMark` finds them: a run of backticks ends at the next run of the same
/// length.
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
    for report in [sample(), empty(Purpose::Cloud), large(50), shared()] {
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
        let changes = rows
            .clone()
            .map(|row| row.attribute("data-count").map_or(1, |count| count.parse().unwrap()));
        assert_eq!(changes.sum::<usize>(), report.changes.len());
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
            // What breaks is listed once more, at the top.
            let again = if change.is_breaking() {
                change.subject.to_string().len() + values
            } else {
                0
            };
            change.subject.to_string().len()
                + change.owner.len()
                + change.why.to_string().len()
                + values
                + items
                + lists
                + again
        };
        report.changes.iter().map(text).sum()
    };
    // A change that breaks has a second row, at the top.
    let rows = |report: &Report| print(report, Format::Html, false).matches("<li class=").count();
    let rows = rows(&big) - rows(&small);
    assert!(rows > 1_000, "{rows}");
    let overhead = (bytes(&big) - bytes(&small) - (said(&big) - said(&small))) / rows;
    println!(
        "{overhead} bytes of markup a row, {} bytes for 2,000 changes",
        bytes(&big)
    );
    assert!(overhead < 350, "{overhead} bytes of markup a row");
}

#[test]
fn the_docs_explain_every_kind_as_it_is() {
    let written = std::fs::read_to_string(workspace().join("docs/drift.md")).unwrap_or_default();
    assert!(
        written == kinds::document(),
        "docs/drift.md is not what the table of kinds says: write it with `cargo xtask drift --explain > docs/drift.md`"
    );
}

/// Writes the four formats of a made-up report, so that a person can look at them: into the folder that `DRIFT_SAMPLES`
/// names. With `DRIFT_DOCS` set it writes `docs/drift.md` too.
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
