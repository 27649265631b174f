//! Privileged access to groups: assignments and eligibilities are requested, activated and end.
//!
//! | what | where |
//! |---|---|
//! | kinds of access, and the names of their entities | `kinds` |
//! | requests: what they ask for, whether it is allowed, what becomes of them | `requests` |
//! | from when to when, as a request says | `period` |
//! | schedules and instances; the group itself | `schedules` |
//! | what concerns the signed-in user | `current_user` |

mod current_user;
mod kinds;
mod period;
mod requests;
mod schedules;

#[cfg(test)]
mod tests;

use msgraph_identity_governance::reflection::{Operation, Type};
use serde_json::{Map, Value};

use super::{approval, entities};
use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::failure::Failure;
use crate::store::{NodeId, Store, Timer};
use crate::turn::Turn;
use kinds::Access;

/// The behavior.
#[derive(Debug, Default)]
pub struct PrivilegedGroups;

/// The container's path from the root.
const PATH: [&str; 3] = ["identityGovernance", "privilegedAccess", "group"];

/// The purposes of timers.
const BEGINS: &str = "privileged-groups:begin";
const ENDS: &str = "privileged-groups:end";
const EXPIRES: &str = "privileged-groups:expire";

const GAPS: [&str; 6] = [
    "Groups: the policies of privileged access are not modelled. An activation needs a justification and lasts 8 hours \
     at most; assignments and eligibilities may be permanent.",
    "Groups: an activation in a group that is assignable to roles waits for one of the group's owners; no other does.",
    "Groups: `selfExtend` and `selfRenew` wait for an administrator (`PendingAdminDecision`), who decides with a \
     request of their own.",
    "Groups: multifactor authentication, tickets and notifications are not looked at.",
    "Groups: who is eligible through another group is not eligible here.",
    "Groups: schedules and their instances are removed when they end; requests stay.",
];

impl Behavior for PrivilegedGroups {
    fn name(&self) -> &'static str {
        "privileged-groups"
    }

    fn creating(
        &self,
        turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        match Access::ALL
            .into_iter()
            .find(|access| access.request() == ty.short_name())
        {
            Some(access) => requests::check(turn, access, body),
            None => Ok(()),
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        match access_of_request(&turn.change, node) {
            Some(access) => requests::created(turn, access, node),
            None => Ok(()),
        }
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
        match is_stage(&turn.change, node) {
            true => approval::deciding(turn, node, body),
            false => Ok(()),
        }
    }

    fn updated(&self, turn: &mut Turn<'_>, node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        match is_stage(&turn.change, node) {
            true => requests::decided(turn, node),
            false => Ok(()),
        }
    }

    fn call(&self, turn: &mut Turn<'_>, call: &Call) -> Option<Result<Outcome, Failure>> {
        if !self.knows(call.operation) {
            return None;
        }
        match &call.bound {
            Bound::Entity(node) => {
                let access = access_of_request(&turn.change, *node)?;
                Some(requests::cancel(turn, access, *node).map(|()| Outcome::Nothing))
            }
            Bound::Collection { owner, property } => {
                Some(current_user::filter(turn, *owner, property, &call.arguments).map(Outcome::Entities))
            }
        }
    }

    fn due(&self, turn: &mut Turn<'_>, timer: &Timer) -> Result<(), Failure> {
        match &*timer.purpose {
            BEGINS => schedules::begin(turn, timer.node),
            ENDS => schedules::end(turn, timer.node),
            EXPIRES => requests::expire(turn, timer.node),
            _ => Ok(()),
        }
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }

    fn knows(&self, operation: Operation) -> bool {
        let segment = operation.segment();
        matches!(segment.name(), "cancel" | "filterByCurrentUser") && segment.template().contains("/privilegedAccess/")
    }
}

fn access_of_request(store: &Store, node: NodeId) -> Option<Access> {
    Access::ALL
        .into_iter()
        .find(|access| entities::is_of(store, node, access.request()))
}

/// Whether it is the stage of an approval that stands here.
fn is_stage(store: &Store, node: NodeId) -> bool {
    let approval = entities::owner(store, node).filter(|_| entities::is_of(store, node, approval::words(store).stage));
    let place = approval.and_then(|approval| store.get(approval)?.place());
    place.is_some_and(|place| &*place.property == "assignmentApprovals")
}
