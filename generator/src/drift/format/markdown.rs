//! A report as GitHub flavoured Markdown, for a pull request: what breaks first, then all of it by area, folded.

use std::fmt::Write as _;

use super::groups::{Area, Entry, areas};
use super::words;
use crate::drift::{Change, ItemChange, Report, Rust, Wire};
use crate::model::Finding;

/// GitHub takes 65,536 characters as the text of a pull request; some are left for what the workflow puts around it.
const LIMIT: usize = 60_000;
/// So many folded changes, items and places are listed before the rest is only counted.
const SHOWN: usize = 5;

/// The report as Markdown with a line end behind it. One that is longer than GitHub takes is cut between changes, and says so.
#[must_use]
pub fn print(report: &Report) -> String {
    let areas = areas(report);
    let mut parts = vec![summary(report)];
    parts.extend(breaking(report, &areas));
    parts.push(Part::whole(retirement(report)));
    parts.push(Part::whole(files(report)));
    parts.extend(areas.iter().map(|area| by_area(report, area)));
    parts.push(findings("New findings", &report.findings_new));
    parts.push(findings("Findings that are gone", &report.findings_gone));
    join(&parts)
}

/// A part of the page: its blocks can be left out from the end, its frame stays.
#[derive(Default)]
struct Part {
    before: String,
    blocks: Vec<String>,
    after: &'static str,
}

impl Part {
    fn whole(text: String) -> Self {
        Part {
            before: text,
            ..Part::default()
        }
    }

    fn folded(title: &str, blocks: Vec<String>) -> Self {
        Part {
            before: format!("<details><summary>{title}</summary>\n\n"),
            blocks,
            after: "\n</details>\n\n",
        }
    }
}

