//! The made-up Graph of `testing`: a program that is tested with it goes through the whole pipeline, and what it sent
//! can be asserted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use futures::TryStreamExt as _;
use integration_tests::http::{FakeCredential, TOKEN};
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{Cloud, Error, TransportFailure, beta};
use serde_json::json;

const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";
const ONE: &str = "/identityGovernance/entitlementManagement/assignmentRequests/{id}";
const CANCEL: &str = "/identityGovernance/entitlementManagement/assignmentRequests/{id}/cancel";

fn client(graph: &FakeGraph) -> GraphClient {
    GraphClient::new(graph.credential(), Some(graph.options())).unwrap()
}

fn requests(
    client: &GraphClient,
) -> msgraph_identity_governance::v1_0::builders::AccessPackageAssignmentRequestCollectionBuilder {
    client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
}

/// What a panic says.
fn panic_of(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it should panic");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_was_sent_can_be_asserted() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, REQUESTS)
        .respond(Reply::json(201, AccessPackageAssignmentRequest::new().with_id("new")));
    graph
        .on(Method::Get, REQUESTS)
        .respond(Reply::page([json!({ "id": "1" })], None));
    let client = client(&graph);
    let body = AccessPackageAssignmentRequest::new().with_request_type(AccessPackageRequestType::UserAdd);
    let created = requests(&client)
        .create(body)
        .header("x-note", "n")
        .send()
        .await
        .unwrap();
    assert_eq!(created.id.as_deref(), Some("new"));
    let page = requests(&client)
        .list()
        .filter_raw("state eq 'a&b'")
        .send()
        .await
        .unwrap();
    assert_eq!(page.value.len(), 1);

    let sent = graph.only(Method::Post, REQUESTS);
    assert_eq!(sent.json(), json!({ "requestType": "userAdd" }));
    assert_eq!(sent.body(), br#"{"requestType":"userAdd"}"#);
    assert_eq!((sent.method(), sent.path()), (Method::Post, REQUESTS));
    assert_eq!((sent.header("X-Note"), sent.header("authorization")), (Some("n"), None));
    assert!(sent.is_authorized() && !sent.is_batched());
    assert_eq!(
        sent.url().as_str(),
        format!("https://graph.microsoft.com/v1.0{REQUESTS}")
    );
    let listed = graph.only(Method::Get, REQUESTS);
    assert_eq!(listed.query("$filter").as_deref(), Some("state eq 'a&b'"));
    assert_eq!(listed.query("$top"), None);
    assert!(panic_of(|| drop(listed.json())).contains("is no JSON"));
    assert_eq!(graph.sent().len(), 2);
    graph.assert_all_used();
}

#[tokio::test]
async fn responses_come_in_their_order_and_retries_do_not_wait() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, ONE)
        .respond(Reply::error(429, "TooManyRequests", "Slow down.").with_header("Retry-After", "40"))
        .respond(Reply::lost())
        .respond(Reply::json(200, json!({ "id": "half" })).cut_off())
        .respond(Reply::not_connected())
        .respond(Reply::json(200, json!({ "id": "1" })))
        .always(Reply::error(404, "ResourceNotFound", "Nothing."));
    let client = client(&graph);
    let start = Instant::now();
    let response = requests(&client).by_id("1").get().send_with_response().await.unwrap();
    assert_eq!(
        (response.id.as_deref(), response.request_info().retries),
        (Some("1"), 4)
    );
    for _ in 0..2 {
        let error = requests(&client).by_id("1").get().send().await.unwrap_err();
        assert!(
            error.is_not_found() && error.to_string().contains("ResourceNotFound: Nothing."),
            "{error}"
        );
    }
    assert!(start.elapsed() < Duration::from_secs(20), "40 seconds were asked for");
    assert_eq!(graph.sent_to(Method::Get, ONE).len(), 7);
    assert!(panic_of(|| drop(graph.only(Method::Get, ONE))).contains("was sent 7 times"));
    assert!(panic_of(|| drop(graph.only(Method::Post, ONE))).starts_with("no POST"));
}

#[tokio::test]
async fn a_long_wait_is_still_refused() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, ONE)
        .respond(Reply::empty(429).with_header("retry-after", "7200"));
    let error = requests(&client(&graph)).by_id("1").get().send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7200)));
}

