//! The rules that a client is relied upon for, each against a server that breaks one: what is sent again and what is not, where the token
//! goes, and what an error says.
//!
//! What counts is what arrived: the server counts it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::Transport;
use azure_core::http::headers::Headers;
use futures::{StreamExt as _, TryStreamExt as _};
use integration_tests::http::misbehaving::{Act, Misbehaving, Received, announcing, answer, json};
use integration_tests::http::{FakeCredential, TOKEN, options};
use integration_tests::own_process;
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::Client;
use msgraph_identity_governance::{
    ClaimsChallenge, ClientOptions, Content, ContentBody, Error, Method, Page, Retry, Serde, TransportFailure,
};

const METHODS: [Method; 5] = [Method::Get, Method::Put, Method::Delete, Method::Post, Method::Patch];

fn client(server: &Misbehaving) -> Client {
    client_with(server.options())
}

fn client_with(options: ClientOptions) -> Client {
    Client::new(FakeCredential::new(), Some(options)).unwrap()
}

fn client_of(credential: std::sync::Arc<FakeCredential>, server: &Misbehaving) -> Client {
    let credential: std::sync::Arc<dyn TokenCredential> = credential;
    Client::new(credential, Some(server.options())).unwrap()
}

/// A request of any method; those that carry something carry JSON.
fn request(
    client: &Client,
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

#[tokio::test]
async fn each_cell_of_the_table_of_repeats() {
    const ALL: [usize; 5] = [2; 5];
    const IDEMPOTENT: [usize; 5] = [2, 2, 2, 1, 1];
    const NONE: [usize; 5] = [1; 5];
    let at_once = &[("retry-after", "0")];
    let ok = json(200, &[], "{}");
    let mut cases = vec![
        ("429", Act::Send(answer(429, &[], "")), ALL),
        ("429, now", Act::Send(answer(429, at_once, "")), ALL),
        ("509", Act::Send(answer(509, &[], "")), ALL),
        (
            "429, its words cut",
            Act::SendAndClose(announcing(429, at_once, 99, "{")),
            ALL,
        ),
        ("503", Act::Send(answer(503, &[], "")), IDEMPOTENT),
        ("503, now", Act::Send(answer(503, at_once, "")), ALL),
        ("closed unread", Act::CloseUnread, IDEMPOTENT),
        ("closed", Act::SendAndClose(Vec::new()), IDEMPOTENT),
        ("cut headers", Act::SendAndClose(ok[..30].to_vec()), IDEMPOTENT),
        (
            "cut body",
            Act::SendAndClose(announcing(200, &[], 20, "{\"a\":1")),
            IDEMPOTENT,
        ),
        (
            "cut chunks",
            Act::SendAndClose(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n".to_vec()),
            IDEMPOTENT,
        ),
        (
            "no HTTP",
            Act::SendAndClose(b"220 smtp.example.org ready\r\n".to_vec()),
            IDEMPOTENT,
        ),
    ];
    for status in [408, 500, 502, 504] {
        cases.push(("unknown", Act::Send(answer(status, at_once, "")), IDEMPOTENT));
    }
    for status in [400, 401, 403, 404, 405, 409, 410, 412, 413, 423, 501, 505, 507] {
        cases.push(("final", Act::Send(answer(status, at_once, "")), NONE));
    }
    // Making a transport takes longer than all else here.
    let transport = Transport::default();
    for (name, act, expected) in cases {
        for (method, tries) in METHODS.into_iter().zip(expected) {
            let server = Misbehaving::start([act.clone()]).await;
            let mut options = server.options();
            options.pipeline.transport = Some(transport.clone());
            let result = request(&client_with(options), method).send_with_response().await;
            let case = format!("{name} {method} {act:?}");
            assert_eq!(server.count(), tries, "{case}");
            match result {
                Ok(response) => assert_eq!((tries, response.exchange().repeats), (2, 1), "{case}"),
                Err(error) => {
                    assert_eq!(tries, 1, "{case}: {error}");
                    assert!(
                        error.status().is_some() || failure(&error) == Some(TransportFailure::Lost),
                        "{case}: {error}"
                    );
                }
            }
            let ids: Vec<_> = server
                .received()
                .iter()
                .map(|one| one.request.header("client-request-id").map(str::to_owned))
                .collect();
            assert!(
                ids.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]),
                "a repeat has its own id: {ids:?}"
            );
            let bodies: Vec<_> = server.received().into_iter().map(|one| one.request.body).collect();
            assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{case}");
        }
    }
}

