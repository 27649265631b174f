//! A report as one HTML file to look through in a browser: it loads nothing from elsewhere, and all of it is there without its script.
//!
//! It is well-formed XML too, so that a test can read it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::groups::{Area, Entry, areas};
use super::words;
use crate::drift::{Change, ItemChange, Kind, Report, Rust, Wire};
use crate::model::Finding;

const STYLE: &str = include_str!("html.css");
const SCRIPT: &str = include_str!("html.js");
/// Should a name ever get past the escaping, it still cannot load anything or send anything away.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// So many URL templates and Rust items are shown before the rest is folded.
const SHOWN: usize = 3;

/// The report as an HTML document with a line end behind it.
#[must_use]
pub fn print(report: &Report) -> String {
    let title = escape(&words::title(report));
    let mut page = Page {
        out: format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#changes\">To the changes</a>\n<header>\n<h1>{title}</h1>\n"
        ),
        report,
        areas: report.changes.iter().map(|change| change.area.as_str()).collect(),
    };
    page.header();
    page.out.push_str("</header>\n<main>\n");
    page.cards();
    page.notes();
    let areas = areas(report);
    page.contents(&areas);
    page.filter();
    page.out.push_str("<div id=\"changes\">\n");
    for (at, area) in areas.iter().enumerate() {
        page.area(at, area);
    }
    page.out.push_str("</div>\n");
    page.retirement();
    page.findings("New findings", &report.findings_new);
    page.findings("Findings that are gone", &report.findings_gone);
    page.files();
    page.kinds();
    page.out.push_str("</main>\n");
    if !report.is_empty() {
        let _ = write!(page.out, "<script>\n{SCRIPT}</script>\n");
    }
    page.out.push_str("</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    out: String,
    report: &'a Report,
    /// All that occur: their place is their class in the page.
    areas: BTreeSet<&'a str>,
}

