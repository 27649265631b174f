//! A report as one HTML file to look through in a browser: it loads nothing from elsewhere, and all of it is there
//! without its script.
//!
//! It is well-formed XML too, so that a test can read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};

use super::outline::{Entry, Line, Outline, Role, Section, Span, outline};
use super::words;
use crate::drift::{Change, Direction, Kind, Report, Rust, Wire};
use crate::text::markup::html as escape;
use crate::text::numbers::thousands;

const STYLE: &str = include_str!("html.css");
const SCRIPT: &str = include_str!("html.js");
/// Should a name ever get past the escaping, it still cannot load anything or send anything away.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// So many items of a list are shown before the rest is folded.
const SHOWN: usize = 3;

/// The report as an HTML document with a line end behind it.
#[must_use]
pub fn print(report: &Report) -> String {
    let outline = outline(report);
    let title = escape(&outline.title);
    let mut page = Page {
        out: format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">To the content</a>\n<header>\n<h1>{title}</h1>\n"
        ),
        areas: report.changes.iter().map(|change| change.area.as_str()).collect(),
    };
    if let Some(remark) = &outline.remark {
        let _ = writeln!(page.out, "<p>{}</p>", escape(remark));
    }
    page.facts(report, &outline);
    page.out.push_str("</header>\n<main id=\"main\">\n");
    page.contents(&outline.sections);
    let is_first = |section: &&Section<'_>| section.role == Role::Main;
    for section in outline.sections.iter().filter(is_first) {
        page.section(section);
    }
    page.filter(report);
    for section in outline.sections.iter().filter(|section| !is_first(section)) {
        page.section(section);
    }
    page.out.push_str("</main>\n");
    if !report.is_empty() {
        let _ = write!(page.out, "<script>\n{SCRIPT}</script>\n");
    }
    page.out.push_str("</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    out: String,
    /// All that occur: their place is their class in the page.
    areas: BTreeSet<&'a str>,
}

