//! A report as it is read: facts at its head, then sections with groups of entries, each with its lines. It is made
//! once, and every format prints it. It decides what is said and in which order, and knows no format's syntax.
//!
//! Its texts are escaped where they would hide something or act on a terminal: names are from the metadata.

use std::collections::BTreeSet;

use super::groups::{self, Area, Numbered};
use super::words::{self, visible};
use crate::drift::kind::{Explains, Follows};
use crate::drift::{Change, ItemChange, Kind, Purpose, Report};
use crate::model::Finding;
use crate::text::numbers::{count, thousands};

/// All that is printed of a report.
pub(super) struct Outline<'a> {
    pub title: String,
    /// Names and values, as in a table.
    pub facts: Vec<(&'static str, String)>,
    /// A sentence below the facts.
    pub remark: Option<String>,
    pub sections: Vec<Section<'a>>,
}

/// A part with a heading.
pub(super) struct Section<'a> {
    /// What links lead to; unique in the outline.
    pub id: String,
    pub title: String,
    /// How much it holds; empty where that says nothing.
    pub counts: String,
    pub role: Role,
    pub groups: Vec<Group<'a>>,
    /// Lines after all groups.
    pub rest: Vec<String>,
}

/// What a section is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// What everyone should read: always open.
    Main,
    /// The changes of one area.
    Area,
    /// What one looks up.
    Detail,
    /// What the report's codes mean, which docs say too.
    Reference,
}

/// Entries below a name; without one they belong to the section itself.
pub(super) struct Group<'a> {
    pub name: Option<String>,
    pub entries: Vec<Entry<'a>>,
}

/// Something that is listed.
#[derive(Default)]
pub(super) struct Entry<'a> {
    pub head: Vec<Span>,
    /// The change that it lists.
    pub change: Option<&'a Change>,
    /// How many changes it stands for, where it lists more than one.
    pub count: Option<usize>,
    pub lines: Vec<Line>,
    /// What follows from it.
    pub folded: Vec<Entry<'a>>,
    /// What links lead to; unique in the outline.
    pub id: Option<String>,
    /// The id that this entry leads to.
    pub link: Option<String>,
}

/// A line below an entry's head: a sentence, or a list of which the first few are enough.
pub(super) struct Line {
    pub label: &'static str,
    /// What all items of a list are called; empty for a sentence.
    pub noun: &'static str,
    pub items: Vec<Vec<Span>>,
    /// Whether the entry above has the same line.
    pub again: bool,
}

/// A piece of a line. Pieces are printed one after the other, with nothing between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Words of ours.
    Text(String),
    /// A name, a value or a path.
    Code(String),
    /// A day that stands out, and whether it is past.
    Day(String, bool),
}

fn text(text: impl Into<String>) -> Span {
    Span::Text(text.into())
}

fn name(text: &str) -> Span {
    Span::Code(visible(text).into_owned())
}

/// Values behind what has them: `: before → after`.
fn values(values: impl IntoIterator<Item = impl AsRef<str>>) -> impl Iterator<Item = Span> {
    let marks = std::iter::once(": ").chain(std::iter::repeat(" → "));
    let values = marks.zip(values);
    values.flat_map(|(mark, value)| [text(mark), name(value.as_ref())])
}

/// A sentence: what stands between two backticks is code.
pub(super) fn prose(sentence: &str) -> Vec<Span> {
    let sentence = visible(sentence);
    let mut spans = Vec::new();
    let mut rest = sentence.as_ref();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((inner, after)) = behind.split_once('`').filter(|(inner, _)| !inner.is_empty()) else {
            break;
        };
        spans.extend((!before.is_empty()).then(|| text(before)));
        spans.push(Span::Code(inner.to_owned()));
        rest = after;
    }
    spans.extend((!rest.is_empty()).then(|| text(rest)));
    spans
}

