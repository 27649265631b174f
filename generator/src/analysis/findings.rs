//! `schemas/<version>/findings.yaml`: what did not resolve or agree.

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Place};
use crate::model::{Finding, FindingKind};
use crate::overlay;

/// Kinds that only the raw documents show.
const OF_RAW_DOCUMENTS: [FindingKind; 5] = [
    FindingKind::Unknown,
    FindingKind::MissingType,
    FindingKind::MemberCut,
    FindingKind::DerivedLeftOut,
    FindingKind::SchemaDisagrees,
];

/// Whether only the raw documents show it: such a finding is carried over when `schemas/` is read again; the others
/// are made anew.
#[must_use]
pub fn is_of_raw_documents(finding: &Finding) -> bool {
    OF_RAW_DOCUMENTS.contains(&finding.kind)
        // What `selection.yaml` names and the raw document has may be pruned here.
        || finding.kind == FindingKind::OverlayUnused
            && ["selection.yaml", "a boundary type"].iter().any(|begin| finding.what.starts_with(begin))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    place: String,
    what: String,
}

/// The text of `findings.yaml`: sorted, one finding per line.
#[must_use]
pub fn write(findings: &[Finding]) -> String {
    let mut out = String::from("# What did not resolve, tie or agree. Written by `cargo xtask import` and `regen`.\n");
    if findings.is_empty() {
        out.push_str("[]\n");
    }
    let text = crate::overlay::quoted;
    for finding in sorted(findings.to_vec()) {
        out.push_str(&format!(
            "- {{kind: {}, place: {}, what: {}}}\n",
            finding.kind.name(),
            text(&finding.place),
            text(&finding.what)
        ));
    }
    out
}

/// Reads `findings.yaml`.
///
/// # Errors
/// When it is not of the form that [`write()`] gives.
pub fn read(file: &str, text: &str) -> Result<Vec<Finding>, Error> {
    let entries: Vec<Entry> = overlay::parse(file, text)?;
    entries
        .into_iter()
        .map(|entry| {
            let kind = FindingKind::from_name(&entry.kind).ok_or_else(|| {
                Error::new(
                    ErrorKind::Value,
                    Place::path(file, &entry.place),
                    format!("`{}` is no kind of finding", entry.kind),
                )
            })?;
            Ok(Finding::new(kind, entry.place, entry.what))
        })
        .collect()
}

/// In order, each once.
#[must_use]
pub fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    findings
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_equal() {
        let findings = vec![
            Finding::new(
                FindingKind::MemberCut,
                "microsoft.graph.user/print",
                "leads: \"far\" away",
            ),
            Finding::new(FindingKind::UnresolvedSegment, "GET /a/{b-id}", "x # y"),
        ];
        assert_eq!(read("findings.yaml", &write(&findings)).unwrap(), sorted(findings));
        assert_eq!(read("findings.yaml", &write(&[])).unwrap(), []);
        assert!(
            read("findings.yaml", "- {kind: odd, place: p, what: w}")
                .unwrap_err()
                .to_string()
                .contains("`odd` is no kind")
        );
    }
}
