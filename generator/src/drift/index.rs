//! Changes by what they are about.

use std::collections::{BTreeSet, HashMap};

use super::change::{Cause, Change};
use super::kind::Kind;
use crate::model::{ElementId, OperationId};

/// Positions of changes by what they are about.
#[derive(Default)]
pub(super) struct Index {
    by_element: HashMap<ElementId, Vec<usize>>,
    /// Those of actions and functions that are bound elsewhere, by where they are now, whatever their parameters.
    bound: HashMap<OperationId, Vec<usize>>,
}

impl Index {
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut index = Self::default();
        for (position, change) in changes.iter().enumerate() {
            let mut put = |element: &ElementId| index.by_element.entry(element.clone()).or_default().push(position);
            put(&change.subject);
            match (change.kind, change.also.as_slice()) {
                (Kind::BindingChanged, also) => {
                    let operations = also.iter().filter_map(ElementId::operation);
                    operations.for_each(|id| index.bound.entry(id.clone()).or_default().push(position));
                }
                (_, also) => also.iter().for_each(put),
            }
        }
        index
    }

    /// Positions of the changes that are about an element, in order.
    fn at(&self, element: &ElementId) -> BTreeSet<usize> {
        let mut all: BTreeSet<usize> = self.by_element.get(element).into_iter().flatten().copied().collect();
        if let Some(operation) = operation(element) {
            all.extend(self.bound.get(&operation.without_overload()).into_iter().flatten());
        }
        all
    }

    /// The changes that are about an element, in order.
    pub(super) fn about<'c>(&self, changes: &'c [Change], element: &ElementId) -> impl Iterator<Item = &'c Change> {
        self.at(element)
            .into_iter()
            .filter_map(|position| changes.get(position))
    }

    /// Those whose subject it is.
    pub(super) fn of_subject<'c>(
        &self,
        changes: &'c [Change],
        element: &ElementId,
    ) -> impl Iterator<Item = &'c Change> {
        self.about(changes, element)
            .filter(move |change| change.subject == *element)
    }

    /// The first change of such a kind at one of these elements, in the order of the elements. A change that follows
    /// from another is no cause itself: that other one is.
    pub(super) fn cause<'e>(
        &self,
        changes: &[Change],
        elements: impl IntoIterator<Item = &'e ElementId>,
        fits: impl Fn(Kind) -> bool,
    ) -> Option<Cause> {
        let first = |element: &ElementId| self.about(changes, element).find(|change| fits(change.kind));
        elements
            .into_iter()
            .find_map(|element| Some(first(element)?.root_cause()))
    }
}

/// The action or function that an element is, or is a parameter of.
fn operation(element: &ElementId) -> Option<&OperationId> {
    match element {
        ElementId::Annotation { .. } => None,
        other => other.operation(),
    }
}