/// The outline of a report.
pub(super) fn outline(report: &Report) -> Outline<'_> {
    let areas = groups::areas(report);
    let breaking = Breaking::of(report, &areas);
    let mut sections = vec![notes(report), breaking.section(report), retirement(report)];
    let areas = areas.iter().enumerate();
    sections.extend(areas.map(|(at, area)| of_area(report, at, area, &breaking.links)));
    sections.push(findings("findings-new", "New findings", &report.findings.new));
    let gone = &report.findings.gone;
    sections.push(findings("findings-gone", "Findings that are gone", gone));
    sections.push(files(report));
    sections.push(kinds(report));
    sections.retain(|section| section.groups.iter().any(|group| !group.entries.is_empty()));
    Outline {
        title: words::title(report),
        facts: facts(report),
        remark: words::remark(report),
        sections,
    }
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut facts = vec![("old", words::side(&report.old)), ("new", words::side(&report.new))];
    if !report.is_empty() {
        let summary = report.summary();
        facts.push(("changes", words::changes(&summary)));
        facts.push(("ways", words::ways(report)));
        facts.push(("wire", words::classes(&summary.wire)));
        facts.push(("Rust", words::classes(&summary.rust)));
        facts.extend(words::release(report, &summary).map(|release| ("release", release)));
    }
    if !report.retirement.is_empty() {
        facts.push(("retired", words::retired(&report.retirement)));
    }
    facts
}

/// A section of one group, which says how many entries it has.
fn section<'a>(id: &str, title: &str, role: Role, entries: impl Iterator<Item = Entry<'a>>) -> Section<'a> {
    let entries: Vec<Entry<'_>> = entries.collect();
    Section {
        id: id.to_owned(),
        title: title.to_owned(),
        counts: thousands(entries.len()),
        role,
        groups: vec![Group { name: None, entries }],
        rest: Vec::new(),
    }
}

fn entry<'a>(head: Vec<Span>) -> Entry<'a> {
    Entry {
        head,
        ..Entry::default()
    }
}

fn notes(report: &Report) -> Section<'_> {
    let notes = report.notes.iter().map(|note| entry(prose(note)));
    Section {
        counts: String::new(),
        ..section("notes", "To know", Role::Main, notes)
    }
}

/// What a maintainer must look at: everything that breaks, but not what follows from something that breaks itself.
#[derive(Default)]
struct Breaking<'a> {
    /// Each with the number of changes that it stands for.
    listed: Vec<(Numbered<'a>, usize)>,
    /// Builders with another name are only counted.
    builders: usize,
    /// What follows from those that are listed.
    following: usize,
    /// Places in the report of those that are listed.
    links: BTreeSet<usize>,
}

impl<'a> Breaking<'a> {
    fn of(report: &Report, areas: &[Area<'a>]) -> Self {
        let mut breaking = Breaking::default();
        // What a cloud lacks breaks, nearly all of it: the areas say so.
        if report.purpose == Purpose::Cloud {
            return breaking;
        }
        for entry in areas.iter().flat_map(Area::entries) {
            let own = entry.change.is_breaking();
            if own {
                breaking.listed.push(((entry.at, entry.change), entry.count()));
            }
            for following in entry.following.iter().filter(|(_, change)| change.is_breaking()) {
                let kind = following.1.kind;
                // A type is an `Any…` enum from now on, or no longer: programs that hold it must change.
                let is_of_holders = kind.explains() == Explains::AnyEnum;
                if kind.follows() == Follows::Builders {
                    breaking.builders += 1;
                } else if own && !is_of_holders {
                    breaking.following += 1;
                } else {
                    breaking.listed.push((*following, 1));
                }
            }
        }
        breaking.links = breaking.listed.iter().map(|((at, _), _)| *at).collect();
        breaking
    }

    fn section(&self, report: &Report) -> Section<'a> {
        let mut above: Option<&Change> = None;
        let entries = self.listed.iter().map(|((at, change), changes)| {
            let mut entry = head(report, change, *changes, "");
            entry.reason(change, above.replace(change));
            entry.link = Some(id_of(*at));
            entry
        });
        let title = "Breaking, or of another meaning";
        let mut section = section("breaking", title, Role::Main, entries);
        if self.builders > 0 {
            let builders = count(self.builders, "builder");
            section.rest.push(format!("{builders} renamed (GIG0091)"));
        }
        if self.following > 0 {
            let following = thousands(self.following);
            section.rest.push(format!("{following} more that follow from these"));
        }
        section
    }
}

