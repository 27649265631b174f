//! What concerns the signed-in user.

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::governance::entities::{key, says, text};
use crate::governance::{approval, people};
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// Those of a collection that the signed-in user is the principal of, made, or decides on.
pub(super) fn filter(
    turn: &Turn<'_>,
    owner: NodeId,
    property: &str,
    arguments: &Map<String, Value>,
) -> Result<Vec<NodeId>, Failure> {
    let on = arguments.get("on").and_then(Value::as_str).unwrap_or_default();
    let concerns: fn(&Store, NodeId, &str) -> bool = match on {
        "principal" | "target" => is_principal,
        "createdBy" => is_creator,
        "approver" => is_approver,
        _ => return Err(Failure::bad_request("`on` says none of what a user can be here.").about("on")),
    };
    let user = people::signed_in(&turn.change, turn.caller);
    let user = user.ok_or_else(|| Failure::forbidden("There is no signed-in user."))?;
    let (store, user) = (&turn.change, key(&turn.change, user));
    Ok(store
        .contained(owner, property)
        .filter(|id| concerns(store, *id, &user))
        .collect())
}

/// The request of an approval; anything else is itself.
fn request(store: &Store, id: NodeId) -> NodeId {
    let found = store.find_named("privilegedAccessGroupAssignmentScheduleRequest", &key(store, id));
    found.unwrap_or(id)
}

fn is_principal(store: &Store, id: NodeId, user: &str) -> bool {
    says(store, request(store, id), "principalId", user)
}

fn is_creator(store: &Store, id: NodeId, user: &str) -> bool {
    let by = store
        .get(request(store, id))
        .and_then(|node| node.member("createdBy")?.get("user")?.get("id")?.as_str());
    by.is_some_and(|by| by.eq_ignore_ascii_case(user))
}

fn is_approver(store: &Store, id: NodeId, user: &str) -> bool {
    let of = text(store, id, "approvalId").and_then(|id| store.find_named("approval", id));
    approval::is_approver(store, of.unwrap_or(id), user)
}
