//! What speaks for a rename: metadata does not tell, so a report says "probable" and why.

use std::collections::BTreeSet;

/// How alike two names are, by their letters: 0 for nothing in common, 1 for equal.
pub(super) fn alike(one: &str, other: &str) -> f32 {
    similar::TextDiff::from_chars(&one.to_lowercase(), &other.to_lowercase()).ratio()
}

/// Sentences in the order of their weight.
#[derive(Default)]
pub(super) struct Evidence(Vec<String>);

impl Evidence {
    pub(super) fn say(&mut self, what: String) {
        self.0.push(what);
    }

    pub(super) fn alike(&mut self, alike: f32) {
        if alike >= 0.5 {
            self.say(format!("the names are alike ({alike:.2})"));
        }
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.0
    }
}

/// Of all pairs the best ones, each thing in one pair only. Pairs of equal weight are taken in order of their names.
pub(super) fn best<T: Ord + Copy>(mut pairs: Vec<(f32, T, T, Vec<String>)>) -> Vec<(T, T, Vec<String>)> {
    pairs.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
    });
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut chosen = Vec::new();
    for (_, from, to, evidence) in pairs {
        if left.contains(&from) || right.contains(&to) {
            continue;
        }
        left.insert(from);
        right.insert(to);
        chosen.push((from, to, evidence));
    }
    chosen
}
