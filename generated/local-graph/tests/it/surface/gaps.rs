//! What is not modelled is listed.

use msgraph_identity_governance::reflection::OperationKind;
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::surface::gaps;

use super::local::Local;

#[test]
fn calls_that_no_behavior_knows_are_listed() {
    let is_call = |kind| matches!(kind, OperationKind::Action | OperationKind::Function);
    let all = Version::ALL.into_iter().flat_map(|version| version.api().operations());
    let calls = all.filter(|operation| is_call(operation.kind())).count();
    let none = gaps(&Local::new(Version::V1_0).engine);
    assert_eq!(none.operations.len(), calls);

    let governed = gaps(&Local::governed(Version::V1_0).engine);
    assert!(
        governed.operations.len() < calls,
        "{} of {calls}",
        governed.operations.len()
    );
    assert!(governed.operations.iter().all(|operation| is_call(operation.kind())));
    let areas: Vec<&str> = governed.rules.iter().map(|(area, _)| *area).collect();
    assert!(
        areas.contains(&"surface") && areas.contains(&"entitlement-management"),
        "{areas:?}"
    );
    let json = governed.to_json();
    assert_eq!(json["operations"].as_array().unwrap().len(), governed.operations.len());
    assert!(
        json["operations"][0]["path"]
            .as_str()
            .unwrap()
            .starts_with("/identityGovernance/")
    );
}

#[test]
fn a_call_that_nobody_models_responds_as_declared() {
    let local = Local::new(Version::V1_0);
    let requests = "/identityGovernance/entitlementManagement/assignmentRequests";
    let made = local
        .post(requests, &serde_json::json!({"requestType": "userAdd"}))
        .is(201);
    local
        .post(
            &format!("{requests}/{}/cancel", made.text("/id")),
            &serde_json::json!({}),
        )
        .is(204);
    let page = local
        .get(&format!(
            "{requests}/filterByCurrentUser(on='target')?$top=5&$count=true"
        ))
        .is(200);
    assert_eq!(
        (page.ids().len(), &page.json["@odata.count"]),
        (0, &serde_json::json!(0))
    );
    let unknown = local
        .get(&format!("{requests}/filterByCurrentUser(on='nobody')"))
        .is(400);
    assert_eq!(unknown.text("/error/target"), "on");
}
