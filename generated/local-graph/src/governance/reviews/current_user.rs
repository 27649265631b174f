//! What the signed-in user reviews.

use serde_json::Value;

use super::{DEFINITION, INSTANCE, ITEM, STAGE, decide, items};
use crate::behavior::{Call, Outcome};
use crate::failure::Failure;
use crate::governance::entities::{is_of, key};
use crate::governance::people;
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// What is bound to a collection of reviews: `filterByCurrentUser`, and `recordAllDecisions` of beta.
pub(super) fn of_collection(
    turn: &mut Turn<'_>,
    owner: NodeId,
    property: &str,
    call: &Call,
) -> Option<Result<Outcome, Failure>> {
    match call.name.as_str() {
        "recordAllDecisions" => {
            let done = decide::record_many(turn, owner, &call.arguments);
            Some(done.map(|()| Outcome::Nothing))
        }
        "filterByCurrentUser" => Some(filter(turn, owner, property, call)),
        _ => None,
    }
}

fn filter(turn: &Turn<'_>, owner: NodeId, property: &str, call: &Call) -> Result<Outcome, Failure> {
    let on = call.arguments.get("on").and_then(Value::as_str).unwrap_or_default();
    if !on.eq_ignore_ascii_case("reviewer") {
        return Err(Failure::bad_request("`on` is `reviewer`.").about("on"));
    }
    let user = people::signed_in(&turn.change, turn.caller);
    let user = user.ok_or_else(|| Failure::forbidden("There is no signed-in user."))?;
    let (store, user) = (&turn.change, key(&turn.change, user));
    let ids = all(store, owner, property).into_iter();
    Ok(Outcome::Entities(
        ids.filter(|id| is_reviewed_by(store, *id, &user)).collect(),
    ))
}

/// The entities of a collection. Beta has one of all instances, and of all decisions.
fn all(store: &Store, owner: NodeId, property: &str) -> Vec<NodeId> {
    let is_review = is_of(store, owner, DEFINITION) || is_of(store, owner, INSTANCE) || is_of(store, owner, STAGE);
    let ty = match property {
        "definitions" => DEFINITION,
        "instances" if !is_review => INSTANCE,
        "decisions" if !is_review => ITEM,
        _ => {
            return store
                .contained(owner, property)
                .chain(store.references(owner, property))
                .collect();
        }
    };
    let mut found: Vec<NodeId> = store
        .iter()
        .map(|(id, _)| id)
        .filter(|id| is_of(store, *id, ty))
        .collect();
    found.sort_unstable();
    found
}

/// Whether somebody reviews an item, or an item of a stage, instance or definition.
fn is_reviewed_by(store: &Store, id: NodeId, user: &str) -> bool {
    match () {
        () if is_of(store, id, ITEM) => items::is_reviewer(store, id, user),
        () if is_of(store, id, DEFINITION) => {
            let mut instances = store.contained(id, "instances");
            instances.any(|instance| is_reviewed_by(store, instance, user))
        }
        () => items::of(store, id).any(|item| items::is_reviewer(store, item, user)),
    }
}