#[tokio::test]
async fn a_request_without_a_response_is_reported() {
    let graph = FakeGraph::new();
    graph.on(Method::Post, CANCEL).respond(Reply::empty(200));
    graph
        .on(Method::Get, REQUESTS)
        .respond(Reply::page([] as [(); 0], None));
    let client = client(&graph);
    requests(&client).by_id("1").cancel().send().await.unwrap();
    let error = requests(&client).by_id("1").delete().send().await.unwrap_err();
    let words = error.to_string();
    assert!(
        words.contains("FakeGraph has no response for DELETE /identityGovernance"),
        "{words}"
    );
    assert!(
        words.contains(&format!("POST {CANCEL} (used up), GET {REQUESTS}")),
        "{words}"
    );
    assert_eq!(graph.sent().len(), 2, "it is no lost connection, and not sent again");

    let unused = panic_of(|| graph.assert_all_used());
    assert_eq!(unused, format!("responses were not used: GET {REQUESTS} (1 left)"));
    requests(&client).list().send().await.unwrap();
    let unanswered = panic_of(|| graph.assert_all_used());
    assert_eq!(unanswered, format!("requests had no response: DELETE {REQUESTS}/1"));
}

#[tokio::test]
async fn a_function_can_response() {
    let graph = FakeGraph::new();
    let asked = graph.clone();
    graph.on(Method::Get, ONE).respond_with(move |sent| {
        let id = sent.path().rsplit('/').next().unwrap_or_default().to_owned();
        Reply::json(
            200,
            json!({ "id": id, "state": if asked.sent().len() > 1 { "delivered" } else { "submitted" } }),
        )
    });
    let client = client(&graph);
    for (id, state) in [
        ("a", AccessPackageRequestState::Submitted),
        ("b", AccessPackageRequestState::Delivered),
    ] {
        let got = requests(&client).by_id(id).get().send().await.unwrap();
        assert_eq!((got.id.as_deref(), got.state), (Some(id), Some(state)));
    }
}

#[tokio::test]
async fn recorded_responses_are_read_from_json() {
    let graph = FakeGraph::new();
    graph
        .recorded(
            r#"[
            {"method": "GET", "path": "/identityGovernance/entitlementManagement/accessPackages/$count", "status": 200,
             "headers": {"Content-Type": "text/plain"}, "body": "42"},
            {"method": "GET", "path": "/identityGovernance/entitlementManagement/accessPackages/{id}", "status": 200,
             "headers": {"request-id": "r-1"}, "body": {"displayName": "Sales"}},
            {"method": "DELETE", "path": "/identityGovernance/entitlementManagement/accessPackages/{id}", "status": 204}
        ]"#,
        )
        .unwrap();
    let packages = client(&graph)
        .identity_governance()
        .entitlement_management()
        .access_packages();
    assert_eq!(packages.count().send().await.unwrap().get(), 42);
    let got = packages.by_id("1").get().send_with_response().await.unwrap();
    assert_eq!(
        (got.display_name.as_deref(), got.request_info().request_id.as_deref()),
        (Some("Sales"), Some("r-1"))
    );
    packages.by_id("1").delete().send().await.unwrap();
    graph.assert_all_used();

    for (text, words) in [
        ("{}", "an array is expected"),
        (
            r#"[{"path": "/x", "status": 200}]"#,
            "recorded[0].method: not read: GET, POST",
        ),
        (r#"[{"method": "GET", "status": 200}]"#, "recorded[0].path"),
        (
            r#"[{"method": "GET", "path": "/x", "status": 99}]"#,
            "recorded[0].status",
        ),
        (
            r#"[{"method": "GET", "path": "/x", "status": 200, "headers": {"a": 1}}]"#,
            "recorded[0].headers",
        ),
    ] {
        let graph = FakeGraph::new();
        let error = graph.recorded(text).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(format!("{graph:?}"), "[]");
    }
}

#[tokio::test]
async fn pages_redirects_and_streams_work() {
    let graph = FakeGraph::new();
    let next = format!("https://graph.microsoft.com/v1.0{REQUESTS}?$skiptoken=2");
    graph
        .on(Method::Get, REQUESTS)
        .respond(Reply::page([json!({ "id": "1" }), json!({ "id": "2" })], Some(&next)))
        .respond(Reply::page([json!({ "id": "3" })], None));
    let client = client(&graph);
    let items: Vec<_> = requests(&client).list().items().try_collect().await.unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(graph.sent()[1].query("$skiptoken").as_deref(), Some("2"));

    let file = "/v1.0/identityGovernance/entitlementManagement/resources/{r}/uploadSessions/{u}/files/{f}/$value";
    let elsewhere = "https://files.example/{name}";
    graph
        .on(Method::Get, file)
        .respond(Reply::empty(302).with_header("location", "https://files.example/a.csv"));
    graph
        .on(Method::Get, elsewhere)
        .respond(Reply::bytes(200, "text/csv", b"a,b\n".to_vec()));
    graph.on(Method::Put, file).respond(Reply::empty(204));
    let content = client
        .identity_governance()
        .entitlement_management()
        .resources()
        .by_id("r")
        .upload_sessions()
        .by_id("u")
        .files()
        .by_id("f")
        .content();
    let down = content.get().send().await.unwrap();
    assert_eq!(down.bytes().await.unwrap().as_ref(), b"a,b\n");
    assert!(
        !graph.only(Method::Get, elsewhere).is_authorized(),
        "the token stays at home"
    );
    let stream: Box<dyn azure_core::stream::SeekableStream> =
        Box::new(azure_core::stream::BytesStream::new(b"x,y\n".to_vec()));
    content.replace(stream).send().await.unwrap();
    assert_eq!(graph.only(Method::Put, file).body(), b"x,y\n");
}

