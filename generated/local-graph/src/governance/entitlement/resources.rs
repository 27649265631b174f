//! Resources of catalogs: requests to add and remove them, with the roles and the scope that each has.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::kinds::Kind;
use super::progress::key;
use super::words::{GOVERNANCE, Words};
use crate::failure::Failure;
use crate::governance::directory::is_a;
use crate::governance::instants;
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// What a turn carries from the body to the request.
const CARRIED: &str = "resource-request";
/// A resource's catalog; the metadata has no such property.
const CATALOG: &str = "ofCatalog";

#[derive(Serialize, Deserialize)]
struct Asked {
    catalog: NodeId,
    /// The resource that is there.
    known: Option<NodeId>,
    /// The resource that is to be made.
    new: Option<Map<String, Value>>,
}

/// Before a resource request is made of a body.
///
/// # Errors
/// 400 for a body that names no catalog, no resource or no known type, 404 for what is not there, 409 for what is there
/// already or is used.
pub(super) fn creating(turn: &mut Turn<'_>, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let words = Words::of(&turn.change);
    let kind = body
        .get("requestType")
        .and_then(Value::as_str)
        .and_then(Kind::from_name);
    let by_reference = body.remove("catalog").filter(Value::is_object);
    let id = body.get("catalogId").and_then(Value::as_str);
    let id = id.or_else(|| by_reference.as_ref()?.get("id")?.as_str());
    let id = id.ok_or_else(|| Failure::bad_request("The request does not say for which catalog.").about("catalog"))?;
    let catalog = turn.change.find_named("accessPackageCatalog", id);
    let catalog = catalog.ok_or_else(|| Failure::not_found(format!("There is no catalog `{id}`.")).about("catalog"))?;
    let names = ["resource", "accessPackageResource"];
    let resource = names
        .into_iter()
        .filter_map(|name| body.remove(name))
        .find(Value::is_object);
    let resource = resource.and_then(|resource| match resource {
        Value::Object(members) => Some(members),
        _ => None,
    });
    let resource =
        resource.ok_or_else(|| Failure::bad_request("The request names no resource.").about(words.resource))?;
    let known = known(&turn.change, catalog, &resource);
    let asked = match (kind, known) {
        (Some(Kind::AdminAdd | Kind::UserAdd), None) => {
            if !resource.get("originId").is_some_and(Value::is_string) {
                let why = "A new resource has an `originId`.";
                return Err(Failure::bad_request(why).about(format!("{}/originId", words.resource)));
            }
            Asked {
                catalog,
                known: None,
                new: Some(resource),
            }
        }
        (Some(Kind::AdminAdd | Kind::UserAdd), Some(_)) => {
            return Err(Failure::conflict("The catalog has the resource already."));
        }
        (Some(Kind::AdminRemove | Kind::UserRemove), Some(known)) => {
            if is_used(&turn.change, known) {
                return Err(Failure::conflict(
                    "An access package of the catalog has a role of the resource.",
                ));
            }
            Asked {
                catalog,
                known: Some(known),
                new: None,
            }
        }
        (Some(Kind::AdminUpdate | Kind::AdminRemove | Kind::UserRemove), None) => {
            return Err(Failure::not_found("The catalog has no such resource.").about(words.resource));
        }
        (Some(Kind::AdminUpdate), Some(known)) => Asked {
            catalog,
            known: Some(known),
            new: Some(resource),
        },
        _ => {
            let why = "A resource request is of the type `adminAdd`, `adminUpdate` or `adminRemove`.";
            return Err(Failure::bad_request(why).about("requestType"));
        }
    };
    let asked = serde_json::to_value(asked).map_err(|why| Failure::internal(why.to_string()))?;
    turn.carried.insert(CARRIED, asked);
    Ok(())
}

