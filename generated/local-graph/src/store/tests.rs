//! The store and its changes.

use msgraph_identity_governance::v1_0;
use serde_json::json;
use time::macros::datetime;

use super::{Change, Delta, NodeId, Store};

fn governance(change: &mut Change<'_>) -> NodeId {
    let path = ["identityGovernance", "entitlementManagement"];
    change.singleton(&path).unwrap()
}

fn package(change: &mut Change<'_>, key: &str) -> NodeId {
    let owner = governance(change);
    let ty = change.ty("accessPackage").unwrap();
    let id = change.insert(owner, "accessPackages", ty, key);
    change.set(id, "id", key);
    id
}

/// A store as JSON, to compare two.
fn written(store: &Store) -> serde_json::Value {
    store.to_delta().to_json()
}

#[test]
fn a_change_that_is_not_committed_leaves_nothing() {
    let mut store = Store::new(&v1_0::API);
    let mut change = Change::new(&mut store);
    let first = package(&mut change, "A1");
    let second = package(&mut change, "a2");
    change.refer(first, "incompatibleAccessPackages", second);
    change.set_timer(datetime!(2026-11-28 12:00 UTC), first, "end");
    change.commit();
    let before = written(&store);

    let mut change = Change::new(&mut store);
    change.remove(second);
    change.set(first, "displayName", "changed");
    package(&mut change, "a3");
    change.cancel_timers(first);
    assert!(change.find_named("accessPackage", "a2").is_none());
    assert_eq!(change.references(first, "incompatibleAccessPackages").count(), 0);
    drop(change);

    assert_eq!(written(&store), before);
    assert_eq!(store.find_named("accessPackage", "A2"), Some(second));
    assert_eq!(
        store
            .referrers(second, "incompatibleAccessPackages")
            .collect::<Vec<_>>(),
        [first]
    );
    assert!(store.is_due(datetime!(2026-11-28 12:00 UTC)));
}

#[test]
fn a_moved_entity_stands_elsewhere_with_its_references() {
    let mut store = Store::new(&v1_0::API);
    let mut change = Change::new(&mut store);
    let (first, second) = (package(&mut change, "a1"), package(&mut change, "a2"));
    change.refer(first, "incompatibleAccessPackages", second);
    let other = change.singleton(&["identityGovernance", "termsOfUse"]).unwrap();
    change.move_to(second, other, "deleted");
    change.commit();
    let owner = store.at(&["identityGovernance", "entitlementManagement"]).unwrap();
    assert_eq!(store.contained(owner, "accessPackages").collect::<Vec<_>>(), [first]);
    assert_eq!(store.contained(other, "deleted").collect::<Vec<_>>(), [second]);
    assert_eq!(
        store.references(first, "incompatibleAccessPackages").next(),
        Some(second)
    );
}

#[test]
fn an_entity_is_removed_with_what_it_contains() {
    let mut store = Store::new(&v1_0::API);
    let mut change = Change::new(&mut store);
    let first = package(&mut change, "a1");
    let scopes = change.ty("accessPackageResourceRoleScope").unwrap();
    let scope = change.insert(first, "resourceRoleScopes", scopes, "s1");
    change.set_timer(datetime!(2026-11-28 12:00 UTC), scope, "end");
    let second = package(&mut change, "a2");
    change.refer(second, "incompatibleAccessPackages", first);
    change.remove(first);
    change.commit();

    assert!(store.get(first).is_none() && store.get(scope).is_none());
    assert!(store.next_timer().is_none());
    assert_eq!(store.references(second, "incompatibleAccessPackages").count(), 0);
    assert_eq!(store.by_key("s1").count(), 0);
    let governance = store.at(&["identityGovernance", "entitlementManagement"]).unwrap();
    assert_eq!(
        store.contained(governance, "accessPackages").collect::<Vec<_>>(),
        [second]
    );
    assert_eq!(store.contained_by_key(governance, "accessPackages", "A2"), Some(second));
}

#[test]
fn deltas_of_changes_make_the_same_store() {
    let mut store = Store::new(&v1_0::API);
    let mut copy = Store::new(&v1_0::API);
    for step in 0..3 {
        let mut change = Change::new(&mut store);
        let made = package(&mut change, &format!("a{step}"));
        change.set_timer(datetime!(2026-11-28 12:00 UTC), made, "end");
        change.update(made, |node| {
            let bytes = vec![0, 255, step];
            let media_type = "text/plain".to_owned();
            node.content.insert("".into(), super::Content { media_type, bytes });
            node.notes.insert("step".to_owned(), json!(step));
        });
        if step == 2 {
            let first = change.find_named("accessPackage", "a0").unwrap();
            change.remove(first);
        }
        let delta = change.delta();
        change.commit();
        let read = Delta::from_json(delta.to_json(), &copy).unwrap();
        assert_eq!(read, delta);
        copy.apply(read.clone());
        copy.apply(read);
    }
    assert_eq!(written(&copy), written(&store));
    assert_eq!(store.len(), 4);
    let wrong = json!({"nodes": [{"id": 7, "key": "k", "type": "microsoft.graph.nothing"}], "timers": []});
    let error = Delta::from_json(wrong, &store).unwrap_err();
    assert_eq!(error, "nodes[0]: there is no type `microsoft.graph.nothing`");
}
