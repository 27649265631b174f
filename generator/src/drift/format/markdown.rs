//! A report as GitHub flavoured Markdown, for a pull request: what breaks first, then all of it by area, folded.

use std::fmt::Write as _;

use super::outline::{Entry, Role, Section, Span, outline};
use crate::drift::{Change, Report, Rust, Wire};
use crate::text::markup::{code, html_in_markdown, markdown as escape};
use crate::text::numbers::thousands;

/// GitHub takes 65,536 characters as the text of a pull request; some are left for what the workflow puts around it.
const LIMIT: usize = 60_000;
/// So many folded changes, items and places are listed before the rest is only counted.
const SHOWN: usize = 5;

/// The report as Markdown with a line end behind it. One that is longer than GitHub takes is cut between changes, and
/// says so.
#[must_use]
pub fn print(report: &Report) -> String {
    let outline = outline(report);
    let mut head = format!("# {}\n\n| | |\n|---|---|\n", escape(&outline.title));
    for (name, value) in &outline.facts {
        let value = escape(value);
        let value = if *name == "release" {
            format!("**{value}**")
        } else {
            value
        };
        let _ = writeln!(head, "| {name} | {value} |");
    }
    if let Some(remark) = &outline.remark {
        let _ = write!(head, "\n{}\n", escape(remark));
    }
    head.push('\n');
    let parts: Vec<Part> = outline.sections.iter().map(part).collect();
    join(head, &parts)
}

/// A part of the page: its blocks can be left out from the end, its frame stays.
struct Part {
    before: String,
    blocks: Vec<String>,
    after: String,
}

fn part(section: &Section<'_>) -> Part {
    let mut blocks = Vec::new();
    for group in &section.groups {
        for (at, entry) in group.entries.iter().enumerate() {
            let mut block = String::new();
            if let (0, Some(name)) = (at, &group.name) {
                let apart = if blocks.is_empty() { "" } else { "\n" };
                let _ = write!(block, "{apart}**{}**\n\n", code(name));
            }
            let is_explained = section.role != Role::Reference;
            self::entry(&mut block, entry, is_explained);
            blocks.push(block);
        }
    }
    let mut after: String = section
        .rest
        .iter()
        .map(|line| format!("- {}\n", escape(line)))
        .collect();
    let apart = if section.counts.is_empty() { "" } else { ": " };
    let counts = &section.counts;
    let before = if section.role == Role::Main {
        after.push('\n');
        format!("## {}{apart}{counts}\n\n", escape(&section.title))
    } else {
        after.push_str("\n</details>\n\n");
        let title = html_in_markdown(&section.title);
        format!("<details><summary><b>{title}</b>{apart}{counts}</summary>\n\n")
    };
    Part { before, blocks, after }
}

/// The parts one after the other. The frames are counted first, so that every area has its line however long those
/// before it are.
fn join(head: String, parts: &[Part]) -> String {
    let cut = |n: usize| {
        format!(
            "\n… {} left out here: `--format html` and `json` have all.\n",
            thousands(n)
        )
    };
    let frame = |part: &Part| part.before.len() + part.after.len() + cut(usize::MAX).len();
    let mut left = LIMIT.saturating_sub(head.len() + parts.iter().map(frame).sum::<usize>());
    let mut out = head;
    for part in parts {
        out.push_str(&part.before);
        for (at, block) in part.blocks.iter().enumerate() {
            let Some(rest) = left.checked_sub(block.len()) else {
                out.push_str(&cut(part.blocks.len() - at));
                break;
            };
            left = rest;
            out.push_str(block);
        }
        out.push_str(&part.after);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn entry(out: &mut String, entry: &Entry<'_>, is_explained: bool) {
    let _ = write!(out, "- {}", spans(&entry.head));
    if let Some(change) = entry.change {
        let _ = write!(out, " ({})", marks(change));
    }
    out.push('\n');
    for line in entry.lines.iter().filter(|line| is_explained && !line.again) {
        let shown: Vec<String> = line.items.iter().take(SHOWN).map(|item| spans(item)).collect();
        let mark = if line.label.is_empty() { "<br>" } else { "- " };
        let space = if line.label.is_empty() { "" } else { " " };
        let _ = writeln!(
            out,
            "  {mark}{}{space}{}{}",
            line.label,
            shown.join(", "),
            more(line.items.len())
        );
    }
    for folded in entry.folded.iter().take(SHOWN) {
        let _ = writeln!(out, "    - {}", spans(&folded.head));
    }
    if entry.folded.len() > SHOWN {
        let _ = writeln!(out, "    -{}", more(entry.folded.len()));
    }
}

fn more(all: usize) -> String {
    let more = all.saturating_sub(SHOWN);
    let said = (more > 0).then(|| format!(" … {} more", thousands(more)));
    said.unwrap_or_default()
}

fn marks(change: &Change) -> String {
    let strong = |is: bool, text: String| if is { format!("**{text}**") } else { text };
    let wire = strong(change.wire == Wire::Breaking, format!("wire {}", change.wire));
    let rust = strong(change.rust >= Rust::Meaning, format!("Rust {}", change.rust));
    format!("{}, {wire}, {rust}", change.kind.code())
}

/// Pieces of a line as Markdown.
pub(super) fn spans(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape(text),
        Span::Code(text) => code(text),
        Span::Day(text, true) => format!("**{}**", escape(text)),
        Span::Day(text, false) => escape(text),
    };
    spans.iter().map(span).collect()
}
