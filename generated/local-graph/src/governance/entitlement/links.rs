//! What catalogs, packages, policies and extensions refer to, and what they are filled with when they are made.
//!
//! Beta has members such as `accessPackageId` beside the navigation properties; here both say the same.

use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

use super::kinds::Stage;
use super::words::Words;
use crate::failure::Failure;
use crate::governance::callouts;
use crate::governance::directory::is_a;
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// What a turn carries from the body of a policy to the policy.
const CARRIED: &str = "stage-settings";

/// Before a catalog or an access package is made.
///
/// # Errors
/// 400 where it has no name.
pub(super) fn check_name(body: &Map<String, Value>) -> Result<(), Failure> {
    let name = body.get("displayName").and_then(Value::as_str).unwrap_or_default();
    match name.trim().is_empty() {
        true => Err(Failure::bad_request("A catalog and an access package need a `displayName`.").about("displayName")),
        false => Ok(()),
    }
}

/// Before an extension is made or changed.
///
/// # Errors
/// 400 for a time that is not allowed.
pub(super) fn check_extension(body: &Map<String, Value>) -> Result<(), Failure> {
    let kind = body
        .get("callbackConfiguration")
        .and_then(|of| of.get("@odata.type")?.as_str());
    let is_approval =
        kind.is_some_and(|kind| kind.ends_with(".accessPackageRequestApprovalStageCallbackConfiguration"));
    let longest = match is_approval {
        true => Duration::hours(3),
        false => Duration::days(14),
    };
    callouts::check_extension(body, Duration::minutes(5)..=longest)
}

/// Before a policy is made or changed: takes its custom extension stages out of the body, and numbers its questions.
///
/// # Errors
/// 400 for a stage or an extension that is not known, or does not fit the other.
pub(super) fn take_settings(turn: &mut Turn<'_>, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let words = Words::of(&turn.change);
    let mut carried = Map::new();
    for property in words.stage_settings {
        let Some(settings) = body.remove(*property) else {
            continue;
        };
        let mut found = Vec::new();
        for setting in settings.as_array().into_iter().flatten() {
            found.push(setting_of(&turn.change, property, setting)?);
        }
        carried.insert((*property).to_owned(), Value::Array(found));
    }
    if !carried.is_empty() {
        turn.carried.insert(CARRIED, Value::Object(carried));
    }
    if words.is_beta() {
        let questions = body.get_mut("questions").and_then(Value::as_array_mut);
        for question in questions.into_iter().flatten().filter_map(Value::as_object_mut) {
            let id = question.entry("id").or_insert(Value::Null);
            if id.is_null() {
                *id = Uuid::new_v4().to_string().into();
            }
        }
    }
    Ok(())
}

/// One custom extension stage, checked: its stage and its extension.
fn setting_of(store: &Store, property: &str, setting: &Value) -> Result<Value, Failure> {
    let about = |why: String| Failure::bad_request(why).about(property);
    let stage = setting.get("stage").and_then(Value::as_str).and_then(Stage::from_name);
    let stage =
        stage.ok_or_else(|| about("A custom extension stage has no `stage`, or one that is not known.".to_owned()))?;
    let bound = setting.get("customExtension@odata.bind").and_then(Value::as_str);
    let bound = bound.and_then(|url| url.rsplit('/').next());
    let id = setting
        .get("customExtension")
        .and_then(|of| of.get("id")?.as_str())
        .or(bound);
    let id = id.ok_or_else(|| about("A custom extension stage does not name its extension.".to_owned()))?;
    let mut found = store.by_key(id);
    let extension = found
        .find(|id| is_a(store, *id, "customCalloutExtension"))
        .ok_or_else(|| about(format!("There is no custom extension `{id}`.")))?;
    let wrong = wrong_type(stage);
    if is_a(store, extension, wrong) {
        let stage = stage.name();
        return Err(about(format!(
            "An extension of the type `{wrong}` is not for the stage `{stage}`."
        )));
    }
    Ok(json!({"stage": stage.name(), "customExtension": extension}))
}

/// The type of extensions that a stage does not take. One of the older type is for all stages.
fn wrong_type(stage: Stage) -> &'static str {
    match stage.is_before_expiration() {
        true => "accessPackageAssignmentRequestWorkflowExtension",
        false => "accessPackageAssignmentWorkflowExtension",
    }
}

