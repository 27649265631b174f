//! What is known of a version's permissions, and how good the inferred ones are, as text to read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::proof::{Proof, Score};
use crate::model::{InferenceRule, Version};
use crate::text::numbers::thousands;

/// What `cargo xtask permissions` prints of a version.
#[derive(Clone, Debug)]
pub struct PermissionReport {
    /// The version.
    pub version: Version,
    /// How many operations it has.
    pub operations: usize,
    /// For how many something is published.
    pub published: usize,
    /// For how many something is inferred, by rule.
    pub inferred: BTreeMap<InferenceRule, usize>,
    /// For how many of the inferred ones an application is left out, because like operations need a signed-in user.
    pub delegated_only: usize,
    /// For how many the overlay names roles.
    pub with_roles: usize,
    /// How good the inference is.
    pub proof: Proof,
    /// How many splits that was measured on.
    pub splits: u64,
}

/// The reports as text, with every wrong prediction where `failures` asks for that.
#[must_use]
pub fn text(reports: &[PermissionReport], failures: bool) -> String {
    let mut out = String::new();
    for report in reports {
        // Writing to a string does not fail.
        let _ = report.write(&mut out, failures);
    }
    out
}

impl PermissionReport {
    fn write(&self, out: &mut String, failures: bool) -> std::fmt::Result {
        let inferred: usize = self.inferred.values().sum();
        let none = self.operations.saturating_sub(self.published + inferred);
        let separator = if out.is_empty() { "" } else { "\n" };
        writeln!(
            out,
            "{separator}{}: {} operations",
            self.version,
            thousands(self.operations)
        )?;
        writeln!(out, "  {:>6}  published", thousands(self.published))?;
        writeln!(
            out,
            "  {:>6}  inferred, {} of them for a signed-in user alone as like operations are",
            thousands(inferred),
            thousands(self.delegated_only)
        )?;
        for rule in InferenceRule::ALL {
            let count = self.inferred.get(&rule).copied().unwrap_or_default();
            writeln!(out, "  {:>6}    {:<14}  {}", thousands(count), rule.name(), rule.says())?;
        }
        writeln!(out, "  {:>6}  neither", thousands(none))?;
        writeln!(out, "  {:>6}  with roles", thousands(self.with_roles))?;

        writeln!(
            out,
            "\n  Half of the published ones hidden and predicted, {} times: {} predictions, none for {} of them.",
            self.splits,
            thousands(self.proof.hidden),
            thousands(self.proof.unpredicted)
        )?;
        writeln!(
            out,
            "  precision: of the predicted names those that are the least; recall: of the least ones those that\n  \
             were predicted; suffices: of the predicted names those that are least or higher ones\n"
        )?;
        writeln!(
            out,
            "  {:<24}{:<14}{:>9}{:>9}{:>10}{:>8}{:>8}{:>8}",
            "", "scheme", "precision", "recall", "suffices", "right", "wrong", "missed"
        )?;
        for (scheme, score) in &self.proof.by_scheme {
            row(out, "all", scheme, score)?;
        }
        for ((area, scheme), score) in &self.proof.by_area {
            row(out, area, scheme, score)?;
        }
        for ((rule, scheme), score) in &self.proof.by_rule {
            row(out, rule.name(), scheme, score)?;
        }
        if failures {
            writeln!(out, "\n  Predicted otherwise than published, how often, by which rule:")?;
            for failure in self.proof.failures_by_count() {
                writeln!(out, "  {failure}")?;
            }
        }
        Ok(())
    }
}

fn row(out: &mut String, what: &str, scheme: &str, score: &Score) -> std::fmt::Result {
    if *score == Score::default() {
        return Ok(());
    }
    writeln!(
        out,
        "  {what:<24}{scheme:<14}{:>9.3}{:>9.3}{:>10.3}{:>8}{:>8}{:>8}",
        score.precision(),
        score.recall(),
        score.sufficiency(),
        thousands(score.right),
        thousands(score.wrong),
        thousands(score.missed)
    )
}