#[tokio::test]
async fn what_was_never_connected_is_tried_again_whatever_it_is() {
    for method in METHODS {
        // Bound, so that nobody else gets the port, and not listening yet.
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let endpoint = format!("http://{}", socket.local_addr().unwrap());
        let two = Retry::default()
            .with_max_retries(2)
            .with_first_delay(Duration::from_millis(1));
        let error = request(&client_with(options(&endpoint).with_retry(two)), method)
            .send()
            .await
            .unwrap_err();
        assert_eq!(failure(&error), Some(TransportFailure::NotConnected), "{error}");
        assert_eq!(error.exchange().unwrap().repeats, 2);

        let patient = Retry::default().with_first_delay(Duration::from_millis(20));
        let client = client_with(options(&endpoint).with_retry(patient));
        let (response, server) = tokio::join!(request(&client, method).send_with_response(), async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Misbehaving::listen(socket.listen(8).unwrap(), [], |_| Act::Send(answer(200, &[], "{}")))
        });
        assert!(response.unwrap().exchange().repeats >= 1);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_wait_is_as_long_as_the_service_asks_and_else_grows() {
    let server = Misbehaving::start([Act::Send(answer(503, &[("retry-after", "1")], ""))]).await;
    let begun = Instant::now();
    request(&client(&server), Method::Post).send().await.unwrap();
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(990) && waited < Duration::from_millis(1900),
        "{waited:?}"
    );

    let server = Misbehaving::start([Act::Send(answer(503, &[("retry-after", "1.25")], ""))]).await;
    let begun = Instant::now();
    request(&client(&server), Method::Post).send().await.unwrap();
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(1990),
        "a part of a second is a whole one: {waited:?}"
    );

    let server = Misbehaving::start(vec![Act::Send(answer(500, &[], "")); 3]).await;
    let growing = Retry::default().with_first_delay(Duration::from_millis(20));
    let begun = Instant::now();
    request(&client_with(server.options().with_retry(growing)), Method::Get)
        .send()
        .await
        .unwrap();
    assert!(
        begun.elapsed() >= Duration::from_millis(10 + 20 + 40),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn being_asked_for_no_wait_is_no_reason_for_none() {
    for value in ["0", "0.0", "Sun, 06 Nov 1994 08:49:37 GMT", "-3", "1e9", "soon"] {
        let server = Misbehaving::start_with([], move |_| Act::Send(answer(429, &[("retry-after", value)], ""))).await;
        let growing = Retry::default().with_first_delay(Duration::from_millis(16));
        let begun = Instant::now();
        let error = request(&client_with(server.options().with_retry(growing)), Method::Post)
            .send()
            .await
            .unwrap_err();
        let waited = begun.elapsed();
        assert!(
            server.count() == 6 && waited >= Duration::from_millis(8 + 16 + 32 + 64 + 128),
            "{value}: {} tries in {waited:?}",
            server.count()
        );
        assert!(error.is_throttled(), "{error}");
    }
}

#[tokio::test]
async fn a_wait_beyond_the_cap_is_told_and_tries_end() {
    let later = azure_core::time::OffsetDateTime::now_utc() + azure_core::time::Duration::seconds(3600);
    let later = azure_core::time::to_rfc7231(&later);
    for (value, at_least) in [("121", 121), ("99999999999", 99_999_999_999), (later.as_str(), 3590)] {
        let server = Misbehaving::start([Act::Send(answer(429, &[("retry-after", value)], ""))]).await;
        let error = request(&client(&server), Method::Get).send().await.unwrap_err();
        assert_eq!(server.count(), 1);
        assert!(
            error.is_throttled() && error.retry_after() >= Some(Duration::from_secs(at_least)),
            "{error}"
        );
    }
    let server = Misbehaving::start([Act::Send(answer(429, &[("retry-after", "1")], ""))]).await;
    let short = Retry::default().with_max_retry_after(Duration::from_millis(999));
    let error = request(&client_with(server.options().with_retry(short)), Method::Get)
        .send()
        .await
        .unwrap_err();
    assert_eq!((server.count(), error.retry_after()), (1, Some(Duration::from_secs(1))));

    for (retries, tries) in [(0, 1), (2, 3)] {
        let server = Misbehaving::start_with([], |_| Act::Send(answer(503, &[("retry-after", "0")], ""))).await;
        let options = server.options();
        let retry = options.retry.clone().with_max_retries(retries);
        let error = request(&client_with(options.with_retry(retry)), Method::Post)
            .send()
            .await
            .unwrap_err();
        assert_eq!((server.count(), error.exchange().unwrap().repeats), (tries, retries));
        assert!(error.is_throttled() && error.status() == Some(503));
    }
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_and_that_finds_nothing_has_succeeded() {
    for lost in [
        Act::SendAndClose(Vec::new()),
        Act::CloseUnread,
        Act::Send(answer(504, &[], "")),
    ] {
        let server = Misbehaving::start([lost, Act::Send(json(404, &[], "{}"))]).await;
        let response = request(&client(&server), Method::Delete)
            .send_with_response()
            .await
            .unwrap();
        assert!(response.already_gone() && response.status() == 204);
    }
    let server = Misbehaving::start([Act::SendAndClose(Vec::new()), Act::Send(json(404, &[], "{}"))]).await;
    assert!(
        request(&client(&server), Method::Put)
            .send()
            .await
            .unwrap_err()
            .is_not_found()
    );
}

mod upload {
    use std::io;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Poll};

    use azure_core::stream::SeekableStream;
    use futures::io::AsyncRead;

    /// A stream whose clones share their place, as those of a file do: without a reset a second try would send nothing.
    #[derive(Clone, Debug, Default)]
    pub struct Shared {
        pub left: Arc<Mutex<Vec<u8>>>,
        pub whole: Vec<u8>,
        pub resets: Arc<AtomicUsize>,
        pub stuck: bool,
    }

    impl Shared {
        pub fn new(whole: Vec<u8>, stuck: bool) -> Self {
            Self {
                left: Arc::new(Mutex::new(whole.clone())),
                whole,
                stuck,
                ..Self::default()
            }
        }
    }

    impl AsyncRead for Shared {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
            let mut left = self.left.lock().unwrap();
            let taken = left.len().min(into.len()).min(1000);
            into[..taken].copy_from_slice(&left[..taken]);
            left.drain(..taken);
            Poll::Ready(Ok(taken))
        }
    }

    #[async_trait::async_trait]
    impl SeekableStream for Shared {
        async fn reset(&mut self) -> azure_core::Result<()> {
            if self.stuck {
                return Err(azure_core::Error::with_message(
                    azure_core::error::ErrorKind::Io,
                    "a pipe",
                ));
            }
            self.resets.fetch_add(1, Ordering::SeqCst);
            *self.left.lock().unwrap() = self.whole.clone();
            Ok(())
        }

        fn len(&self) -> Option<u64> {
            Some(self.whole.len() as u64)
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_sent_begins_again_before_a_repeat() {
    let bytes: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
    let send = |server: &Misbehaving, method, stream: &upload::Shared| {
        let stream: Box<dyn azure_core::stream::SeekableStream> = Box::new(stream.clone());
        client(server)
            .request::<()>(method, "/file/$value")
            .content(ContentBody::from(stream))
            .send()
    };
    for first in [
        Act::Send(answer(500, &[], "")),
        Act::SendAndClose(Vec::new()),
        Act::CloseUnread,
    ] {
        let server = Misbehaving::start([first.clone()]).await;
        let stream = upload::Shared::new(bytes.clone(), false);
        send(&server, Method::Put, &stream).await.unwrap();
        assert_eq!(server.count(), 2);
        let last = server.received().pop().unwrap();
        assert_eq!(last.length, bytes.len() as u64, "{first:?}");
        assert_eq!(last.hash, integration_tests::http::misbehaving::hash([&bytes]));
        assert_eq!(stream.resets.load(std::sync::atomic::Ordering::SeqCst), 1);
    }
    let server = Misbehaving::start([Act::SendAndClose(Vec::new())]).await;
    let error = send(&server, Method::Post, &upload::Shared::new(bytes.clone(), false))
        .await
        .unwrap_err();
    assert_eq!((server.count(), failure(&error)), (1, Some(TransportFailure::Lost)));

    let server = Misbehaving::start([Act::Send(answer(429, &[], ""))]).await;
    let error = send(&server, Method::Put, &upload::Shared::new(bytes, true))
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1, "half a body must not be sent");
    assert!(error.is_throttled(), "what the service said is the error: {error}");
}

#[tokio::test]
async fn a_lost_answer_is_told_in_one_line() {
    for act in [
        Act::CloseUnread,
        Act::SendAndClose(Vec::new()),
        Act::SendAndClose(b"HTTP/1.1 200".to_vec()),
        Act::SendAndClose(announcing(200, &[], 20, "{\"a\":\"secret-body")),
    ] {
        let server = Misbehaving::start([act]).await;
        let error = request(&client(&server), Method::Post).send().await.unwrap_err();
        let words = error.to_string();
        assert!(
            words.contains("the connection was lost, the service may have acted"),
            "{words}"
        );
        assert!(error.client_request_id().is_some_and(|id| words.contains(id)));
        assert_eq!(words.lines().count(), 1);
        check_secrets(&error);
    }
    let server = Misbehaving::start_with([], |_| Act::SendAndClose(announcing(200, &[], 20, "{\"a\":1"))).await;
    let error = request(&client(&server), Method::Get).send().await.unwrap_err();
    assert_eq!((server.count(), failure(&error)), (6, Some(TransportFailure::Lost)));
}

fn check_secrets(error: &Error) {
    let words = format!("{error} {error:?}");
    for secret in ["secret-id", "secret-body", "secret-answer", TOKEN] {
        assert!(!words.contains(secret), "{words}");
    }
}

#[tokio::test]
async fn a_timeout_covers_repeats_waits_and_the_body_and_its_error_names_the_request() {
    let stalls = [
        Act::SendAndStall(Vec::new()),
        Act::SendAndStall(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()),
        Act::SendAndStall(announcing(200, &[], 20, "{\"a\"")),
        Act::SendAndStall(announcing(400, &[], 20, "{\"a\"")),
        Act::Send(answer(429, &[("retry-after", "60")], "")),
    ];
    for stall in stalls {
        let busy = Act::Send(answer(503, &[("retry-after", "0")], ""));
        let server = Misbehaving::start([busy, stall.clone()]).await;
        let begun = Instant::now();
        let sent = request(&client(&server), Method::Get).timeout(Duration::from_millis(500));
        let error = sent.send().await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(20), "{stall:?}");
        assert_eq!(failure(&error), Some(TransportFailure::TimedOut), "{error}");
        assert_eq!(error.exchange().unwrap().repeats, 1, "{stall:?}");
        let received = server.received();
        assert_eq!((server.count(), received.len()), (2, 2), "{stall:?}");
        assert_eq!(
            error.client_request_id(),
            received[1].request.header("client-request-id")
        );
        assert!(error.client_request_id().is_some());
        check_secrets(&error);
    }
}

#[tokio::test]
async fn nothing_is_sent_after_the_future_is_dropped() {
    // The request is long there when the future is dropped, and would long be sent again when the server is asked.
    let slow = Retry::default().with_first_delay(Duration::from_millis(1200));
    for (act, arrives) in [
        (Act::Send(answer(500, &[], "")), 1),
        (Act::SendAfter(Duration::from_millis(1200), answer(500, &[], "")), 1),
    ] {
        let server = Misbehaving::start([act]).await;
        let client = client_with(server.options().with_retry(slow.clone()));
        let sending = request(&client, Method::Get).send();
        assert!(tokio::time::timeout(Duration::from_millis(400), sending).await.is_err());
        tokio::time::sleep(Duration::from_millis(2200)).await;
        assert_eq!(server.count(), arrives);
    }
    let server = Misbehaving::start([]).await;
    drop(request(&client(&server), Method::Post).send());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(server.count(), 0, "nothing is sent before the future is polled");
}

#[tokio::test]
async fn bytes_that_are_cut_later_are_an_error_of_the_stream() {
    let cut = Act::SendAndClose(announcing(200, &[], 5000, [7; 4000]));
    let server = Misbehaving::start([Act::Send(answer(500, &[], "")), cut.clone(), cut]).await;
    let get = || client(&server).request::<Content>(Method::Get, "/file/$value").send();
    let mut content = get().await.unwrap();
    let mut length = 0;
    let error = loop {
        match content.next().await.expect("an end is an error") {
            Ok(bytes) => length += bytes.len(),
            Err(error) => break error,
        }
    };
    assert_eq!(
        (length, failure(&error)),
        (4000, Some(TransportFailure::Lost)),
        "{error}"
    );
    assert_eq!(
        failure(&get().await.unwrap().bytes().await.unwrap_err()),
        Some(TransportFailure::Lost)
    );
    assert_eq!(
        server.count(),
        3,
        "it is sent again until the answer begins, and not after"
    );
}

#[tokio::test]
async fn the_timeout_of_bytes_ends_when_they_begin() {
    let server = Misbehaving::start_with([], |_| Act::SendAndStall(announcing(200, &[], 9, "begin"))).await;
    let request = client(&server)
        .request::<Content>(Method::Get, "/file/$value")
        .timeout(Duration::from_millis(60));
    let mut content = request.send().await.unwrap();
    assert_eq!(content.next().await.unwrap().unwrap().as_ref(), b"begin");
    let more = tokio::time::timeout(Duration::from_millis(120), content.next()).await;
    assert!(more.is_err(), "the stream waits on: {more:?}");

    let server = Misbehaving::start_with([], |_| Act::SendAndStall(Vec::new())).await;
    let request = client(&server)
        .request::<Content>(Method::Get, "/file/$value")
        .timeout(Duration::from_millis(60));
    assert_eq!(
        failure(&request.send().await.unwrap_err()),
        Some(TransportFailure::TimedOut)
    );
}

#[tokio::test]
async fn what_is_no_error_of_graph_is_told_as_what_it_is() {
    let html = ("content-type", "text/html; charset=utf-8");
    let plain = ("content-type", "text/plain");
    let is_json = ("content-type", "application/json");
    let odata = r#"{"error":{"code":"Denied","message":"secret-\nanswer or not"}}"#;
    let long = format!("\"{}\"", "x".repeat(300 * 1024));
    for (act, words) in [
        (
            Act::Send(answer(400, &[html], "<html>secret-answer</html>")),
            "400, a web page instead of an error of Graph",
        ),
        (
            Act::Send(answer(400, &[is_json], "<!doctype html>secret-answer")),
            "400, a web page instead of an error of Graph",
        ),
        (Act::Send(answer(400, &[], "")), "400, without a body"),
        (Act::Send(answer(400, &[plain], " \r\n")), "400, without a body"),
        (
            Act::Send(answer(400, &[plain], "secret-answer")),
            "400, with a body that is no error object of Graph (text/plain)",
        ),
        (
            Act::Send(answer(400, &[is_json], "[\"secret-answer\"]")),
            "400, with a body that is no error object of Graph (application/json)",
        ),
        (
            Act::Send(answer(400, &[is_json], "{\"error\":\"")),
            "400, with a body that is no error object of Graph (application/json)",
        ),
        (
            Act::SendAndClose(announcing(400, &[is_json], 99, &odata[..20])),
            "400, with a body that was cut off",
        ),
        (
            Act::SendAndClose(announcing(400, &[is_json], 99, "")),
            "400, with a body that was cut off",
        ),
        (
            Act::Send(answer(400, &[is_json], &long)),
            "400, with a body too long to be an error of Graph",
        ),
        (
            Act::Send(answer(400, &[plain], format!("\u{feff}{odata}"))),
            "400 Denied: secret-\\nanswer or not",
        ),
        (
            Act::Send(answer(400, &[is_json], odata)),
            "400 Denied: secret-\\nanswer or not",
        ),
    ] {
        let server = Misbehaving::start([act]).await;
        let error = request(&client(&server), Method::Get)
            .template("/things/{id}")
            .send()
            .await
            .unwrap_err();
        let id = error.client_request_id().unwrap();
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("GET /things/{{id}} (client-request-id {id}): {words}")),
            "{told}"
        );
        assert_eq!(
            (told.lines().count(), error.status(), server.count()),
            (1, Some(400), 1)
        );
        check_secrets(&error);
        assert!(error.service().unwrap().body().len() <= 16 * 1024);
    }
    let server = Misbehaving::start([Act::Send(answer(400, &[], &long))]).await;
    let error = request(&client(&server), Method::Get).send().await.unwrap_err();
    assert_eq!(error.service().unwrap().body(), &long.as_bytes()[..16 * 1024]);
}

