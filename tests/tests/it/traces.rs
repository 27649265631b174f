//! What a subscriber of `tracing` learns of a request: a span with method, template, status, ids of the exchange,
//! repeats and duration, and an event for each repeat. What it must not learn of, at any level: ids of resources,
//! options, tokens, bodies.
//!
//! And what a log gets to see by `Debug` and `Display`: whatever the text of others holds, it stays on its line.
//!
//! Each test has a process of its own: threads of other tests, which have no subscriber, would switch the events off.

mod hostile;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use integration_tests::http::misbehaving::{Act, Misbehaving, announcing, json, response};
use integration_tests::http::{FakeCredential, TOKEN};
use integration_tests::own_process::run_alone;
use integration_tests::shared_folder::workspace;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::model::Child;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::*;
use msgraph_identity_governance::{Content, ContentBody, Error, Method, Page, Reference, RetryOptions, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const GRAPH_ID: &str = "11111111-2222-3333-4444-555555555555";

type Fields = BTreeMap<&'static str, String>;

/// A span or an event.
#[derive(Clone, Debug)]
struct Reported {
    name: &'static str,
    level: tracing::Level,
    target: String,
    fields: Fields,
}

/// Keeps everything that is reported, at all levels.
#[derive(Clone, Default)]
struct Everything {
    spans: Arc<Mutex<Vec<Reported>>>,
    events: Arc<Mutex<Vec<Reported>>>,
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

fn reported(metadata: &'static Metadata<'static>, record: impl FnOnce(&mut Into<'_>)) -> Reported {
    let mut fields = Fields::new();
    record(&mut Into(&mut fields));
    Reported {
        name: metadata.name(),
        level: *metadata.level(),
        target: metadata.target().to_owned(),
        fields,
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut spans = self.spans.lock().unwrap();
        spans.push(reported(span.metadata(), |fields| span.record(fields)));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.spans.lock().unwrap();
        values.record(&mut Into(&mut spans[span.into_u64() as usize - 1].fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let reported = reported(event.metadata(), |fields| event.record(fields));
        self.events.lock().unwrap().push(reported);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Everything {
    /// What our crate reported.
    fn ours(all: &Mutex<Vec<Reported>>) -> Vec<Reported> {
        let all = all.lock().unwrap();
        all.iter()
            .filter(|reported| reported.target.starts_with("msgraph"))
            .cloned()
            .collect()
    }

    fn spans(&self) -> Vec<Reported> {
        Self::ours(&self.spans)
    }

    fn events(&self) -> Vec<Reported> {
        Self::ours(&self.events)
    }

    fn check_secrets(&self) {
        let all = format!("{:?} {:?}", self.spans(), self.events());
        for secret in ["secret", TOKEN, "$filter", "skiptoken"] {
            assert!(!all.contains(secret), "{secret}: {all}");
        }
    }
}

fn field<'a>(reported: &'a Reported, name: &str) -> Option<&'a str> {
    reported.fields.get(name).map(String::as_str)
}

/// The duration of a request's span.
fn seconds(span: &Reported) -> f64 {
    field(span, "http.client.request.duration").unwrap().parse().unwrap()
}

fn client(server: &Misbehaving) -> GraphClient {
    GraphClient::new(FakeCredential::new(), Some(server.options())).unwrap()
}

#[tokio::test]
async fn a_request_is_a_span_and_a_retry_an_event_without_ids() {
    if !run_alone(module_path!(), "a_request_is_a_span_and_a_retry_an_event_without_ids") {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let server = Misbehaving::start([
        Act::Send(response(429, &[("retry-after", "0")], "secret answer")),
        Act::SendAndClose(Vec::new()),
        Act::Send(json(
            200,
            &[("request-id", GRAPH_ID)],
            r#"{"id":"secret-id","state":"secret"}"#,
        )),
    ])
    .await;
    let requests = client(&server)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let list = requests
        .by_id("secret-id")
        .get()
        .expand_raw("secret")
        .header("x-secret", "secret");
    list.send().await.unwrap();

    let spans = all.spans();
    let [span] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!((span.name, span.level), ("http.request", tracing::Level::INFO));
    let template = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests/{id}";
    for (name, value) in [
        ("otel.kind", "client"),
        ("otel.name", &format!("GET {template}")),
        ("http.request.method", "GET"),
        ("url.template", template),
        ("server.address", "127.0.0.1"),
        ("server.port", server.endpoint().rsplit(':').next().unwrap()),
        ("http.response.status_code", "200"),
        ("http.request.resend_count", "2"),
        ("az.service_request.id", GRAPH_ID),
    ] {
        assert_eq!(field(span, name), Some(value), "{name}");
    }
    assert_eq!(
        (field(span, "error.type"), field(span, "otel.status_code")),
        (None, None)
    );
    assert!(seconds(span) < 60.0);
    let events = all.events();
    let [throttled, lost] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!([throttled.level, lost.level], [tracing::Level::INFO; 2]);
    let fields = |event| {
        ["http.response.status_code", "http.request.resend_count", "retry_after"].map(|name| field(event, name))
    };
    // `0` names no wait: the one that follows is the client's.
    assert_eq!(fields(throttled), [Some("429"), Some("1"), Some("false")]);
    assert!(field(throttled, "delay_ms").unwrap().parse::<u64>().unwrap() <= 2);
    assert_eq!(fields(lost), [None, Some("2"), Some("false")]);
    assert!(field(lost, "delay_ms").unwrap().parse::<u64>().unwrap() <= 4);
    all.check_secrets();
    assert!(
        all.events.lock().unwrap().len() > events.len(),
        "the transport's own events come too: the subscriber hears everything"
    );
}

#[tokio::test]
async fn a_failed_span_says_how_it_ended_and_nothing_secret() {
    if !run_alone(module_path!(), "a_failed_span_says_how_it_ended_and_nothing_secret") {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let refusal = r#"{"error":{"code":"Denied","message":"secret words"}}"#;
    let html = ("content-type", "text/html");
    for (act, status, error_type) in [
        (
            Act::Send(json(403, &[("request-id", GRAPH_ID)], refusal)),
            Some("403"),
            Some("403"),
        ),
        (
            Act::Send(response(500, &[html], "<html>secret</html>")),
            Some("500"),
            Some("500"),
        ),
        (
            Act::Send(response(429, &[("retry-after", "7200")], "secret")),
            Some("429"),
            Some("429"),
        ),
        (
            Act::Send(response(301, &[("location", "https://secret.example/secret")], "")),
            None,
            Some("redirect_not_followed"),
        ),
        (
            Act::SendAndClose(announcing(200, &[], 20, "secret")),
            None,
            Some("connection_lost"),
        ),
        (Act::SendAndStall(Vec::new()), None, Some("timeout")),
        // What is wrong with the body is found behind the span, when the value is read.
        (Act::Send(json(200, &[], r#"{"secret": secret}"#)), Some("200"), None),
    ] {
        let server = Misbehaving::start([act.clone()]).await;
        let before = all.spans().len();
        let request = client(&server)
            .request::<Json>(Method::Post, "/things/secret-id")
            .body(Json::from("secret"));
        let error = request.timeout(Duration::from_millis(60)).send().await.unwrap_err();
        let spans = all.spans().split_off(before);
        let [span] = spans.as_slice() else { panic!("{spans:?}") };
        assert_eq!(
            (field(span, "http.response.status_code"), field(span, "url.template")),
            (status, Some("/v1.0/{raw}")),
            "{act:?}"
        );
        assert_eq!(
            (field(span, "error.type"), field(span, "otel.status_code")),
            (error_type, error_type.map(|_| "ERROR")),
            "{act:?}"
        );
        assert_eq!(
            (
                field(span, "http.request.resend_count"),
                field(span, "az.service_request.id")
            ),
            (None, error.request_id())
        );
        assert!(seconds(span) > 0.0);
    }
    let capped: Vec<_> = all
        .events()
        .iter()
        .filter_map(|event| field(event, "asked_ms").map(str::to_owned))
        .collect();
    assert_eq!(capped, ["7200000"], "a wait that is not waited for is reported");
    all.check_secrets();
}

#[tokio::test]
async fn the_span_of_a_dropped_request_has_retries_and_duration() {
    if !run_alone(module_path!(), "the_span_of_a_dropped_request_has_retries_and_duration") {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let server = Misbehaving::start([Act::Send(response(503, &[], "")), Act::SendAndStall(Vec::new())]).await;
    let request = client(&server).request::<Json>(Method::Get, "/things/secret-id");
    let sending = request.send();
    assert!(tokio::time::timeout(Duration::from_millis(150), sending).await.is_err());
    assert_eq!(server.count(), 2);
    let spans = all.spans();
    let [span] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!(
        (
            field(span, "http.request.resend_count"),
            field(span, "http.response.status_code")
        ),
        (Some("1"), None)
    );
    assert!(seconds(span) >= 0.1);
}

#[tokio::test]
async fn each_page_and_each_stream_is_a_span_of_its_own() {
    if !run_alone(module_path!(), "each_page_and_each_stream_is_a_span_of_its_own") {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let server = Misbehaving::start([]).await;
    let next = format!("{}/v1.0/things/secret?$skiptoken=secret", server.endpoint());
    server.then(Act::Send(json(
        200,
        &[],
        &format!(r#"{{"value":["secret"],"@odata.nextLink":"{next}"}}"#),
    )));
    server.then(Act::Send(json(
        200,
        &[],
        r#"{"value":["secret"],"@odata.nextLink":"https://secret.example/secret"}"#,
    )));
    server.then(Act::Send(response(200, &[], "secret")));
    let client = client(&server);
    let things = client
        .request::<Page<String>>(Method::Get, "/things")
        .template("/things")
        .query("$filter", "secret");
    let mut items = things.items();
    let mut errors = 0;
    while let Some(item) = futures::StreamExt::next(&mut items).await {
        errors += usize::from(matches!(item, Err(Error::Invalid(_))));
    }
    let content = client
        .request::<Content>(Method::Get, "/secret")
        .template("/file/$value")
        .send()
        .await
        .unwrap();
    content.bytes().await.unwrap();
    assert_eq!(errors, 1);
    let templates: Vec<_> = all
        .spans()
        .iter()
        .map(|span| span.fields["url.template"].clone())
        .collect();
    assert_eq!(templates, ["/v1.0/things", "/v1.0/things", "/v1.0/file/$value"]);
    all.check_secrets();
}

#[tokio::test]
async fn the_last_try_is_followed_by_no_wait() {
    if !run_alone(module_path!(), "the_last_try_is_followed_by_no_wait") {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let server = Misbehaving::start_with([], |_| Act::Send(response(503, &[], ""))).await;
    let options = server.options().with_retry(
        RetryOptions::default()
            .with_max_retries(2)
            .with_first_delay(Duration::from_millis(1)),
    );
    let client = GraphClient::new(FakeCredential::new(), Some(options)).unwrap();
    let put = client
        .request::<AccessPackage>(Method::Put, "/things/secret")
        .body(AccessPackage::new().with_display_name("secret"));
    assert!(put.send().await.is_err());
    let retries: Vec<_> = all
        .events()
        .iter()
        .map(|event| event.fields["http.request.resend_count"].clone())
        .collect();
    assert_eq!(retries, ["1", "2"], "the last response is not followed by a wait");
    assert_eq!(field(&all.spans()[0], "http.request.resend_count"), Some("2"));
    all.check_secrets();
}
