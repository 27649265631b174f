//! Requests, lists and batches at their edges:  responses that look good and are not, links that are none, what a dropped
//! request leaves, what may be shared between threads.

mod bodies;

use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{
    Batch, BatchResponses, Content, Error, FromResponse, ItemCount, Page, Pages, ReadOptions, Reference, Serde, Value,
};
use serde_json::json;

const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";

fn client(graph: &FakeGraph) -> GraphClient {
    GraphClient::new(graph.credential(), Some(graph.options())).unwrap()
}

const CATALOG: &str = "/identityGovernance/entitlementManagement/catalogs/{id}";

/// What a request of this kind comes to when it is sent by itself, and when it is sent in a batch.
async fn both<A: FromResponse>(method: Method, reply: Reply) -> [Result<A, Error>; 2] {
    let graph = FakeGraph::new();
    graph.on(method, "/x").always(reply);
    let client = client(&graph);
    let alone = client.request::<A>(method, "/x").send().await;
    let mut batch = client.batch();
    let handle = batch.add(client.request::<A>(method, "/x"));
    let mut responses = batch.send().await;
    [alone, responses.take(handle)]
}

#[tokio::test]
async fn counts_come_in_quotes_too() {
    for body in ["12", " 12\r\n", "\u{feff}12", "\"12\"", "\u{feff}\"12\"\n"] {
        for count in both::<ItemCount<Json>>(Method::Get, Reply::text(200, body)).await {
            assert_eq!(count.unwrap(), 12, "{body:?}");
        }
    }
    for body in [
        "",
        "\"\"",
        "\"12",
        "12\"",
        "'12'",
        "-1",
        "1.0",
        "null",
        "many",
        "\"\"12\"\"",
    ] {
        for count in both::<ItemCount<Json>>(Method::Get, Reply::text(200, body)).await {
            assert!(matches!(count, Err(Error::Decode(_))), "{body:?}");
        }
    }
    for count in [json!(12), json!("12")] {
        let page = Reply::json(200, json!({"@odata.count": count, "value": []}));
        for page in both::<Page<Json>>(Method::Get, page).await {
            assert_eq!(page.unwrap().count, Some(12));
        }
    }
}

#[tokio::test]
async fn an_item_that_does_not_fit_a_type_of_ones_own_is_not_lost() {
    #[derive(Debug, serde::Deserialize)]
    struct Member {
        #[allow(dead_code, reason = "that it does not fit is what matters")]
        id: String,
    }
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, "/groups/1/members")
        .always(Reply::json(200, json!({"value": [{"id": "a"}, {"id": 7}]})));
    let request = client(&graph).request::<Page<Serde<Member>>>(Method::Get, "/groups/1/members");
    let page = request.clone().send().await.unwrap();
    assert_eq!((page.value.len(), page.mismatched_items.len()), (1, 1));
    let odd = &page.mismatched_items[0];
    assert_eq!((odd.place, odd.value.as_str()), (1, r#"{"id":7}"#));
    assert!(odd.reason.contains("expected a string"), "{}", odd.reason);
    let all: Result<Vec<_>, Error> = request.items().try_collect().await;
    assert!(all.unwrap_err().to_string().contains("value[1]: expected a string"));
}

#[tokio::test]
async fn a_stored_link_is_kept_until_its_page_has_come() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, "/groups/delta")
        .respond(Reply::empty(404))
        .respond(Reply::json(200, json!({"value": [], "@odata.nextLink": ""})));
    let client = client(&graph);
    let link = "https://graph.microsoft.com/v1.0/groups/delta?$skiptoken=x";
    let mut pages: Pages<Json> = client.from_link(link).pages();
    assert_eq!(pages.next_link(), Some(link));
    pages.next().await.unwrap().unwrap_err();
    assert_eq!(
        pages.next_link(),
        Some(link),
        "a program that stores it after an error goes on here"
    );
    // A next link without a text is none.
    let pages: Vec<Page<Json>> = client.from_link(link).pages().try_collect().await.unwrap();
    assert_eq!((pages.len(), &pages[0].next_link), (1, &None));
}

