//! Entitlement management: requests, approvals, assignments, and custom extensions that call out.
//!
//! | what | where | imports |
//! |---|---|---|
//! | names that differ between the versions | `words` | |
//! | kinds of requests, stages, states | `kinds` | |
//! | who has or asks for access; sets of them | `subjects`, `subject_sets` | `words` |
//! | for whom a policy is, what it demands, how long access lasts | `policies` | `subject_sets` |
//! | how far a request has come | `progress` | `kinds` |
//! | what was called, and what was posted | `instances`, `payload` | `progress` |
//! | a request goes on from phase to phase | `process` | all below |
//! | custom extension stages | `stages` | `payload`, `instances` |
//! | approval stages and decisions | `approvals` | `subject_sets` |
//! | assignments and their end | `assignments` | `policies` |
//! | a request is made | `requests`, `answers`, `conflicts` | `policies` |
//! | resume, cancel, reprocess | `resume`, `actions` | `process` |
//! | what concerns the signed-in user | `current_user` | |
//! | catalogs, packages, policies, extensions; resources | `links`, `resources` | |
//! | what cannot be removed | `deletion` | |
//! | assignments as access reviews see them | `reviewed` | `assignments` |
//! | the test of a connection | `connection_test` | |
//!
//! `process`, `stages`, `approvals` and `assignments` know each other: a request goes on when somebody has decided, when
//! a callout ends, and when an assignment's time is over.

mod actions;
mod answers;
mod approvals;
mod assignments;
mod conflicts;
mod connection_test;
mod current_user;
mod deletion;
mod instances;
mod kinds;
mod links;
mod payload;
mod policies;
mod process;
mod progress;
mod requests;
mod resources;
mod resume;
mod reviewed;
mod stages;
mod subject_sets;
mod subjects;
mod words;

#[cfg(test)]
mod tests;

pub use connection_test::{connection_result, test_connection};
pub use reviewed::{assignments_of, end_assignment};

use msgraph_identity_governance::reflection::{Item, Operation, OperationKind, Response, Type};
use serde_json::{Map, Value, json};

use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::store::{Change, Node, NodeId, Store, Timer};
use crate::turn::{Posted, Turn};

/// The behavior's name, with which its timers begin.
const NAME: &str = "entitlement-management";

/// A timer's purpose.
fn purpose(word: &str) -> String {
    format!("{NAME}:{word}")
}

/// The behavior.
#[derive(Debug, Default)]
pub struct EntitlementManagement;

/// The rules of the service that are left out.
const GAPS: [&str; 13] = [
    "The history of a request (beta) and the correlation id of a callout stay empty.",
    "Assignments are not made by themselves for the targets of an automatic policy (`automaticRequestSettings`).",
    "An answer is not compared with a text question's `regexPattern`.",
    "`assignedToMe` of an approval stage says whether the stage is open, not whether the caller may decide.",
    "An assignment that is POSTed itself is kept as it is; only those that requests made begin and end.",
    "No guest user is invited for a target of whom there is only a mail address.",
    "Access to the resources of an access package is not given: members of groups stay as they are.",
    "Access reviews of assignments (`reviewSettings`) are not started.",
    "Suggestions of access packages are always empty.",
    "Sponsors and owners of agent identities are nobody.",
    "An application without a user may make the requests of users, which the service refuses.",
    "The roles of catalogs are not looked at: who may call an operation may do so in every catalog.",
    "A package's resource role scopes are kept without looking whether the catalog has the resource.",
];

/// The actions and functions that it knows: the name, and the types that it is bound to.
const KNOWN: [(&str, &[&str]); 8] = [
    ("cancel", &["accessPackageAssignmentRequest"]),
    (
        "reprocess",
        &["accessPackageAssignmentRequest", "accessPackageAssignment"],
    ),
    ("resume", &["accessPackageAssignmentRequest"]),
    ("getApplicablePolicyRequirements", &["accessPackage"]),
    ("moveToCatalog", &["accessPackage"]),
    ("refresh", &["accessPackageResource"]),
    ("additionalAccess", &["accessPackageAssignment"]),
    (
        "filterByCurrentUser",
        &[
            "accessPackage",
            "accessPackageAssignment",
            "accessPackageAssignmentRequest",
            "accessPackageSuggestion",
            "approval",
        ],
    ),
];