#[tokio::test]
async fn a_refusal_in_another_form_has_its_words() {
    let Some(file) = shared("cases/error-message-only.json") else {
        return;
    };
    let body = std::fs::read_to_string(file).unwrap();
    let words = serde_json::from_str::<serde_json::Value>(&body).unwrap()["Message"]
        .as_str()
        .unwrap()
        .to_owned();
    let server = Misbehaving::start([Act::Send(json(404, &[], &body))]).await;
    let error = request(&client(&server), Method::Get).send().await.unwrap_err();
    let service = error.service().unwrap();
    assert_eq!((service.code(), service.message()), (None, Some(words.as_str())));
    assert!(
        error.is_not_found() && error.to_string().ends_with(&format!("404: {words}")),
        "{error}"
    );

    let graph = FakeGraph::new();
    let refused = Reply::bytes(404, "application/json", body);
    graph
        .on(Method::Get, "/things/1")
        .answer(refused.with_header("x-backend", "b"));
    let client = Client::new(graph.credential(), Some(graph.options())).unwrap();
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<Json>(Method::Get, "/things/1"));
    let error = batch.send().await.take(ticket).unwrap_err();
    let service = error.service().unwrap();
    assert_eq!(service.message(), Some(words.as_str()));
    assert_eq!(header_of(service.headers(), "x-backend"), Some("b"));

    let problem =
        r#"{"type":"https://e.example/p","title":"Denied","status":403,"detail":"Not yours.","statusCode":403}"#;
    let server = Misbehaving::start([Act::Send(answer(
        403,
        &[("content-type", "application/problem+json")],
        problem,
    ))])
    .await;
    let error = request(&client_with(server.options()), Method::Get)
        .send()
        .await
        .unwrap_err();
    assert!(
        error.to_string().ends_with("): 403: Denied: Not yours."),
        "a code that is the status is said once: {error}"
    );
}