#[tokio::test]
async fn options_of_the_first_request_are_not_sent_for_the_next() {
    let graph = FakeGraph::new();
    let next = "https://graph.microsoft.com/v1.0/next?$skip=1";
    graph
        .on(Method::Get, "/first")
        .respond(Reply::page([json!({"id": "1"})], Some(next)));
    graph
        .on(Method::Get, "/next")
        .respond(Reply::page([json!({"id": "2"})], None));
    let request = client(&graph).request::<Page<Json>>(Method::Get, "/first");
    let request = request
        .header("content-type", "text/x")
        .if_match("etag")
        .prefer("x")
        .query("$top", "1");
    let items: Vec<Json> = request.items().try_collect().await.unwrap();
    assert_eq!(items.len(), 2);
    let next = graph.only(Method::Get, "/next");
    assert_eq!(
        (
            next.header("content-type"),
            next.header("if-match"),
            next.header("prefer")
        ),
        (None, None, Some("x"))
    );
    assert_eq!((next.query("$skip").as_deref(), next.query("$top")), (Some("1"), None));
}

#[test]
fn an_option_is_set_once_with_or_without_its_dollar() {
    let packages = client(&FakeGraph::new())
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let request = packages.list().top(5).query("top", "7");
    assert_eq!(request.what_if().unwrap().url().query(), Some("top=7"));
}

#[test]
fn a_raw_path_does_not_begin_with_a_version() {
    for path in ["/v1.0/groups", "/beta"] {
        let request = client(&FakeGraph::new()).request::<Json>(Method::Get, path);
        let reported = request.what_if().unwrap_err().to_string();
        assert!(
            reported.starts_with("/{raw}: not sent: it begins with a version"),
            "{reported}"
        );
        assert!(format!("{request:?}").contains("/{raw}"), "{request:?}");
    }
}

#[tokio::test]
async fn a_ticket_without_a_response_may_have_been_sent() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, &format!("{REQUESTS}/1/cancel"))
        .respond(Reply::empty(200));
    let client = client(&graph);
    let mut batch = client.batch();
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let handle = batch.add(requests.by_id("1").cancel());
    let mut responses = batch.send().await;
    responses.take(handle).unwrap();
    let reported = responses.take(handle).unwrap_err().to_string();
    assert!(
        reported.contains("no response: its response was taken already") && !reported.contains("not sent"),
        "{reported}"
    );
}

#[tokio::test]
async fn errors_say_what_kind_they_are() {
    let graph = FakeGraph::new();
    graph.on(Method::Get, "/stalled").always(Reply::stalled());
    graph
        .on(Method::Get, "/held-up")
        .always(Reply::error(424, "FailedDependency", "x"));
    graph.on(Method::Get, "/lost").always(Reply::lost());
    let get = |path| client(&graph).request::<Json>(Method::Get, path);
    let late = get("/stalled")
        .timeout(Duration::from_millis(20))
        .send()
        .await
        .unwrap_err();
    assert!(late.is_timed_out() && late.transport().is_some() && !late.is_failed_dependency());
    let held_up = get("/held-up").send().await.unwrap_err();
    assert!(held_up.is_failed_dependency() && !held_up.is_timed_out() && held_up.transport().is_none());
    let lost = get("/lost").send().await.unwrap_err();
    assert!(lost.transport().is_some() && !lost.is_timed_out());
}

#[test]
fn what_a_program_holds_crosses_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<BatchResponses>();
    shared::<Batch>();
    shared::<FakeGraph>();
    shared::<Error>();
}

#[test]
#[should_panic(expected = "a route is a path without query options")]
fn a_route_with_query_options_would_never_fit() {
    let _ = FakeGraph::new().on(Method::Get, "/q?$top=1");
}
