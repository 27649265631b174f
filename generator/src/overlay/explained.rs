//! `schemas/overlay/explained.yaml`: why today's findings are as they are, so that a new one stands out.
//!
//! An explanation covers findings of one kind by a pattern of their place and, where given, a part of what they say.
//! The first that matches takes the finding, so a narrow explanation stands before a wide one.

use serde::Deserialize;

use super::pattern::matches;
use super::{applies, parse};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Finding, FindingKind, Version};

/// The file's name below `schemas/overlay/`.
pub const FILE: &str = "explained.yaml";

/// Why some findings are as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The kind that it is about.
    pub kind: FindingKind,
    /// Pattern of the place: `*` stands for any text, none included.
    pub place: String,
    /// Part of what the finding says; empty for any.
    pub what: String,
    /// Why, in our own words.
    pub why: String,
    /// Only in these versions; empty for all.
    pub versions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    place: String,
    #[serde(default)]
    what: String,
    why: String,
    #[serde(default)]
    versions: Vec<String>,
}

/// Reads `explained.yaml`.
///
/// # Errors
/// When it is not a list of explanations, or names a kind that there is not.
pub fn read(file: &str, text: &str) -> Result<Vec<Explanation>, Error> {
    let entries: Vec<Entry> = parse(file, text)?;
    entries
        .into_iter()
        .map(|entry| {
            let wrong = |why: String| Error::new(ErrorKind::Value, Place::path(file, &entry.place), why);
            let kind = FindingKind::from_name(&entry.kind)
                .ok_or_else(|| wrong(format!("`{}` is no kind of finding", entry.kind)))?;
            if entry.why.trim().is_empty() {
                return Err(wrong("an explanation without a reason: say why in `why`".to_owned()));
            }
            Ok(Explanation {
                kind,
                place: entry.place,
                what: entry.what,
                why: entry.why,
                versions: entry.versions,
            })
        })
        .collect()
}

/// Findings under their explanations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained<'a> {
    /// Every explanation of this version with what it covers, in the file's order; one that covers nothing is stale.
    pub groups: Vec<(&'a Explanation, Vec<&'a Finding>)>,
    /// Findings without an explanation.
    pub unexplained: Vec<&'a Finding>,
}

impl Explained<'_> {
    /// Explanations that cover nothing.
    pub fn unused(&self) -> impl Iterator<Item = &Explanation> {
        self.groups
            .iter()
            .filter(|(_, findings)| findings.is_empty())
            .map(|(explanation, _)| *explanation)
    }
}

/// Groups the findings of a version: each under the first explanation that matches.
#[must_use]
pub fn explain<'a>(explanations: &'a [Explanation], findings: &'a [Finding], version: Version) -> Explained<'a> {
    let mut groups: Vec<(&Explanation, Vec<&Finding>)> = explanations
        .iter()
        .filter(|explanation| applies(&explanation.versions, version))
        .map(|explanation| (explanation, Vec::new()))
        .collect();
    let mut unexplained = Vec::new();
    for finding in findings {
        match groups.iter_mut().find(|(explanation, _)| covers(explanation, finding)) {
            Some((_, covered)) => covered.push(finding),
            None => unexplained.push(finding),
        }
    }
    Explained { groups, unexplained }
}

fn covers(explanation: &Explanation, finding: &Finding) -> bool {
    explanation.kind == finding.kind
        && matches(&explanation.place, &finding.place)
        && finding.what.contains(&explanation.what)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_matches_takes_a_finding() {
        let text = "- {kind: option-denied, place: 'GET */runs', what: $top, why: one}\n\
                    - {kind: option-denied, place: 'GET *', why: two}\n\
                    - {kind: member-cut, place: '*', why: three}\n\
                    - {kind: member-cut, place: '*', why: four, versions: [beta]}\n";
        let explanations = read(FILE, text).unwrap();
        let findings = [
            Finding::new(FindingKind::OptionDenied, "GET /a/runs", "$top is denied"),
            Finding::new(FindingKind::OptionDenied, "GET /a/runs", "$skip is denied"),
            Finding::new(FindingKind::Unknown, "GET /a/runs", "odd"),
        ];
        let explained = explain(&explanations, &findings, Version::V1_0);
        let counts: Vec<_> = explained
            .groups
            .iter()
            .map(|(explanation, findings)| (explanation.why.as_str(), findings.len()))
            .collect();
        assert_eq!(counts, [("one", 1), ("two", 1), ("three", 0)]);
        assert_eq!(explained.unexplained, [&findings[2]]);
        assert_eq!(
            explained
                .unused()
                .map(|explanation| explanation.why.as_str())
                .collect::<Vec<_>>(),
            ["three"]
        );
    }

    #[test]
    fn an_error_names_the_place_in_the_file() {
        let odd = read(FILE, "- {kind: odd, place: p, why: w}").unwrap_err().to_string();
        assert!(
            odd.contains("explained.yaml") && odd.contains("`odd` is no kind"),
            "{odd}"
        );
        let empty = read(FILE, "- {kind: unknown, place: p, why: ' '}")
            .unwrap_err()
            .to_string();
        assert!(empty.contains("without a reason"), "{empty}");
        assert!(
            read(FILE, "- {kind: unknown, place: p}")
                .unwrap_err()
                .to_string()
                .contains("why")
        );
    }
}
