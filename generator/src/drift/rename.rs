//! What speaks for a rename: metadata does not tell, so a report says "probable" and why.

use std::collections::BTreeSet;

/// How alike two names are, by their letters: 0 for nothing in common, 1 for equal.
pub(super) fn alike(one: &str, other: &str) -> f32 {
    similar::TextDiff::from_chars(&one.to_lowercase(), &other.to_lowercase()).ratio()
}

/// So many pairs are all held against each other.
const MOST_PAIRS: usize = 40_000;

/// With how many others, before and behind it in the order of names, a thing is held against where there are more
/// pairs.
const NEIGHBOURS: usize = 16;

/// What went, each with what came that it may be: everything, or of very many things those that are next to it in the
/// order of names, so that a document in which everything has another name costs no more than its length.
pub(super) fn candidates<'t, T>(gone: &'t [T], come: &'t [T], name: impl Fn(&T) -> &str) -> Vec<(&'t T, Vec<&'t T>)> {
    if gone.len().saturating_mul(come.len()) <= MOST_PAIRS {
        return gone.iter().map(|one| (one, come.iter().collect())).collect();
    }
    let mut sorted: Vec<(String, &T)> = come.iter().map(|other| (name(other).to_lowercase(), other)).collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    let near = |one: &T| {
        let name = name(one).to_lowercase();
        let place = sorted.partition_point(|(other, _)| *other < name);
        let (from, to) = (place.saturating_sub(NEIGHBOURS), sorted.len().min(place + NEIGHBOURS));
        let near = sorted.get(from..to).unwrap_or_default();
        near.iter().map(|(_, other)| *other).collect()
    };
    gone.iter().map(|one| (one, near(one))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_things_neighbours_are_held_against_each_other() {
        let names = |word: &str, count: usize| -> Vec<String> {
            (0..count).map(|number| format!("fact{number:05}{word}")).collect()
        };
        let (gone, come) = (names("Old", 2_000), names("New", 2_000));
        let pairs = candidates(&gone, &come, |name| name);
        assert!(pairs.iter().all(|(_, others)| others.len() <= 2 * NEIGHBOURS));
        for (one, others) in pairs {
            let new = one.replace("Old", "New");
            assert!(others.iter().any(|other| **other == new), "{one}");
        }
        let (gone, come) = (names("Old", 200), names("New", 200));
        let few = candidates(&gone, &come, |name| name);
        assert!(few.iter().all(|(_, others)| others.len() == 200));
    }
}
