//! The directory: users, their managers, members of groups.
//!
//! The metadata of this API has users and groups, and none of what they refer to. Here a manager is a reference
//! `manager`, or a member of that name; members of a group are references `members`, or a list of that name. A member
//! may be written as an id, as `{"id": …}`, or as `@odata.bind` with a URL.

use serde_json::Value;

use crate::store::{Change, Node, NodeId, Store};

/// The user of that id, or of that user principal name or mail address.
#[must_use]
pub fn user(store: &Store, name: &str) -> Option<NodeId> {
    let found = store.by_key(name).find(|id| is_a(store, *id, "user"));
    if found.is_some() || !name.contains('@') {
        return found;
    }
    store.contained(NodeId::ROOT, "users").find(|id| {
        let is = |member| {
            let text = store.get(*id).and_then(|node| node.text(member));
            text.is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        is("userPrincipalName") || is("mail")
    })
}

/// The user, group, service principal or other object of that id.
#[must_use]
pub fn object(store: &Store, id: &str) -> Option<NodeId> {
    store.by_key(id).find(|id| is_a(store, *id, "directoryObject"))
}

/// The manager so many levels above a user: 1 is the user's own.
#[must_use]
pub fn manager(store: &Store, user: NodeId, level: u64) -> Option<NodeId> {
    // A circle of managers ends as well: a level is bounded.
    (0..level.clamp(1, 20)).try_fold(user, |of, _| linked(store, of, "manager").into_iter().next())
}

/// Who is directly in a group.
#[must_use]
pub fn members(store: &Store, group: NodeId) -> Vec<NodeId> {
    linked(store, group, "members")
}

/// Puts an object into a group, once.
pub fn add_member(change: &mut Change<'_>, group: NodeId, object: NodeId) {
    if !members(change, group).contains(&object) {
        change.refer(group, "members", object);
    }
}

/// Takes an object out of a group, however it is written there. Says whether it was in it.
pub fn remove_member(change: &mut Change<'_>, group: NodeId, object: NodeId) -> bool {
    unlink(change, group, "members", object)
}

/// Takes what an object refers to by that name away from it, however it is written. Says whether it was there.
pub fn unlink(change: &mut Change<'_>, of: NodeId, name: &str, object: NodeId) -> bool {
    if !linked(change, of, name).contains(&object) {
        return false;
    }
    change.unrefer(of, name, object);
    let key = change.get(object).map(|node| node.key().to_owned()).unwrap_or_default();
    for member in [name.to_owned(), format!("{name}@odata.bind")] {
        let listed = change.get(of).and_then(|node| node.member(&member)).cloned();
        if let Some(Value::Array(mut items)) = listed {
            items.retain(|item| !ids(item).iter().any(|id| id.eq_ignore_ascii_case(&key)));
            change.set(of, &member, items);
        }
    }
    true
}

/// The groups that an object is directly in.
#[must_use]
pub fn groups_of(store: &Store, object: NodeId) -> Vec<NodeId> {
    let groups = store.contained(NodeId::ROOT, "groups");
    groups
        .filter(|group| members(store, *group).contains(&object))
        .collect()
}

/// Whether an object is in a group, or in a group within it.
#[must_use]
pub fn is_member(store: &Store, group: NodeId, object: NodeId) -> bool {
    let mut groups = vec![group];
    let mut at = 0;
    while let Some(group) = groups.get(at).copied() {
        for member in members(store, group) {
            if member == object {
                return true;
            }
            if is_a(store, member, "group") && !groups.contains(&member) {
                groups.push(member);
            }
        }
        at += 1;
    }
    false
}

/// The objects that an object refers to by that name.
#[must_use]
pub fn linked(store: &Store, of: NodeId, name: &str) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = store.references(of, name).chain(store.contained(of, name)).collect();
    if let Some(node) = store.get(of) {
        for member in [name.to_owned(), format!("{name}@odata.bind"), format!("{name}Id")] {
            for id in node.member(&member).into_iter().flat_map(ids) {
                found.extend(object(store, id).filter(|id| !found.contains(id)));
            }
        }
    }
    found
}

/// The ids in `"…"`, `{"id": …}`, `{"@odata.id": "https://…/users/…"}` or a list of these.
fn ids(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text.rsplit('/').next().unwrap_or(text)],
        Value::Object(members) => {
            let id = members.get("id").or_else(|| members.get("@odata.id"));
            id.filter(|id| id.is_string()).map(ids).unwrap_or_default()
        }
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        _ => Vec::new(),
    }
}

/// Whether an entity is of a type of that short name, or derived from it.
#[must_use]
pub fn is_a(store: &Store, id: NodeId, short_name: &str) -> bool {
    store.get(id).is_some_and(|node: &Node| node.is_a(short_name))
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0;
    use serde_json::json;

    use super::*;

    #[test]
    fn managers_and_members_are_found_however_written() {
        let mut store = Store::new(&v1_0::API);
        let mut change = Change::new(&mut store);
        let mut made = |set: &str, ty: &str, key: &str| {
            let ty = change.ty(ty).unwrap();
            change.insert(NodeId::ROOT, set, ty, key)
        };
        let [ada, ben, eve] = ["ada", "ben", "eve"].map(|key| made("users", "user", key));
        let [all, some] = ["all", "some"].map(|key| made("groups", "group", key));
        change.refer_to_one(ada, "manager", ben);
        change.set(ben, "manager@odata.bind", "https://localhost/v1.0/users/eve");
        change.set(ada, "userPrincipalName", "Ada@Contoso.example");
        change.set(all, "members", json!([{"id": "some"}, "eve"]));
        change.refer(some, "members", ada);
        change.refer(some, "members", all);
        change.commit();

        assert_eq!(manager(&store, ada, 1), Some(ben));
        assert_eq!(manager(&store, ada, 2), Some(eve));
        assert_eq!(manager(&store, ada, 3), None);
        assert_eq!(user(&store, "ada@contoso.example"), Some(ada));
        assert_eq!(user(&store, "ADA"), Some(ada));
        assert_eq!(user(&store, "all"), None);
        assert!(is_member(&store, all, ada) && is_member(&store, all, eve));
        assert!(!is_member(&store, some, ben));
    }

    #[test]
    fn members_are_taken_out_however_written() {
        let mut store = Store::new(&v1_0::API);
        let mut change = Change::new(&mut store);
        let mut made = |set: &str, ty: &str, key: &str| {
            let ty = change.ty(ty).unwrap();
            change.insert(NodeId::ROOT, set, ty, key)
        };
        let [ada, ben] = ["ada", "ben"].map(|key| made("users", "user", key));
        let all = made("groups", "group", "all");
        change.set(all, "members", json!([{"id": "ADA"}]));
        add_member(&mut change, all, ada);
        add_member(&mut change, all, ben);
        assert_eq!(members(&change, all), [ben, ada]);
        assert_eq!(groups_of(&change, ada), [all]);
        assert!(remove_member(&mut change, all, ada) && remove_member(&mut change, all, ben));
        assert!(members(&change, all).is_empty() && !remove_member(&mut change, all, ben));
    }
}
