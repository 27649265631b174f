//! What operations probably need for which nothing is published, by rules over those for which something is.
//!
//! Evidence is always of the same area. Of the operations that a rule finds, those nearest by the words of their paths
//! speak, and more than half of them have to need the same; else the next rule is asked. Where no rule finds anything
//! there is no guess. The rules are those of [`InferenceRule`], the strongest first; docs/decisions/permissions.md says
//! why they are as they are, and what each is worth.

use std::collections::BTreeMap;

use super::general::general;
use super::operation::{Act, Evidence, OperationFacts, Said};
use crate::model::{InferenceRule, InferredPermissions, Method, Permissions, SchemePermissions};

/// Inferred permissions by (method, path). An operation for which something is published is not in it.
pub type InferredTable = BTreeMap<(Method, String), InferredPermissions>;

/// The guesses for all operations for which nothing is published.
#[must_use]
pub fn infer(operations: &[OperationFacts<'_>]) -> InferredTable {
    let known = Known::of(operations.iter());
    let unknown = operations.iter().filter(|operation| operation.published.is_empty());
    unknown
        .filter_map(|operation| {
            let key = (operation.method, operation.path.to_owned());
            Some((key, known.guess(operation)?))
        })
        .collect()
}

/// What is published: the evidence.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    by_area: BTreeMap<Option<&'a str>, Vec<Evidence<'a>>>,
}

impl<'a> Known<'a> {
    /// Of those operations for which something is published.
    pub fn of(operations: impl Iterator<Item = &'a OperationFacts<'a>>) -> Self {
        let mut known = Self::default();
        for operation in operations.filter(|operation| !operation.published.least.is_empty()) {
            known.by_area.entry(operation.area).or_default().push(operation);
        }
        known
    }

    /// What an operation probably needs.
    #[must_use]
    pub fn guess(&self, of: &OperationFacts<'_>) -> Option<InferredPermissions> {
        let in_area = self.by_area.get(&of.area)?;
        let rules = InferenceRule::ALL.into_iter();
        let (rule, (mut permissions, from)) = rules
            .filter_map(|rule| Some((rule, guess_by(rule, of, in_area)?)))
            .next()?;
        let mut delegated_only_as = Vec::new();
        if !permissions.least.application.is_empty() {
            delegated_only_as = self.delegated_only_as(of);
            if !delegated_only_as.is_empty() {
                permissions.least.application.clear();
                permissions.higher.application.clear();
            }
        }
        (!permissions.least.is_empty()).then_some(InferredPermissions {
            permissions,
            rule,
            from,
            delegated_only_as,
        })
    }

    /// The operations on the same type, of every area, if all of them need a signed-in user. Functions are written for
    /// a purpose of their own, and speak for functions alone.
    fn delegated_only_as(&self, of: &OperationFacts<'_>) -> Vec<String> {
        let alike = self.by_area.values().flatten().filter(|one| {
            let has_target = of.target.is_some() && one.target == of.target;
            has_target && (of.name().is_some() || one.name().is_none())
        });
        let mut found = Vec::new();
        for one in alike {
            if !one.published.least.application.is_empty() {
                return Vec::new();
            }
            found.push(one.text());
        }
        found
    }
}