#[tokio::test]
async fn each_member_of_a_batch_is_served_by_its_own_route() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, ONE)
        .respond(Reply::empty(429).with_header("retry-after", "9"))
        .respond(Reply::json(200, json!({ "id": "1" })));
    graph.on(Method::Post, CANCEL).respond(Reply::empty(200));
    graph
        .on(Method::Get, &format!("{REQUESTS}/$count"))
        .respond(Reply::text(200, "1234"));
    graph
        .on(Method::Post, REQUESTS)
        .respond(Reply::error(409, "Conflict", "There is one."));
    graph
        .on(Method::Delete, ONE)
        .respond(Reply::empty(500))
        .respond(Reply::empty(204));
    let client = client(&graph);
    let mut batch = client.batch();
    let got = batch.add(requests(&client).by_id("1").get().select_raw("id"));
    let cancelled = batch.add_after(requests(&client).by_id("2").cancel(), &[got.into()]);
    let count = batch.add(requests(&client).count());
    let created = batch.add(
        requests(&client)
            .create(AccessPackageAssignmentRequest::new().with_justification("why"))
            .prefer("x"),
    );
    let after = batch.add_after(requests(&client).by_id("3").get(), &[created.into()]);
    let deleted = batch.add(requests(&client).by_id("4").delete());
    let mut responses = batch.send().await;
    assert_eq!(responses.take_response(got).unwrap().request_info().retries, 1);
    responses.take(cancelled).unwrap();
    assert_eq!(responses.take(count).unwrap().get(), 1234);
    assert!(responses.take(created).unwrap_err().is_conflict());
    assert_eq!(responses.take(after).unwrap_err().status(), Some(424));
    responses.take(deleted).unwrap();
    let create = graph.only(Method::Post, REQUESTS);
    assert_eq!(
        (create.json(), create.header("prefer")),
        (json!({ "justification": "why" }), Some("x"))
    );
    assert!(create.is_batched() && create.is_authorized());
    assert_eq!(
        graph.sent_to(Method::Get, ONE)[1].query("$select").as_deref(),
        Some("id")
    );
    assert!(
        graph.sent_to(Method::Post, "/$batch").is_empty(),
        "its members are listed in its place"
    );
    graph.assert_all_used();
}

#[tokio::test]
async fn a_batch_can_have_a_route_of_its_own_or_fail() {
    let graph = FakeGraph::new();
    graph.on(Method::Post, "/$batch").respond_with(|sent| {
        Reply::json(
            200,
            json!({ "responses": [{ "id": sent.json()["requests"][0]["id"], "status": 204 }] }),
        )
    });
    let client_of_one = client(&graph);
    let mut batch = client_of_one.batch();
    let cancelled = batch.add(requests(&client_of_one).by_id("2").cancel());
    batch.send().await.take(cancelled).unwrap();
    assert_eq!(
        graph.only(Method::Post, "/$batch").json()["requests"][0]["method"],
        "POST"
    );

    let graph = FakeGraph::new();
    graph.on(Method::Post, CANCEL).respond(Reply::lost());
    let client = client(&graph);
    let mut batch = client.batch();
    let cancelled = batch.add(requests(&client).by_id("2").cancel());
    let error = batch.send().await.take(cancelled).unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.failure == TransportFailure::Lost),
        "{error}"
    );
    assert_eq!(graph.sent().len(), 1);
}

#[tokio::test]
async fn versions_clouds_and_clocks() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, &format!("/beta{REQUESTS}/{{id}}"))
        .always(Reply::json(200, json!({ "id": "of beta" })));
    graph
        .on(Method::Get, ONE)
        .respond(Reply::json(200, json!({ "id": "of v1.0" })))
        .always(Reply::stalled());
    let options = graph.options().with_cloud(Cloud::Custom {
        endpoint: "https://proxy.example/graph".to_owned(),
        scope: "s".to_owned(),
    });
    let newer = beta::GraphClient::new(graph.credential(), Some(options)).unwrap();
    let path = newer
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    assert_eq!(
        path.by_id("1").get().send().await.unwrap().id.as_deref(),
        Some("of beta")
    );
    assert_eq!(graph.sent()[0].path(), format!("{REQUESTS}/1"));
    let client = client(&graph);
    assert_eq!(
        requests(&client).by_id("1").get().send().await.unwrap().id.as_deref(),
        Some("of v1.0")
    );
    let late = requests(&client)
        .by_id("1")
        .get()
        .timeout(Duration::from_millis(20))
        .send()
        .await
        .unwrap_err();
    assert!(late.to_string().contains("timeout"), "{late}");
}

