//! Agreements and their files, one per language, with versions.

use serde_json::{Map, Value, json};

use super::acceptances;
use super::{AGREEMENT, LOCALIZATION};
use crate::failure::Failure;
use crate::governance::entities::{self, is_of, is_on, make, owner};
use crate::governance::instants::written;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// What an agreement's own file has of its default one.
const OF_FILE: [&str; 7] = [
    "createdDateTime",
    "displayName",
    "fileData",
    "fileName",
    "isDefault",
    "isMajorVersion",
    "language",
];

fn has_text(of: &Map<String, Value>, name: &str) -> bool {
    of.get(name)
        .and_then(Value::as_str)
        .is_some_and(|text| !text.trim().is_empty())
}

/// Looks at a new agreement: one of its files is the default.
pub(super) fn check(body: &mut Map<String, Value>) -> Result<(), Failure> {
    if !has_text(body, "displayName") {
        return Err(Failure::bad_request("An agreement has a `displayName`.").about("displayName"));
    }
    let file = body.get("file").cloned();
    if body.get("files").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        // Documented bodies have the files in the agreement's own file.
        let inner = file.as_ref().and_then(|file| file.get("localizations")).cloned();
        body.insert("files".to_owned(), inner.unwrap_or_default());
    }
    body.remove("file");
    let Some(Value::Array(files)) = body.get_mut("files") else {
        return Err(Failure::bad_request("An agreement has `files`.").about("files"));
    };
    let is_default = |file: &Value| file.get("isDefault").and_then(Value::as_bool).unwrap_or(false);
    let defaults = files.iter().filter(|file| is_default(file)).count();
    match (defaults, files.first_mut()) {
        (0, Some(first)) => entities::put(first, "isDefault", true),
        (0, None) => return Err(Failure::bad_request("An agreement has `files`.").about("files")),
        (1, _) => {}
        _ => return Err(Failure::bad_request("Only one file is the default.").about("files")),
    }
    Ok(())
}

/// Looks at a file of an agreement, or a new version of it.
pub(super) fn check_file(turn: &Turn<'_>, body: &mut Map<String, Value>) -> Result<(), Failure> {
    if !has_text(body, "fileName") {
        return Err(Failure::bad_request("A file has a `fileName`.").about("fileName"));
    }
    body.insert("createdDateTime".to_owned(), json!(written(turn.now)));
    for name in ["isDefault", "isMajorVersion"] {
        body.entry(name).or_insert(json!(false));
    }
    if !has_text(body, "displayName") {
        let name = body.get("fileName").cloned().unwrap_or_default();
        body.insert("displayName".to_owned(), name);
    }
    Ok(())
}

/// A new agreement has a file of its own: that of its default language, with all of them.
pub(super) fn created(turn: &mut Turn<'_>, agreement: NodeId) -> Result<(), Failure> {
    for name in ["isPerDeviceAcceptanceRequired", "isViewingBeforeAcceptanceRequired"] {
        if turn
            .change
            .get(agreement)
            .is_some_and(|node| node.member(name).is_none())
        {
            turn.change.set(agreement, name, false);
        }
    }
    let own = make(&mut turn.change, (agreement, "file"), "agreementFile", json!({}))?;
    let files: Vec<NodeId> = turn.change.contained(agreement, "files").collect();
    for file in files {
        turn.change.refer(own, "localizations", file);
    }
    show_default(&mut turn.change, agreement);
    Ok(())
}

/// The default file of an agreement.
pub(super) fn default_file(change: &Change<'_>, agreement: NodeId) -> Option<NodeId> {
    change
        .contained(agreement, "files")
        .find(|file| is_on(change, *file, "isDefault"))
}

fn show_default(change: &mut Change<'_>, agreement: NodeId) {
    let own = change.contained(agreement, "file").next();
    if let (Some(own), Some(file)) = (own, default_file(change, agreement)) {
        let members = change.get(file).into_iter().flat_map(|node| &node.members);
        let members = members.filter(|(name, _)| OF_FILE.contains(&name.as_str()));
        let members = members.map(|(name, value)| (name.clone(), value.clone())).collect();
        change.set_all(own, members);
    }
}

/// Another language. A new default takes the place of the old one.
pub(super) fn file_added(turn: &mut Turn<'_>, file: NodeId) -> Result<(), Failure> {
    let Some(agreement) = owner(&turn.change, file).filter(|id| is_of(&turn.change, *id, AGREEMENT)) else {
        return Ok(());
    };
    let own = turn.change.contained(agreement, "file").next();
    if let Some(own) = own {
        turn.change.refer(own, "localizations", file);
    }
    if is_on(&turn.change, file, "isDefault") {
        let others: Vec<NodeId> = turn
            .change
            .contained(agreement, "files")
            .filter(|id| *id != file)
            .collect();
        for other in others {
            turn.change.set(other, "isDefault", false);
        }
        show_default(&mut turn.change, agreement);
    }
    Ok(())
}

/// A new version of a file is what the file shows. A major one asks everybody to accept anew.
pub(super) fn version_added(turn: &mut Turn<'_>, version: NodeId) -> Result<(), Failure> {
    let Some(file) = owner(&turn.change, version).filter(|id| is_of(&turn.change, *id, LOCALIZATION)) else {
        return Ok(());
    };
    for name in ["fileData", "fileName", "isMajorVersion"] {
        let value = turn.change.get(version).and_then(|node| node.member(name)).cloned();
        turn.change.set(file, name, value.unwrap_or_default());
    }
    let Some(agreement) = owner(&turn.change, file).filter(|id| is_of(&turn.change, *id, AGREEMENT)) else {
        return Ok(());
    };
    show_default(&mut turn.change, agreement);
    if entities::is_on(&turn.change, version, "isMajorVersion") {
        acceptances::expire_all(turn, agreement);
    }
    Ok(())
}
