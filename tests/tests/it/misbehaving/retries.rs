//! What is retried, after which wait, and what a retry sends.

use super::*;

#[tokio::test]
async fn each_cell_of_the_table_of_retries() {
    const ALL: [usize; 5] = [2; 5];
    const IDEMPOTENT: [usize; 5] = [2, 2, 2, 1, 1];
    const NONE: [usize; 5] = [1; 5];
    let at_once = &[("retry-after", "0")];
    let ok = json(200, &[], "{}");
    let mut cases = vec![
        ("429", Act::Send(response(429, &[], "")), ALL),
        ("429, now", Act::Send(response(429, at_once, "")), ALL),
        ("509", Act::Send(response(509, &[], "")), ALL),
        (
            "429, its words cut",
            Act::SendAndClose(announcing(429, at_once, 99, "{")),
            ALL,
        ),
        ("503", Act::Send(response(503, &[], "")), IDEMPOTENT),
        ("503, now", Act::Send(response(503, at_once, "")), ALL),
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
        cases.push(("unknown", Act::Send(response(status, at_once, "")), IDEMPOTENT));
    }
    for status in [400, 401, 403, 404, 405, 409, 410, 412, 413, 423, 501, 505, 507] {
        cases.push(("final", Act::Send(response(status, at_once, "")), NONE));
    }
    // Making a transport takes longer than all else here.
    let transport = Transport::default();
    for (name, act, expected) in cases {
        for (method, tries) in METHODS.into_iter().zip(expected) {
            let server = Misbehaving::start([act.clone()]).await;
            let mut options = server.options();
            options.client_options.transport = Some(transport.clone());
            let result = request(&client_with(options), method).send_with_response().await;
            let case = format!("{name} {method} {act:?}");
            assert_eq!(server.count(), tries, "{case}");
            match result {
                Ok(response) => assert_eq!((tries, response.request_info().retries), (2, 1), "{case}"),
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
        let two = RetryOptions::default()
            .with_max_retries(2)
            .with_first_delay(Duration::from_millis(1));
        let error = request(&client_with(options(&endpoint).with_retry(two)), method)
            .send()
            .await
            .unwrap_err();
        assert_eq!(failure(&error), Some(TransportFailure::NotConnected), "{error}");
        assert_eq!(error.request_info().unwrap().retries, 2);
        let one_of_them = RetryOptions::default()
            .with_max_connect_retries(1)
            .with_first_delay(Duration::from_millis(1));
        let error = request(&client_with(options(&endpoint).with_retry(one_of_them)), method)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.request_info().unwrap().retries, 1);

        let patient = RetryOptions::default().with_first_delay(Duration::from_millis(20));
        let client = client_with(options(&endpoint).with_retry(patient));
        let (response, server) = tokio::join!(request(&client, method).send_with_response(), async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Misbehaving::listen(socket.listen(8).unwrap(), [], |_| Act::Send(response(200, &[], "{}")))
        });
        assert!(response.unwrap().request_info().retries >= 1);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_wait_is_as_long_as_the_service_asks_and_else_grows() {
    let server = Misbehaving::start([Act::Send(response(503, &[("retry-after", "1")], ""))]).await;
    let begun = Instant::now();
    request(&client(&server), Method::Post).send().await.unwrap();
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(990) && waited < Duration::from_millis(1900),
        "{waited:?}"
    );

    let server = Misbehaving::start([Act::Send(response(503, &[("retry-after", "1.25")], ""))]).await;
    let begun = Instant::now();
    request(&client(&server), Method::Post).send().await.unwrap();
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(1990),
        "a part of a second is a whole one: {waited:?}"
    );

    let server = Misbehaving::start(vec![Act::Send(response(500, &[], "")); 3]).await;
    let growing = RetryOptions::default().with_first_delay(Duration::from_millis(20));
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
        let server =
            Misbehaving::start_with([], move |_| Act::Send(response(429, &[("retry-after", value)], ""))).await;
        let growing = RetryOptions::default().with_first_delay(Duration::from_millis(16));
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
async fn a_wait_beyond_the_cap_is_reported_and_tries_end() {
    let later = azure_core::time::OffsetDateTime::now_utc() + azure_core::time::Duration::seconds(3600);
    let later = azure_core::time::to_rfc7231(&later);
    for (value, at_least) in [("121", 121), ("99999999999", 99_999_999_999), (later.as_str(), 3590)] {
        let server = Misbehaving::start([Act::Send(response(429, &[("retry-after", value)], ""))]).await;
        let error = request(&client(&server), Method::Get).send().await.unwrap_err();
        assert_eq!(server.count(), 1);
        assert!(
            error.is_throttled() && error.retry_after() >= Some(Duration::from_secs(at_least)),
            "{error}"
        );
    }
    let server = Misbehaving::start([Act::Send(response(429, &[("retry-after", "1")], ""))]).await;
    let short = RetryOptions::default().with_max_retry_after(Duration::from_millis(999));
    let error = request(&client_with(server.options().with_retry(short)), Method::Get)
        .send()
        .await
        .unwrap_err();
    assert_eq!((server.count(), error.retry_after()), (1, Some(Duration::from_secs(1))));

    for (retries, tries) in [(0, 1), (2, 3)] {
        let server = Misbehaving::start_with([], |_| Act::Send(response(503, &[("retry-after", "0")], ""))).await;
        let options = server.options();
        let retry = options.retry.clone().with_max_retries(retries);
        let error = request(&client_with(options.with_retry(retry)), Method::Post)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            (server.count(), error.request_info().unwrap().retries),
            (tries, retries)
        );
        assert!(error.is_throttled() && error.status() == Some(503));
    }
}

#[tokio::test]
async fn a_delete_that_finds_nothing_after_a_loss_succeeded() {
    for lost in [
        Act::SendAndClose(Vec::new()),
        Act::CloseUnread,
        Act::Send(response(504, &[], "")),
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
async fn a_stream_that_is_sent_begins_again_before_a_retry() {
    let bytes: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
    let send = |server: &Misbehaving, method, stream: &upload::Shared| {
        let stream: Box<dyn azure_core::stream::SeekableStream> = Box::new(stream.clone());
        client(server)
            .request::<()>(method, "/file/$value")
            .content(ContentBody::from(stream))
            .send()
    };
    for first in [
        Act::Send(response(500, &[], "")),
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

    let server = Misbehaving::start([Act::Send(response(429, &[], ""))]).await;
    let error = send(&server, Method::Put, &upload::Shared::new(bytes, true))
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1, "half a body must not be sent");
    assert!(error.is_throttled(), "what the service said is the error: {error}");
}

#[tokio::test]
async fn a_lost_response_is_reported_in_one_line() {
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