impl Page<'_> {
    /// The facts as a table; what breaks leads to where it is listed.
    fn facts(&mut self, report: &Report, outline: &Outline<'_>) {
        let summary = report.summary();
        let has = |id: &str| outline.sections.iter().any(|section| section.id == id);
        self.out.push_str("<table class=\"facts\"><tbody>\n");
        for (name, value) in &outline.facts {
            let value = escape(value);
            let linked = |id: &str, text: &str| format!("<a href=\"#{id}\">{text}</a>");
            let (value, bar) = match *name {
                "wire" => (value, bar(&summary.wire, &wire_choices())),
                "Rust" => (value, bar(&summary.rust, &rust_choices())),
                "retired" => (linked("retirement", &value), String::new()),
                _ => (value, String::new()),
            };
            // Classes are named from the worst on.
            let value = match value.split_once(" breaking") {
                Some((n, rest)) if !bar.is_empty() && has("breaking") => {
                    linked("breaking", &format!("{n} breaking")) + rest
                }
                _ => value,
            };
            let _ = writeln!(self.out, "<tr><th scope=\"row\">{name}</th><td>{value}{bar}</td></tr>");
        }
        self.out.push_str("</tbody></table>\n");
    }

    fn contents(&mut self, sections: &[Section<'_>]) {
        if sections.is_empty() {
            return;
        }
        self.out
            .push_str("<nav aria-label=\"Contents\"><div class=\"box\"><table><tbody>\n");
        for section in sections {
            let (id, title, counts) = (&section.id, escape(&section.title), &section.counts);
            let _ = writeln!(
                self.out,
                "<tr><td><a href=\"#{id}\">{title}</a></td><td>{counts}</td></tr>"
            );
        }
        self.out.push_str("</tbody></table></div></nav>\n");
    }

    /// Every choice is a class of the rows that it picks. The script shows the form: without it nothing could be
    /// filtered.
    fn filter(&mut self, report: &Report) {
        if report.is_empty() {
            return;
        }
        self.out.push_str(
            "<form id=\"filter\" role=\"search\" aria-label=\"Filter the changes\" hidden=\"\">\n\
             <label>Text <input type=\"search\" placeholder=\"name, path, Rust item\"/></label>\n",
        );
        let areas = self.areas.iter().enumerate();
        let areas: Vec<Choice> = areas
            .map(|(at, name)| (format!("a{at}"), words::area(name).into_owned()))
            .collect();
        let kinds: BTreeSet<Kind> = report.changes.iter().map(|change| change.kind).collect();
        let kinds: Vec<Choice> = kinds.iter().map(|kind| (kind_class(*kind), kind.to_string())).collect();
        let either = vec![("x".to_owned(), "breaking, or another meaning".to_owned())];
        for (name, choices) in [
            ("Area", areas),
            ("Kind", kinds),
            ("On the wire", wire_choices()),
            ("In Rust", rust_choices()),
            ("Wire or Rust", either),
        ] {
            let _ = write!(self.out, "<label>{name} <select><option value=\"\">all</option>");
            for (class, shown) in choices {
                let _ = write!(self.out, "<option value=\"{class}\">{}</option>", escape(&shown));
            }
            self.out.push_str("</select></label>\n");
        }
        self.out
            .push_str("<button type=\"reset\">Show all</button>\n<output role=\"status\"></output>\n</form>\n");
    }

    fn section(&mut self, section: &Section<'_>) {
        let class = attribute("class", (section.role == Role::Area).then_some(&"area"));
        let (id, title, counts) = (&section.id, escape(&section.title), &section.counts);
        let _ = writeln!(
            self.out,
            "<section{class} id=\"{id}\"><h2>{title} <small>{counts}</small></h2>"
        );
        for group in &section.groups {
            self.out.push_str("<div class=\"owner\">");
            if let Some(name) = &group.name {
                let _ = write!(self.out, "<h3><code>{}</code></h3>", escape(name));
            }
            self.out.push_str("<ul>\n");
            for entry in &group.entries {
                self.entry(entry);
            }
            self.out.push_str("</ul></div>\n");
        }
        for line in &section.rest {
            let _ = writeln!(self.out, "<p>{}</p>", escape(line));
        }
        self.out.push_str("</section>\n");
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        let sign = match entry.change.map(Change::direction) {
            Some(Direction::Added) => " t1",
            Some(Direction::Removed) => " t2",
            Some(Direction::Renamed | Direction::Changed | Direction::BySides) => " t3",
            None => "",
        };
        // What only leads to a change is no row of its own for the filter.
        let class = match entry.change {
            Some(change) if entry.link.is_none() => self.class(change),
            _ => "e".to_owned(),
        };
        let id = attribute("id", entry.id.as_ref());
        // How many changes a row stands for, where it is more than one.
        let count = attribute("data-count", entry.count.as_ref());
        let _ = write!(self.out, "<li class=\"{class}{sign}\"{id}{count}>");
        let mut head = entry.head.iter().map(span);
        let first = head.next().unwrap_or_default();
        let rest: String = head.collect();
        let first = match &entry.link {
            Some(id) => format!("<a href=\"#{id}\">{first}</a>"),
            None => first,
        };
        let _ = write!(self.out, "<div class=\"h\"><span>{first}{rest}</span>");
        if let Some(change) = entry.change {
            let (code, wire, rust) = (change.kind.code(), change.wire, change.rust);
            let _ = write!(
                self.out,
                "<a href=\"#{code}\">{code}</a> <b class=\"{}\">wire {wire}</b> <b class=\"{}\">Rust {rust}</b>",
                wire_class(wire),
                rust_class(rust)
            );
        }
        self.out.push_str("</div>");
        // What leads to a row says no more than is needed to go there.
        for line in entry.lines.iter().filter(|_| entry.link.is_none()) {
            self.line(line);
        }
        if !entry.folded.is_empty() {
            let _ = writeln!(
                self.out,
                "<details class=\"with\"><summary>{} more</summary><ul class=\"f\">",
                thousands(entry.folded.len())
            );
            for folded in &entry.folded {
                self.entry(folded);
            }
            self.out.push_str("</ul></details>");
        }
        self.out.push_str("</li>\n");
    }

    /// What the filter looks for.
    fn class(&self, change: &Change) -> String {
        let area = self.areas.iter().position(|name| *name == change.area);
        let breaking = if change.is_breaking() { " x" } else { "" };
        let (wire, rust) = (wire_class(change.wire), rust_class(change.rust));
        let (kind, area) = (kind_class(change.kind), area.unwrap_or_default());
        format!("c {wire} {rust} {kind} a{area}{breaking}")
    }

    fn line(&mut self, line: &Line) {
        let Line { label, noun, items, .. } = line;
        if noun.is_empty() {
            let sentence: String = items.iter().flatten().map(span).collect();
            let sentence = format!("{label} {sentence}");
            let _ = write!(self.out, "<p>{}</p>", sentence.trim_start());
            return;
        }
        let rows = |rows: &[Vec<Span>]| {
            rows.iter()
                .map(|row| format!("<li>{}</li>", row.iter().map(span).collect::<String>()))
                .collect::<String>()
        };
        // A fold for one alone would take more space than it saves.
        let is_one_more = items.len() == SHOWN + 1;
        let (open, folded) = items.split_at(items.len().min(SHOWN + usize::from(is_one_more)));
        let _ = write!(self.out, "<div class=\"l\">{label}<ul>{}</ul>", rows(open));
        if !folded.is_empty() {
            let more = thousands(folded.len());
            let rows = rows(folded);
            let _ = write!(
                self.out,
                "<details><summary>{more} more {noun}</summary><ul>{rows}</ul></details>"
            );
        }
        self.out.push_str("</div>");
    }
}

