//! Two maps held against each other: what both have, where they differ, and what of the rest is probably one thing by
//! two names, with what speaks for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What both sides have by a key, taken out of them: what one alone has is left.
pub(crate) fn shared<K: Ord, A, B>(old: &mut BTreeMap<K, A>, new: &mut BTreeMap<K, B>) -> Vec<(K, A, B)> {
    let mut shared = Vec::new();
    for (key, one) in std::mem::take(old) {
        match new.remove(&key) {
            Some(other) => shared.push((key, one, other)),
            None => drop(old.insert(key, one)),
        }
    }
    shared
}

/// A key with what each of two maps has there.
pub(crate) type Sides<'m, K, V> = (&'m K, Option<&'m V>, Option<&'m V>);

/// All keys of two maps, with what each has there.
pub(crate) fn sides<'m, K: Ord, V>(old: &'m BTreeMap<K, V>, new: &'m BTreeMap<K, V>) -> Vec<Sides<'m, K, V>> {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    let sides = keys.into_iter().map(|key| (key, old.get(key), new.get(key)));
    sides.collect()
}

/// The keys at which two maps differ, with what each has there.
pub(crate) fn differing<'m, K: Ord, V: PartialEq>(
    old: &'m BTreeMap<K, V>,
    new: &'m BTreeMap<K, V>,
) -> Vec<Sides<'m, K, V>> {
    let mut sides = sides(old, new);
    sides.retain(|(_, one, other)| one != other);
    sides
}

/// What both lists have by a key, taken out of them: the first with the first, the second with the second.
pub(crate) fn paired<T: Copy, K: Ord>(old: &mut Vec<T>, new: &mut Vec<T>, key: impl Fn(T) -> K) -> Vec<(T, T)> {
    let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (place, other) in new.iter().enumerate() {
        places.entry(key(*other)).or_default().push_back(place);
    }
    let mut pairs = Vec::new();
    let mut taken = BTreeSet::new();
    old.retain(|one| {
        let place = places.get_mut(&key(*one)).and_then(VecDeque::pop_front);
        let Some((place, other)) = place.and_then(|place| Some((place, *new.get(place)?))) else {
            return true;
        };
        taken.insert(place);
        pairs.push((*one, other));
        false
    });
    let mut place = 0..;
    new.retain(|_| place.next().is_none_or(|place| !taken.contains(&place)));
    pairs
}

/// How alike two names are, by their letters: 0 for nothing in common, 1 for equal.
pub(crate) fn alike(one: &str, other: &str) -> f32 {
    similar::TextDiff::from_chars(&one.to_lowercase(), &other.to_lowercase()).ratio()
}

/// So many pairs are all held against each other.
const MOST_PAIRS: usize = 40_000;

/// With how many others, before and behind it in the order of names, a thing is held against where there are more
/// pairs.
const NEIGHBOURS: usize = 16;

/// What the old side alone has, each with what the new side alone has that it may be: everything, or of very many
/// things those that are next to it in the order of names, so that a document in which everything has another name
/// costs no more than its length.
fn candidates<'t, T>(gone: &'t [T], come: &'t [T], name: impl Fn(&T) -> &str) -> Vec<(&'t T, Vec<&'t T>)> {
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

/// What speaks for a rename, and how much.
pub(crate) struct Evidence {
    pub(crate) weight: f32,
    says: Vec<String>,
}

impl Evidence {
    pub(crate) fn new(weight: f32) -> Self {
        Self {
            weight,
            says: Vec::new(),
        }
    }

    pub(crate) fn say(mut self, what: impl Into<String>) -> Self {
        self.says.push(what.into());
        self
    }

    pub(crate) fn alike(self, alike: f32) -> Self {
        if alike >= 0.5 {
            self.say(format!("the names are alike ({alike:.2})"))
        } else {
            self
        }
    }

    pub(crate) fn finish(self) -> Vec<String> {
        self.says
    }
}

/// Something that was renamed: both keys, both values, and what speaks for it.
pub(crate) type Renamed<K, V> = ((K, V), (K, V), Vec<String>);

/// Pairs of things of one group that are probably one by two names, taken out of both sides; the best first, each thing
/// in one pair only.
pub(crate) fn renamed<K: Ord + Clone, V, G: Ord>(
    gone: &mut BTreeMap<K, V>,
    come: &mut BTreeMap<K, V>,
    group: impl Fn(&K, &V) -> G,
    name: impl Fn(&K) -> &str,
    speaks: impl Fn((&K, &V), (&K, &V)) -> Option<Evidence>,
) -> Vec<Renamed<K, V>> {
    type Group<'m, K, V> = [Vec<(&'m K, &'m V)>; 2];
    let mut groups: BTreeMap<G, Group<'_, K, V>> = BTreeMap::new();
    for (key, value) in gone.iter() {
        let [here, _] = groups.entry(group(key, value)).or_default();
        here.push((key, value));
    }
    for (key, value) in come.iter() {
        let [_, here] = groups.entry(group(key, value)).or_default();
        here.push((key, value));
    }
    let mut pairs = Vec::new();
    for [gone, come] in groups.values() {
        for (one, others) in candidates(gone, come, |(key, _)| name(key)) {
            let fitting = others
                .into_iter()
                .filter_map(|other| Some((other.0, speaks(*one, *other)?)));
            pairs.extend(fitting.map(|(other, evidence)| (evidence.weight, one.0, other, evidence)));
        }
    }
    let chosen: Vec<(K, K, Evidence)> = best(pairs)
        .into_iter()
        .map(|(from, to, evidence)| (from.clone(), to.clone(), evidence))
        .collect();
    let taken = chosen.into_iter().filter_map(|(from, to, evidence)| {
        let (one, other) = (gone.remove(&from)?, come.remove(&to)?);
        Some(((from, one), (to, other), evidence.finish()))
    });
    taken.collect()
}

/// Of all pairs the best ones, each thing in one pair only. Pairs of equal weight are taken in order of their names.
pub(crate) fn best<T: Ord + Copy, E>(mut pairs: Vec<(f32, T, T, E)>) -> Vec<(T, T, E)> {
    pairs.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
    });
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut chosen = Vec::new();
    for (_, from, to, evidence) in pairs {
        if !left.contains(&from) && !right.contains(&to) {
            left.insert(from);
            right.insert(to);
            chosen.push((from, to, evidence));
        }
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
