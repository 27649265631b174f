//! What cannot be removed because something stands on it.

use super::assignments;
use super::conflicts::is_open;
use super::kinds::AssignmentState;
use super::progress::POLICY;
use super::subject_sets;
use super::words::{GOVERNANCE, Words};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::store::{NodeId, Store};

/// Looks whether an entity may be removed.
///
/// # Errors
/// 409 with what stands on it.
pub(super) fn check(store: &Store, node: NodeId) -> Result<(), Failure> {
    let words = Words::of(store);
    let refused = |why: &str| Err(Failure::conflict(why));
    let is = |short_name: &str| is_a(store, node, short_name);
    if is("accessPackageCatalog") {
        let mut packages = store
            .referrers(node, words.catalog)
            .chain(store.contained(node, "accessPackages"));
        if packages.any(|id| is_a(store, id, "accessPackage")) {
            return refused("The catalog has access packages.");
        }
        let kind = store.get(node).and_then(|node| node.text("catalogType"));
        if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("serviceDefault")) {
            return refused("The service's own catalog stays.");
        }
    } else if is("accessPackage") {
        if has_users(store, node, "accessPackage") {
            return refused("The access package has assignments or open requests.");
        }
    } else if is("accessPackageAssignmentPolicy") {
        if has_users(store, node, words.assignment_policy) || has_users(store, node, POLICY) {
            return refused("The policy has assignments or open requests.");
        }
    } else if is("accessPackageAssignment") {
        if assignments::state(store, node).is_some_and(AssignmentState::is_live) {
            return refused("An assignment ends by a request of the type `adminRemove`, or by its time.");
        }
    } else if is("accessPackageAssignmentRequest") {
        if is_open(store, node) {
            return refused("The request is open: cancel it first.");
        }
        let made = store.one(node, words.request_assignment);
        let state = made.and_then(|made| assignments::state(store, made));
        if state.is_some_and(AssignmentState::is_live) {
            return refused("The request has an assignment.");
        }
    } else if is("accessPackageSubject") {
        if has_users(store, node, "target") {
            return refused("The subject has assignments or open requests.");
        }
    } else if is("customCalloutExtension") {
        let mut users = store.referrers(node, "customExtension");
        if users.any(|id| is_a(store, id, "customExtensionStageSetting") || is_a(store, id, "customExtensionHandler")) {
            return refused("A policy has the custom extension at one of its stages.");
        }
    } else if is("connectedOrganization") && is_named_by_a_policy(store, node) {
        return refused("A policy is for the connected organization.");
    }
    Ok(())
}

/// Whether live assignments or open requests refer to an entity.
fn has_users(store: &Store, node: NodeId, property: &str) -> bool {
    store.referrers(node, property).any(|id| {
        let is_live = is_a(store, id, "accessPackageAssignment")
            && assignments::state(store, id).is_some_and(AssignmentState::is_live);
        is_live || is_open(store, id)
    })
}

fn is_named_by_a_policy(store: &Store, organization: NodeId) -> bool {
    let words = Words::of(store);
    let key = super::progress::key(store, organization);
    let policies = store
        .at(&GOVERNANCE)
        .map(|owner| store.contained(owner, words.policies));
    policies.into_iter().flatten().any(|policy| {
        let Some(policy) = store.get(policy) else {
            return false;
        };
        let settings = policy.member("requestorSettings");
        let sets = [
            policy.member("specificAllowedTargets"),
            settings.and_then(|of| of.get("allowedRequestors")),
        ];
        let mut named = sets.into_iter().flat_map(subject_sets::organizations);
        named.any(|id| id.eq_ignore_ascii_case(&key))
    })
}
