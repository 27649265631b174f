//! Permissions, checked on wish.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use msgraph_local_graph::LocalGraph;
use serde_json::{Value, json};

use crate::service::{ask, json as sent};

const PACKAGES: &str = "/identityGovernance/entitlementManagement/accessPackages";

fn token(claims: &Value) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

#[tokio::test]
async fn a_token_must_have_the_operations_permission() {
    let graph = LocalGraph::builder().check_permissions(true).start().await.unwrap();
    let list = |token: String| sent(ask(&graph, "GET", &format!("/v1.0{PACKAGES}")).bearer_auth(token));
    let (status, error) = sent(ask(&graph, "GET", &format!("/v1.0{PACKAGES}"))).await;
    assert_eq!(
        (status, &error["error"]["code"]),
        (401, &json!("InvalidAuthenticationToken"))
    );
    let (status, error) = list(token(&json!({"scp": "User.Read"}))).await;
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        status == 403 && message.contains("EntitlementManagement.Read.All"),
        "{error}"
    );
    let (status, _) = list(token(&json!({"roles": ["EntitlementManagement.Read.All"]}))).await;
    assert_eq!(status, 200);
    // The library reads the same.
    let refused = ask(&graph, "POST", &format!("/v1.0{PACKAGES}")).header("content-type", "application/json");
    let refused = refused.bearer_auth(token(&json!({"roles": ["EntitlementManagement.Read.All"]})));
    assert_eq!(sent(refused.body("{}")).await.0, 403);
}

#[tokio::test]
async fn requests_of_a_batch_are_checked_one_by_one() {
    let graph = LocalGraph::builder().check_permissions(true).start().await.unwrap();
    let batch = json!({"requests": [
        {"id": "1", "method": "GET", "url": PACKAGES},
        {"id": "2", "method": "GET", "url": "/identityGovernance/accessReviews/definitions"},
    ]});
    let request = ask(&graph, "POST", "/beta/$batch").header("content-type", "application/json");
    let request = request.bearer_auth(token(&json!({"scp": "AccessReview.Read.All"})));
    let (status, response) = sent(request.body(batch.to_string())).await;
    assert_eq!(status, 200, "{response}");
    let mut statuses: Vec<(&str, u64)> = response["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|response| (response["id"].as_str().unwrap(), response["status"].as_u64().unwrap()))
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [("1", 403), ("2", 200)]);
}