fn of_area<'a>(report: &Report, at: usize, area: &Area<'a>, links: &BTreeSet<usize>) -> Section<'a> {
    let (all, breaking) = area.counts();
    let mut counts = count(all, "change");
    if breaking > 0 {
        counts.push_str(&format!(", {} breaking", thousands(breaking)));
    }
    let groups = area.owners.iter().map(|owner| {
        let mut above: Option<&Change> = None;
        let entries = owner.entries.iter();
        let entries = entries.map(|entry| of_change(report, entry, owner.name, above.replace(entry.change), links));
        Group {
            entries: entries.collect(),
            name: Some(visible(owner.name).into_owned()),
        }
    });
    Section {
        id: format!("area{at}"),
        title: words::area(area.name).into_owned(),
        counts,
        role: Role::Area,
        groups: groups.collect(),
        rest: Vec::new(),
    }
}

/// What links to a change lead to.
fn id_of(at: usize) -> String {
    format!("change{at}")
}

/// Subject, what happened and the values, of a change that stands for so many.
fn head<'a>(report: &Report, change: &'a Change, changes: usize, owner: &str) -> Entry<'a> {
    let subject = match changes {
        1 => words::short_subject(change, owner),
        operations => count(operations, "operation"),
    };
    let mut head = vec![Span::Code(subject), text(format!(" {}", words::said(change, report)))];
    head.extend(values(words::values(change)));
    Entry {
        head,
        change: Some(change),
        count: (changes > 1).then_some(changes),
        ..Entry::default()
    }
}

/// A listed change: its head, all that is known of it, and what follows from it.
fn of_change<'a>(
    report: &Report,
    listed: &groups::Entry<'a>,
    owner: &str,
    above: Option<&Change>,
    links: &BTreeSet<usize>,
) -> Entry<'a> {
    let change = listed.change;
    let mut entry = head(report, change, listed.count(), owner);
    entry.id = links.contains(&listed.at).then(|| id_of(listed.at));
    let all = || std::iter::once(change).chain(listed.alike.iter().copied());
    if listed.alike.is_empty() {
        entry.reason(change, above);
    } else {
        // What is said of each of them.
        let whys: [fn(&Change) -> &str; 2] = [|change| &change.why.wire, |change| &change.why.rust];
        let shared = whys
            .into_iter()
            .filter(|why| all().all(|other| why(other) == why(change)));
        let shared: Vec<&str> = shared.map(|why| why(change)).collect();
        entry.sentence("", prose(shared.join(" ").trim()));
    }
    // What it follows from is above it, unless that is not in the report.
    if let Some(cause) = change.because.as_ref().filter(|_| !listed.is_folded) {
        entry.sentence("follows from", vec![name(&format!("{} {}", cause.kind, cause.subject))]);
    }
    if !change.evidence.is_empty() {
        entry.sentence("evidence:", prose(&change.evidence.join("; ")));
    }
    let places: Vec<String> = if listed.alike.is_empty() {
        // Those that the subject does not already say.
        let subject = change.subject.to_string();
        let places = change.places.iter();
        places.filter(|place| !subject.ends_with(*place)).cloned().collect()
    } else {
        all().map(|change| change.subject.to_string()).collect()
    };
    entry.list("at", "places", places.iter().map(|place| vec![name(place)]));
    entry.list("Rust", "Rust items", all().flat_map(|change| &change.items).map(item));
    if !listed.following.is_empty() {
        entry.sentence("and with it:", prose(&words::with_it(listed, report)));
    }
    let folded = listed.following.iter();
    let folded = folded.map(|following| of_change(report, &groups::Entry::folded(*following), "", None, links));
    entry.folded = folded.collect();
    entry
}

