//! What a local Graph begins with.

use std::fs;

use msgraph_local_graph::{LocalGraph, Seed};
use serde_json::json;

use crate::service::{empty, get, send};

const GOVERNANCE: &str = "identityGovernance/entitlementManagement";

#[tokio::test]
async fn the_demo_organisation_is_in_both_versions() {
    let graph = LocalGraph::builder().start().await.unwrap();
    for (path, count) in [
        ("/v1.0/users", 8),
        ("/beta/users", 8),
        (&*format!("/v1.0/{GOVERNANCE}/accessPackages"), 5),
        (&*format!("/beta/{GOVERNANCE}/accessPackages"), 5),
        (&*format!("/v1.0/{GOVERNANCE}/assignmentPolicies"), 5),
        (&*format!("/beta/{GOVERNANCE}/accessPackageAssignmentPolicies"), 5),
        (&*format!("/v1.0/{GOVERNANCE}/assignmentRequests"), 3),
        (&*format!("/beta/{GOVERNANCE}/accessPackageAssignmentRequests"), 3),
        ("/v1.0/identityGovernance/accessReviews/definitions", 1),
        ("/beta/identityGovernance/lifecycleWorkflows/workflows", 1),
        ("/v1.0/identityGovernance/termsOfUse/agreements", 1),
    ] {
        let (status, page) = get(&graph, path).await;
        assert_eq!(status, 200, "{path}: {page}");
        assert_eq!(page["value"].as_array().unwrap().len(), count, "{path}");
    }
    let (_, me) = get(&graph, "/v1.0/me").await;
    assert_eq!(me["displayName"], "Ada Lindqvist");
}

#[tokio::test]
async fn a_folder_is_a_seed() {
    let folder = tempfile::tempdir().unwrap();
    let user =
        |id: &str, version: &str| json!({"path": "/users", "version": version, "body": {"id": id, "displayName": id}});
    fs::write(
        folder.path().join("b.json"),
        json!([user("second", "v1.0"), user("third", "beta")]).to_string(),
    )
    .unwrap();
    fs::write(folder.path().join("a.json"), json!([user("first", "v1.0")]).to_string()).unwrap();
    fs::write(folder.path().join("notes.txt"), "no seed").unwrap();
    let builder = LocalGraph::builder().seed(Seed::Folder(folder.path().to_owned()));
    let graph = builder.start().await.unwrap();
    let (_, users) = get(&graph, "/v1.0/users").await;
    let names: Vec<&str> = users["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["first", "second"]);
    let (_, users) = get(&graph, "/beta/users").await;
    assert_eq!(users["value"][0]["id"], "third");
}

#[tokio::test]
async fn a_seed_that_is_refused_names_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let start = |seed: &str| {
        fs::write(folder.path().join("a.json"), seed).unwrap();
        let builder = LocalGraph::builder().seed(Seed::Folder(folder.path().to_owned()));
        async { builder.start().await.unwrap_err().to_string() }
    };
    let error = start(r#"[{"path": "/users", "body": {}}, {"path": "/nowhere", "body": {}}]"#).await;
    assert!(error.contains("a.json[1], POST /nowhere: 4"), "{error}");
    let error = start(r#"[{"path": "/users", "boddy": {}}]"#).await;
    assert!(error.contains("a.json is no seed: unknown field `boddy`"), "{error}");
    // A state that has begun with half of a seed is none to go on with.
    let half = r#"[{"path": "/users", "body": {}}, {"path": "/nowhere"}]"#;
    fs::write(folder.path().join("a.json"), half).unwrap();
    let state = folder.path().join("state.jsonl");
    let builder = LocalGraph::builder().seed(Seed::Folder(folder.path().to_owned()));
    assert!(builder.state(&state).start().await.is_err());
    assert!(!state.exists());
    fs::remove_file(folder.path().join("a.json")).unwrap();
    let builder = LocalGraph::builder().seed(Seed::Folder(folder.path().to_owned()));
    let error = builder.start().await.unwrap_err().to_string();
    assert!(error.ends_with("has no file whose name ends in .json."), "{error}");
}

#[tokio::test]
async fn a_state_is_seeded_anew() {
    let graph = LocalGraph::builder().start().await.unwrap();
    let (status, made) = send(&graph, "POST", "/v1.0/users", &json!({"displayName": "Nobody"})).await;
    assert_eq!(status, 201, "{made}");
    let body = json!({"extension": "*", "url": "http://127.0.0.1:9/"});
    send(&graph, "POST", "/local/callouts", &body).await;
    let (status, error) = send(&graph, "POST", "/local/reset", &json!({})).await;
    assert_eq!(status, 204, "{error}");
    let (_, users) = get(&graph, "/v1.0/users").await;
    assert_eq!(users["value"].as_array().unwrap().len(), 8);
    // Where callouts go is no part of the state that is begun anew.
    let (_, callouts) = get(&graph, "/local/callouts").await;
    assert!(callouts["value"]["*"].is_object());
}

#[tokio::test]
async fn requests_of_a_seed_are_made_at_once() {
    let graph = empty().await;
    let seed = json!([{"path": "/users", "body": {"id": "u1", "displayName": "One"}}]);
    let (status, error) = send(&graph, "POST", "/local/seed", &seed).await;
    assert_eq!(status, 204, "{error}");
    assert_eq!(get(&graph, "/beta/users/u1").await.1["displayName"], "One");
    let (status, error) = send(&graph, "POST", "/local/seed", &seed).await;
    assert_eq!(status, 409, "{error}");
}
