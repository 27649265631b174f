//! What a subscriber of `tracing` learns of a batch: a span of it, an event of each request, no ids. In a process of
//! its own: threads of other tests, which have no subscriber, would switch the events off.

use std::sync::{Arc, Mutex};

use integration_tests::own_process::run_alone;
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::GraphClient;
use serde_json::json;

/// Keeps what is reported of spans and events at the level of information, a line each.
#[derive(Clone, Default)]
struct Reported(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl tracing::field::Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

impl tracing::Subscriber for Reported {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() <= tracing::Level::INFO && metadata.target().starts_with("msgraph")
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        let mut line = Line(format!("span {}", span.metadata().name()));
        span.record(&mut line);
        let mut lines = self.0.lock().unwrap();
        lines.push(line.0);
        tracing::span::Id::from_u64(lines.len() as u64)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line("event".to_owned());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn what_a_subscriber_learns() {
    if !run_alone(module_path!(), "what_a_subscriber_learns") {
        return;
    }
    a_batch_is_a_span_and_its_requests_events_without_ids().await;
    any_number_of_unwanted_responses_is_two_warnings().await;
}

async fn any_number_of_unwanted_responses_is_two_warnings() {
    let graph = FakeGraph::new();
    let mine = json!({ "id": "1", "status": 204 });
    let mut responses = vec![mine; 1001];
    responses.resize(3001, json!({ "id": "2", "status": 204 }));
    graph
        .on(Method::Post, "/$batch")
        .respond(Reply::json(200, json!({ "responses": responses })));
    let reported = Reported::default();
    let guard = tracing::subscriber::set_default(reported.clone());
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let mut batch = client.batch();
    let handle = batch.add(client.request::<()>(Method::Delete, "/things/1"));
    let mut responses = batch.send().await;
    drop(guard);
    responses.take(handle).unwrap();
    let lines = reported.0.lock().unwrap().clone();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(
        lines[2].contains("count=1000") && lines[2].contains("the same request"),
        "{lines:?}"
    );
    assert!(
        lines[3].contains("count=2000") && lines[3].contains("not in it"),
        "{lines:?}"
    );
}

async fn a_batch_is_a_span_and_its_requests_events_without_ids() {
    let graph = FakeGraph::new();
    let management = "/identityGovernance/entitlementManagement";
    graph
        .on(Method::Get, &format!("{management}/accessPackages/{{id}}"))
        .respond(Reply::json(200, json!({ "id": "the-id" })));
    graph
        .on(Method::Post, &format!("{management}/assignmentRequests/{{id}}/cancel"))
        .respond(Reply::empty(404));
    let reported = Reported::default();
    let guard = tracing::subscriber::set_default(reported.clone());
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let management = client.identity_governance().entitlement_management();
    let mut batch = client.batch();
    batch.add(management.access_packages().by_id("the-id").get());
    batch.add(management.assignment_requests().by_id("the-id").cancel());
    let responses = batch.send().await;
    drop(guard);
    assert_eq!(responses.failures().count(), 1);
    let lines = reported.0.lock().unwrap().clone();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0], "span graph batch count=2 calls=1");
    assert!(
        lines[1].starts_with("span http.request otel.kind=\"client\" otel.name=\"POST /v1.0/$batch\""),
        "{lines:?}"
    );
    assert!(lines[2].contains("http.request.method=\"GET\" url.template=\"/v1.0/identityGovernance/entitlementManagement/accessPackages/{id}\" http.response.status_code=200"), "{lines:?}");
    assert!(
        lines[3].contains("assignmentRequests/{id}/cancel\" http.response.status_code=404 error.type=\"404\""),
        "{lines:?}"
    );
    assert!(!lines.concat().contains("the-id"));
}
