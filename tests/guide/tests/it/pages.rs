//! Pages: no program is typed into one, and every link leads somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use guide::page::Page;
use guide::{files, guide, root};

fn pages() -> Vec<Page> {
    let pages = files(&guide().join("src"), "md").unwrap();
    pages.into_iter().map(|path| Page::read(path).unwrap()).collect()
}

/// A page's path within the guide.
fn name(page: &Page) -> String {
    let path = page.path.strip_prefix(guide().join("src")).unwrap();
    path.to_string_lossy().replace('\\', "/")
}

/// A path without `..` and `.`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(plain.pop()),
            std::path::Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let pages = pages();
    let summary = pages.iter().find(|page| name(page) == "SUMMARY.md").unwrap();
    let listed: BTreeSet<String> = summary.links().into_iter().collect();
    let there: BTreeSet<String> = pages.iter().map(name).filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, there);
}

#[test]
fn a_chapter_says_what_is_needed_and_what_goes_wrong() {
    let chapters = pages();
    let chapters = chapters.iter().filter(|page| name(page).contains('/'));
    for page in chapters {
        let headings: Vec<String> = page.headings().into_iter().map(|(_, heading)| heading).collect();
        let has = |wanted: &str| headings.iter().any(|heading| heading == wanted);
        for wanted in ["What you need", "What goes wrong"] {
            assert!(has(wanted), "{} has no `{wanted}`: {headings:?}", name(page));
        }
        let shows = ["The program", "The programs", "The commands", "How it goes"];
        assert!(shows.into_iter().any(has), "{} shows nothing: {headings:?}", name(page));
    }
}

#[test]
fn no_program_is_typed_into_a_page() {
    for page in pages() {
        for (language, code) in page.code() {
            // Rust and sessions are included; other languages stand beside ours, and drawings of folders are text.
            let is_ours = language.starts_with("rust") || language.starts_with("console");
            let is_included = code.lines().all(|line| line.is_empty() || line.starts_with("{{#"));
            assert!(!is_ours || is_included, "{}: {code}", name(&page));
        }
    }
}

#[test]
fn what_a_page_includes_is_there() {
    for page in pages() {
        for include in page.includes() {
            let text = std::fs::read_to_string(&include.path)
                .unwrap_or_else(|why| panic!("{}: {}: {why}", name(&page), include.path.display()));
            // A number is a line: sessions begin with what they need.
            let anchor = include
                .anchor
                .as_ref()
                .filter(|anchor| !anchor.starts_with(|c: char| c.is_ascii_digit()));
            if let Some(anchor) = anchor {
                let anchors = format!("ANCHOR: {anchor}\n");
                assert!(
                    text.contains(&anchors),
                    "{}: no anchor {anchor} in {}",
                    name(&page),
                    include.path.display()
                );
            }
        }
    }
}

#[test]
fn every_example_and_session_is_on_a_page() {
    let included: BTreeSet<PathBuf> = pages()
        .iter()
        .flat_map(Page::includes)
        .map(|include| plain(&include.path))
        .collect();
    let mut wanted: Vec<PathBuf> = std::fs::read_dir(root().join("generated/examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|of| of == "rs"))
        .collect();
    wanted.extend(files(&guide().join("sessions"), "console").unwrap());
    let missing: Vec<_> = wanted
        .iter()
        .map(|path| plain(path))
        .filter(|path| !included.contains(path))
        .collect();
    assert!(missing.is_empty(), "on no page: {missing:?}");
}

#[test]
fn examples_are_short() {
    for entry in std::fs::read_dir(root().join("generated/examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|of| of == "rs") {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines < 80, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut all: Vec<PathBuf> = files(&guide().join("src"), "md").unwrap();
    all.extend(files(&root().join("docs/decisions"), "md").unwrap());
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        all.push(root().join(name));
    }
    for folder in [
        "generated",
        "generated/cli",
        "generated/local-graph",
        "generated/examples/callout-service",
    ] {
        all.push(root().join(folder).join("README.md"));
    }
    let mut wrong = Vec::new();
    for page in all {
        let page = Page::read(page).unwrap();
        for link in page.links() {
            if link.starts_with("https://") || link.starts_with("http://") {
                if link.contains(char::is_whitespace) {
                    wrong.push(format!("{}: {link}", page.path.display()));
                }
                continue;
            }
            let (file, anchor) = link
                .split_once('#')
                .map_or((link.as_str(), None), |(file, at)| (file, Some(at)));
            let target = match file {
                "" => page.path.clone(),
                file => page.path.parent().unwrap().join(file),
            };
            let leads = match anchor {
                None => target.exists(),
                Some(anchor) => Page::read(target).is_ok_and(|page| page.anchors().iter().any(|id| id == anchor)),
            };
            if !leads {
                wrong.push(format!("{}: {link}", page.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
