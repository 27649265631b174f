//! From two sources to a report.

use std::path::Path;

use super::change::{FindingChanges, Purpose, Report, Side};
use super::compare::{compare, compare_for_same_crate};
use super::facts::Facts;
use crate::analysis::findings::{is_of_raw_documents, sorted};
use crate::analysis::retirement::retirement;
use crate::error::Result;
use crate::model::Finding;
use crate::progress::Progress;
use crate::snapshot::{Pair, Snapshot};

/// What a report needs beside its two sides.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Our `schemas/`: overlay, names and known routes for sides that have none of their own.
    pub schemas: &'a Path,
    /// The day against which retirement is reckoned, `YYYY-MM-DD`.
    pub today: &'a str,
    /// What the report is for.
    pub purpose: Purpose,
    /// The crate's version before the change.
    pub crate_version: Option<String>,
}

/// Compares two snapshots.
///
/// # Errors
/// When a document of either side is broken or contradicts itself, or our `schemas/` cannot be read; the error names
/// the place. Nothing is reported of half a document.
pub fn report(context: &Context<'_>, old: &Snapshot, new: &Snapshot, progress: &mut dyn Progress) -> Result<Report> {
    progress.step("reading both sides");
    let pair = Pair::read(context.schemas, old, new)?;
    let [old_inputs, mut new_inputs] = pair.inputs;
    let [old_overlay, new_overlay] = &pair.overlays;

    progress.step("resolving and naming");
    let old_facts = Facts::new(old_inputs, old_overlay, &mut ())?;
    if pair.new_follows_old {
        new_inputs.memory = old_facts.loaded.memory.clone();
    }
    let new_facts = Facts::new(new_inputs, new_overlay, &mut ())?;

    progress.step("comparing");
    let changes = match context.purpose {
        Purpose::Cloud => compare_for_same_crate(&old_facts, &new_facts)?,
        Purpose::Drift | Purpose::Import | Purpose::Versions => compare(&old_facts, &new_facts)?,
    };
    // Without paths on both sides nearly all of the one that has them would be new.
    let findings = if old_facts.openapi.is_some() && new_facts.openapi.is_some() {
        let [old, new] = [&old_facts, &new_facts].map(comparable_findings);
        FindingChanges::between(&old, &new)
    } else {
        FindingChanges::default()
    };
    let mut report = Report {
        purpose: context.purpose,
        old: side(old),
        new: side(new),
        changes,
        retirement: retirement(&new_facts.loaded, new_overlay, new.version, context.today),
        notes: pair.notes,
        findings,
        files: Vec::new(),
        crate_version: context.crate_version.clone(),
    };
    report.sort();
    Ok(report)
}

fn side(snapshot: &Snapshot) -> Side {
    Side {
        label: snapshot.label.clone(),
        version: snapshot.version,
        date: snapshot.date.clone(),
    }
}

/// The findings of a side, sorted. Those that only raw documents show are left out: `schemas/` cannot show them again,
/// and an import reports them.
fn comparable_findings(facts: &Facts) -> Vec<Finding> {
    let findings = facts.api().findings.iter();
    sorted(
        findings
            .filter(|finding| !is_of_raw_documents(finding))
            .cloned()
            .collect(),
    )
}
