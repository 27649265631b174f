//! What concerns the signed-in user: `filterByCurrentUser`; and `additionalAccess`.

use serde_json::{Map, Value};

use super::progress::{self, Progress, TARGET};
use super::words::{GOVERNANCE, Words};
use super::{approvals, assignments, conflicts, policies, subjects};
use crate::behavior::Bound;
use crate::failure::Failure;
use crate::governance::directory;
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// The entities of a collection that concern the signed-in user as `on` says.
///
/// # Errors
/// 400 where `on` is none of the type's words, 403 where no user is signed in.
pub(super) fn filter(
    turn: &Turn<'_>,
    ty: &str,
    bound: &Bound,
    arguments: &Map<String, Value>,
) -> Result<Vec<NodeId>, Failure> {
    let store = &turn.change;
    let me = subjects::signed_in(store, turn.caller)?;
    let key = progress::key(store, me);
    let on = arguments.get("on").and_then(Value::as_str).unwrap_or_default();
    let all = elements(store, ty, bound);
    let keep = |is: &dyn Fn(NodeId) -> bool| Ok(all.iter().copied().filter(|id| is(*id)).collect());
    let object = |of: NodeId, name: &str| store.one(of, name).and_then(|subject| subjects::object(store, subject));
    let is_target = |id: NodeId| object(id, TARGET) == Some(me);
    let is_manager = |id: NodeId| {
        let manager = object(id, TARGET).and_then(|user| directory::manager(store, user, 1));
        manager == Some(me)
    };
    let is_creator = |id: NodeId| {
        let creator = Progress::of(store, id).and_then(|progress| progress.creator);
        creator.as_deref() == Some(&*key)
    };
    let is_requestor = |id: NodeId| object(id, "requestor") == Some(me);
    let is_approver = |id: NodeId| approvals::has_approver(store, id, &key);
    let made_by_me = |id: NodeId| {
        let mut requests = store.referrers(id, Words::of(store).request_assignment);
        requests.any(&is_creator)
    };
    let by_request =
        |is: &dyn Fn(NodeId) -> bool| keep(&|id| approvals::request_of_approval(store, id).is_some_and(is));
    match (ty, on.to_ascii_lowercase().as_str()) {
        ("accessPackage", "allowedrequestor") => keep(&|id| !policies::applicable(store, id, me).is_empty()),
        ("accessPackageAssignment" | "accessPackageAssignmentRequest", "target") => keep(&is_target),
        ("accessPackageAssignment" | "accessPackageAssignmentRequest", "targetmanager") => keep(&is_manager),
        ("accessPackageAssignment", "createdby") => keep(&made_by_me),
        ("accessPackageAssignmentRequest", "createdby") => keep(&is_creator),
        ("accessPackageAssignmentRequest", "approver") => keep(&is_approver),
        ("accessPackageAssignmentRequest", "targetorrequestor") => keep(&|id| is_target(id) || is_requestor(id)),
        ("accessPackageAssignmentRequest", "requestforothers") => keep(&|id| is_creator(id) && !is_target(id)),
        ("accessPackageAssignment" | "accessPackageAssignmentRequest", "targetagentidentitysponsororowner") => {
            Ok(Vec::new())
        }
        ("approval", "target") => by_request(&is_target),
        ("approval", "createdby") => by_request(&is_creator),
        ("approval", "approver") => by_request(&is_approver),
        ("accessPackageSuggestion", "" | "none" | "relatedpeopleassignments" | "assignmenthistory") => Ok(Vec::new()),
        _ => {
            let why = format!("`{ty}` cannot be filtered by the current user on `{on}`.");
            Err(Failure::bad_request(why).about("on"))
        }
    }
}

/// The live assignments whose subject also has what is incompatible: with the package that is named, or with any.
pub(super) fn additional_access(turn: &Turn<'_>, bound: &Bound, arguments: &Map<String, Value>) -> Vec<NodeId> {
    let store = &turn.change;
    let named = |name: &str| arguments.get(name).and_then(Value::as_str);
    let package = named("accessPackageId");
    let other = named("incompatibleAccessPackageId");
    let mut found = elements(store, "accessPackageAssignment", bound);
    found.retain(|id| {
        let Some(of) = store.one(*id, "accessPackage") else {
            return false;
        };
        if package.is_some_and(|key| !progress::key(store, of).eq_ignore_ascii_case(key)) {
            return false;
        }
        let Some(target) = store.one(*id, TARGET) else {
            return false;
        };
        let live = assignments::live(store, target);
        let is_live = assignments::live(store, target).any(|live| live == *id);
        let incompatible: Vec<NodeId> = conflicts::incompatible(store, of).collect();
        is_live
            && live
                .filter_map(|live| store.one(live, "accessPackage"))
                .any(|package| match other {
                    Some(key) => progress::key(store, package).eq_ignore_ascii_case(key),
                    None => incompatible.contains(&package),
                })
    });
    found
}

/// The entities of a collection: the root's, or those that belong to an entity.
fn elements(store: &Store, ty: &str, bound: &Bound) -> Vec<NodeId> {
    let words = Words::of(store);
    let (owner, property) = match bound {
        Bound::Collection { owner, property } => (*owner, property.as_str()),
        Bound::Entity(owner) => (*owner, ""),
    };
    let root = match ty {
        "accessPackage" => words.packages,
        "accessPackageAssignment" => words.assignments,
        "accessPackageAssignmentRequest" => words.requests,
        "approval" => words.approvals,
        _ => "accessPackageSuggestions",
    };
    if store.at(&GOVERNANCE) == Some(owner) {
        return store.contained(owner, root).collect();
    }
    let inverse = match ty {
        "accessPackage" if property == "accessPackages" => words.catalog,
        "accessPackageAssignmentRequest" => words.request_assignment,
        _ => "accessPackage",
    };
    let mut found: Vec<NodeId> = store.contained(owner, property).collect();
    let more = store.references(owner, property).chain(store.referrers(owner, inverse));
    for id in more.filter(|id| directory::is_a(store, *id, ty)) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}
