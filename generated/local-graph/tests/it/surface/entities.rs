//! Entities made, read, changed and removed; where they stand, and by which URLs they are reached.

use msgraph_local_graph::engine::Version;
use serde_json::json;

use super::local::{BASE, Local};

const ENTITLEMENT: &str = "/identityGovernance/entitlementManagement";

#[test]
fn an_entity_is_made_read_changed_and_removed() {
    let local = Local::new(Version::V1_0);
    let catalogs = format!("{ENTITLEMENT}/catalogs");
    let made = local
        .post(&catalogs, &json!({"displayName": "Sales", "isExternallyVisible": true}))
        .is(201);
    let id = made.text("/id").to_owned();
    let url = format!("{catalogs}/{id}");
    assert_eq!(made.header("location"), format!("{BASE}/v1.0{url}"));
    assert_eq!(
        made.text("/@odata.context"),
        format!("{BASE}/v1.0/$metadata#identityGovernance/entitlementManagement/catalogs/$entity")
    );
    assert!(made.text("/createdDateTime").ends_with('Z'));

    let read = local.get(&url).is(200);
    assert_eq!(read.json, made.json);
    assert_eq!(local.get(&catalogs).is(200).ids(), [&*id]);
    assert_eq!(local.get(&format!("{catalogs}/$count")).is(200).bytes, "1");

    local
        .patch(&url, &json!({"displayName": "Marketing", "isExternallyVisible": null}))
        .is(204);
    let read = local.get(&url).is(200);
    assert_eq!(
        (read.text("/displayName"), &read.json["isExternallyVisible"]),
        ("Marketing", &json!(null))
    );
    assert_eq!(read.text("/createdDateTime"), made.text("/createdDateTime"));

    local.delete(&url).is(204);
    assert_eq!(local.get(&url).is(404).text("/error/code"), "ResourceNotFound");
    assert!(local.get(&catalogs).is(200).ids().is_empty());
}

#[test]
fn an_entity_stands_once_whatever_url_leads_to_it() {
    let local = Local::new(Version::V1_0);
    let catalog = local
        .post(&format!("{ENTITLEMENT}/catalogs"), &json!({"displayName": "Sales"}))
        .is(201);
    let catalog = catalog.text("/id");
    let body = json!({"displayName": "Package", "catalog": {"id": catalog}});
    let package = local.post(&format!("{ENTITLEMENT}/accessPackages"), &body).is(201);
    let package = package.text("/id");
    // Made by its package's URL, a policy stands at its home, and refers to the package.
    let policies = format!("{ENTITLEMENT}/accessPackages/{package}/assignmentPolicies");
    let policy = local.post(&policies, &json!({"displayName": "All"})).is(201);
    let id = policy.text("/id");
    let home = format!("{ENTITLEMENT}/assignmentPolicies/{id}");
    assert_eq!(policy.header("location"), format!("{BASE}/v1.0{home}"));
    assert_eq!(
        local.get(&format!("{policies}/{id}")).is(200).text("/displayName"),
        "All"
    );
    assert_eq!(local.get(&format!("{home}/accessPackage")).is(200).text("/id"), package);
    assert_eq!(
        local
            .get(&format!("{ENTITLEMENT}/accessPackages/{package}/catalog"))
            .is(200)
            .text("/id"),
        catalog
    );
    let of_catalog = format!("/identityGovernance/catalogs/{catalog}/accessPackages");
    assert_eq!(local.get(&of_catalog).is(200).ids(), [package]);

    local.delete(&format!("{policies}/{id}")).is(204);
    local.get(&home).is(404);
    local.get(&format!("{ENTITLEMENT}/accessPackages/{package}")).is(200);
}

#[test]
fn a_type_of_beta_has_its_keys_and_references_both() {
    let local = Local::new(Version::Beta);
    let catalog = local
        .post(
            &format!("{ENTITLEMENT}/accessPackageCatalogs"),
            &json!({"displayName": "Sales"}),
        )
        .is(201);
    let body = json!({"displayName": "Package", "catalogId": catalog.text("/id")});
    let package = local.post(&format!("{ENTITLEMENT}/accessPackages"), &body).is(201);
    let url = format!("{ENTITLEMENT}/accessPackages/{}", package.text("/id"));
    assert_eq!(
        local.get(&format!("{url}/accessPackageCatalog")).is(200).text("/id"),
        catalog.text("/id")
    );
    let policy = local
        .post(
            &format!("{url}/accessPackageAssignmentPolicies"),
            &json!({"displayName": "All"}),
        )
        .is(201);
    assert_eq!(policy.text("/accessPackageId"), package.text("/id"));
    let aliased = local.get("/identityGovernance/catalogs").is(200);
    assert_eq!(aliased.ids(), [catalog.text("/id")]);
    // Two names of one collection.
    let made = local
        .post(
            &format!("{ENTITLEMENT}/assignmentRequests"),
            &json!({"requestType": "userAdd"}),
        )
        .is(201);
    let same = local
        .get(&format!("{ENTITLEMENT}/accessPackageAssignmentRequests"))
        .is(200);
    assert_eq!(same.ids(), [made.text("/id")]);
}

#[test]
fn singletons_are_there_without_being_made() {
    let local = Local::new(Version::Beta);
    local.get("/identityGovernance/accessReviews/policy").is(200);
    let settings = format!("{ENTITLEMENT}/settings");
    local
        .patch(&settings, &json!({"externalUserLifecycleAction": "None"}))
        .is(204);
    assert_eq!(
        local.get(&settings).is(200).text("/externalUserLifecycleAction"),
        "None"
    );
}

#[test]
fn references_are_added_listed_and_removed() {
    let local = Local::new(Version::V1_0);
    let group = local.post("/groups", &json!({"displayName": "Interns"})).is(201);
    let group = group.text("/id");
    let package = local
        .post(&format!("{ENTITLEMENT}/accessPackages"), &json!({"displayName": "P"}))
        .is(201);
    let groups = format!(
        "{ENTITLEMENT}/accessPackages/{}/incompatibleGroups",
        package.text("/id")
    );
    let by_url = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/groups/{group}")});
    local.post(&format!("{groups}/$ref"), &by_url).is(204);
    local.post(&format!("{groups}/$ref"), &by_url).is(409);
    assert_eq!(local.get(&groups).is(200).ids(), [group]);
    let listed = local.get(&format!("{groups}/$ref")).is(200);
    assert_eq!(listed.text("/value/0/@odata.id"), format!("{BASE}/v1.0/groups/{group}"));
    local
        .delete(&format!(
            "{groups}/$ref?@id=https%3A%2F%2Fgraph.microsoft.com%2Fv1.0%2Fgroups%2F{group}"
        ))
        .is(204);
    assert!(local.get(&groups).is(200).ids().is_empty());
    local.post(&format!("{groups}/$ref"), &by_url).is(204);
    local.delete(&format!("{groups}/{group}/$ref")).is(204);
    local.delete(&format!("{groups}/{group}/$ref")).is(404);
    local.get(&format!("/groups/{group}")).is(200);
}
