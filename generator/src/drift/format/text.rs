//! A report as text for a terminal: short lines, long lists cut, colours where they are wanted.

use super::outline::{Entry, Line, Role, Section, Span, outline};
use crate::drift::{Change, Direction, Report, Rust, Wire};
use crate::text::numbers::thousands;
use crate::text::wrap::wrap;

/// Lines end here. Names and URLs are never broken, so a line with a long one is longer.
const WIDTH: usize = 110;
/// So many folded changes, items and places are listed before the rest is only counted.
const SHOWN: usize = 5;
/// So many entries that belong to no type or path are listed.
const LISTED: usize = 40;

/// The report as text with a line end behind it.
#[must_use]
pub fn print(report: &Report, color: bool) -> String {
    let outline = outline(report);
    let mut page = Page {
        out: String::new(),
        color,
    };
    let title = page.paint(Paint::Bold, &outline.title);
    page.wrapped(0, 0, &title);
    for (name, value) in &outline.facts {
        page.wrapped(2, 9, &format!("{name:9}{value}"));
    }
    if let Some(remark) = &outline.remark {
        page.wrapped(2, 0, remark);
    }
    let sections = outline.sections.iter();
    for section in sections.filter(|section| section.role != Role::Reference) {
        page.section(section);
    }
    page.out
}

/// ANSI's numbers for what is coloured.
#[derive(Clone, Copy)]
enum Paint {
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn paint(&self, paint: Paint, text: &str) -> String {
        match paint {
            Paint::Plain => text.to_owned(),
            paint if self.color => format!("\u{1b}[{}m{text}\u{1b}[0m", paint as u8),
            _ => text.to_owned(),
        }
    }

    /// The text, broken at spaces; lines after the first stand `hanging` further in.
    fn wrapped(&mut self, indent: usize, hanging: usize, text: &str) {
        for (at, line) in wrap(text, WIDTH.saturating_sub(indent + hanging)).iter().enumerate() {
            self.line(if at == 0 { indent } else { indent + hanging }, line);
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn section(&mut self, section: &Section<'_>) {
        let title = self.paint(Paint::Bold, &section.title);
        self.out.push('\n');
        self.wrapped(0, 2, format!("{title}  {}", section.counts).trim_end());
        for group in &section.groups {
            let mut shown = LISTED;
            let mut indent = 2;
            if let Some(name) = &group.name {
                let name = self.paint(Paint::Cyan, name);
                self.out.push('\n');
                self.wrapped(2, 2, &name);
                (shown, indent) = (usize::MAX, 4);
            }
            for entry in group.entries.iter().take(shown) {
                self.entry(indent, entry);
            }
            self.more(indent, group.entries.len(), shown);
        }
        for line in &section.rest {
            self.wrapped(2, 2, line);
        }
    }

    fn entry(&mut self, indent: usize, entry: &Entry<'_>) {
        let head = self.head(entry);
        self.wrapped(indent, 4, &head);
        let indent = indent + 4;
        if let Some(change) = entry.change {
            let marks = self.marks(change);
            self.wrapped(indent, 0, &marks);
        }
        for line in entry.lines.iter().filter(|line| !line.again) {
            let Line { label, noun, items, .. } = line;
            if noun.is_empty() {
                let sentence: String = items.iter().flatten().map(quoted).collect();
                let (sentence, hanging) = if label.is_empty() {
                    (self.paint(Paint::Dim, &sentence), 0)
                } else {
                    (format!("{label} {sentence}"), 2)
                };
                self.wrapped(indent, hanging, &sentence);
                continue;
            }
            for (at, item) in items.iter().take(SHOWN).enumerate() {
                let item: String = item.iter().map(plain).collect();
                let label = if at == 0 { *label } else { "" };
                for (at, line) in wrap(&item, WIDTH.saturating_sub(indent + 7)).iter().enumerate() {
                    let (label, hanging) = if at == 0 { (label, 0) } else { ("", 2) };
                    self.line(indent, &format!("{label:width$}{line}", width = 5 + hanging));
                }
            }
            self.more(indent + 5, items.len(), SHOWN);
        }
        for folded in entry.folded.iter().take(SHOWN) {
            let head = self.head(folded);
            self.wrapped(indent + 2, 4, &head);
        }
        self.more(indent + 2, entry.folded.len(), SHOWN);
    }

    /// Sign, name, what happened and the values.
    fn head(&self, entry: &Entry<'_>) -> String {
        let (sign, paint) = match entry.change.map(Change::direction) {
            Some(Direction::Added) => ("+", Paint::Green),
            Some(Direction::Removed) => ("-", Paint::Red),
            Some(Direction::Renamed | Direction::Changed | Direction::BySides) => ("~", Paint::Yellow),
            None => ("•", Paint::Plain),
        };
        let mut out = self.paint(paint, sign) + " ";
        for (at, span) in entry.head.iter().enumerate() {
            let paint = match span {
                Span::Day(_, true) => Paint::Red,
                Span::Day(_, false) => Paint::Yellow,
                Span::Code(_) if at == 0 => Paint::Bold,
                _ => Paint::Plain,
            };
            out.push_str(&self.paint(paint, plain(span)));
            // The name stands apart from what is said of it.
            out.push_str(if at == 0 && entry.change.is_some() { " " } else { "" });
        }
        out
    }

    fn marks(&self, change: &Change) -> String {
        let is_breaking = change.wire == Wire::Breaking;
        let wire = if is_breaking { Paint::Red } else { Paint::Plain };
        let rust = match change.rust {
            Rust::Breaking => Paint::Red,
            Rust::Meaning => Paint::Yellow,
            Rust::Additive | Rust::Unaffected => Paint::Plain,
        };
        let wire = self.paint(wire, &format!("wire {}", change.wire));
        let rust = self.paint(rust, &format!("Rust {}", change.rust));
        format!("{} · {wire} · {rust}", change.kind.code())
    }

    fn more(&mut self, indent: usize, all: usize, shown: usize) {
        if all > shown {
            self.wrapped(indent, 0, &format!("… {} more", thousands(all - shown)));
        }
    }
}

fn plain(span: &Span) -> &str {
    match span {
        Span::Text(text) | Span::Code(text) | Span::Day(text, _) => text,
    }
}

/// A piece of a sentence, where code stands between backticks.
fn quoted(span: &Span) -> String {
    match span {
        Span::Code(code) => format!("`{code}`"),
        span => plain(span).to_owned(),
    }
}