#[tokio::test]
async fn an_error_without_an_end_is_not_waited_for() {
    let endless = || Act::SendAndStall(announcing(404, &[], 1 << 40, vec![b'x'; 300 * 1024]));
    let server = Misbehaving::start_with([], move |_| endless()).await;
    let sending = request(&client(&server), Method::Get).send();
    let error = tokio::time::timeout(Duration::from_secs(5), sending)
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn the_predicates_know_their_status() {
    type Predicate = fn(&Error) -> bool;
    let predicates: [(Predicate, &[u16]); 6] = [
        (Error::is_unauthorized, &[401]),
        (Error::is_forbidden, &[403]),
        (Error::is_not_found, &[404]),
        (Error::is_conflict, &[409]),
        (Error::is_precondition_failed, &[412]),
        (Error::is_throttled, &[429, 509]),
    ];
    for status in [400, 401, 403, 404, 409, 412, 429, 500, 503, 509] {
        let server = Misbehaving::start_with([], move |_| Act::Send(answer(status, &[], ""))).await;
        let error = request(&client_with(server.options().with_retry(Retry::none())), Method::Get)
            .send()
            .await
            .unwrap_err();
        for (predicate, of) in predicates {
            assert_eq!(predicate(&error), of.contains(&status), "{status} {of:?}");
        }
    }
}

#[tokio::test]
async fn good_answers_that_are_none_are_told() {
    for (bytes, words) in [
        (
            answer(200, &[("content-type", "text/html")], "<html>secret-answer</html>"),
            "it is text/html, not JSON",
        ),
        (answer(200, &[], ""), "it has no body"),
        (json(200, &[], "{\"secret-answer\": "), "line 1"),
        (json(200, &[], "secret-answer"), "line 1"),
        // A length that is too short: the rest is no answer to anything.
        (
            announcing(
                200,
                &[("content-type", "application/json")],
                7,
                "{\"a\": \"secret-answer\"}",
            ),
            "line 1",
        ),
    ] {
        let server = Misbehaving::start([Act::Send(bytes)]).await;
        let error = client(&server)
            .request::<Json>(Method::Get, "/things/secret-id")
            .send()
            .await
            .unwrap_err();
        let told = error.to_string();
        assert!(matches!(error, Error::Decode(_)) && told.contains(words), "{told}");
        assert_eq!((told.lines().count(), server.count()), (1, 1));
        assert!(!told.contains("secret-id") && !told.contains(TOKEN));
    }
}

/// The value of a header of an error.
fn header_of<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find_map(|(other, value)| (other.as_str() == name).then_some(value.as_str()))
}