/// Before an extension becomes one of another type: the stages at which policies have it must take that type.
///
/// # Errors
/// 409 with a stage that does not.
pub(super) fn check_retype(store: &Store, extension: NodeId, body: &Map<String, Value>) -> Result<(), Failure> {
    let Some(name) = body.get("@odata.type").and_then(Value::as_str) else {
        return Ok(());
    };
    let name = name.rsplit('.').next().unwrap_or(name);
    let stages = store
        .referrers(extension, "customExtension")
        .filter_map(|id| Stage::from_name(store.get(id)?.text("stage")?));
    match stages.into_iter().find(|stage| wrong_type(*stage) == name) {
        None => Ok(()),
        Some(stage) => {
            let stage = stage.name();
            let why = format!("A policy has the extension at the stage `{stage}`, which does not take that type.");
            Err(Failure::conflict(why).about("@odata.type"))
        }
    }
}

/// After a policy was made or changed: puts its custom extension stages in the place of those that were there.
pub(super) fn put_settings(turn: &mut Turn<'_>, policy: NodeId) {
    let Some(Value::Object(carried)) = turn.carried.remove(CARRIED) else {
        return;
    };
    let change = &mut turn.change;
    for (property, settings) in carried {
        let ty = match property.as_str() {
            "customExtensionHandlers" => change.ty("customExtensionHandler"),
            _ => change.ty("customExtensionStageSetting"),
        };
        let Some(ty) = ty else {
            continue;
        };
        let before: Vec<NodeId> = change.contained(policy, &property).collect();
        for setting in before {
            change.remove(setting);
        }
        for setting in settings.as_array().into_iter().flatten() {
            let key = Uuid::new_v4().to_string();
            let node = change.insert(policy, &property, ty, &key);
            change.set(node, "id", key);
            change.set(node, "stage", setting.get("stage").cloned().unwrap_or_default());
            let extension = setting.get("customExtension").cloned().unwrap_or_default();
            if let Ok(extension) = serde_json::from_value::<NodeId>(extension) {
                change.refer_to_one(node, "customExtension", extension);
            }
        }
    }
}

/// After a catalog, package, policy or connected organization was made or changed: what it refers to by a member, and
/// what it has where the body did not say it.
pub(super) fn complete(change: &mut Change<'_>, node: NodeId) {
    let words = Words::of(change);
    if is_a(change, node, "accessPackageCatalog") {
        usual(change, node, "catalogType", words.cased("userManaged").into());
        usual(change, node, words.catalog_state, words.cased("published").into());
    } else if is_a(change, node, "accessPackage") {
        usual(change, node, "isHidden", false.into());
        refer(change, node, words.catalog, "catalogId", "accessPackageCatalog");
    } else if is_a(change, node, "accessPackageAssignmentPolicy") {
        refer(change, node, "accessPackage", "accessPackageId", "accessPackage");
        let package = change.one(node, "accessPackage");
        let catalog = package.and_then(|package| change.one(package, words.catalog));
        if let Some(catalog) = catalog {
            change.refer_to_one(node, words.catalog, catalog);
        }
    } else if is_a(change, node, "connectedOrganization") {
        usual(change, node, "state", "configured".into());
    }
}

/// Sets a member that is absent or null.
fn usual(change: &mut Change<'_>, node: NodeId, name: &str, value: Value) {
    if change
        .get(node)
        .is_some_and(|node| node.member(name).is_none_or(Value::is_null))
    {
        change.set(node, name, value);
    }
}

/// Makes a reference and the member with its id say the same; where both are there the member says what is new.
fn refer(change: &mut Change<'_>, node: NodeId, property: &str, member: &str, ty: &str) {
    let id = change.get(node).and_then(|node| node.text(member)).map(str::to_owned);
    let named = id.and_then(|id| change.find_named(ty, &id));
    if let Some(to) = named {
        change.refer_to_one(node, property, to);
        return;
    }
    let has_member = change.get(node).and_then(|node| node.ty()?.member(member)).is_some();
    if let (Some(to), true) = (change.one(node, property), has_member) {
        let key = super::progress::key(change, to);
        change.set(node, member, key);
    }
}
