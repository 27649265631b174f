//! The table of the rule: which access packages exclude each other, and which want an approval.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::Failure;

/// The table, as it stands in a file of JSON: `rules.json` of this folder is one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    conflicts: Vec<Conflict>,
    /// The ids of the users who approve, by the id of the access package.
    approvers: BTreeMap<String, Vec<String>>,
}

/// Access packages of which nobody is to have two.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflict {
    /// By their ids.
    packages: Vec<String>,
    /// What the requestor and the audit log read.
    reason: String,
}

impl Table {
    /// Reads the file; without one the table is empty.
    pub fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let json = std::fs::read(file).map_err(|error| named(&error))?;
        let table: Self = serde_json::from_slice(&json).map_err(|error| named(&error))?;
        table.check().map_err(|error| named(&error))?;
        Ok(table)
    }

    fn check(&self) -> Result<(), String> {
        for (at, conflict) in self.conflicts.iter().enumerate() {
            if conflict.packages.len() < 2 || conflict.reason.is_empty() {
                return Err(format!(
                    "conflicts[{at}]: expected two access packages or more, and a reason"
                ));
            }
        }
        match self.approvers.iter().find(|(_, approvers)| approvers.is_empty()) {
            Some((package, _)) => Err(format!("approvers.{package}: expected the id of a user or more")),
            None => Ok(()),
        }
    }

    /// Whether anything excludes this access package at all.
    pub fn has_conflicts(&self, package: &str) -> bool {
        self.conflicts.iter().any(|conflict| has(&conflict.packages, package))
    }

    /// Why somebody who has these access packages is not to have this one too.
    pub fn conflict(&self, package: &str, held: &[String]) -> Option<&str> {
        let is_against = |conflict: &&Conflict| {
            let other = |held: &&String| !held.eq_ignore_ascii_case(package) && has(&conflict.packages, held);
            has(&conflict.packages, package) && held.iter().find(other).is_some()
        };
        self.conflicts
            .iter()
            .find(is_against)
            .map(|conflict| conflict.reason.as_str())
    }

    /// The ids of the users who approve requests for this access package; none where nobody needs to.
    pub fn approvers(&self, package: &str) -> &[String] {
        let found = self
            .approvers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(package));
        found.map_or(&[], |(_, approvers)| approvers)
    }
}

/// Ids are compared in any case.
fn has(ids: &[String], id: &str) -> bool {
    ids.iter().any(|other| other.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(json: &str) -> Result<Table, String> {
        let table: Table = serde_json::from_str(json).map_err(|error| error.to_string())?;
        table.check().map(|()| table)
    }

    #[test]
    fn two_of_a_conflict_are_too_many() {
        let table = table(r#"{"conflicts": [{"packages": ["pay", "order", "audit"], "reason": "no"}]}"#).unwrap();
        let held = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(table.conflict("PAY", &held(&["Order"])), Some("no"));
        // The same one once more is an extension, not a conflict.
        assert_eq!(table.conflict("pay", &held(&["Pay", "other"])), None);
        assert_eq!(table.conflict("other", &held(&["pay", "order"])), None);
        assert!(table.has_conflicts("audit") && !table.has_conflicts("other"));
    }

    #[test]
    fn a_table_that_says_nothing_is_refused() {
        for (json, place) in [
            (
                r#"{"conflicts": [{"packages": ["pay"], "reason": "no"}]}"#,
                "conflicts[0]",
            ),
            (
                r#"{"conflicts": [{"packages": ["pay", "order"], "reason": ""}]}"#,
                "conflicts[0]",
            ),
            (r#"{"approvers": {"pay": []}}"#, "approvers.pay"),
            (r#"{"conflict": []}"#, "unknown field `conflict`"),
        ] {
            let error = table(json).unwrap_err();
            assert!(error.contains(place), "{error}");
        }
    }

    #[test]
    fn the_table_of_this_folder_can_be_read() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules.json");
        let table = Table::read(Some(&file)).unwrap();
        assert!(!table.conflicts.is_empty() && !table.approvers.is_empty());
        assert!(
            Table::read(Some(Path::new("/nowhere/rules.json")))
                .unwrap_err()
                .to_string()
                .contains("/nowhere")
        );
    }
}