impl Entry<'_> {
    fn line(&mut self, label: &'static str, noun: &'static str, items: Vec<Vec<Span>>, again: bool) {
        self.lines.extend((!items.is_empty()).then_some(Line {
            label,
            noun,
            items,
            again,
        }));
    }

    fn list(&mut self, label: &'static str, noun: &'static str, items: impl Iterator<Item = Vec<Span>>) {
        self.line(label, noun, items.collect(), false);
    }

    fn sentence(&mut self, label: &'static str, sentence: Vec<Span>) {
        self.line(label, "", vec![sentence], false);
    }

    /// Why a change has its classes.
    fn reason(&mut self, change: &Change, above: Option<&Change>) {
        let again = above.is_some_and(|above| above.kind == change.kind && above.why == change.why);
        self.line("", "", vec![prose(&change.why.to_string())], again);
    }
}

fn item(change: &ItemChange) -> Vec<Span> {
    let sign = match (&change.from, &change.to) {
        (None, Some(_)) => "+ ",
        (Some(_), None) => "− ",
        _ => "~ ",
    };
    let mut spans = vec![text(sign), name(&change.item)];
    spans.extend(values(change.from.iter().chain(&change.to)));
    spans
}

fn retirement(report: &Report) -> Section<'_> {
    let entries = report.retirement.iter().map(|one| {
        let day = visible(one.deprecation.removal_date.as_deref().unwrap_or("no day"));
        let day = format!("{day}{}", if one.past { ", past" } else { "" });
        let mut entry = entry(vec![
            Span::Day(day, one.past),
            text(": "),
            name(&one.subject.to_string()),
        ]);
        if let Some(since) = &one.deprecation.date {
            entry.sentence("deprecated since", prose(since));
        }
        if let Some(instead) = &one.instead {
            entry.sentence("instead:", prose(instead));
        }
        entry.list("at", "places", one.places.iter().map(|place| vec![name(place)]));
        entry
    });
    Section {
        counts: words::retired(&report.retirement),
        ..section("retirement", "Retirement", Role::Main, entries)
    }
}

fn findings<'a>(id: &str, title: &str, findings: &'a [Finding]) -> Section<'a> {
    let entries = findings.iter().map(|finding| {
        let mut entry = entry(vec![text(format!("{} ", finding.kind.name())), name(&finding.place)]);
        entry.sentence("", prose(&finding.what));
        entry
    });
    section(id, title, Role::Detail, entries)
}

fn files(report: &Report) -> Section<'_> {
    let entries = report.files.iter().map(|file| {
        let (added, removed) = (thousands(file.added), thousands(file.removed));
        entry(vec![name(&file.path), text(format!(" +{added} −{removed} lines"))])
    });
    section("files", "Files of schemas/ that would change", Role::Main, entries)
}

/// What the codes of this report mean, with the number of changes of each.
fn kinds(report: &Report) -> Section<'_> {
    let summary = report.summary();
    let kinds: BTreeSet<Kind> = report.changes.iter().map(|change| change.kind).collect();
    let entries = kinds.into_iter().map(|kind| {
        let changes = summary.kinds.get(&kind.to_string()).copied().unwrap_or_default();
        let said = format!(" {}: {}", kind.name(), count(changes, "change"));
        let mut entry = entry(vec![name(kind.code()), text(said)]);
        entry.id = Some(kind.code().to_owned());
        entry.sentence("", prose(kind.meaning()));
        entry.sentence("Wire:", prose(&kind.on_the_wire()));
        entry.sentence("Rust:", prose(kind.in_rust()));
        entry
    });
    section("kinds", "Kinds of change in this report", Role::Reference, entries)
}
