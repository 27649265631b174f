//! Stands in for the comparison, the formats and the clouds until they are merged; then deleted.
#![allow(missing_docs)]
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use generator::drift::source::Snapshot;
use generator::drift::{Change, Kind, Purpose, Report, Rust, Side, Wire};
use generator::error::Result;
use generator::pipeline::Progress;
use generator::{csdl, openapi};

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

pub struct Context<'a> {
    pub schemas: &'a Path,
    pub today: &'a str,
    pub purpose: Purpose,
    pub crate_version: Option<String>,
}

fn facts(snapshot: &Snapshot) -> Result<BTreeSet<String>> {
    let document = csdl::read(&snapshot.csdl.name, &snapshot.csdl.text)?;
    let mut facts = BTreeSet::new();
    for schema in &document.schemas {
        for ty in &schema.structured_types {
            for property in &ty.properties {
                facts.insert(format!("{}.{}/{}", schema.namespace, ty.name, property.name));
            }
        }
        for ty in &schema.enum_types {
            for member in &ty.members {
                facts.insert(format!("{}.{}/{}", schema.namespace, ty.name, member.name));
            }
        }
    }
    if let Some(openapi) = &snapshot.openapi {
        drop(openapi::read(&openapi.name, &openapi.text)?);
    }
    Ok(facts)
}

pub fn report(context: &Context<'_>, old: &Snapshot, new: &Snapshot, progress: &mut dyn Progress) -> Result<Report> {
    progress.step("comparing");
    let _: PathBuf = context.schemas.join(context.today);
    let (before, after) = (facts(old)?, facts(new)?);
    let change = |kind, subject: &String, wire, rust| Change {
        kind,
        subject: subject.clone(),
        from: None,
        to: None,
        wire,
        rust,
        why: "because".into(),
        evidence: vec![],
        because: None,
        area: "shared".into(),
        owner: "x".into(),
        places: vec![],
        items: vec![],
    };
    let gone = before
        .difference(&after)
        .map(|s| change(Kind::PropertyRemoved, s, Wire::Breaking, Rust::Breaking));
    let come = after
        .difference(&before)
        .map(|s| change(Kind::PropertyAdded, s, Wire::Compatible, Rust::Additive));
    let side = |one: &Snapshot| Side {
        label: one.label.clone(),
        version: one.version,
        date: one.date.clone(),
    };
    Ok(Report {
        purpose: context.purpose,
        old: side(old),
        new: side(new),
        changes: gone.chain(come).collect(),
        retirement: vec![],
        notes: vec![],
        findings_new: vec![],
        findings_gone: vec![],
        files: vec![],
        crate_version: context.crate_version.clone(),
    })
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
