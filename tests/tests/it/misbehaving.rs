//! The rules that a client is relied upon for, each against a server that breaks one: what is sent again and what is
//! not, where the token goes, and what an error says.
//!
//! What counts is what arrived: the server counts it.

mod errors;
mod redirects;
mod retries;
mod timeouts;
mod tokens;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::Transport;
use azure_core::http::headers::Headers;
use futures::{StreamExt as _, TryStreamExt as _};
use integration_tests::http::misbehaving::{Act, Misbehaving, Received, announcing, json, response};
use integration_tests::http::{FakeCredential, TOKEN, options};
use integration_tests::own_process;
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::{
    ClaimsChallenge, Content, ContentBody, Error, GraphClientOptions, Method, Page, RetryOptions, Serde,
    TransportFailure,
};

const METHODS: [Method; 5] = [Method::Get, Method::Put, Method::Delete, Method::Post, Method::Patch];

fn client(server: &Misbehaving) -> GraphClient {
    client_with(server.options())
}

fn client_with(options: GraphClientOptions) -> GraphClient {
    GraphClient::new(FakeCredential::new(), Some(options)).unwrap()
}

fn client_of(credential: std::sync::Arc<FakeCredential>, server: &Misbehaving) -> GraphClient {
    let credential: std::sync::Arc<dyn TokenCredential> = credential;
    GraphClient::new(credential, Some(server.options())).unwrap()
}

/// A request of any method; those that carry something carry JSON.
fn request(
    client: &GraphClient,
    method: Method,
) -> msgraph_identity_governance::Request<(), msgraph_identity_governance::Raw> {
    let request = client.request(method, "/things/secret-id");
    match method {
        Method::Get | Method::Delete => request,
        _ => request.body(Json::from("secret-body")),
    }
}

fn failure(error: &Error) -> Option<TransportFailure> {
    match error {
        Error::Transport(error) => Some(error.failure),
        _ => None,
    }
}

