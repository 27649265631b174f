//! What follows from what: a change of the metadata takes types, paths and names with it.
//!
//! The table of kinds says what a kind affects and by which rule its own changes follow from others; here are the
//! rules.

mod closure;
mod names;
mod routes;

use super::change::{Cause, Change, update};
use super::context::Context;
use super::index::Index;
use super::kind::{Affects, Follows, Kind};
use crate::model::{ElementId, QName};

/// Gives each change the one that it follows from. The rules stand in the order in which they build upon each other, so
/// that every cause is one that follows from nothing.
pub(super) fn assign(changes: &mut [Change], context: &Context<'_, '_>, index: &Index) {
    by(changes, Follows::Namespace, |change, changes| {
        namespace(change, changes, index)
    });
    by(changes, Follows::Handling, |change, changes| {
        handling(change, changes, index)
    });
    by(changes, Follows::Moved, |change, changes| moved(change, changes, index));
    closure::assign(changes, context, index);
    for follows in [Follows::Place, Follows::Segment, Follows::Call, Follows::Options] {
        by(changes, follows, |change, changes| {
            routes::cause(change, changes, context, index)
        });
    }
    names::assign(changes, context, index);
}

/// Gives the changes of kinds that follow a rule the cause that the rule finds.
fn by(changes: &mut [Change], follows: Follows, rule: impl Fn(&Change, &[Change]) -> Option<Cause>) {
    let of_rule = |change: &Change, changes: &[Change]| {
        let is_of_rule = change.kind.follows() == follows;
        is_of_rule.then(|| rule(change, changes)).flatten()
    };
    update(changes, of_rule, |change, cause| change.because = Some(cause));
}

/// What is renamed with its namespace has its own name still.
fn namespace(change: &Change, changes: &[Change], index: &Index) -> Option<Cause> {
    let [from, to] = [Some(&change.subject), change.also.first()].map(|element| element.and_then(name));
    let (from, to) = (from?, to?);
    let [before, after] = [from, to].map(|name| ElementId::Namespace(name.namespace().to_owned()));
    let mut renamed = index.of_subject(changes, &before);
    let cause = renamed.find(|other| from.name() == to.name() && other.also.contains(&after))?;
    Some(cause.as_cause())
}

/// The full name of a type, action or function.
fn name(element: &ElementId) -> Option<&QName> {
    match element {
        ElementId::Type(name) => Some(name),
        ElementId::Operation(id) => Some(&id.name),
        _ => None,
    }
}

/// What the overlay says of entity types begins and ends with being one, and what it says of a name with that.
fn handling(change: &Change, changes: &[Change], index: &Index) -> Option<Cause> {
    let owner = ElementId::Type(change.subject.owner()?.clone());
    let mut of_owner = index.of_subject(changes, &owner);
    let cause = of_owner.find(|other| other.kind.affects(Affects::Handling))?;
    Some(cause.root_cause())
}

/// A member that a base has because it moved there is no news of its own.
fn moved(change: &Change, changes: &[Change], index: &Index) -> Option<Cause> {
    let is_moved = |other: &&Change| other.kind == Kind::PropertyMoved && other.also.contains(&change.subject);
    let moved = index.about(changes, &change.subject).find(is_moved)?;
    Some(moved.as_cause())
}
