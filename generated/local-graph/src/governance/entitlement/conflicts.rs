//! What stands against a request: access that is there already, a request on its way, separation of duties.

use super::assignments;
use super::kinds::{Action, Kind};
use super::progress::{self, TARGET};
use super::subjects;
use super::words::Words;
use crate::failure::Failure;
use crate::governance::directory::{self, is_a};
use crate::store::{NodeId, Store};

/// Looks whether something stands against adding access.
///
/// # Errors
/// 409 where the subject has it by that policy, or a request for it is open; 403 where the subject has what is
/// incompatible with it. Administrators are not held up by the latter.
pub(super) fn check(store: &Store, kind: Kind, package: NodeId, policy: NodeId, target: NodeId) -> Result<(), Failure> {
    let words = Words::of(store);
    let has = |id: NodeId| store.one(id, "accessPackage") == Some(package);
    let same_policy = |id: NodeId| store.one(id, words.assignment_policy) == Some(policy);
    if assignments::live(store, target).any(|id| has(id) && same_policy(id)) {
        let why = "The subject has the access package by this policy already.";
        return Err(Failure::conflict(why).with_code("ExistingGrant"));
    }
    if open_requests(store, target).any(|id| has(id) && adds(store, id)) {
        let why = "A request of this subject for the access package is open.";
        return Err(Failure::conflict(why).with_code("ExistingOpenRequest"));
    }
    if kind.is_of_users()
        && let Some(other) = incompatible(store, package).find(|other| holds(store, target, *other))
    {
        let name = store
            .get(other)
            .and_then(|node| node.text("displayName"))
            .unwrap_or("without a name");
        let why = format!("The subject has `{name}`, which is incompatible with the access package.");
        return Err(Failure::forbidden(why).with_code("IncompatibleAccess"));
    }
    Ok(())
}

/// Looks whether another change of an assignment is on its way.
///
/// # Errors
/// 409 where it is.
pub(super) fn check_updates(store: &Store, assignment: NodeId) -> Result<(), Failure> {
    let words = Words::of(store);
    let mut requests = store.referrers(assignment, words.request_assignment);
    if requests.any(|id| is_open(store, id)) {
        let why = "Another request about the assignment is open.";
        return Err(Failure::conflict(why).with_code("ExistingOpenRequest"));
    }
    Ok(())
}

/// The packages and groups that are incompatible with a package, from whichever side that was said.
pub(super) fn incompatible(store: &Store, package: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let said = "incompatibleAccessPackages";
    store
        .references(package, said)
        .chain(store.referrers(package, said))
        .chain(store.references(package, "incompatibleGroups"))
        .chain(store.contained(package, "incompatibleGroups"))
}

/// Whether a subject has a package, or is in a group.
fn holds(store: &Store, subject: NodeId, what: NodeId) -> bool {
    if !is_a(store, what, "group") {
        return assignments::live(store, subject).any(|id| store.one(id, "accessPackage") == Some(what));
    }
    let Some(object) = subjects::object(store, subject) else {
        return false;
    };
    // A group that was put beside the package, and not referred to, has the key of the one in the directory.
    let key = progress::key(store, what);
    let mut groups = store.by_key(&key).filter(|id| is_a(store, *id, "group"));
    groups.any(|group| directory::is_member(store, group, object))
}

fn open_requests(store: &Store, subject: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    store.referrers(subject, TARGET).filter(|id| is_open(store, *id))
}

/// Whether it is a request that still goes on.
pub(super) fn is_open(store: &Store, id: NodeId) -> bool {
    let is_request = is_a(store, id, "accessPackageAssignmentRequest");
    is_request && progress::state(store, id).is_some_and(super::kinds::RequestState::is_open)
}

fn adds(store: &Store, request: NodeId) -> bool {
    let progress = progress::Progress::of(store, request);
    progress.is_none_or(|progress| progress.kind.action() == Action::Add)
}