#[tokio::test]
async fn no_token_is_shown() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, ONE)
        .respond(Reply::json(200, json!({ "id": "body-of-it" })));
    let client = GraphClient::new(FakeCredential::new(), Some(graph.options())).unwrap();
    requests(&client)
        .by_id("1")
        .get()
        .header("x-note", "header-of-it")
        .send()
        .await
        .unwrap();
    let reply = Reply::json(200, json!({ "id": "body-of-it" }));
    let shown = format!("{graph:?} {:?} {client:?} {reply:?}", graph.sent());
    for secret in [TOKEN, "made-up-token", "body-of-it", "header-of-it"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(graph.sent()[0].is_authorized());
}

#[tokio::test]
async fn a_route_is_taken_from_a_request() {
    let graph = FakeGraph::new();
    let client = client(&graph);
    let requests = requests(&client);
    graph
        .on_request(&requests.by_id("a/b c").get())
        .respond(Reply::json(200, json!({ "id": "a/b c" })));
    graph
        .on_request(&requests.by_id("{id}").cancel())
        .respond(Reply::empty(200))
        .respond(Reply::empty(200));
    assert_eq!(
        requests.by_id("a/b c").get().await.unwrap().id.as_deref(),
        Some("a/b c")
    );
    requests.by_id("1").cancel().await.unwrap();
    requests.by_id("2").cancel().query("x", "y").await.unwrap();
    assert_eq!(graph.sent_like(&requests.by_id("2").cancel()).len(), 1);
    assert_eq!(graph.sent_like(&requests.by_id("{id}").cancel()).len(), 2);
    let error = requests.by_id("other").get().send().await.unwrap_err().to_string();
    assert!(error.contains("a%2Fb%20c"), "{error}");

    // Of its client's version alone.
    let beta = beta::GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let management = beta.identity_governance().entitlement_management();
    let error = management
        .access_package_assignment_requests()
        .by_id("1")
        .cancel()
        .await;
    assert!(error.is_err());
    let words = panic_of(|| drop(graph.on_request(&requests.by_id("").get())));
    assert!(words.starts_with("the request has no route: "), "{words}");
}

#[tokio::test]
async fn a_page_is_iterated() {
    let graph = FakeGraph::new();
    let named = |name: &str| AccessPackage::new().with_display_name(name);
    let packages = client(&graph)
        .identity_governance()
        .entitlement_management()
        .access_packages();
    graph
        .on_request(&packages.list())
        .always(Reply::page([named("Sales"), named("Support")], None));
    let mut page = packages.list().await.unwrap();
    for package in &mut page {
        package.description = package.display_name.clone();
    }
    let described: Vec<_> = (&page)
        .into_iter()
        .map(|package| package.description.as_deref())
        .collect();
    assert_eq!(described, [Some("Sales"), Some("Support")]);
    let names: Vec<_> = page.into_iter().filter_map(|package| package.display_name).collect();
    assert_eq!(names, ["Sales", "Support"]);
}

#[tokio::test]
async fn headers_are_there_whatever_came() {
    let graph = FakeGraph::new();
    let one = requests(&client(&graph)).by_id("1");
    graph
        .on(Method::Get, ONE)
        .respond(Reply::json(200, json!({})).with_header("x-place", "a"))
        .respond(Reply::error(404, "ResourceNotFound", "gone").with_header("x-place", "b"))
        .respond(Reply::bytes(200, "text/html", "<html>").with_header("x-place", "c"))
        .respond(Reply::empty(204).with_header("x-place", "d"));
    let place = |headers: &azure_core::http::headers::Headers| headers.get_optional_string(&"x-place".into()).unwrap();
    let response = one.get().send_with_response().await.unwrap();
    assert_eq!(place(response.headers()), "a");
    for (expected, is_kind) in [
        ("b", (|error| matches!(error, Error::Service(_))) as fn(&Error) -> bool),
        ("c", |error| matches!(error, Error::Decode(_))),
        ("d", |error| matches!(error, Error::NoContent(_))),
    ] {
        let error = one.get().await.unwrap_err();
        assert!(is_kind(&error), "{error:?}");
        assert_eq!(place(error.headers().unwrap()), expected);
        assert!(!format!("{error:?} {error}").contains("x-place"), "{error:?}");
    }
    // Nothing came.
    let error = one.get().await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(_)) && error.headers().is_none(),
        "{error:?}"
    );
}