impl Page<'_> {
    fn header(&mut self) {
        let (old, new) = (words::side(&self.report.old), words::side(&self.report.new));
        let _ = writeln!(
            self.out,
            "<p>from <code>{}</code> to <code>{}</code></p>",
            escape(&old),
            escape(&new)
        );
        if let Some(reader) = words::reader(self.report) {
            let _ = writeln!(self.out, "<p class=\"soft\">{}</p>", escape(&reader));
        }
        if self.report.is_empty() {
            let _ = writeln!(
                self.out,
                "<p><strong>{}</strong></p>",
                escape(&words::nothing(self.report))
            );
        }
    }

    fn cards(&mut self) {
        let report = self.report;
        let summary = report.summary();
        self.out.push_str("<div class=\"cards\">\n");
        let card = |out: &mut String, title: &str, strong: &str, more: &str| {
            let _ = writeln!(
                out,
                "<section class=\"card\"><h2>{title}</h2><strong>{strong}</strong>{more}</section>"
            );
        };
        if !report.is_empty() {
            let (all, following) = words::changes(&summary);
            let ways = escape(&words::ways(report));
            let more = format!("<p>{ways}</p><p class=\"soft\">{}</p>", following.unwrap_or_default());
            card(&mut self.out, "Changes", &all, &more);
            for (title, counts, choices) in [
                ("On the wire", &summary.wire, wire_choices()),
                ("In Rust", &summary.rust, rust_choices()),
            ] {
                let counted = |name: &str| counts.get(name).copied().unwrap_or_default();
                let (mut bar, mut badges) = (String::new(), String::new());
                for (class, name) in choices.iter().filter(|(_, name)| counted(name) > 0) {
                    let n = counted(name);
                    let _ = write!(bar, "<i class=\"{class}\" style=\"flex:{n}\"></i>");
                    let _ = write!(badges, "<b class=\"{class}\">{} {name}</b> ", words::thousands(n));
                }
                let strong = format!("{} breaking", words::thousands(counted("breaking")));
                let more = format!("<div class=\"bar\" aria-hidden=\"true\">{bar}</div>{badges}");
                card(&mut self.out, title, &strong, &more);
            }
            if let Some(release) = words::release(report, &summary) {
                let (bump, versions) = release.split_once(": ").unwrap_or((&release, ""));
                card(&mut self.out, "Next release", &escape(bump), &escape(versions));
            }
        }
        if !report.retirement.is_empty() {
            let more = format!(
                "{}, <a href=\"#retirement\">by day</a>",
                words::retired(&report.retirement)
            );
            card(
                &mut self.out,
                "Retired",
                &words::thousands(report.retirement.len()),
                &more,
            );
        }
        self.out.push_str("</div>\n");
    }

    fn notes(&mut self) {
        if self.report.notes.is_empty() {
            return;
        }
        self.out
            .push_str("<section><h2>To know</h2>\n<ul class=\"box\" style=\"padding-left:2.2rem\">\n");
        for note in &self.report.notes {
            let _ = writeln!(self.out, "<li>{}</li>", prose(note));
        }
        self.out.push_str("</ul></section>\n");
    }

    fn contents(&mut self, areas: &[Area<'_>]) {
        if areas.len() < 2 {
            return;
        }
        self.out
            .push_str("<nav aria-label=\"Areas\"><h2>Areas</h2>\n<div class=\"box\"><table><tbody>\n");
        for (at, area) in areas.iter().enumerate() {
            let (all, breaking) = area.counts();
            let _ = writeln!(
                self.out,
                "<tr><td><a href=\"#area{at}\">{}</a></td><td class=\"n\">{}</td><td class=\"n\">{} breaking</td></tr>",
                escape(&words::area(area.name)),
                words::count(all, "change"),
                words::thousands(breaking)
            );
        }
        self.out.push_str("</tbody></table></div></nav>\n");
    }

    /// Every choice is a class of the rows that it picks. The script shows the form: without it nothing could be filtered.
    fn filter(&mut self) {
        if self.report.is_empty() {
            return;
        }
        self.out.push_str(
            "<form id=\"filter\" role=\"search\" aria-label=\"Filter the changes\" hidden=\"\">\n\
             <label>Text <input type=\"search\" placeholder=\"name, path, Rust item\"/></label>\n",
        );
        let areas: Vec<(String, String)> = self
            .areas
            .iter()
            .enumerate()
            .map(|(at, name)| (format!("a{at}"), words::area(name).into_owned()))
            .collect();
        self.select("Area", &areas);
        let kinds: BTreeSet<Kind> = self.report.changes.iter().map(|change| change.kind).collect();
        let kinds: Vec<(String, String)> = kinds.iter().map(|kind| (kind_class(*kind), kind.to_string())).collect();
        self.select("Kind", &kinds);
        self.select("On the wire", &wire_choices());
        self.select("In Rust", &rust_choices());
        self.select(
            "Wire or Rust",
            &[("x".to_owned(), "breaking, or another meaning".to_owned())],
        );
        self.out
            .push_str("<button type=\"reset\">Show all</button>\n<output role=\"status\"></output>\n</form>\n");
    }

    fn select(&mut self, name: &str, choices: &[(String, String)]) {
        let _ = write!(self.out, "<label>{name} <select><option value=\"\">all</option>");
        for (class, shown) in choices {
            let _ = write!(self.out, "<option value=\"{class}\">{}</option>", escape(shown));
        }
        self.out.push_str("</select></label>\n");
    }

    fn area(&mut self, at: usize, area: &Area<'_>) {
        let (all, breaking) = area.counts();
        let mut counts = words::count(all, "change");
        if breaking > 0 {
            let _ = write!(counts, ", {} breaking", words::thousands(breaking));
        }
        let name = escape(&words::area(area.name));
        let _ = writeln!(
            self.out,
            "<section class=\"area\" id=\"area{at}\"><h2>{name} <small>{counts}</small></h2>"
        );
        for owner in &area.owners {
            let name = escape(&words::visible(owner.name));
            let _ = writeln!(self.out, "<section class=\"owner\"><h3><code>{name}</code></h3><ul>");
            for entry in &owner.entries {
                self.entry(entry, owner.name);
            }
            self.out.push_str("</ul></section>\n");
        }
        self.out.push_str("</section>\n");
    }

    fn entry(&mut self, entry: &Entry<'_>, owner: &str) {
        self.change(entry.change, &entry.places(), owner);
        if let Some(cause) = entry.foreign_cause() {
            let _ = write!(
                self.out,
                "<p>follows from <code>{}</code></p>",
                escape(&words::visible(&cause))
            );
        }
        if !entry.following.is_empty() {
            let with_it = escape(&words::with_it(entry, self.report));
            let _ = writeln!(
                self.out,
                "<details class=\"with\"><summary>and with it: {with_it}</summary><ul class=\"f\">"
            );
            for change in &entry.following {
                let places = Entry {
                    change,
                    following: Vec::new(),
                };
                self.change(change, &places.places(), "");
                self.out.push_str("</li>\n");
            }
            self.out.push_str("</ul></details>");
        }
        self.out.push_str("</li>\n");
    }

    /// The row of a change, left open for what is folded under it.
    fn change(&mut self, change: &Change, places: &[&str], owner: &str) {
        let (wire, rust) = (wire_class(change.wire), rust_class(change.rust));
        let area = self
            .areas
            .iter()
            .position(|name| *name == change.area)
            .unwrap_or_default();
        let breaking = if change.is_breaking() { " x" } else { "" };
        let turn = match words::turn(change) {
            words::Turn::Came => " t1",
            words::Turn::Went => " t2",
            words::Turn::Renamed | words::Turn::Changed => "",
        };
        let code = change.kind.code();
        let _ = write!(
            self.out,
            "<li class=\"c {wire} {rust} {} a{area}{turn}{breaking}\"><div class=\"h\"><span><code>{}</code> {}",
            kind_class(change.kind),
            escape(&words::short_subject(change, owner)),
            escape(&words::said(change, self.report)),
        );
        let values: Vec<String> = words::values(change)
            .iter()
            .map(|value| format!("<code>{}</code>", escape(value)))
            .collect();
        if !values.is_empty() {
            let _ = write!(self.out, ": {}", values.join(" → "));
        }
        let _ = write!(
            self.out,
            "</span><a href=\"#{code}\">{code}</a> <b class=\"{wire}\">wire {}</b> <b class=\"{rust}\">Rust {}</b></div><p>{}</p>",
            change.wire,
            change.rust,
            prose(&change.why()),
        );
        if !change.evidence.is_empty() {
            let _ = write!(self.out, "<p>Evidence: {}</p>", prose(&change.evidence.join("; ")));
        }
        let places: Vec<String> = places
            .iter()
            .map(|place| format!("<code>{}</code>", escape(&words::visible(place))))
            .collect();
        self.list("at", &places, "URL templates");
        let items: Vec<String> = change.items.iter().map(item).collect();
        self.list("Rust", &items, "Rust items");
    }

    /// The first few in the open, the others folded.
    fn list(&mut self, label: &str, all: &[String], name: &str) {
        if all.is_empty() {
            return;
        }
        let rows = |rows: &[String]| rows.iter().map(|row| format!("<li>{row}</li>")).collect::<String>();
        // A fold for one alone would take more room than it saves.
        let shown = if all.len() == SHOWN + 1 {
            SHOWN + 1
        } else {
            all.len().min(SHOWN)
        };
        let (open, folded) = all.split_at(shown);
        let _ = write!(self.out, "<div class=\"l\">{label}<ul>{}</ul>", rows(open));
        if !folded.is_empty() {
            let more = words::thousands(folded.len());
            let _ = write!(
                self.out,
                "<details><summary>{more} more {name}</summary><ul>{}</ul></details>",
                rows(folded)
            );
        }
        self.out.push_str("</div>");
    }

    fn retirement(&mut self) {
        if self.report.retirement.is_empty() {
            return;
        }
        self.out.push_str(
            "<section id=\"retirement\"><h2>Retirement</h2>\n<div class=\"box\"><table><thead><tr><th scope=\"col\">Goes</th>\
             <th scope=\"col\">What</th><th scope=\"col\">Deprecated since</th><th scope=\"col\">Instead</th></tr></thead><tbody>\n",
        );
        for one in words::retirement(self.report) {
            let day = |day: &Option<String>| escape(&words::visible(day.as_deref().unwrap_or("-")));
            let (class, past) = if one.past { ("past", ", past") } else { ("day", "") };
            let instead = one.instead.as_deref().map(prose).unwrap_or_default();
            let _ = write!(
                self.out,
                "<tr><td><b class=\"{class}\">{}{past}</b></td><td><code>{}</code>",
                day(&one.deprecation.removal_date),
                escape(&words::visible(&one.subject.to_string())),
            );
            let places: Vec<String> = one
                .places
                .iter()
                .map(|place| format!("<code>{}</code>", escape(&words::visible(place))))
                .collect();
            self.list("at", &places, "URL templates");
            let _ = writeln!(
                self.out,
                "</td><td>{}</td><td>{instead}</td></tr>",
                day(&one.deprecation.date)
            );
        }
        self.out.push_str("</tbody></table></div></section>\n");
    }

    fn findings(&mut self, title: &str, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        let count = words::thousands(findings.len());
        let _ = writeln!(
            self.out,
            "<section><h2>{title} <small>{count}</small></h2><div class=\"box\"><table><tbody>"
        );
        for finding in findings {
            let _ = writeln!(
                self.out,
                "<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
                finding.kind.name(),
                escape(&words::visible(&finding.place)),
                prose(&finding.what),
            );
        }
        self.out.push_str("</tbody></table></div></section>\n");
    }

    fn files(&mut self) {
        if self.report.files.is_empty() {
            return;
        }
        self.out.push_str(
            "<section><h2>Files of <code>schemas/</code></h2><div class=\"box\"><table><thead><tr><th scope=\"col\">File</th>\
             <th scope=\"col\" class=\"n\">Lines that come</th><th scope=\"col\" class=\"n\">Lines that go</th></tr></thead><tbody>\n",
        );
        for file in &self.report.files {
            let (added, removed) = (words::thousands(file.added), words::thousands(file.removed));
            let path = escape(&words::visible(&file.path));
            let _ = writeln!(
                self.out,
                "<tr><td><code>{path}</code></td><td class=\"n\">+{added}</td><td class=\"n\">−{removed}</td></tr>"
            );
        }
        self.out.push_str("</tbody></table></div></section>\n");
    }

    /// What the codes of this report mean.
    fn kinds(&mut self) {
        let kinds: BTreeSet<Kind> = self.report.changes.iter().map(|change| change.kind).collect();
        if kinds.is_empty() {
            return;
        }
        self.out
            .push_str("<section><h2>Kinds of change in this report</h2><dl class=\"box\">\n");
        for kind in kinds {
            let _ = writeln!(
                self.out,
                "<dt id=\"{}\"><strong>{}</strong> {}</dt><dd>{}</dd><dd><strong>Wire</strong> {}</dd><dd><strong>Rust</strong> {}</dd>",
                kind.code(),
                kind.code(),
                kind.name(),
                prose(&kind.meaning()),
                prose(kind.on_the_wire()),
                prose(kind.in_rust()),
            );
        }
        self.out.push_str("</dl></section>\n");
    }
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

fn wire_choices() -> Vec<(String, String)> {
    let all = [Wire::Breaking, Wire::Compatible, Wire::Unaffected];
    all.map(|wire| (wire_class(wire), wire.to_string())).to_vec()
}

fn rust_choices() -> Vec<(String, String)> {
    let all = [Rust::Breaking, Rust::Meaning, Rust::Additive, Rust::Unaffected];
    all.map(|rust| (rust_class(rust), rust.to_string())).to_vec()
}

fn item(change: &ItemChange) -> String {
    let code = |text: &str| format!("<code>{}</code>", escape(&words::visible(text)));
    let item = code(&change.item);
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{item}: {} → {}", code(from), code(to)),
        (Some(from), None) => format!("{item} went: {}", code(from)),
        (None, Some(to)) => format!("{item} came: {}", code(to)),
        (None, None) => item,
    }
}

/// A sentence of ours: what stands between two backticks is code.
fn prose(text: &str) -> String {
    let text = words::visible(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_ref();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((inner, after)) = behind.split_once('`') else {
            break;
        };
        let _ = write!(out, "{}<code>{}</code>", escape(before), escape(inner));
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
