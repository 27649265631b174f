//! What a program does with the library where nothing of a platform is taken for granted: no tokio, no sockets, and as
//! WebAssembly no threads. `futures::executor` runs it, and the library's fake stands where a program has its own transport.
//!
//! `.ci/run` runs it natively, and for `wasm32-wasip1` under node (`run.mjs`). It ends with exit code 0, or panics.

#[cfg(target_family = "wasm")]
mod runtime;

#[cfg(target_family = "wasm")]
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::TryStreamExt as _;
use futures::executor::block_on;
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};

const PACKAGES: &str = "/identityGovernance/entitlementManagement/accessPackages";
const REQUEST: &str = "/identityGovernance/entitlementManagement/assignmentRequests/{id}";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[cfg(target_family = "wasm")]
    azure_core::async_runtime::set_async_runtime(Arc::new(runtime::SingleThread))?;
    block_on(resume())?;
    block_on(list())?;
    block_on(batch())?;
    block_on(time_out())?;
    println!("resumed, listed, sent as a batch, timed out");
    Ok(())
}

/// Throttled once.
async fn resume() -> Result<(), Box<dyn std::error::Error>> {
    let resume = format!("{REQUEST}/resume");
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, &resume)
        .respond(Reply::empty(429))
        .respond(Reply::empty(204));
    let requests = client(&graph)?
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let body = ResumeRequest::new().with_source("Contoso.SodCheckProcess");
    requests.by_id("1").resume(body).send().await?;

    let sent = graph.sent_to(Method::Post, &resume);
    assert_eq!(sent.len(), 2);
    for request in sent {
        assert_eq!(request.body(), br#"{"source":"Contoso.SodCheckProcess"}"#);
    }
    Ok(())
}

/// Two pages, read as one stream.
async fn list() -> Result<(), Box<dyn std::error::Error>> {
    let graph = FakeGraph::new();
    let next = format!("https://graph.microsoft.com/v1.0{PACKAGES}?$skiptoken=2");
    let first = format!(r#"{{"@odata.nextLink": "{next}", "value": [{{"id": "1", "displayName": "Sales"}}]}}"#);
    graph
        .on(Method::Get, PACKAGES)
        .respond(Reply::bytes(200, "application/json", first))
        .respond(Reply::bytes(
            200,
            "application/json",
            r#"{"value": [{"id": "2", "createdDateTime": "2026-11-28T09:00:00Z"}]}"#,
        ));
    let packages = client(&graph)?
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let list = packages.list().filter(AccessPackage::DISPLAY_NAME.starts_with("S"));
    let found: Vec<AccessPackage> = list.items().try_collect().await?;

    let ids: Vec<_> = found.iter().filter_map(|package| package.id.as_deref()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert!(found.iter().all(|package| package.mismatches().is_empty()));
    Ok(())
}

/// Two requests in one call.
async fn batch() -> Result<(), Box<dyn std::error::Error>> {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, &format!("{PACKAGES}/{{id}}"))
        .respond(Reply::bytes(200, "application/json", r#"{"id": "1"}"#));
    graph
        .on(Method::Post, &format!("{REQUEST}/cancel"))
        .respond(Reply::empty(204));
    let client = client(&graph)?;
    let management = client.identity_governance().entitlement_management();
    let mut batch = client.batch();
    let package = batch.add(management.access_packages().by_id("1").get());
    let cancelled = batch.add(management.assignment_requests().by_id("2").cancel());
    let mut responses = batch.send().await;

    assert_eq!(responses.take(package)?.id.as_deref(), Some("1"));
    responses.take(cancelled)?;
    Ok(())
}

/// No response within the request's time.
async fn time_out() -> Result<(), Box<dyn std::error::Error>> {
    let graph = FakeGraph::new();
    graph.on(Method::Get, PACKAGES).respond(Reply::stalled());
    let packages = client(&graph)?
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let (begin, timeout) = (Instant::now(), Duration::from_millis(50));
    let error = packages
        .list()
        .timeout(timeout)
        .send()
        .await
        .err()
        .ok_or("a response")?;

    assert!(error.is_timed_out(), "{error}");
    assert!(begin.elapsed() >= timeout);
    Ok(())
}

fn client(graph: &FakeGraph) -> Result<GraphClient, msgraph_identity_governance::Error> {
    GraphClient::new(graph.credential(), Some(graph.options()))
}