/// After a resource request was made: does what it asks for. It needs nobody's approval.
pub(super) fn created(turn: &mut Turn<'_>, request: NodeId) {
    let asked = turn
        .carried
        .remove(CARRIED)
        .and_then(|asked| serde_json::from_value(asked).ok());
    let Some(Asked { catalog, known, new }) = asked else {
        return;
    };
    let now = instants::written(turn.now);
    let change = &mut turn.change;
    let words = Words::of(change);
    change.set(request, words.resource_request_state, words.cased("delivered"));
    if words.is_beta() {
        let id = key(change, catalog);
        change.set(request, "requestStatus", "Fulfilled");
        change.set(request, "catalogId", id);
    } else {
        change.set(request, "createdDateTime", now.clone());
        change.refer_to_one(request, "catalog", catalog);
    }
    match (known, new) {
        (Some(known), Some(new)) => {
            change.set_all(known, new);
            change.refer_to_one(request, words.resource, known);
        }
        (None, Some(new)) => {
            if let Some(made) = make(change, catalog, new, &now) {
                change.refer_to_one(request, words.resource, made);
            }
        }
        (Some(known), None) => change.remove(known),
        (None, None) => {}
    }
}

/// Makes a resource with its root scope and its roles.
fn make(change: &mut Change<'_>, catalog: NodeId, mut members: Map<String, Value>, now: &str) -> Option<NodeId> {
    let words = Words::of(change);
    let owner = change.singleton(&GOVERNANCE)?;
    let ty = change.ty("accessPackageResource")?;
    let id = Uuid::new_v4().to_string();
    let resource = change.insert(owner, words.resources, ty, &id);
    // What a body may have below a resource is not taken: the service makes it.
    members.retain(|_, value| !value.is_object());
    members.insert("id".to_owned(), id.into());
    let created = if words.is_beta() { "addedOn" } else { "createdDateTime" };
    members.insert(created.to_owned(), now.into());
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (origin, system) = (text("originId"), text("originSystem"));
    let object = change.by_key(&origin).find(|id| is_a(change, *id, "directoryObject"));
    let name = object
        .and_then(|object| change.get(object)?.member("displayName"))
        .cloned();
    members.entry("displayName").or_insert_with(|| name.unwrap_or_default());
    change.set_all(resource, members);
    change.refer(catalog, words.catalog_resources, resource);
    change.refer_to_one(resource, CATALOG, catalog);
    let scope = json!({
        "displayName": "Root", "description": "Root Scope", "isRootScope": true,
        "originId": origin, "originSystem": system,
    });
    within(
        change,
        resource,
        words.resource_scopes,
        "accessPackageResourceScope",
        scope,
    );
    let roles: &[&str] = match system.as_str() {
        "AadGroup" => &["Member", "Owner"],
        "AadApplication" => &["User"],
        "SharePointOnline" => &["Members", "Owners", "Visitors"],
        _ => &[],
    };
    for role in roles {
        let role = json!({
            "displayName": role, "originId": format!("{role}_{origin}"), "originSystem": system,
        });
        within(
            change,
            resource,
            words.resource_roles,
            "accessPackageResourceRole",
            role,
        );
    }
    Some(resource)
}

fn within(change: &mut Change<'_>, owner: NodeId, property: &str, ty: &str, members: Value) {
    let (Some(ty), Value::Object(members)) = (change.ty(ty), members) else {
        return;
    };
    let id = Uuid::new_v4().to_string();
    let node = change.insert(owner, property, ty, &id);
    change.set(node, "id", id);
    change.set_all(node, members);
}

/// The resource of a catalog that a body names: by its id, or by what it is in its own system.
fn known(store: &Store, catalog: NodeId, resource: &Map<String, Value>) -> Option<NodeId> {
    let words = Words::of(store);
    let text = |name: &str| resource.get(name).and_then(Value::as_str);
    store.references(catalog, words.catalog_resources).find(|id| {
        let Some(node) = store.get(*id) else {
            return false;
        };
        match text("id") {
            Some(id) => node.key().eq_ignore_ascii_case(id),
            None => text("originId").is_some() && node.text("originId") == text("originId"),
        }
    })
}

/// Whether a package has a role of a resource: its role scopes have a scope with the resource's own id.
fn is_used(store: &Store, resource: NodeId) -> bool {
    let words = Words::of(store);
    let origin = store.get(resource).and_then(|node| node.text("originId"));
    let scopes = store
        .iter()
        .filter(|(_, node)| node.is_a("accessPackageResourceRoleScope"));
    scopes.into_iter().any(|(id, _)| {
        let scope = store.one(id, words.scope_of_role).and_then(|scope| store.get(scope));
        origin.is_some() && scope.and_then(|scope| scope.text("originId")) == origin
    })
}
