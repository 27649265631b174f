//! Subjects: who has or asks for access. Each is an entity of its own beside the user that it stands for.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::words::{GOVERNANCE, Words};
use crate::caller::Caller;
use crate::failure::Failure;
use crate::governance::directory::{self, is_a};
use crate::store::{Change, Node, NodeId, Store};

/// A subject's reference to the object of the directory; the metadata has no such property.
const OBJECT: &str = "directoryObject";

/// The signed-in user.
pub(super) fn caller(store: &Store, caller: &Caller) -> Option<NodeId> {
    directory::user(store, caller.user.as_deref()?)
}

/// The signed-in user, for what only a user can ask.
///
/// # Errors
/// 403 where a service identity asks.
pub(super) fn signed_in(store: &Store, by: &Caller) -> Result<NodeId, Failure> {
    caller(store, by).ok_or_else(|| Failure::forbidden("Only a signed-in user of the directory can ask for this."))
}

/// The object of the directory that a subject stands for.
pub(super) fn object(store: &Store, subject: NodeId) -> Option<NodeId> {
    store.one(subject, OBJECT)
}

/// The subject that stands for an object of the directory, where there is one.
pub(super) fn of_object(store: &Store, object: NodeId) -> Option<NodeId> {
    store
        .referrers(object, OBJECT)
        .find(|id| is_a(store, *id, "accessPackageSubject"))
}

/// The subject that stands for an object of the directory, made where there is none.
///
/// # Errors
/// When the version has no place for it.
pub(super) fn ensure(change: &mut Change<'_>, object: NodeId) -> Result<NodeId, Failure> {
    if let Some(found) = of_object(change, object) {
        return Ok(found);
    }
    let words = Words::of(change);
    let node = change.get(object);
    let member = |name: &str| node.and_then(|node| node.member(name)).cloned().unwrap_or_default();
    let kind = match node.is_some_and(|node| node.is_a("user")) {
        true => "user",
        false => "servicePrincipal",
    };
    let mail = match member("mail") {
        Value::Null => member("userPrincipalName"),
        mail => mail,
    };
    let members = json!({
        "displayName": member("displayName"),
        "email": mail,
        "objectId": node.map(Node::key),
        "principalName": member("userPrincipalName"),
        "onPremisesSecurityIdentifier": member("onPremisesSecurityIdentifier"),
        "subjectLifecycle": "notDefined",
        words.subject_type: words.cased(kind),
    });
    let organization = organization_of(change, object);
    let subject = made(change, members)?;
    change.refer_to_one(subject, OBJECT, object);
    if let Some(organization) = organization {
        change.refer_to_one(subject, "connectedOrganization", organization);
        if words.is_beta() {
            let key = change.get(organization).map(|node| node.key().to_owned());
            change.set(subject, "connectedOrganizationId", key);
        }
    }
    Ok(subject)
}

/// The subject that a body names: `{"id": …}`, `{"objectId": …}` or `{"email": …}`. Somebody of whom there is only a
/// mail address is no user yet.
///
/// # Errors
/// 404 when there is nobody of that id, 400 when nobody is named.
pub(super) fn named(change: &mut Change<'_>, target: &Value) -> Result<NodeId, Failure> {
    let text = |name: &str| target.get(name).and_then(Value::as_str);
    if let Some(id) = text("objectId").or_else(|| text("id")) {
        if let Some(object) = directory::object(change, id) {
            return ensure(change, object);
        }
        return change
            .find_named("accessPackageSubject", id)
            .ok_or_else(|| Failure::not_found(format!("There is no user `{id}`.")).about("target"));
    }
    let Some(email) = text("email").filter(|email| email.contains('@')) else {
        return Err(Failure::bad_request("The request does not say who is to have access.").about("target"));
    };
    if let Some(user) = directory::user(change, email) {
        return ensure(change, user);
    }
    let known = change.at(&GOVERNANCE).and_then(|owner| {
        let subjects = change.contained(owner, Words::of(change).subjects);
        let is = |id: &NodeId| {
            let text = change.get(*id).and_then(|node| node.text("email"));
            text.is_some_and(|text| text.eq_ignore_ascii_case(email))
        };
        subjects.into_iter().find(is)
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let words = Words::of(change);
    let members = json!({
        "displayName": email,
        "email": email,
        "subjectLifecycle": "notDefined",
        words.subject_type: words.cased("user"),
    });
    made(change, members)
}

/// The connected organization whose domain a guest's address has.
pub(super) fn organization_of(store: &Store, user: NodeId) -> Option<NodeId> {
    let node = store.get(user)?;
    if !is_guest(node) {
        return None;
    }
    let address = node.text("mail").or_else(|| node.text("userPrincipalName"))?;
    let (_, domain) = address.rsplit_once('@')?;
    let organizations = store.contained(store.at(&GOVERNANCE)?, "connectedOrganizations");
    organizations.into_iter().find(|id| {
        let sources = store
            .get(*id)
            .and_then(|node| node.member("identitySources")?.as_array());
        sources.into_iter().flatten().any(|source| {
            let name = source.get("domainName").and_then(Value::as_str);
            name.is_some_and(|name| name.eq_ignore_ascii_case(domain))
        })
    })
}

/// Whether a user is a guest.
pub(super) fn is_guest(user: &Node) -> bool {
    user.text("userType")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("guest"))
}

fn made(change: &mut Change<'_>, members: Value) -> Result<NodeId, Failure> {
    let words = Words::of(change);
    let owner = change.singleton(&GOVERNANCE);
    let ty = change.ty("accessPackageSubject");
    let (Some(owner), Some(ty)) = (owner, ty) else {
        return Err(Failure::internal("The version has no subjects."));
    };
    let key = Uuid::new_v4().to_string();
    let subject = change.insert(owner, words.subjects, ty, &key);
    let mut all = Map::new();
    all.insert("id".to_owned(), key.into());
    if let Value::Object(members) = members {
        all.extend(members);
    }
    change.set_all(subject, all);
    Ok(subject)
}