/// An attribute that stands where there is a value.
fn attribute(name: &str, value: Option<&impl Display>) -> String {
    value.map(|value| format!(" {name}=\"{value}\"")).unwrap_or_default()
}

/// A class in the page, and what a person calls it.
type Choice = (String, String);

/// A bar with a piece for each class that occurs.
fn bar(counts: &BTreeMap<&'static str, usize>, choices: &[Choice]) -> String {
    let piece = |(class, name): &Choice| {
        let n = counts.get(name.as_str())?;
        Some(format!("<i class=\"{class}\" style=\"flex:{n}\"></i>"))
    };
    let pieces: String = choices.iter().filter_map(piece).collect();
    format!("<div class=\"bar\" aria-hidden=\"true\">{pieces}</div>")
}

fn kind_class(kind: Kind) -> String {
    kind.code().replace("GIG", "k")
}

/// The higher the number, the worse: the style sheet colours by it.
fn wire_class(wire: Wire) -> String {
    format!("w{}", wire as u8 + 1)
}

fn rust_class(rust: Rust) -> String {
    format!("r{}", rust as u8 + 1)
}

fn wire_choices() -> Vec<Choice> {
    let all = [Wire::Breaking, Wire::Compatible, Wire::Unaffected];
    all.map(|wire| (wire_class(wire), wire.to_string())).to_vec()
}

fn rust_choices() -> Vec<Choice> {
    let all = [Rust::Breaking, Rust::Meaning, Rust::Additive, Rust::Unaffected];
    all.map(|rust| (rust_class(rust), rust.to_string())).to_vec()
}

fn span(span: &Span) -> String {
    match span {
        Span::Text(text) => escape(text),
        Span::Code(text) => format!("<code>{}</code>", escape(text)),
        Span::Day(text, is_past) => {
            let class = if *is_past { "past" } else { "day" };
            format!("<b class=\"{class}\">{}</b>", escape(text))
        }
    }
}