/// The parts one after the other. The frames are counted first, so that every area has its line however long those before it are.
fn join(parts: &[Part]) -> String {
    let cut = |n: usize| {
        format!(
            "\n… {} left out here: `--format html` and `json` have all.\n",
            words::thousands(n)
        )
    };
    let frames: usize = parts
        .iter()
        .map(|part| {
            part.before.len()
                + part.after.len()
                + if part.blocks.is_empty() {
                    0
                } else {
                    cut(usize::MAX).len()
                }
        })
        .sum();
    let mut room = LIMIT.saturating_sub(frames);
    let mut out = String::new();
    for part in parts {
        out.push_str(&part.before);
        for (at, block) in part.blocks.iter().enumerate() {
            let Some(rest) = room.checked_sub(block.len()) else {
                out.push_str(&cut(part.blocks.len() - at));
                break;
            };
            room = rest;
            out.push_str(block);
        }
        out.push_str(part.after);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn summary(report: &Report) -> Part {
    let mut out = format!("# {}\n\n", prose(&words::title(report)));
    let row = |out: &mut String, name: &str, value: &str| {
        let _ = writeln!(out, "| {name} | {value} |");
    };
    out.push_str("| | |\n|---|---|\n");
    row(&mut out, "old", &prose(&words::side(&report.old)));
    row(&mut out, "new", &prose(&words::side(&report.new)));
    let summary = report.summary();
    if !report.is_empty() {
        row(&mut out, "changes", &words::changes_on_a_line(&summary));
        row(&mut out, "ways", &prose(&words::ways(report)));
        row(&mut out, "wire", &words::classes(&summary.wire));
        row(&mut out, "Rust", &words::classes(&summary.rust));
        if let Some(release) = words::release(report, &summary) {
            row(&mut out, "release", &format!("**{}**", prose(&release)));
        }
    }
    if !report.retirement.is_empty() {
        row(&mut out, "retired", &words::retired(&report.retirement));
    }
    out.push('\n');
    if report.is_empty() {
        let _ = writeln!(out, "{}\n", prose(&words::nothing(report)));
    }
    if let Some(reader) = words::reader(report) {
        let _ = writeln!(out, "{}\n", prose(&reader));
    }
    if !report.notes.is_empty() {
        out.push_str("## To know\n\n");
        for note in &report.notes {
            let _ = writeln!(out, "- {}", prose(note));
        }
        out.push('\n');
    }
    if !summary.kinds.is_empty() {
        out.push_str("<details><summary>By kind</summary>\n\n| kind | changes |\n|---|--:|\n");
        for (kind, n) in &summary.kinds {
            row(&mut out, kind, &words::thousands(*n));
        }
        out.push_str("\n</details>\n\n");
    }
    Part::whole(out)
}

fn breaking(report: &Report, areas: &[Area<'_>]) -> Option<Part> {
    let mut blocks = Vec::new();
    for entry in areas.iter().flat_map(Area::entries) {
        if entry.change.is_breaking() {
            blocks.push(one_breaking(report, entry.change));
        } else {
            let following = entry.following.iter().filter(|change| change.is_breaking());
            blocks.extend(following.map(|change| one_breaking(report, change)));
        }
    }
    (!blocks.is_empty()).then(|| Part {
        before: format!(
            "## Breaking, or of another meaning: {}\n\n",
            words::thousands(blocks.len())
        ),
        blocks,
        after: "\n",
    })
}

fn one_breaking(report: &Report, change: &Change) -> String {
    format!(
        "- {} ({}). {}\n",
        head(report, change, ""),
        classes(change),
        prose(&change.why())
    )
}

fn by_area(report: &Report, area: &Area<'_>) -> Part {
    let mut blocks = Vec::new();
    for owner in &area.owners {
        let mut above: Option<&Change> = None;
        for (at, entry) in owner.entries.iter().enumerate() {
            let mut block = String::new();
            if at == 0 {
                let apart = if blocks.is_empty() { "" } else { "\n" };
                let _ = writeln!(block, "{apart}**{}**\n", code(owner.name));
            }
            entry_lines(&mut block, report, entry, owner.name, above);
            above = Some(entry.change);
            blocks.push(block);
        }
    }
    let (all, breaking) = area.counts();
    let mut title = format!(
        "<b>{}</b>: {}",
        escape_html(&words::area(area.name)),
        words::count(all, "change")
    );
    if breaking > 0 {
        let _ = write!(title, ", {breaking} breaking");
    }
    Part::folded(&title, blocks)
}

fn entry_lines(out: &mut String, report: &Report, entry: &Entry<'_>, owner: &str, above: Option<&Change>) {
    let change = entry.change;
    let _ = writeln!(out, "- {} ({})", head(report, change, owner), classes(change));
    // A reason that was just given for another change of the kind is not said again.
    if !above.is_some_and(|above| above.kind == change.kind && above.why() == change.why()) {
        let _ = writeln!(out, "  <br>{}", prose(&change.why()));
    }
    if let Some(cause) = entry.foreign_cause() {
        let _ = writeln!(out, "  - follows from {}", code(&cause));
    }
    if !change.evidence.is_empty() {
        let _ = writeln!(out, "  - evidence: {}", prose(&change.evidence.join("; ")));
    }
    let places: Vec<String> = entry.places().iter().map(|place| code(place)).collect();
    list(out, "at", &places);
    let items: Vec<String> = change.items.iter().map(item).collect();
    list(out, "Rust:", &items);
    if !entry.following.is_empty() {
        let _ = writeln!(out, "  - and with it: {}", prose(&words::with_it(entry, report)));
        let mut following = entry.following.clone();
        following.sort_by_key(|change| !change.is_breaking());
        for change in following.iter().take(SHOWN) {
            let _ = writeln!(out, "    - {}", head(report, change, ""));
        }
        if following.len() > SHOWN {
            let _ = writeln!(out, "    - … {} more", words::thousands(following.len() - SHOWN));
        }
    }
}

fn list(out: &mut String, name: &str, all: &[String]) {
    if all.is_empty() {
        return;
    }
    let shown: Vec<&str> = all.iter().take(SHOWN).map(String::as_str).collect();
    let _ = write!(out, "  - {name} {}", shown.join(", "));
    if all.len() > SHOWN {
        let _ = write!(out, " … {} more", words::thousands(all.len() - SHOWN));
    }
    out.push('\n');
}

/// Subject, what happened and the values, on one line.
fn head(report: &Report, change: &Change, owner: &str) -> String {
    let subject = code(&words::short_subject(change, owner));
    let mut out = format!("{subject} {}", prose(&words::said(change, report)));
    let values: Vec<String> = words::values(change).iter().map(|value| code(value)).collect();
    if !values.is_empty() {
        let _ = write!(out, ": {}", values.join(" → "));
    }
    out
}

fn classes(change: &Change) -> String {
    let strong = |is: bool, text: String| if is { format!("**{text}**") } else { text };
    let wire = strong(change.wire == Wire::Breaking, format!("wire {}", change.wire));
    let rust = strong(change.rust >= Rust::Meaning, format!("Rust {}", change.rust));
    format!("{}, {wire}, {rust}", change.kind.code())
}

fn item(change: &ItemChange) -> String {
    let item = code(&change.item);
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{item}: {} → {}", code(from), code(to)),
        (Some(_), None) => format!("{item} went"),
        (None, Some(to)) => format!("{item} came: {}", code(to)),
        (None, None) => item,
    }
}

fn retirement(report: &Report) -> String {
    if report.retirement.is_empty() {
        return String::new();
    }
    let mut out = "## Retirement\n\n| goes | what | since | instead | paths |\n|---|---|---|---|--:|\n".to_owned();
    for one in words::retirement(report) {
        let mut goes = prose(one.deprecation.removal_date.as_deref().unwrap_or("-"));
        if one.past {
            goes = format!("**{goes}, past**");
        }
        let since = prose(one.deprecation.date.as_deref().unwrap_or("-"));
        let instead = prose(one.instead.as_deref().unwrap_or("-"));
        let _ = writeln!(
            out,
            "| {goes} | {} | {since} | {instead} | {} |",
            cell_code(&one.subject.to_string()),
            words::thousands(one.places.len())
        );
    }
    out.push('\n');
    out
}

fn files(report: &Report) -> String {
    if report.files.is_empty() {
        return String::new();
    }
    let mut out = "## Files of `schemas/`\n\n| file | lines that come | lines that go |\n|---|--:|--:|\n".to_owned();
    for file in &report.files {
        let (added, removed) = (words::thousands(file.added), words::thousands(file.removed));
        let _ = writeln!(out, "| {} | {added} | {removed} |", cell_code(&file.path));
    }
    out.push('\n');
    out
}

fn findings(title: &str, findings: &[Finding]) -> Part {
    if findings.is_empty() {
        return Part::default();
    }
    let lines = findings.iter().map(|finding| {
        let (kind, place) = (finding.kind.name(), code(&finding.place));
        format!("- {kind} {place}: {}\n", prose(&finding.what))
    });
    let title = format!("<b>{title}</b>: {}", words::thousands(findings.len()));
    Part::folded(&title, lines.collect())
}

/// Text as code. The fence is longer than any run of backticks in it.
pub(super) fn code(text: &str) -> String {
    let text = words::visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Without the spaces a backtick at the end would be one of the fence; Markdown takes one away at each side.
    let space = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text as code in a table, where a bar would end the cell even there.
pub(super) fn cell_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A sentence of ours, with what stands between two backticks as code. It names things of the metadata, so all else is escaped: it must
/// make no markup, no table cell, no link, no mention of a user and no reference to an issue.
pub(super) fn prose(text: &str) -> String {
    let text = words::visible(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_ref();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((inner, after)) = behind.split_once('`').filter(|(inner, _)| !inner.is_empty()) else {
            break;
        };
        escape(before, &mut out);
        out.push_str(&cell_code(inner));
        rest = after;
    }
    escape(rest, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Escaped they still name a user or an issue, and an address is still a link: GitHub looks for these when Markdown is
            // done. A space without width comes between.
            '@' | '#' => {
                out.push(c);
                out.push_str("&#8203;");
            }
            ':' if characters.peek() == Some(&'/') => out.push_str(":&#8203;"),
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str(".&#8203;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
}

/// For a line of HTML, where Markdown is not read; but users and issues are looked for there too.
fn escape_html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('@', "@&#8203;").replace(" #", " #&#8203;")
}
