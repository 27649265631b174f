//! Tables, HTML pages and pull requests: their cells, their size and what they load.

use super::*;

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