impl Behavior for EntitlementManagement {
    fn name(&self) -> &'static str {
        NAME
    }

    fn prepare(&self, turn: &mut Turn<'_>) -> Result<(), Failure> {
        prepare(&mut turn.change);
        Ok(())
    }

    fn creating(
        &self,
        turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        let is = |short_name: &str| ty.lineage().any(|ty| ty.short_name() == short_name);
        if is("accessPackageAssignmentRequest") {
            requests::creating(turn, body)
        } else if is("accessPackageResourceRequest") {
            resources::creating(turn, body)
        } else if is("accessPackageAssignmentPolicy") {
            links::take_settings(turn, body)
        } else if is_extension(ty.short_name()) {
            links::check_extension(body)
        } else if is("accessPackage") || is("accessPackageCatalog") {
            links::check_name(body)
        } else {
            Ok(())
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        if is_a(&turn.change, node, "accessPackageAssignmentRequest") {
            requests::created(turn, node);
        } else if is_a(&turn.change, node, "accessPackageResourceRequest") {
            resources::created(turn, node);
        } else {
            links::complete(&mut turn.change, node);
            if is_a(&turn.change, node, "accessPackageAssignmentPolicy") {
                links::put_settings(turn, node);
            }
        }
        Ok(())
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
        let short_name = turn.change.get(node).and_then(Node::ty).map(|ty| ty.short_name());
        match short_name.unwrap_or_default() {
            "approvalStage" | "approvalStep" => approvals::deciding(turn, node, body),
            "accessPackageAssignmentPolicy" => links::take_settings(turn, body),
            name if is_extension(name) => {
                links::check_extension(body)?;
                links::check_retype(&turn.change, node, body)
            }
            _ => Ok(()),
        }
    }

    fn updated(&self, turn: &mut Turn<'_>, node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        let short_name = turn.change.get(node).and_then(Node::ty).map(|ty| ty.short_name());
        match short_name.unwrap_or_default() {
            "approvalStage" | "approvalStep" => approvals::decided(turn, node),
            "accessPackageAssignmentPolicy" => {
                links::complete(&mut turn.change, node);
                links::put_settings(turn, node);
                Ok(())
            }
            "accessPackage" => {
                links::complete(&mut turn.change, node);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn deleting(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        deletion::check(&turn.change, node)
    }

    fn call(&self, turn: &mut Turn<'_>, call: &Call) -> Option<Result<Outcome, Failure>> {
        let ty = bound_type(&turn.change, call)?;
        let (name, _) = KNOWN
            .into_iter()
            .find(|(name, types)| *name == call.name && types.contains(&ty))?;
        if ty == "approval" && !is_within(&turn.change, &call.bound) {
            return None;
        }
        Some(called(turn, name, ty, call))
    }

    fn due(&self, turn: &mut Turn<'_>, timer: &Timer) -> Result<(), Failure> {
        let word = timer.purpose.strip_prefix(NAME).and_then(|rest| rest.strip_prefix(':'));
        match word.unwrap_or_default().split_once(':') {
            Some(("timeout", instance)) => stages::timed_out(turn, timer.node, instance),
            Some(("escalate", stage)) => {
                approvals::escalate(turn, timer.node, stage);
                Ok(())
            }
            Some(("deny", stage)) => {
                approvals::expire(turn, timer.node, stage);
                Ok(())
            }
            None if word == Some("process") => process::run(turn, timer.node),
            _ => match assignments::milestone(turn, timer.node, word.unwrap_or_default())? {
                true => Ok(()),
                false => Err(Failure::internal(format!(
                    "Nobody knows the timer `{}`.",
                    timer.purpose
                ))),
            },
        }
    }

    fn posted(&self, turn: &mut Turn<'_>, node: NodeId, purpose: &str, how: &Posted) -> Result<(), Failure> {
        match purpose {
            connection_test::PURPOSE => {
                connection_test::tested(turn, node, how);
                Ok(())
            }
            instance => stages::posted(turn, node, instance, how),
        }
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }

    fn knows(&self, operation: Operation) -> bool {
        if !matches!(operation.kind(), OperationKind::Action | OperationKind::Function) {
            return false;
        }
        let template = operation.template();
        let is_ours = template.starts_with("/identityGovernance/entitlementManagement/");
        let name = template.rsplit('/').next().unwrap_or_default();
        let name = name.split('(').next().unwrap_or_default();
        is_ours && KNOWN.iter().any(|(known, _)| *known == name)
    }
}

fn called(turn: &mut Turn<'_>, name: &str, ty: &str, call: &Call) -> Result<Outcome, Failure> {
    match (name, &call.bound) {
        ("resume", Bound::Entity(request)) => {
            resume::resume(turn, *request, &call.arguments).map(|()| Outcome::Nothing)
        }
        ("cancel", Bound::Entity(request)) => actions::cancel(turn, *request).map(|()| Outcome::Nothing),
        ("reprocess", Bound::Entity(of)) => {
            match ty {
                "accessPackageAssignment" => actions::reprocess_assignment(turn, *of)?,
                _ => actions::reprocess(turn, *of)?,
            }
            Ok(Outcome::Accepted)
        }
        ("getApplicablePolicyRequirements", Bound::Entity(package)) => {
            let me = subjects::signed_in(&turn.change, turn.caller)?;
            let policies = policies::applicable(&turn.change, *package, me);
            Ok(Outcome::Values(
                policies.into_iter().map(policies::Policy::requirements).collect(),
            ))
        }
        ("moveToCatalog", Bound::Entity(package)) => {
            let id = call
                .arguments
                .get("catalogId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let catalog = turn.change.find_named("accessPackageCatalog", id);
            let catalog = catalog.ok_or_else(|| Failure::not_found(format!("There is no catalog `{id}`.")))?;
            let id = progress::key(&turn.change, catalog);
            turn.change.set(*package, "catalogId", id);
            links::complete(&mut turn.change, *package);
            Ok(Outcome::Nothing)
        }
        // Nothing here stands in another system that could have changed.
        ("refresh", _) => Ok(Outcome::Nothing),
        ("additionalAccess", bound) => {
            let found = current_user::additional_access(turn, bound, &call.arguments);
            Ok(Outcome::Entities(found))
        }
        ("filterByCurrentUser", bound) => current_user::filter(turn, ty, bound, &call.arguments).map(Outcome::Entities),
        _ => Err(Failure::not_modelled(
            "The operation is not bound to what it is called on.",
        )),
    }
}

/// The type that a call is bound to: the entity's own, or that of the collection's items.
fn bound_type(store: &Store, call: &Call) -> Option<&'static str> {
    match &call.bound {
        Bound::Entity(node) => Some(store.get(*node)?.ty()?.short_name()),
        Bound::Collection { .. } => match call.operation.response() {
            Response::Page(ty) | Response::Model { ty, .. } | Response::Value { ty, .. } => match ty.item() {
                Item::Type(ty) => Some(ty.short_name()),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether something stands below entitlement management: approvals are elsewhere, too.
fn is_within(store: &Store, bound: &Bound) -> bool {
    let (Bound::Entity(start) | Bound::Collection { owner: start, .. }) = bound;
    let Some(governance) = words::governance(store) else {
        return false;
    };
    let mut at = *start;
    while at != governance {
        let Some(place) = store.get(at).and_then(Node::place) else {
            return false;
        };
        at = place.owner;
    }
    true
}

fn is_extension(short_name: &str) -> bool {
    matches!(
        short_name,
        "accessPackageAssignmentRequestWorkflowExtension"
            | "accessPackageAssignmentWorkflowExtension"
            | "customAccessPackageWorkflowExtension"
    )
}

/// The settings with their usual values, unless they are there.
fn prepare(change: &mut Change<'_>) {
    let [governance, area] = words::GOVERNANCE;
    let Some(settings) = change.singleton(&[governance, area, "settings"]) else {
        return;
    };
    if change.get(settings).is_none_or(|node| !node.members.is_empty()) {
        return;
    }
    let (name, value, action) = match words::Words::of(change).is_beta() {
        true => (
            "daysUntilExternalUserDeletedAfterBlocked",
            json!(30),
            "BlockSignInAndDelete",
        ),
        false => (
            "durationUntilExternalUserDeletedAfterBlocked",
            json!("P30D"),
            "blockSignInAndDelete",
        ),
    };
    change.set(settings, name, value);
    change.set(settings, "externalUserLifecycleAction", action);
}
