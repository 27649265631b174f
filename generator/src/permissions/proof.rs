//! How good the inference is: a part of what is published is hidden, predicted from the rest, and compared.

use std::collections::{BTreeMap, BTreeSet};

use super::infer::Known;
use super::operation::OperationFacts;
use crate::model::{InferenceRule, SchemePermissions};

/// How often names of least privileged permissions were predicted right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Predicted and published.
    pub right: usize,
    /// Predicted and not published.
    pub wrong: usize,
    /// Published and not predicted.
    pub missed: usize,
    /// Predicted, and published as one of the least or as a higher one: it suffices.
    pub suffices: usize,
}

impl Score {
    /// The part of the predicted names that are published; 1 where nothing was predicted.
    #[must_use]
    pub fn precision(&self) -> f64 {
        part(self.right, self.right + self.wrong)
    }

    /// The part of the published names that were predicted; 1 where nothing is published.
    #[must_use]
    pub fn recall(&self) -> f64 {
        part(self.right, self.right + self.missed)
    }

    /// The part of the predicted names that suffice, although they may not be the least; 1 where nothing was predicted.
    #[must_use]
    pub fn sufficiency(&self) -> f64 {
        part(self.suffices, self.right + self.wrong)
    }

    fn add(&mut self, predicted: &[String], least: &[String], higher: &[String]) {
        let right = predicted.iter().filter(|name| least.contains(name)).count();
        self.right += right;
        self.wrong += predicted.len() - right;
        self.missed += least.len() - right;
        self.suffices += right + predicted.iter().filter(|name| higher.contains(name)).count();
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are a few thousand operations")]
fn part(of: usize, all: usize) -> f64 {
    if all == 0 { 1.0 } else { of as f64 / all as f64 }
}

/// A prediction that was not right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The operation: `GET /a`.
    pub operation: String,
    /// The rule that predicted; nothing where none did.
    pub rule: Option<InferenceRule>,
    /// What was predicted, by scheme.
    pub predicted: String,
    /// What is published, by scheme.
    pub published: String,
}

/// What came of some splits.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// By area and scheme.
    pub by_area: BTreeMap<(String, &'static str), Score>,
    /// By the rule that predicted, and scheme.
    pub by_rule: BTreeMap<(InferenceRule, &'static str), Score>,
    /// All together, by scheme.
    pub by_scheme: BTreeMap<&'static str, Score>,
    /// Predictions that were not right in every scheme, and how often each.
    pub failures: BTreeMap<Failure, usize>,
    /// How many operations were hidden, and for how many of them nothing was predicted.
    pub hidden: usize,
    /// Of the hidden ones.
    pub unpredicted: usize,
}

/// Hides half of what is published, once for each seed, and predicts it.
#[must_use]
pub fn prove(operations: &[OperationFacts<'_>], seeds: impl Iterator<Item = u64>) -> Proof {
    let published: Vec<&OperationFacts<'_>> = operations
        .iter()
        .filter(|one| !one.published.least.is_empty())
        .collect();
    let mut proof = Proof::default();
    for seed in seeds {
        let hidden = half(published.len(), seed);
        let numbered = || published.iter().enumerate();
        let shown = numbered().filter(|(number, _)| !hidden.contains(number));
        let shown = Known::of(shown.map(|(_, one)| *one));
        for (_, operation) in numbered().filter(|(number, _)| hidden.contains(number)) {
            proof.add(operation, &shown);
        }
    }
    proof
}

impl Proof {
    fn add(&mut self, operation: &OperationFacts<'_>, shown: &Known<'_>) {
        let published = &operation.published.least;
        let guess = shown.guess(operation);
        let rule = guess.as_ref().map(|guess| guess.rule);
        let predicted = guess.map(|guess| guess.permissions.least).unwrap_or_default();
        self.hidden += 1;
        self.unpredicted += usize::from(rule.is_none());
        let published_ones = published
            .schemes()
            .into_iter()
            .zip(operation.published.higher.schemes());
        for ((scheme, predicted), ((_, least), (_, higher))) in predicted.schemes().into_iter().zip(published_ones) {
            let area = operation.area.unwrap_or("none").to_owned();
            let scores = [
                Some(self.by_area.entry((area, scheme)).or_default()),
                Some(self.by_scheme.entry(scheme).or_default()),
                rule.map(|rule| self.by_rule.entry((rule, scheme)).or_default()),
            ];
            for score in scores.into_iter().flatten() {
                score.add(predicted, least, higher);
            }
        }
        if predicted != *published {
            let failure = Failure {
                operation: operation.text(),
                rule,
                predicted: text(&predicted),
                published: text(published),
            };
            *self.failures.entry(failure).or_default() += 1;
        }
    }

    /// The wrong predictions as lines, the most frequent first.
    pub fn failures_by_count(&self) -> impl Iterator<Item = String> {
        let mut failures: Vec<(&Failure, &usize)> = self.failures.iter().collect();
        failures.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let lines = failures.into_iter().map(|(failure, count)| {
            let rule = failure.rule.map_or("no rule", InferenceRule::name);
            let Failure {
                operation,
                predicted,
                published,
                ..
            } = failure;
            format!("{count:>3} {operation}: {predicted} ({rule}), published: {published}")
        });
        lines.collect::<Vec<_>>().into_iter()
    }
}

fn text(permissions: &SchemePermissions) -> String {
    let schemes = permissions.schemes();
    let named = schemes.iter().filter(|(_, names)| !names.is_empty());
    let named: Vec<String> = named
        .map(|(scheme, names)| format!("{scheme} {}", names.join(", ")))
        .collect();
    if named.is_empty() {
        "nothing".to_owned()
    } else {
        named.join("; ")
    }
}

/// Half of the numbers below `count`, drawn by a seed: the same on every machine.
fn half(count: usize, seed: u64) -> BTreeSet<usize> {
    let mut numbers: Vec<(u64, usize)> = (0..count).map(|number| (mixed(seed, number as u64), number)).collect();
    numbers.sort_unstable();
    numbers.into_iter().take(count / 2).map(|(_, number)| number).collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014), of one number.
fn mixed(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_drawn_by_its_seed() {
        for count in [0, 1, 2, 7, 100] {
            assert_eq!(half(count, 1).len(), count / 2);
            assert_eq!(half(count, 1), half(count, 1));
        }
        assert_ne!(half(100, 1), half(100, 2));
    }

    #[test]
    fn precision_and_recall() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut score = Score::default();
        score.add(&names(&["A", "B"]), &names(&["B"]), &names(&["A"]));
        score.add(&[], &names(&["C", "D"]), &[]);
        score.add(&names(&["E", "F"]), &[], &names(&["F"]));
        assert_eq!((score.right, score.wrong, score.missed, score.suffices), (1, 3, 2, 3));
        assert!((score.sufficiency() - 0.75).abs() < 1e-9);
        assert!((score.precision() - 0.25).abs() < 1e-9 && (score.recall() - 1.0 / 3.0).abs() < 1e-9);
        assert!((Score::default().precision() - 1.0).abs() < 1e-9);
    }
}
