//! Stands in for the comparison, the formats and the clouds until they are merged; then deleted.
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    China,
    UsGovernment,
}
impl Cloud {
    pub const ALL: [Cloud; 2] = [Cloud::China, Cloud::UsGovernment];
    pub fn name(self) -> &'static str {
        match self {
            Cloud::China => "china",
            Cloud::UsGovernment => "us-government",
        }
    }
    pub fn title(self) -> &'static str {
        match self {
            Cloud::China => "China",
            Cloud::UsGovernment => "US Government",
        }
    }
}

pub mod format {
    use generator::drift::Report;
    #[derive(Clone, Copy)]
    pub enum Format {
        Text,
        Markdown,
        Html,
        Json,
    }
    pub fn print(report: &Report, format: Format, color: bool) -> String {
        let summary = report.summary();
        match format {
            Format::Text if color => format!("\u{1b}[1m{} changes\u{1b}[0m\n", summary.changes),
            Format::Text => {
                format!(
                    "{} to {}\n{} changes\n{}",
                    report.old.label,
                    report.new.label,
                    summary.changes,
                    report
                        .changes
                        .iter()
                        .map(|c| format!("{} {}\n", c.kind, c.subject))
                        .collect::<String>()
                ) + &report
                    .files
                    .iter()
                    .map(|f| format!("{} +{} -{}\n", f.path, f.added, f.removed))
                    .collect::<String>()
                    + &report.notes.join("\n")
            }
            Format::Markdown => format!("## {} changes\n", summary.changes),
            Format::Html => format!("<!DOCTYPE html>\n<html><body>{}</body></html>\n", summary.changes),
            Format::Json => {
                let changes: Vec<_> = report
                    .changes
                    .iter()
                    .map(|c| serde_json::json!({"code": c.kind.code(), "subject": c.subject, "wire": c.wire.name(), "rust": c.rust.name()}))
                    .collect();
                let value = serde_json::json!({"summary": summary, "changes": changes, "old": report.old, "new": report.new, "purpose": report.purpose, "files": report.files,
                    "notes": report.notes, "findings": {"new": report.findings_new.iter().map(ToString::to_string).collect::<Vec<_>>(), "gone": report.findings_gone.iter().map(ToString::to_string).collect::<Vec<_>>()}});
                format!("{value:#}\n")
            }
        }
    }
    pub mod kinds {
        use generator::drift::Kind;
        pub fn document() -> String {
            Kind::ALL.iter().map(|kind| explain(*kind)).collect()
        }
        pub fn explain(kind: Kind) -> String {
            format!("{} {}\n{}\n", kind.code(), kind.name(), kind.meaning())
        }
    }
}
