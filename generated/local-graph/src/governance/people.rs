//! People as the entities of governance show them.

use serde_json::{Value, json};

use super::{directory, entities};
use crate::caller::Caller;
use crate::store::{NodeId, Store};
use crate::turn::Turn;

/// The id of nobody: shown where something has not been reviewed or applied yet.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A user as `userIdentity`: id, display name, user principal name. One who is not in the directory has the id alone.
#[must_use]
pub fn identity(store: &Store, user: &str) -> Value {
    let node = directory::object(store, user);
    let member = |name: &str| node.and_then(|id| entities::text(store, id, name));
    let id = node.map_or_else(|| user.to_owned(), |id| entities::key(store, id));
    json!({
        "id": id,
        "displayName": member("displayName").unwrap_or_default(),
        "userPrincipalName": member("userPrincipalName"),
    })
}

/// Nobody, as `userIdentity`.
#[must_use]
pub fn nobody() -> Value {
    json!({"id": NOBODY, "displayName": "", "userPrincipalName": ""})
}

/// Who makes a request, as `userIdentity`: a user, or the application; nobody where a timer does.
#[must_use]
pub fn asking(turn: &Turn<'_>) -> Value {
    match (&turn.caller.user, &turn.caller.application) {
        (Some(user), _) => identity(&turn.change, user),
        (None, Some(application)) => json!({"id": application, "displayName": "", "userPrincipalName": null}),
        (None, None) => nobody(),
    }
}

/// The signed-in user's entity.
#[must_use]
pub fn signed_in(store: &Store, caller: &Caller) -> Option<NodeId> {
    directory::user(store, caller.user.as_deref()?)
}