#[tokio::test]
async fn an_error_keeps_headers_and_the_beginning_of_the_body_and_shows_neither() {
    const KEPT: usize = 16 * 1024;
    let long = format!("{{\"a\": \"secret-answer {}", "x".repeat(2 * KEPT));
    let headers = [("x-backend", "secret-header"), ("set-cookie", "secret-cookie")];
    let ask = async |bytes: Vec<u8>| {
        let server = Misbehaving::start([Act::Send(bytes)]).await;
        let request = client(&server).request::<Json>(Method::Get, "/things/secret-id");
        request.template("/things/{id}").send().await.unwrap_err()
    };
    for (status, body) in [
        (200, long.as_str()),
        (400, &long),
        (200, "{\"secret-answer"),
        (400, "secret-answer"),
    ] {
        let error = ask(json(status, &headers, body)).await;
        let (kept, of) = match &error {
            Error::Service(error) => (error.headers(), error.body()),
            Error::Decode(error) => (error.headers(), error.body()),
            _ => panic!("{error}"),
        };
        assert_eq!(header_of(kept, "x-backend"), Some("secret-header"), "{error}");
        assert_eq!(header_of(kept, "set-cookie"), Some("secret-cookie"));
        assert_eq!(of, &body.as_bytes()[..body.len().min(KEPT)]);
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("secret"), "{shown}");
    }

    // Of a list one item, with the headers of its page.
    let server = Misbehaving::start([Act::Send(json(200, &headers, r#"{"value":["a",{"secret":1},"b"]}"#))]).await;
    let items = client(&server).request::<Page<String>>(Method::Get, "/things").items();
    let items: Vec<_> = items.collect().await;
    let Err(Error::Decode(error)) = &items[1] else {
        panic!("{items:?}");
    };
    assert_eq!((items.len(), error.body()), (3, br#"{"secret":1}"#.as_slice()));
    assert_eq!(header_of(error.headers(), "x-backend"), Some("secret-header"));
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[tokio::test]
async fn a_connection_that_was_closed_between_requests_costs_nothing() {
    let ok = json(200, &[], "{}");
    let server = Misbehaving::start([Act::SendAndClose(ok.clone()), Act::SendAndClose(ok)]).await;
    let client = client(&server);
    for number in 1..=3 {
        let response = request(&client, Method::Post).send_with_response().await.unwrap();
        assert_eq!((server.count(), response.exchange().repeats), (number, 0));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // One that is closed when the request is on its way: nobody knows whether it was read.
    server.then(Act::CloseUnread);
    let error = request(&client, Method::Post).send().await.unwrap_err();
    assert_eq!((server.count(), failure(&error)), (4, Some(TransportFailure::Lost)));
    let connections: Vec<_> = server.received().iter().map(|one| one.connection).collect();
    assert_eq!(connections, [0, 1, 2]);
}

/// What must not leave the own origin, and what may.
fn check_stripped(arrived: &Received) {
    for name in [
        "authorization",
        "x-secret",
        "prefer",
        "cookie",
        "if-match",
        "consistencylevel",
    ] {
        assert_eq!(arrived.request.header(name), None);
    }
    for name in ["accept", "accept-language", "user-agent", "client-request-id", "range"] {
        assert!(arrived.request.header(name).is_some(), "{name}");
    }
}

fn with_headers(client: &Client) -> msgraph_identity_governance::Request<Json, msgraph_identity_governance::Raw> {
    client
        .request::<Json>(Method::Get, "/things/secret-id")
        .header("x-secret", "s")
        .header("cookie", "s")
        .header("accept-language", "de")
        .header("range", "bytes=0-")
        .prefer("return=minimal")
        .if_match("etag")
        .consistency_level("eventual")
}

#[tokio::test]
async fn a_redirect_to_another_origin_takes_neither_token_nor_headers() {
    let other = Misbehaving::start([]).await;
    let elsewhere = format!("{}/elsewhere", other.endpoint());
    let moved = |to: &str| Act::Send(answer(302, &[("location", to)], ""));
    // Within the origin all of it goes along.
    let server = Misbehaving::start([moved("/v1.0/moved?a=b"), moved(&elsewhere)]).await;
    with_headers(&client(&server)).send().await.unwrap();
    let received = server.received();
    assert_eq!(received[1].request.target, "/v1.0/moved?a=b");
    assert_eq!(received[1].request.header("x-secret"), Some("s"));
    assert!(received.iter().all(|one| one.request.header("authorization").is_some()));
    check_stripped(&other.only());
    assert_eq!(other.only().request.target, "/elsewhere");

    // And back again: that origin's word is not the client's.
    let server = Misbehaving::start([moved(&elsewhere)]).await;
    other.then(moved(&format!("{}/v1.0/admin", server.endpoint())));
    with_headers(&client(&server)).send().await.unwrap();
    let received = server.received();
    assert_eq!(
        (received.len(), received[1].request.target.as_str()),
        (2, "/v1.0/admin")
    );
    check_stripped(&received[1]);

    // At the same origin, but not below the client's version: another service may be there, and another place of this
    // one is not the client's business. From there no way leads back.
    for path in [
        "/beta/things/1",
        "/",
        "/v1.0x/a",
        "/v1.0/../oauth/token",
        "/v1.0/..%2Fbeta/x",
    ] {
        let server = Misbehaving::start([moved(path), moved("/v1.0/things/2")]).await;
        with_headers(&client(&server)).send().await.unwrap();
        let received = server.received();
        assert_eq!(received.len(), 3, "{path}");
        assert!(received[0].request.header("authorization").is_some());
        check_stripped(&received[1]);
        check_stripped(&received[2]);
    }

    // A repeat starts from the beginning, with everything.
    let server = Misbehaving::start([moved(&elsewhere)]).await;
    other.then(Act::Send(answer(503, &[], "")));
    with_headers(&client(&server)).send().await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 2);
    for one in received {
        assert_eq!(
            (one.request.header("x-secret"), one.request.target.as_str()),
            (Some("s"), "/v1.0/things/secret-id")
        );
        assert!(one.request.header("authorization").is_some());
    }
}

#[tokio::test]
async fn redirects_that_are_not_followed() {
    for (location, words) in [
        ("http://graph.example/v1.0/x", "away from https"),
        ("ftp://127.0.0.1/x", "away from https"),
        ("https://user@graph.example/x", "names a user"),
        ("https://", "no URL"),
    ] {
        let server = Misbehaving::start([Act::Send(answer(307, &[("location", location)], ""))]).await;
        let error = request(&client(&server), Method::Get).send().await.unwrap_err();
        assert_eq!((server.count(), failure(&error)), (1, Some(TransportFailure::Redirect)));
        assert!(error.to_string().contains(words), "{error}");
    }
    let server = Misbehaving::start([Act::Send(answer(302, &[], ""))]).await;
    assert!(
        request(&client(&server), Method::Get)
            .send()
            .await
            .unwrap_err()
            .to_string()
            .contains("no location")
    );

    let server = Misbehaving::start_with([], |_| Act::Send(answer(302, &[("location", "/v1.0/again")], ""))).await;
    let error = request(&client(&server), Method::Get).send().await.unwrap_err();
    assert!(error.to_string().contains("more than five"), "{error}");
    assert_eq!(server.count(), 6, "five redirects, and no repeat");

    for method in [Method::Post, Method::Patch, Method::Put, Method::Delete] {
        for status in [301, 302, 303, 307, 308] {
            let server = Misbehaving::start([Act::Send(answer(status, &[("location", "/v1.0/x")], ""))]).await;
            let error = request(&client(&server), method).send().await.unwrap_err();
            assert_eq!((server.count(), failure(&error)), (1, Some(TransportFailure::Redirect)));
        }
    }
}

/// Https without a network: what is asked is answered from a list.
mod https {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use azure_core::http::headers::Headers;
    use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport};

    #[derive(Debug, Default)]
    pub struct Transcript {
        pub answers: Mutex<VecDeque<(u16, Option<&'static str>)>>,
        /// URL, and whether a token was there.
        pub asked: Mutex<Vec<(String, bool)>>,
    }

    #[async_trait::async_trait]
    impl HttpClient for Transcript {
        async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
            let token = request
                .headers()
                .iter()
                .any(|(name, _)| name.as_str() == "authorization");
            self.asked.lock().unwrap().push((request.url().to_string(), token));
            let (status, location) = self.answers.lock().unwrap().pop_front().unwrap_or((204, None));
            let mut headers = Headers::new();
            if let Some(location) = location {
                headers.insert("location", location);
            }
            Ok(AsyncRawResponse::from_bytes(status.into(), headers, Vec::new()))
        }
    }

    pub fn transport(answers: impl IntoIterator<Item = (u16, Option<&'static str>)>) -> (Transport, Arc<Transcript>) {
        let transcript = Arc::new(Transcript {
            answers: Mutex::new(answers.into_iter().collect()),
            ..Transcript::default()
        });
        (Transport::new(transcript.clone()), transcript)
    }
}

#[tokio::test]
async fn over_https_the_same_holds() {
    let url = "https://graph.microsoft.com/v1.0/things/secret-id";
    let run = async |answers: &[(u16, Option<&'static str>)]| {
        let (transport, transcript) = https::transport(answers.iter().copied());
        let pipeline = azure_core::http::ClientOptions {
            transport: Some(transport),
            ..Default::default()
        };
        let credential = FakeCredential::new();
        let client = Client::new(credential.clone(), Some(ClientOptions::new().with_pipeline(pipeline))).unwrap();
        let results = [
            request(&client, Method::Get).send().await,
            request(&client, Method::Get).send().await,
        ];
        let asked = transcript.asked.lock().unwrap().clone();
        (results, asked, credential.asked())
    };
    let ((_, asked, tokens), own) = (
        run(&[(302, Some("https://other.example/x"))]).await,
        (url.to_owned(), true),
    );
    assert_eq!(
        asked,
        [own.clone(), ("https://other.example/x".to_owned(), false), own.clone()]
    );
    assert_eq!(tokens, 1, "the token is kept");

    for location in ["http://127.0.0.1:1/x", "http://graph.microsoft.com/v1.0/x"] {
        let (results, asked, _) = run(&[(302, Some(location))]).await;
        assert!(results[0].as_ref().unwrap_err().to_string().contains("away from https"));
        assert_eq!(asked, [own.clone(), own.clone()]);
    }
    let (results, asked, tokens) = run(&[(401, None)]).await;
    assert!(results[0].as_ref().unwrap_err().is_unauthorized() && results[1].is_ok());
    assert_eq!(
        (asked.len(), tokens),
        (2, 2),
        "after a 401 the next request asks for a new token, and nothing is repeated"
    );
}

/// Says which endpoint [`requests_past_the_proxies`] talks to.
const ENDPOINT_VARIABLE: &str = "MISBEHAVING_ENDPOINT";

#[tokio::test]
async fn plain_http_on_loopback_goes_through_no_proxy() {
    let server = Misbehaving::start([
        Act::Send(json(200, &[], "{}")),
        Act::Send(answer(302, &[("location", "https://files.example/x")], "")),
    ])
    .await;
    let proxy = Misbehaving::start_with([], |_| Act::Send(answer(502, &[], ""))).await;
    // The environment of this process is not to be changed while other tests read it.
    let mut child = own_process::command(module_path!(), "requests_past_the_proxies");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        child
            .env(name, proxy.endpoint())
            .env(name.to_lowercase(), proxy.endpoint());
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    child.env(ENDPOINT_VARIABLE, server.endpoint());
    let output = tokio::task::spawn_blocking(move || child.output())
        .await
        .unwrap()
        .unwrap();
    own_process::assert_passed(&output);

    let targets: Vec<_> = server.received().into_iter().map(|one| one.request.target).collect();
    assert_eq!(targets, ["/v1.0/things/1", "/v1.0/things/2"]);
    // What is encrypted takes the proxy as ever, and shows it nothing but the host.
    let through: Vec<_> = proxy.received().into_iter().map(|one| one.request).collect();
    let asked: Vec<_> = through
        .iter()
        .map(|one| (one.method.as_str(), one.target.as_str()))
        .collect();
    assert_eq!(
        asked,
        [("CONNECT", "files.example:443"), ("CONNECT", "graph.microsoft.com:443")]
    );
    assert!(!format!("{through:?}").contains(TOKEN), "{through:?}");
}

#[tokio::test]
#[ignore = "a part of `plain_http_on_loopback_goes_through_no_proxy`, which runs it in a process of its own"]
async fn requests_past_the_proxies() {
    let Ok(endpoint) = std::env::var(ENDPOINT_VARIABLE) else {
        return;
    };
    let client = client_with(options(&endpoint).with_retry(Retry::none()));
    client.request::<Json>(Method::Get, "/things/1").send().await.unwrap();
    let led_to_https = client.request::<Json>(Method::Get, "/things/2").send().await;
    assert_eq!(
        failure(&led_to_https.unwrap_err()),
        Some(TransportFailure::NotConnected)
    );
    let worldwide = client_with(ClientOptions::new().with_retry(Retry::none()));
    let sent = worldwide.request::<Json>(Method::Get, "/things/3").send().await;
    assert_eq!(failure(&sent.unwrap_err()), Some(TransportFailure::NotConnected));
}

/// A credential that gives a new token each time, and notes for which claims it was asked.
#[derive(Debug, Default)]
struct Noting {
    wanted: Mutex<Vec<Option<String>>>,
    /// Whether a token with claims is not to be had without a person.
    needs_a_person: bool,
}

impl Noting {
    /// The claims of each time that it was asked since the last look.
    fn wanted(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.wanted.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl TokenCredential for Noting {
    async fn get_token(&self, _: &[&str], options: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let context = options.map(|options| options.method_options.context);
        let claims = context.and_then(|context| context.value::<ClaimsChallenge>().cloned());
        let claims = claims.map(|claims| claims.as_str().to_owned());
        self.wanted.lock().unwrap().push(claims.clone());
        if claims.is_some() && self.needs_a_person {
            let kind = azure_core::error::ErrorKind::Credential;
            return Err(azure_core::Error::with_message(kind, "sign in again"));
        }
        let in_an_hour = azure_core::time::OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1);
        Ok(AccessToken::new(format!("{TOKEN} {claims:?}"), in_an_hour))
    }
}

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

/// A `WWW-Authenticate` that asks for [`CLAIMS`].
fn challenge() -> String {
    let claims = azure_core::base64::encode(CLAIMS);
    format!(
        r#"Bearer realm="", authorization_uri="https://l.example/", error="insufficient_claims", claims="{claims}""#
    )
}

#[tokio::test]
async fn claims_that_the_service_wants_reach_the_credential() {
    let challenge = challenge();
    let unauthorized = || Reply::error(401, "InvalidAuthenticationToken", "Other claims.");
    let challenged = || unauthorized().with_header("www-authenticate", &challenge);
    let wanted = || Some(CLAIMS.to_owned());
    let run = async |credential: Noting, options: fn(ClientOptions) -> ClientOptions, replies: Vec<Reply>| {
        let graph = FakeGraph::new();
        for reply in replies {
            graph.on(Method::Post, "/things/{id}").answer(reply);
        }
        graph.on(Method::Post, "/things/{id}").always(Reply::empty(204));
        let credential = Arc::new(credential);
        let client = Client::new(credential.clone(), Some(options(graph.options()))).unwrap();
        let first = request(&client, Method::Post).send_with_response().await;
        let second = request(&client, Method::Post).send().await;
        (first, second, credential.wanted(), graph.sent().len())
    };

    // Once more, with a token that has them; the token is kept.
    let (first, second, asked, sent) = run(Noting::default(), |options| options, vec![challenged()]).await;
    assert_eq!(first.unwrap().exchange().repeats, 1);
    assert!(second.is_ok());
    assert_eq!((asked, sent), (vec![None, wanted()], 3));

    // Never twice for one request.
    let (first, second, asked, sent) =
        run(Noting::default(), |options| options, vec![challenged(), challenged()]).await;
    let error = first.unwrap_err();
    let claims = error.service().unwrap().claims_challenge();
    assert_eq!(claims.as_ref().map(ClaimsChallenge::as_str), Some(CLAIMS));
    assert!(!format!("{error} {error:?} {claims:?}").contains("acrs"), "{error:?}");
    assert!(second.is_ok());
    assert_eq!((asked, sent), (vec![None, wanted(), wanted()], 3));

    // Who retries nothing gets the refusal, and the claims are in the next request's token.
    let once = |options: ClientOptions| options.with_retry(Retry::none());
    let (first, second, asked, sent) = run(Noting::default(), once, vec![challenged()]).await;
    assert!(first.unwrap_err().is_unauthorized() && second.is_ok());
    assert_eq!((asked, sent), (vec![None, wanted()], 2));

    // A credential that cannot: the service's refusal says what a person is to be asked for. A request that needs no
    // claims has its ordinary token.
    let stuck = Noting {
        needs_a_person: true,
        ..Noting::default()
    };
    let (first, second, asked, sent) = run(stuck, |options| options, vec![challenged()]).await;
    let error = first.unwrap_err();
    assert!(error.is_unauthorized() && error.service().unwrap().claims_challenge().is_some());
    assert!(second.is_ok());
    assert_eq!((asked, sent), (vec![None, wanted(), None], 2));

    // Without claims a 401 is final, and the next token is an ordinary one.
    let (first, second, asked, sent) = run(Noting::default(), |options| options, vec![unauthorized()]).await;
    assert!(first.unwrap_err().is_unauthorized() && second.is_ok());
    assert_eq!((asked, sent), (vec![None, None], 2));
}

#[tokio::test]
async fn claims_are_found_in_any_of_several_headers() {
    let challenge = challenge();
    for headers in [
        [
            ("www-authenticate", challenge.as_str()),
            ("www-authenticate", "PoP nonce=\"a, b\""),
        ],
        [
            ("WWW-Authenticate", "Negotiate"),
            ("Www-Authenticate", challenge.as_str()),
        ],
    ] {
        let server = Misbehaving::start([Act::Send(json(401, &headers, "{}"))]).await;
        let credential = Arc::new(Noting::default());
        let client = Client::new(credential.clone(), Some(server.options())).unwrap();
        request(&client, Method::Post).send().await.unwrap();
        assert_eq!(credential.wanted(), [None, Some(CLAIMS.to_owned())]);
        assert_eq!(server.count(), 2);
    }
    // Another origin has no say in it.
    let other = Misbehaving::start([Act::Send(json(401, &[("www-authenticate", &challenge)], "{}"))]).await;
    let server = Misbehaving::start([Act::Send(answer(302, &[("location", other.endpoint())], ""))]).await;
    let credential = Arc::new(Noting::default());
    let client = Client::new(credential.clone(), Some(server.options())).unwrap();
    assert!(
        request(&client, Method::Get)
            .send()
            .await
            .unwrap_err()
            .is_unauthorized()
    );
    request(&client, Method::Get).send().await.unwrap();
    assert_eq!(credential.wanted(), [None, None]);
}

#[tokio::test]
async fn a_refused_member_of_a_batch_costs_the_token() {
    let challenge = challenge();
    for (reply, wanted) in [
        (Reply::empty(401), None),
        (
            Reply::empty(401).with_header("WWW-Authenticate", &challenge),
            Some(CLAIMS.to_owned()),
        ),
        (Reply::empty(403), Some("no second token".to_owned())),
    ] {
        let graph = FakeGraph::new();
        graph.on(Method::Get, "/things/1").answer(reply.clone());
        graph
            .on(Method::Get, "/things/{id}")
            .always(Reply::json(200, &serde_json::json!({})));
        let credential = Arc::new(Noting::default());
        let client = Client::new(credential.clone(), Some(graph.options())).unwrap();
        let mut batch = client.batch();
        let refused = batch.add(client.request::<Json>(Method::Get, "/things/1"));
        let fine = batch.add(client.request::<Json>(Method::Get, "/things/2"));
        let mut answers = batch.send().await;
        assert!(answers.take(refused).unwrap_err().status() >= Some(401));
        answers.take(fine).unwrap();
        client.request::<Json>(Method::Get, "/things/3").send().await.unwrap();
        let expected = match wanted.as_deref() {
            Some("no second token") => vec![None],
            _ => vec![None, wanted.clone()],
        };
        assert_eq!(credential.wanted(), expected);
    }
}

#[tokio::test]
async fn links_elsewhere_are_refused_before_a_token_is_asked_for() {
    let (server, other) = (Misbehaving::start([]).await, Misbehaving::start([]).await);
    let own = server.endpoint().to_owned();
    let host = own.trim_start_matches("http://").to_owned();
    let port = host.rsplit(':').next().unwrap().to_owned();
    for bad in [
        format!("{}/v1.0/things?$skiptoken=x", other.endpoint()),
        format!("https://{host}/v1.0/things"),
        format!("http://localhost:{port}/v1.0/things"),
        "http://127.0.0.1/v1.0/things".to_owned(),
        format!("{own}/beta/things"),
        format!("{own}/v1.0"),
        format!("{own}/v1.0/../beta/things"),
        format!("{own}/v1.0/%2E%2e/beta/things"),
        format!("http://user@{host}/v1.0/things"),
        format!("http://user:password@{host}/v1.0/things"),
        format!(
            "http://{host}@{}/v1.0/things",
            other.endpoint().trim_start_matches("http://")
        ),
        "/v1.0/things".to_owned(),
        "things".to_owned(),
        String::new(),
    ] {
        let credential = FakeCredential::new();
        let client = client_of(credential.clone(), &server);
        for error in [
            client.resume_link::<Json>(&bad).send().await.unwrap_err(),
            client.resume_link::<Json>(&bad).items().try_next().await.unwrap_err(),
        ] {
            assert!(matches!(&error, Error::Invalid(_)), "{bad}: {error}");
            assert!(!error.to_string().contains("things"), "{error}");
        }
        assert_eq!((credential.asked(), server.count(), other.count()), (0, 0, 0), "{bad}");
    }
    let before = server.count();
    server.then(Act::Send(page(&["a"], Some(&format!("{}/v1.0/x", other.endpoint())))));
    let credential = FakeCredential::new();
    let items = client_of(credential.clone(), &server)
        .request::<Page<String>>(Method::Get, "/things")
        .items();
    let items: Vec<_> = items.collect().await;
    assert!(matches!(items.as_slice(), [Ok(_), Err(Error::Invalid(_))]), "{items:?}");
    assert_eq!((credential.asked(), server.count() - before, other.count()), (1, 1, 0));
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
        Act::Send(answer(429, &[("retry-after", "7200")], "")),
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
        let mut pages = client_with(server.options()).resume_link::<String>(&stored).pages();
        while let Some(page) = pages.try_next().await.unwrap() {
            items.extend(page.value);
            delta = page.delta_link;
        }
        assert_eq!(pages.next_link(), None);
        items.extend(
            client
                .resume_link::<String>(&delta.unwrap())
                .send()
                .await
                .unwrap()
                .value,
        );
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
async fn a_future_dropped_midway_neither_loses_nor_doubles_an_item() {
    let server = Misbehaving::start([]).await;
    let slowly = |bytes| Act::SendAfter(Duration::from_millis(25), bytes);
    let link = |number: u32| format!("{}/v1.0/things?p={number}", server.endpoint());
    server.then(slowly(page(&["a", "b"], Some(&link(2)))));
    server.then(slowly(page(&["c"], Some(&link(3)))));
    server.then(slowly(page(&[], Some(&link(4)))));
    server.then(slowly(page(&["d"], None)));
    let mut items = client(&server).request::<Page<String>>(Method::Get, "/things").items();
    let (mut got, mut dropped) = (Vec::new(), 0);
    loop {
        tokio::select! {
            item = items.try_next() => match item.unwrap() {
                Some(item) => got.push(item),
                None => break,
            },
            () = tokio::time::sleep(Duration::from_millis(7)) => dropped += 1,
        }
    }
    assert_eq!(got.concat(), "abcd");
    assert!(dropped >= 4, "{dropped}");
    assert_eq!(server.count(), 4, "each page was asked for once");
}

#[tokio::test]
async fn a_stream_dropped_between_pages_is_gone_on_with() {
    let server = Misbehaving::start([]).await;
    let link = |number: u32| format!("{}/v1.0/things?p={number}", server.endpoint());
    for number in 2..6 {
        server.then(Act::Send(page(&[&number.to_string()], Some(&link(number)))));
    }
    server.then(Act::Send(page(&["6"], None)));
    let client = client(&server);
    let mut got = Vec::new();
    let mut stored: Option<String> = None;
    loop {
        let mut pages = match &stored {
            None => client.request::<Page<String>>(Method::Get, "/things").pages(),
            Some(link) => client.resume_link::<String>(link).pages(),
        };
        got.extend(pages.try_next().await.unwrap().unwrap().value);
        stored = pages.next_link().map(str::to_owned);
        if stored.is_none() {
            break;
        }
    }
    assert_eq!(got.concat(), "23456");
    assert_eq!(server.count(), 5);
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
async fn raw_requests_carry_and_answer_json_and_types_of_ones_own() {
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
    server.then(Act::Send(answer(204, &[], "")));
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
