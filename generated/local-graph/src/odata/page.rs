//! A page of a list: what fits, in order, from a place on.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::clauses::Clauses;
use super::error::QueryError;
use super::evaluate::{Evaluation, Item, Scope};
use super::graph::Graph;
use super::kind::Kind;
use super::scalar::Scalar;
use super::skip_token::Position;

/// An item of a list: an entity, or a value with its place and kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Candidate<'v, N> {
    Node(N),
    Value(usize, &'v Value, Kind),
}

impl<'v, N: Copy> Candidate<'v, N> {
    fn item(self) -> Item<'v, N> {
        match self {
            Self::Node(node) => Item::Node(node),
            Self::Value(_, value, kind) => Item::Value(Cow::Borrowed(value), kind),
        }
    }
}

/// A page.
pub(super) struct Page<'v, N> {
    pub(super) items: Vec<Candidate<'v, N>>,
    /// How many items there are on all pages, where that was asked for.
    pub(super) count: Option<usize>,
    /// After which item the next page begins, if there is one.
    pub(super) next: Option<Position>,
}

/// An item that fits, with what it is ordered by.
type Keyed<'v, N> = (Vec<Scalar<'static>>, u64, Candidate<'v, N>);

/// Whether an item fits the filter and is found by the search.
pub(super) fn fits<G: Graph>(
    evaluation: &Evaluation<'_, G>,
    clauses: &Clauses,
    candidate: Candidate<'_, G::Node>,
) -> Result<bool, QueryError> {
    if let Some(filter) = &clauses.filter
        && !evaluation.fits(filter, candidate.item())?
    {
        return Ok(false);
    }
    match (&clauses.search, candidate) {
        (Some(search), Candidate::Node(node)) => {
            let is_found = search.finds(evaluation, node);
            evaluation.within_bounds()?;
            Ok(is_found)
        }
        _ => Ok(true),
    }
}

/// The page of so many items after a place. `$skip` counts from the beginning of the first page.
pub(super) fn page<'v, G: Graph>(
    evaluation: &Evaluation<'_, G>,
    mut candidates: Vec<Candidate<'v, G::Node>>,
    clauses: &Clauses,
    size: usize,
    after: Option<&Position>,
) -> Result<Page<'v, G::Node>, QueryError> {
    let ordinal = |candidate: &Candidate<'v, G::Node>| match candidate {
        Candidate::Node(node) => evaluation.graph.ordinal(*node),
        Candidate::Value(place, ..) => u64::try_from(*place).unwrap_or(u64::MAX),
    };
    candidates.sort_by_key(ordinal);
    let is_ordered = !clauses.orderby.is_empty();
    let skip = if after.is_some() { 0 } else { clauses.skip.unwrap_or(0) };
    let mut count = 0;
    let mut keyed: Vec<Keyed<'v, G::Node>> = Vec::new();
    for candidate in candidates {
        let place = ordinal(&candidate);
        let is_before = !is_ordered && after.is_some_and(|after| place <= after.ordinal);
        if is_before && !clauses.count || !fits(evaluation, clauses, candidate)? {
            continue;
        }
        count += 1;
        if is_before {
            continue;
        }
        // One more than the page has says that there is another.
        if is_ordered || keyed.len() <= skip.saturating_add(size) {
            let scope = Scope::of(candidate.item());
            let keys = clauses.orderby.iter().map(|key| key.value(evaluation, &scope));
            keyed.push((keys.collect(), place, candidate));
        } else if !clauses.count {
            break;
        }
    }
    evaluation.within_bounds()?;
    if is_ordered {
        let order = |one: &[Scalar<'_>], other: &[Scalar<'_>]| {
            let keys = clauses.orderby.iter().zip(one.iter().zip(other));
            let mut orders = keys.map(|(key, (one, other))| key.compare(one, other));
            orders
                .find(|order| *order != Ordering::Equal)
                .unwrap_or(Ordering::Equal)
        };
        // Items are in the order of ordinals, and the sort is stable.
        keyed.sort_by(|(one, ..), (other, ..)| order(one, other));
        if let Some(after) = after {
            let is_before = |(keys, place, _): &Keyed<'v, G::Node>| {
                order(keys, &after.keys).then(place.cmp(&after.ordinal)) != Ordering::Greater
            };
            keyed.drain(..keyed.partition_point(is_before));
        }
    }
    keyed.drain(..skip.min(keyed.len()));
    let has_more = size > 0 && keyed.len() > size;
    keyed.truncate(size);
    let next = match keyed.last() {
        Some((keys, place, _)) if has_more => Some(Position {
            ordinal: *place,
            keys: keys.clone(),
        }),
        _ => None,
    };
    Ok(Page {
        items: keyed.into_iter().map(|(.., candidate)| candidate).collect(),
        count: clauses.count.then_some(count),
        next,
    })
}
