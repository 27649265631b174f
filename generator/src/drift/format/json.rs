//! A report as JSON, for scripts: its members, and its numbers before them.

use serde::Serialize;

use crate::drift::{Report, Summary};
use crate::text::json;

#[derive(Serialize)]
struct Document<'a> {
    summary: Summary,
    #[serde(flatten)]
    report: &'a Report,
}

/// The report as JSON with a line end behind it.
///
/// # Panics
/// Never: every key is a name and nothing that is written can refuse.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "a report and its summary serialize whatever they hold"
)]
pub fn print(report: &Report) -> String {
    let summary = report.summary();
    let text = serde_json::to_string_pretty(&Document { summary, report }).expect("plain data");
    format!("{}\n", json(&text))
}