/// What a rule finds.
fn guess_by(rule: InferenceRule, of: &OperationFacts<'_>, in_area: &[Evidence<'_>]) -> Option<Said> {
    let ranked = in_area.iter().filter_map(|one| Some((rank(rule, of, one)?, *one)));
    let ranked: Vec<(Rank, Evidence<'_>)> = ranked.collect();
    let first = ranked.iter().map(|(rank, _)| *rank).max()?;
    let nearest = ranked.iter().filter(|(rank, _)| *rank == first);
    let nearest: Vec<Evidence<'_>> = nearest.map(|(_, one)| *one).collect();
    match rule {
        // A function of one name is often for one sort of caller, on whatever it is.
        InferenceRule::SameName => agreed(of, &nearest).or_else(|| {
            let all: Vec<Evidence<'_>> = ranked.iter().map(|(_, one)| *one).collect();
            agreed(of, &all)
        }),
        InferenceRule::Area => general(&nearest),
        _ => agreed(of, &nearest),
    }
}

/// How much an operation says of another: those of the highest rank speak.
type Rank = (u8, usize);

/// What an operation says of another by a rule; nothing where the rule has no use for it.
fn rank(rule: InferenceRule, of: &OperationFacts<'_>, one: Evidence<'_>) -> Option<Rank> {
    let has_target = of.target.is_some() && one.target == of.target;
    let has_effect = one.reads() == of.reads();
    let is_unnamed = one.name().is_none();
    match rule {
        InferenceRule::SameOperation => (has_target && one.act == of.act).then(|| (0, nearness(of, one))),
        InferenceRule::SameName => {
            (of.reads() && of.name().is_some() && one.act == of.act).then(|| (0, nearness(of, one)))
        }
        InferenceRule::SameType => {
            // What is read by a function says nothing of what is read without it; an action changes as others do.
            let is_of_use = is_unnamed || of.name().is_some() || !of.reads();
            (has_target && has_effect && is_of_use).then(|| (likeness(of.act, one.act), nearness(of, one)))
        }
        InferenceRule::Contents => {
            (has_effect && is_unnamed && is_below(one, of)).then(|| (0, usize::MAX - depth(one)))
        }
        InferenceRule::Container => (has_effect && is_unnamed && is_below(of, one)).then(|| (0, depth(one))),
        InferenceRule::Area => (has_effect && is_unnamed).then(|| (0, nearness(of, one))),
    }
}

/// How many of the first words of their paths two operations have in common.
fn nearness(one: &OperationFacts<'_>, other: &OperationFacts<'_>) -> usize {
    let pairs = one.words.iter().zip(&other.words);
    pairs.take_while(|(one, other)| one == other).count()
}

/// How much one act on a type says of another.
fn likeness(of: Act<'_>, other: Act<'_>) -> u8 {
    match (of, other) {
        (Act::Call(one), Act::Call(other)) if first_word(one) == first_word(other) => 4,
        (Act::Update | Act::Delete, Act::Update | Act::Delete) | (Act::Get | Act::List, Act::Get | Act::List) => 3,
        (_, Act::Call(_)) => 1,
        _ => 2,
    }
}

fn first_word(name: &str) -> &str {
    let end = name.find(char::is_uppercase).filter(|end| *end > 0);
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// Whether an operation is at a place below that of another.
fn is_below(of: &OperationFacts<'_>, other: &OperationFacts<'_>) -> bool {
    let rest = of.path.strip_prefix(other.path);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

fn depth(of: &OperationFacts<'_>) -> usize {
    of.path.matches('/').count()
}

/// What more than half of some operations need, with those that say so.
fn agreed(of: &OperationFacts<'_>, evidence: &[Evidence<'_>]) -> Option<Said> {
    let mut by_least: BTreeMap<SchemePermissions, Vec<(Permissions, String)>> = BTreeMap::new();
    for one in evidence {
        let mut permissions = one.published.clone();
        if !is_same_place(of, one) {
            without_basic(&mut permissions);
        }
        let agreeing = by_least.entry(permissions.least.clone()).or_default();
        agreeing.push((permissions, one.text()));
    }
    let agreeing = by_least.into_values().max_by_key(Vec::len)?;
    if agreeing.len() * 2 <= evidence.len() {
        return None;
    }
    let mut by_all: BTreeMap<Permissions, Vec<String>> = BTreeMap::new();
    for (permissions, text) in agreeing {
        by_all.entry(permissions).or_default().push(text);
    }
    by_all.into_iter().max_by_key(|(_, from)| from.len())
}

/// Whether two operations are at the same collection or its items.
fn is_same_place(one: &OperationFacts<'_>, other: &OperationFacts<'_>) -> bool {
    fn collection<'p>(of: &OperationFacts<'p>) -> &'p str {
        let last = of.path.rsplit_once('/');
        last.filter(|(_, key)| key.starts_with('{'))
            .map_or(of.path, |(above, _)| above)
    }
    collection(one) == collection(other)
}

/// A permission for basic properties alone says nothing of what else there is: the next one, which reads all of a
/// thing, is the least.
fn without_basic(permissions: &mut Permissions) {
    for (least, higher) in permissions
        .least
        .lists_mut()
        .into_iter()
        .zip(permissions.higher.lists_mut())
    {
        for name in least {
            let of_all = name.replacen(".ReadBasic.", ".Read.", 1);
            if of_all != *name && higher.contains(&of_all) {
                higher.retain(|other| *other != of_all);
                *name = of_all;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words() {
        for (name, word) in [
            ("activateAndWait", "activate"),
            ("stop", "stop"),
            ("Search", "Search"),
            ("", ""),
        ] {
            assert_eq!(first_word(name), word);
        }
    }
}
