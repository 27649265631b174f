//! A program's test without a network: a made-up Graph in the transport's place.

use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::{Error, v1_0::GraphClient};

/// What the program does.
async fn cancel(client: &GraphClient, id: &str) -> Result<(), Error> {
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    requests.by_id(id).cancel().send().await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = "/identityGovernance/entitlementManagement/assignmentRequests/{id}/cancel";
    let graph = FakeGraph::new();
    let replies = graph.on(Method::Post, path);
    replies.respond(Reply::empty(429)).respond(Reply::empty(200)); // throttled once

    let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
    cancel(&client, "7a6ab703").await?; // without a wait

    assert_eq!(graph.sent_to(Method::Post, path).len(), 2);
    graph.assert_all_used();
    for sent in graph.sent_to(Method::Post, path) {
        println!("POST {}", sent.path());
    }
    Ok(())
}
