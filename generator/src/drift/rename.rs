//! What is the same on both sides, what one alone has, and what of this is probably one thing by two names: metadata
//! does not say, so a report says "probable" and why.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::kind::Direction;
use crate::csdl::TypeName;
use crate::model::{Binding, ElementId, ItemType, OperationId, QName};

/// What both sides have by a key, taken out of them: what one alone has is left.
pub(super) fn shared<K: Ord, A, B>(old: &mut BTreeMap<K, A>, new: &mut BTreeMap<K, B>) -> Vec<(K, A, B)> {
    let mut shared = Vec::new();
    for (key, one) in std::mem::take(old) {
        match new.remove(&key) {
            Some(other) => shared.push((key, one, other)),
            None => drop(old.insert(key, one)),
        }
    }
    shared
}

/// The keys at which two maps differ, with what each has there.
pub(super) fn differing<'m, K: Ord, V: PartialEq>(
    old: &'m BTreeMap<K, V>,
    new: &'m BTreeMap<K, V>,
) -> Vec<(&'m K, Option<&'m V>, Option<&'m V>)> {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    let sides = keys.into_iter().map(|key| (key, old.get(key), new.get(key)));
    sides.filter(|(_, one, other)| one != other).collect()
}

/// The types that have another name on the new side.
#[derive(Default)]
pub(super) struct Renames(BTreeMap<QName, QName>);

impl Renames {
    pub(super) fn of(renamed: impl IntoIterator<Item = (QName, QName)>) -> Self {
        Self(renamed.into_iter().collect())
    }

    /// What the type is called on the new side.
    pub(super) fn now<'n>(&'n self, name: &'n QName) -> &'n QName {
        self.0.get(name).unwrap_or(name)
    }

    /// Whether a type of the old side has that name on the new one.
    pub(super) fn is_new_name(&self, name: &QName) -> bool {
        self.0.values().any(|new| new == name)
    }

    /// As [`Renames::now`], of a name as the CSDL has it.
    pub(super) fn name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match QName::parse(name).and_then(|name| self.0.get(&name)) {
            Some(new) => Cow::Owned(new.to_string()),
            None => Cow::Borrowed(name),
        }
    }

    /// Whether an old and a new type are one.
    pub(super) fn is_same(&self, old: &str, new: &str) -> bool {
        old == new || self.name(old) == new
    }

    pub(super) fn is_same_type(&self, old: &TypeName, new: &TypeName) -> bool {
        old.collection == new.collection && self.is_same(&old.name, &new.name)
    }

    pub(super) fn type_name(&self, ty: &TypeName) -> TypeName {
        TypeName {
            name: self.name(&ty.name).into_owned(),
            collection: ty.collection,
        }
    }

    pub(super) fn item(&self, item: &ItemType) -> ItemType {
        match item {
            ItemType::Structured(name) => ItemType::Structured(self.now(name).clone()),
            ItemType::Enum(name) => ItemType::Enum(self.now(name).clone()),
            other => other.clone(),
        }
    }

    pub(super) fn operation(&self, id: &OperationId) -> OperationId {
        OperationId {
            binding: Binding {
                ty: self.now(&id.binding.ty).clone(),
                ..id.binding
            },
            ..id.clone()
        }
    }

    /// What an element is called on the new side, as far as types alone are renamed.
    pub(super) fn element(&self, element: &ElementId) -> ElementId {
        match element {
            ElementId::Type(name) => ElementId::Type(self.now(name).clone()),
            ElementId::Member { owner, name } => ElementId::member(self.now(owner), name),
            ElementId::Operation(id) => ElementId::Operation(self.operation(id)),
            ElementId::Parameter { operation, name } => ElementId::parameter(&self.operation(operation), name),
            other => other.clone(),
        }
    }
}

/// What elements are called on the new side: types, and what other changes name anew.
pub(super) struct NewNames<'a> {
    types: &'a Renames,
    elements: BTreeMap<&'a ElementId, &'a ElementId>,
}

impl<'a> NewNames<'a> {
    pub(super) fn of(types: &'a Renames, changes: &'a [Change]) -> Self {
        let renamed = changes
            .iter()
            .filter(|change| change.kind.direction() == Direction::Renamed);
        let elements = renamed.filter_map(|change| Some((&change.subject, change.also.first()?)));
        Self {
            types,
            elements: elements.collect(),
        }
    }

    pub(super) fn now(&self, element: &ElementId) -> ElementId {
        match self.elements.get(element) {
            Some(new) => (*new).clone(),
            None => self.types.element(element),
        }
    }
}

/// How alike two names are, by their letters: 0 for nothing in common, 1 for equal.
pub(super) fn alike(one: &str, other: &str) -> f32 {
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
pub(super) struct Evidence {
    pub(super) weight: f32,
    says: Vec<String>,
}

impl Evidence {
    pub(super) fn new(weight: f32) -> Self {
        Self {
            weight,
            says: Vec::new(),
        }
    }

    pub(super) fn say(mut self, what: impl Into<String>) -> Self {
        self.says.push(what.into());
        self
    }

    pub(super) fn alike(self, alike: f32) -> Self {
        if alike >= 0.5 {
            self.say(format!("the names are alike ({alike:.2})"))
        } else {
            self
        }
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.says
    }
}

/// Something that was renamed: both keys, both values, and what speaks for it.
pub(super) type Renamed<K, V> = ((K, V), (K, V), Vec<String>);

/// Pairs of things of one group that are probably one by two names, taken out of both sides; the best first, each thing
/// in one pair only.
pub(super) fn renamed<K: Ord + Clone, V, G: Ord>(
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
pub(super) fn best<T: Ord + Copy, E>(mut pairs: Vec<(f32, T, T, E)>) -> Vec<(T, T, E)> {
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
