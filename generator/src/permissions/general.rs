//! The permission that works for nearly all of an area's operations: it probably works for another one too.

use std::collections::BTreeMap;

use super::operation::{Evidence, Said};
use crate::model::Permissions;

/// A permission is general when it works for more than so many percent of the operations that have the scheme.
const NEARLY_ALL: usize = 80;

/// How many operations a permission works for, and for how many of them it is the least.
#[derive(Clone, Copy, Default)]
struct Count {
    works: usize,
    least: usize,
}

/// What works for nearly all of some operations, with those for which it is the least. A scheme that half of them or
/// more lack is left out.
pub(super) fn general(evidence: &[Evidence<'_>]) -> Option<Said> {
    let mut counts: [BTreeMap<&str, Count>; 3] = Default::default();
    let mut with_scheme = [0; 3];
    for one in evidence {
        let lists = one
            .published
            .least
            .schemes()
            .into_iter()
            .zip(one.published.higher.schemes());
        let schemes = counts.iter_mut().zip(&mut with_scheme);
        for ((counts, with_scheme), ((_, least), (_, higher))) in schemes.zip(lists) {
            *with_scheme += usize::from(!least.is_empty());
            for name in least.iter().chain(higher) {
                let count = counts.entry(name).or_default();
                count.works += 1;
                count.least += usize::from(least.contains(name));
            }
        }
    }
    let mut found = Permissions::default();
    let lists = found.least.lists_mut().into_iter().zip(found.higher.lists_mut());
    for ((least, higher), (mut counts, with_scheme)) in lists.zip(counts.into_iter().zip(with_scheme)) {
        if with_scheme * 2 <= evidence.len() {
            continue;
        }
        counts.retain(|_, count| count.works * 100 > with_scheme * NEARLY_ALL);
        let first = counts
            .iter()
            .max_by_key(|(_, count)| count.least)
            .map(|(name, _)| *name);
        least.extend(first.map(str::to_owned));
        higher.extend(
            counts
                .into_keys()
                .filter(|name| Some(*name) != first)
                .map(str::to_owned),
        );
    }
    if found.least.is_empty() {
        return None;
    }
    let found = found.settled();
    let says = |one: &&Evidence<'_>| one.published.least == found.least;
    let mut from: Vec<String> = evidence.iter().filter(says).map(|one| one.text()).collect();
    if from.is_empty() {
        from = evidence.iter().map(|one| one.text()).collect();
    }
    Some((found, from))
}
