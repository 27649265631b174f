//! Assignments as access reviews see them.

use super::progress::TARGET;
use super::words::Words;
use super::{assignments, subjects};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::store::{Node, NodeId, Store};
use crate::turn::Turn;

/// The live assignments of a package, by one of its policies or any, each with its user.
#[must_use]
pub fn assignments_of(store: &Store, package: &str, policy: Option<&str>) -> Vec<(NodeId, NodeId)> {
    let words = Words::of(store);
    let is = |id: Option<NodeId>, key: &str| {
        let node = id.and_then(|id| store.get(id));
        node.is_some_and(|node: &Node| node.key().eq_ignore_ascii_case(key))
    };
    let found = store.iter().map(|(id, _)| id).filter(|id| {
        is_a(store, *id, "accessPackageAssignment")
            && is(store.one(*id, "accessPackage"), package)
            && policy.is_none_or(|policy| is(store.one(*id, words.assignment_policy), policy))
    });
    let mut found: Vec<(NodeId, NodeId)> = found
        .filter(|id| assignments::state(store, *id).is_some_and(super::kinds::AssignmentState::is_live))
        .filter_map(|id| Some((id, subjects::object(store, store.one(id, TARGET)?)?)))
        .collect();
    found.sort_unstable();
    found
}

/// Ends an assignment, as a review decided.
///
/// # Errors
/// What keeps the removal from being made.
pub fn end_assignment(turn: &mut Turn<'_>, assignment: NodeId) -> Result<(), Failure> {
    assignments::remove(turn, assignment)
}
