//! A report as text for a terminal: short lines, long lists cut, colours where they are wanted.

use super::groups::{Area, Entry, Owner, areas};
use super::words;
use crate::drift::{Change, ItemChange, Kind, Purpose, Report, Rust, Wire};
use crate::model::Finding;

/// Lines of prose end here. Names and URLs are never broken, so a line with a long one is longer.
const WIDTH: usize = 110;
/// So many folded changes, items, places and findings are listed before the rest is only counted.
const SHOWN: usize = 5;

/// So many breaking changes are listed in short.
const BREAKING: usize = 40;

/// The report as text with a line end behind it.
#[must_use]
pub fn print(report: &Report, color: bool) -> String {
    let mut page = Page {
        out: String::new(),
        color,
        report,
    };
    page.summary();
    page.notes();
    page.breaking();
    for area in areas(report) {
        page.area(&area);
    }
    page.retirement();
    page.findings("New findings", &report.findings_new);
    page.findings("Findings that are gone", &report.findings_gone);
    page.files();
    page.out
}

/// ANSI's numbers for what is coloured.
#[derive(Clone, Copy)]
enum Paint {
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}

struct Page<'a> {
    out: String,
    color: bool,
    report: &'a Report,
}

impl Page<'_> {
    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{}m{text}\u{1b}[0m", paint as u8)
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Prose, broken at spaces; lines after the first stand `hanging` further in.
    fn prose(&mut self, indent: usize, hanging: usize, paint: Option<Paint>, text: &str) {
        for (at, line) in wrap(text, WIDTH.saturating_sub(indent + hanging)).iter().enumerate() {
            let indent = if at == 0 { indent } else { indent + hanging };
            match paint {
                Some(paint) => self.line(indent, &self.paint(paint, line)),
                None => self.line(indent, line),
            }
        }
    }

    fn heading(&mut self, text: &str) {
        self.out.push('\n');
        self.line(0, &self.paint(Paint::Bold, text));
    }

    fn summary(&mut self) {
        let report = self.report;
        self.line(0, &self.paint(Paint::Bold, &words::title(report)));
        self.line(2, &format!("old      {}", words::side(&report.old)));
        self.line(2, &format!("new      {}", words::side(&report.new)));
        if report.is_empty() {
            self.line(2, &words::nothing(report));
        } else {
            let summary = report.summary();
            self.line(2, &format!("changes  {}", words::changes_on_a_line(&summary)));
            self.line(2, &format!("ways     {}", words::ways(report)));
            self.line(2, &format!("wire     {}", words::classes(&summary.wire)));
            self.line(2, &format!("Rust     {}", words::classes(&summary.rust)));
            if let Some(release) = words::release(report, &summary) {
                self.line(2, &format!("release  {release}"));
            }
            if let Some(reader) = words::reader(report) {
                self.prose(2, 0, None, &reader);
            }
        }
        if !report.retirement.is_empty() {
            self.line(2, &format!("retired  {}", words::retired(&report.retirement)));
        }
    }

    /// What breaks, in short: changes that follow from no other, and types that are an `Any…` enum from now on. Paths and items that go with them stand below.
    fn breaking(&mut self) {
        if self.report.purpose == Purpose::Cloud {
            return;
        }
        let all: Vec<&Change> = self
            .report
            .changes
            .iter()
            .filter(|change| change.is_breaking())
            .collect();
        if all.is_empty() {
            return;
        }
        self.heading("Breaking");
        let told = |change: &&&Change| change.because.is_none() || change.kind == Kind::PolymorphismChanged;
        let short: Vec<&&Change> = all.iter().filter(|change| told(change)).collect();
        for change in short.iter().take(BREAKING) {
            self.head(2, change, "");
            self.line(
                6,
                &format!("{} · wire {} · Rust {}", change.kind.code(), change.wire, change.rust),
            );
        }
        if let Some(more) = short.len().checked_sub(BREAKING).filter(|more| *more > 0) {
            self.line(2, &format!("… {more} more"));
        }
        let builders = all.iter().filter(|change| change.kind == Kind::BuilderRenamed).count();
        if builders > 0 {
            self.line(
                2,
                &format!(
                    "{} another name (GIG0091)",
                    if builders == 1 {
                        "1 builder has".to_owned()
                    } else {
                        format!("{builders} builders have")
                    }
                ),
            );
        }
        let is_rest = |change: &&&Change| !told(change) && change.kind != Kind::BuilderRenamed;
        let rest = all.iter().filter(is_rest).count();
        if rest > 0 {
            self.line(2, &format!("{rest} that follow from these"));
        }
    }

    fn notes(&mut self) {
        if self.report.notes.is_empty() {
            return;
        }
        self.heading("To know");
        for note in &self.report.notes {
            self.prose(2, 2, None, &format!("• {}", words::visible(note)));
        }
    }

    fn area(&mut self, area: &Area<'_>) {
        let (all, breaking) = area.counts();
        let mut counts = words::count(all, "change");
        if breaking > 0 {
            counts.push_str(&format!(", {breaking} breaking"));
        }
        let name = words::area(area.name);
        self.out.push('\n');
        let heading = format!("{}  {counts}", self.paint(Paint::Bold, &name));
        self.line(0, &heading);
        for owner in &area.owners {
            self.owner(owner);
        }
    }

    fn owner(&mut self, owner: &Owner<'_>) {
        self.out.push('\n');
        self.line(2, &self.paint(Paint::Cyan, &words::visible(owner.name)));
        let mut above: Option<&Change> = None;
        for entry in &owner.entries {
            self.entry(entry, owner.name, above);
            above = Some(entry.change);
        }
    }

    fn entry(&mut self, entry: &Entry<'_>, owner: &str, above: Option<&Change>) {
        let change = entry.change;
        self.head(4, change, owner);
        self.classes(change);
        // A reason that was just given for another change of the kind is not said again.
        if !above.is_some_and(|above| above.kind == change.kind && above.why() == change.why()) {
            self.prose(8, 0, Some(Paint::Dim), &words::visible(&change.why()));
        }
        if let Some(cause) = entry.foreign_cause() {
            self.prose(8, 2, None, &format!("follows from {}", words::visible(&cause)));
        }
        if !change.evidence.is_empty() {
            let evidence = change.evidence.join("; ");
            self.prose(8, 2, None, &format!("evidence: {}", words::visible(&evidence)));
        }
        let places = entry.places();
        self.list("at", &places, |place| words::visible(place).into_owned());
        self.list("Rust", &change.items.iter().collect::<Vec<_>>(), |change| item(change));
        if !entry.following.is_empty() {
            self.prose(
                8,
                2,
                None,
                &format!("and with it: {}", words::with_it(entry, self.report)),
            );
            let mut following = entry.following.clone();
            following.sort_by_key(|change| !change.is_breaking());
            for change in following.iter().take(SHOWN) {
                self.head(10, change, "");
            }
            self.rest(10, following.len());
        }
    }

    /// Sign, subject, what happened and the values: on one line, or on as many as they need.
    fn head(&mut self, indent: usize, change: &Change, owner: &str) {
        let turn = words::turn(change);
        let subject = words::short_subject(change, owner);
        let said = words::said(change, self.report);
        let values = words::values(change);
        let color = match turn {
            words::Turn::Came => Paint::Green,
            words::Turn::Went => Paint::Red,
            words::Turn::Renamed | words::Turn::Changed => Paint::Yellow,
        };
        let sign = self.paint(color, turn.sign());
        let name = self.paint(Paint::Bold, &subject);
        let colon = if values.is_empty() { "" } else { ": " };
        let length = indent + subject.chars().count() + said.chars().count() + 5;
        let together = values.join(" → ");
        if length + colon.len() + together.chars().count() <= WIDTH {
            self.line(indent, &format!("{sign} {name}  {said}{colon}{together}"));
            return;
        }
        self.line(indent, &format!("{sign} {name}  {said}{}", colon.trim_end()));
        if indent + 4 + together.chars().count() <= WIDTH {
            self.line(indent + 4, &together);
            return;
        }
        for (at, value) in values.iter().enumerate() {
            let arrow = if at == 0 { "" } else { "→ " };
            self.prose(indent + 4, 2, None, &format!("{arrow}{value}"));
        }
    }

    fn classes(&mut self, change: &Change) {
        let wire = format!("wire {}", change.wire);
        let wire = match change.wire {
            Wire::Breaking => self.paint(Paint::Red, &wire),
            Wire::Compatible | Wire::Unaffected => wire,
        };
        let rust = format!("Rust {}", change.rust);
        let rust = match change.rust {
            Rust::Breaking => self.paint(Paint::Red, &rust),
            Rust::Meaning => self.paint(Paint::Yellow, &rust),
            Rust::Additive | Rust::Unaffected => rust,
        };
        self.line(8, &format!("{} · {wire} · {rust}", change.kind.code()));
    }

    /// A short list beside its name; what is more is counted.
    fn list<T>(&mut self, name: &str, all: &[T], show: impl Fn(&T) -> String) {
        for (at, one) in all.iter().take(SHOWN).enumerate() {
            let name = if at == 0 { name } else { "" };
            for (at, line) in wrap(&show(one), WIDTH - 15).iter().enumerate() {
                let (name, hanging) = if at == 0 { (name, "") } else { ("", "  ") };
                self.line(8, &format!("{name:5}{hanging}{line}"));
            }
        }
        self.rest(13, all.len());
    }

    fn rest(&mut self, indent: usize, all: usize) {
        if all > SHOWN {
            self.line(indent, &format!("… {} more", words::thousands(all - SHOWN)));
        }
    }

    fn retirement(&mut self) {
        if self.report.retirement.is_empty() {
            return;
        }
        self.heading("Retirement");
        for retirement in words::retirement(self.report) {
            let (past, paint) = if retirement.past {
                ("past", Paint::Red)
            } else {
                ("", Paint::Yellow)
            };
            let day = retirement.deprecation.removal_date.as_deref().unwrap_or("-");
            let day = self.paint(paint, &format!("{:10}  {past:4}", words::visible(day)));
            let name = self.paint(Paint::Bold, &words::visible(&retirement.subject.to_string()));
            self.line(2, &format!("{day}  {name}"));
            if let Some(since) = &retirement.deprecation.date {
                self.line(20, &format!("deprecated since {}", words::visible(since)));
            }
            if let Some(instead) = &retirement.instead {
                self.prose(20, 2, None, &format!("instead: {}", words::visible(instead)));
            }
            if let Some(place) = retirement.places.first() {
                let more = retirement.places.len() - 1;
                let more = if more == 0 {
                    String::new()
                } else {
                    format!(", {} more", words::thousands(more))
                };
                self.line(20, &format!("at {}{more}", words::visible(place)));
            }
        }
    }

    fn findings(&mut self, heading: &str, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        self.heading(&format!("{heading}: {}", words::thousands(findings.len())));
        for finding in findings.iter().take(4 * SHOWN) {
            self.prose(2, 4, None, &words::visible(&finding.to_string()));
        }
        let more = findings.len().saturating_sub(4 * SHOWN);
        if more > 0 {
            self.line(2, &format!("… {} more", words::thousands(more)));
        }
    }

    fn files(&mut self) {
        if self.report.files.is_empty() {
            return;
        }
        self.heading("Files of schemas/ that would change");
        for file in &self.report.files {
            let added = self.paint(Paint::Green, &format!("{:>8}", format!("+{}", file.added)));
            let removed = self.paint(Paint::Red, &format!("{:>8}", format!("-{}", file.removed)));
            self.line(2, &format!("{added} {removed}  {}", words::visible(&file.path)));
        }
    }
}

fn item(change: &ItemChange) -> String {
    let item = words::visible(&change.item);
    let shown = |text: &String| words::visible(text).into_owned();
    match (change.from.as_ref().map(shown), change.to.as_ref().map(shown)) {
        (Some(from), Some(to)) => format!("~ {item}: {from} → {to}"),
        (Some(from), None) => format!("- {item}: {from}"),
        (None, Some(to)) => format!("+ {item}: {to}"),
        (None, None) => item.into_owned(),
    }
}

/// The text in lines of at most `width` characters, broken at spaces.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        // A sign alone on its line would say nothing.
        if line.chars().nth(1).is_some() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
