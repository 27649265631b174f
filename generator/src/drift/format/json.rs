//! A report as JSON, for scripts. The names of its members are stable; `docs/drift.md` lists them.

use serde::Serialize;

use crate::drift::{Cause, Change, FileChange, ItemChange, Purpose, Report, Retirement, Rust, Side, Summary, Wire};
use crate::model::Finding;
use crate::text::json;

#[derive(Serialize)]
struct Document<'a> {
    summary: Summary,
    changes: Vec<ChangeRow<'a>>,
    old: &'a Side,
    new: &'a Side,
    purpose: Purpose,
    retirement: &'a [Retirement],
    notes: &'a [String],
    findings: Findings<'a>,
    files: &'a [FileChange],
}

#[derive(Serialize)]
struct ChangeRow<'a> {
    code: &'static str,
    kind: &'static str,
    subject: String,
    from: Option<&'a str>,
    to: Option<&'a str>,
    wire: Wire,
    rust: Rust,
    why: String,
    evidence: &'a [String],
    because: Option<&'a Cause>,
    area: &'a str,
    owner: &'a str,
    places: &'a [String],
    items: &'a [ItemChange],
}

#[derive(Serialize)]
struct Findings<'a> {
    new: &'a [Finding],
    gone: &'a [Finding],
}

/// The report as JSON with a line end behind it.
///
/// # Panics
/// Never: every key is a name and nothing that is written can refuse.
#[must_use]
#[expect(clippy::expect_used, reason = "the types above serialize whatever they hold")]
pub fn print(report: &Report) -> String {
    let document = Document {
        summary: report.summary(),
        changes: report.changes.iter().map(change).collect(),
        old: &report.old,
        new: &report.new,
        purpose: report.purpose,
        retirement: &report.retirement,
        notes: &report.notes,
        findings: Findings {
            new: &report.findings_new,
            gone: &report.findings_gone,
        },
        files: &report.files,
    };
    let text = serde_json::to_string_pretty(&document).expect("plain data");
    format!("{}\n", json(&text))
}

fn change(change: &Change) -> ChangeRow<'_> {
    ChangeRow {
        code: change.kind.code(),
        kind: change.kind.name(),
        subject: change.subject.to_string(),
        from: change.from.as_deref(),
        to: change.to.as_deref(),
        wire: change.wire,
        rust: change.rust,
        why: change.why(),
        evidence: &change.evidence,
        because: change.because.as_ref(),
        area: &change.area,
        owner: &change.owner,
        places: &change.places,
        items: &change.items,
    }
}
