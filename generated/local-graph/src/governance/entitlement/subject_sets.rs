//! Sets of subjects, as policies and approval stages have them: `subjectSet` in v1.0, `userSet` in beta.
//!
//! The two name the same in other words: `userId` and `id`, `groupId` and `id`. Both are read in both versions, since
//! the reference shows v1.0's form in resumes of beta.

use serde_json::Value;

use super::subjects;
use crate::governance::directory::{self, is_a};
use crate::store::{NodeId, Store};

/// About whom a set is evaluated: the requestor and the target of a request, as objects of the directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    pub(super) requestor: Option<NodeId>,
    pub(super) target: Option<NodeId>,
}

/// The users of all these sets, each once.
pub(super) fn users(store: &Store, sets: Option<&Value>, about: About) -> Vec<NodeId> {
    let mut found = Vec::new();
    for set in list(sets) {
        for user in of_set(store, set, about) {
            if !found.contains(&user) {
                found.push(user);
            }
        }
    }
    found
}

/// Whether a user is in one of these sets.
pub(super) fn contain(store: &Store, sets: Option<&Value>, user: NodeId, about: About) -> bool {
    list(sets).any(|set| match kind(set) {
        "groupMembers" => group(store, set).is_some_and(|group| directory::is_member(store, group, user)),
        "connectedOrganizationMembers" => {
            let organization = named(set, &["connectedOrganizationId", "id"]);
            let of = subjects::organization_of(store, user).and_then(|of| store.get(of));
            organization.is_some_and(|id| of.is_some_and(|of| of.key().eq_ignore_ascii_case(id)))
        }
        _ => of_set(store, set, about).contains(&user),
    })
}

/// The sets that are meant for the case that nobody else is found: beta marks them so.
pub(super) fn split_backups(sets: Option<&Value>) -> (Value, Value) {
    let is_backup = |set: &&Value| set.get("isBackup").and_then(Value::as_bool) == Some(true);
    let (backup, first) = list(sets).partition::<Vec<_>, _>(is_backup);
    (
        first.into_iter().cloned().collect(),
        backup.into_iter().cloned().collect(),
    )
}

/// The ids of connected organizations that sets name.
pub(super) fn organizations(sets: Option<&Value>) -> impl Iterator<Item = &str> {
    let of = list(sets).filter(|set| kind(set) == "connectedOrganizationMembers");
    of.filter_map(|set| named(set, &["connectedOrganizationId", "id"]))
}

fn of_set(store: &Store, set: &Value, about: About) -> Vec<NodeId> {
    let level = set.get("managerLevel").and_then(Value::as_u64).unwrap_or(1);
    let manager = |of: Option<NodeId>| {
        of.and_then(|of| directory::manager(store, of, level))
            .into_iter()
            .collect()
    };
    match kind(set) {
        "singleUser" => named(set, &["userId", "id"])
            .and_then(|id| directory::user(store, id))
            .into_iter()
            .collect(),
        "singleServicePrincipal" => named(set, &["servicePrincipalId", "id"])
            .and_then(|id| directory::object(store, id))
            .into_iter()
            .collect(),
        "groupMembers" => group(store, set)
            .map(|group| users_of(store, group))
            .unwrap_or_default(),
        "requestorManager" => manager(about.requestor),
        "targetManager" => manager(about.target),
        "internalSponsors" | "externalSponsors" => {
            let organization = about.target.and_then(|target| subjects::organization_of(store, target));
            organization
                .map(|of| directory::linked(store, of, kind(set)))
                .unwrap_or_default()
        }
        "targetUserSponsors" => linked(store, about.target, "sponsors"),
        "targetApplicationOwners" => linked(store, about.target, "owners"),
        _ => Vec::new(),
    }
}

fn linked(store: &Store, of: Option<NodeId>, name: &str) -> Vec<NodeId> {
    of.map(|of| directory::linked(store, of, name)).unwrap_or_default()
}

/// The users in a group and in the groups within it.
fn users_of(store: &Store, group: NodeId) -> Vec<NodeId> {
    let mut groups = vec![group];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(group) = groups.get(at).copied() {
        for member in directory::members(store, group) {
            let into = match is_a(store, member, "group") {
                true => &mut groups,
                false => &mut found,
            };
            if !into.contains(&member) {
                into.push(member);
            }
        }
        at += 1;
    }
    found
}

fn group(store: &Store, set: &Value) -> Option<NodeId> {
    let id = named(set, &["groupId", "id"])?;
    directory::object(store, id).filter(|id| is_a(store, *id, "group"))
}

/// A set's type without its namespace. A set that does not name its type and has a user's id is a single user: the
/// reference shows such approvers in resumes.
fn kind(set: &Value) -> &str {
    match set.get("@odata.type").and_then(Value::as_str) {
        Some(name) => name.rsplit('.').next().unwrap_or(name).trim_start_matches('#'),
        None if set.get("groupId").is_some() => "groupMembers",
        None => "singleUser",
    }
}

fn named<'a>(set: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| set.get(name).and_then(Value::as_str))
}

fn list(sets: Option<&Value>) -> impl Iterator<Item = &Value> {
    sets.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|set| set.is_object())
}