/// A page of strings and where the next one is.
fn page(items: &[&str], next: Option<&str>) -> Vec<u8> {
    let next = next
        .map(|next| format!(r#","@odata.nextLink":"{next}""#))
        .unwrap_or_default();
    json(200, &[], &format!(r#"{{"value":{items:?}{next}}}"#))
}

fn check_secrets(error: &Error) {
    let words = format!("{error} {error:?}");
    for secret in ["secret-id", "secret-body", "secret-answer", TOKEN] {
        assert!(!words.contains(secret), "{words}");
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_between_requests_costs_nothing() {
    let ok = json(200, &[], "{}");
    let server = Misbehaving::start([Act::SendAndClose(ok.clone()), Act::SendAndClose(ok)]).await;
    let client = client(&server);
    for number in 1..=3 {
        let response = request(&client, Method::Post).send_with_response().await.unwrap();
        assert_eq!((server.count(), response.request_info().retries), (number, 0));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // One that is closed when the request is on its way: nobody knows whether it was read.
    server.then(Act::CloseUnread);
    let error = request(&client, Method::Post).send().await.unwrap_err();
    assert_eq!((server.count(), failure(&error)), (4, Some(TransportFailure::Lost)));
    let connections: Vec<_> = server.received().iter().map(|one| one.connection).collect();
    assert_eq!(connections, [0, 1, 2]);
}

#[tokio::test]
async fn a_list_that_comes_round_ends_with_an_error() {
    let server = Misbehaving::start([]).await;
    let link = |path: &str| format!("{}/v1.0{path}", server.endpoint());
    // What each page names as the next, and how many pages are asked for.
    for (nexts, pages) in [
        (vec![link("/things")], 1),
        (vec![link("/things?p=2"), link("/things?p=2")], 2),
        (
            vec![
                link("/things?p=2"),
                link("/things?p=3"),
                link("/things?p=4"),
                link("/things?p=3"),
            ],
            4,
        ),
        (
            vec![link("/things?p=2"), link("/x/../things?p=%32"), link("/things?p=%32")],
            3,
        ),
        // A fragment is no part of what is asked for.
        (vec![link("/things#1")], 1),
        (vec![link("/things?p=2#1"), link("/things?p=2#2")], 2),
        // Two that alternate.
        (vec![link("/a"), link("/b"), link("/a")], 3),
    ] {
        let before = server.count();
        for (number, next) in nexts.iter().enumerate() {
            server.then(Act::Send(page(&[&number.to_string()], Some(next))));
        }
        let mut stream = client(&server).request::<Page<String>>(Method::Get, "/things").pages();
        for number in 0..pages {
            assert_eq!(
                stream.try_next().await.unwrap().unwrap().value,
                [number.to_string()],
                "{nexts:?}"
            );
        }
        let error = stream.try_next().await.unwrap_err();
        assert!(error.to_string().contains("has brought before"), "{error}");
        assert!(stream.try_next().await.unwrap().is_none());
        assert_eq!(server.count() - before, pages);
        assert_eq!(stream.next_link(), nexts.last().map(String::as_str));
    }
}

#[tokio::test]
async fn an_error_in_a_page_leaves_those_before_and_where_to_go_on() {
    let server = Misbehaving::start([]).await;
    let link = |number: u32| format!("{}/v1.0/things?p={number}", server.endpoint());
    for broken in [
        Act::Send(json(403, &[], r#"{"error":{"code":"Denied"}}"#)),
        Act::Send(json(200, &[], r#"{"value":{}}"#)),
        Act::Send(response(429, &[("retry-after", "7200")], "")),
    ] {
        let before = server.count();
        let script = [
            Act::Send(page(&["a", "b"], Some(&link(2)))),
            Act::Send(page(&["c"], Some(&link(3)))),
            broken,
            Act::Send(page(&["d"], Some(&link(4)))),
            Act::Send(json(
                200,
                &[],
                &format!(r#"{{"value":["e"],"@odata.deltaLink":"{}"}}"#, link(5)),
            )),
            Act::Send(page(&["f"], None)),
        ];
        script.into_iter().for_each(|act| server.then(act));
        let client = client(&server);
        let mut pages = client.request::<Page<String>>(Method::Get, "/things").pages();
        let mut items = pages.try_next().await.unwrap().unwrap().value;
        items.extend(pages.try_next().await.unwrap().unwrap().value);
        assert!(pages.try_next().await.is_err());
        let stored = pages.next_link().unwrap().to_owned();
        assert_eq!(stored, link(3));
        assert!(pages.try_next().await.unwrap().is_none(), "an error ends the stream");

        // Another program goes on.
        let mut delta = None;
        let mut pages = client_with(server.options()).from_link::<String>(&stored).pages();
        while let Some(page) = pages.try_next().await.unwrap() {
            items.extend(page.value);
            delta = page.delta_link;
        }
        assert_eq!(pages.next_link(), None);
        items.extend(client.from_link::<String>(&delta.unwrap()).send().await.unwrap().value);
        assert_eq!(items.concat(), "abcdef");
        let targets: Vec<_> = server.received()[before..]
            .iter()
            .map(|one| one.request.target.clone())
            .collect();
        assert_eq!(
            targets[2..],
            [3, 3, 4, 5].map(|number| format!("/v1.0/things?p={number}"))
        );
    }
}

#[tokio::test]
async fn a_raw_request_that_cannot_be_sent_costs_no_token() {
    let server = Misbehaving::start([]).await;
    let credential = FakeCredential::new();
    let client = client_of(credential.clone(), &server);
    for bad in [
        "",
        "things",
        "//evil.example/x",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a?b",
        "/a#b",
        "/a\\b",
        "/a\n",
        "/a/%zz",
        "https://evil.example/x",
    ] {
        let error = client.request::<Json>(Method::Delete, bad).send().await.unwrap_err();
        assert!(
            matches!(&error, Error::Invalid(_)) && error.to_string().starts_with("/{raw}: not sent: "),
            "{bad}: {error}"
        );
    }
    assert!(
        client
            .request::<()>(Method::Get, "/a")
            .header("Authorization", "Bearer x")
            .send()
            .await
            .is_err()
    );
    assert_eq!((credential.asked(), server.count()), (0, 0));
}

#[tokio::test]
async fn raw_requests_carry_and_return_json_and_types_of_ones_own() {
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Thing {
        id: u32,
    }
    let server = Misbehaving::start([]).await;
    let client = client(&server);
    server.then(Act::Send(json(201, &[], "\u{feff}{\"id\": 7, \"more\": [1.0]}")));
    let posted = client
        .request::<Json>(Method::Post, "/things")
        .body(Serde(Thing { id: 7 }))
        .send()
        .await
        .unwrap();
    assert_eq!(posted.as_str(), "{\"id\": 7, \"more\": [1.0]}");
    server.then(Act::Send(json(200, &[], "\u{feff}{\"id\": 8, \"more\": 1}")));
    let got = client
        .request::<Serde<Thing>>(Method::Patch, "/things/7")
        .body(posted)
        .send()
        .await
        .unwrap();
    assert_eq!(got.0, Thing { id: 8 });
    server.then(Act::Send(response(204, &[], "")));
    assert!(
        client
            .request::<Json>(Method::Post, "/things/7/act")
            .send()
            .await
            .unwrap()
            .is_null()
    );

    let link = format!("{}/v1.0/things?p=2", server.endpoint());
    server.then(Act::Send(json(
        200,
        &[],
        &format!(r#"{{"value":[{{"id":1}},{{"id":"x"}}],"@odata.nextLink":"{link}"}}"#),
    )));
    server.then(Act::Send(json(200, &[], r#"{"value":[{"id":2}]}"#)));
    let items: Vec<_> = client
        .request::<Page<Serde<Thing>>>(Method::Get, "/things")
        .items()
        .collect()
        .await;
    let [Ok(Serde(Thing { id: 1 })), Err(odd), Ok(Serde(Thing { id: 2 }))] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert!(odd.to_string().contains("value[1]: expected u32"), "{odd}");
    server.then(Act::Send(json(200, &[], r#"{"id":"secret-answer"}"#)));
    let error = client
        .request::<Serde<Thing>>(Method::Get, "/things/secret-id")
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("expected u32"), "{error}");
    check_secrets(&error);

    let received = server.received();
    assert_eq!(received[0].request.body, br#"{"id":7}"#);
    assert_eq!(received[0].request.header("content-type"), Some("application/json"));
    assert_eq!(received[1].request.body, br#"{"id": 7, "more": [1.0]}"#);
    assert_eq!(received[2].request.body, b"");
}
