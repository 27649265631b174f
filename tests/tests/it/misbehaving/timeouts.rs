//! Timeouts of a request and of its body, and futures that are dropped.

use super::*;

#[tokio::test]
async fn a_timeout_covers_retries_waits_and_the_body() {
    let stalls = [
        Act::SendAndStall(Vec::new()),
        Act::SendAndStall(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()),
        Act::SendAndStall(announcing(200, &[], 20, "{\"a\"")),
        Act::SendAndStall(announcing(400, &[], 20, "{\"a\"")),
        Act::Send(response(429, &[("retry-after", "60")], "")),
    ];
    for stall in stalls {
        let busy = Act::Send(response(503, &[("retry-after", "0")], ""));
        let server = Misbehaving::start([busy, stall.clone()]).await;
        let begun = Instant::now();
        let sent = request(&client(&server), Method::Get).timeout(Duration::from_millis(500));
        let error = sent.send().await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(20), "{stall:?}");
        assert_eq!(failure(&error), Some(TransportFailure::TimedOut), "{error}");
        assert_eq!(error.request_info().unwrap().retries, 1, "{stall:?}");
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
    let slow = RetryOptions::default().with_first_delay(Duration::from_millis(1200));
    for (act, arrives) in [
        (Act::Send(response(500, &[], "")), 1),
        (Act::SendAfter(Duration::from_millis(1200), response(500, &[], "")), 1),
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
    let server = Misbehaving::start([Act::Send(response(500, &[], "")), cut.clone(), cut]).await;
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
        "it is sent again until the response begins, and not after"
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
            Some(link) => client.from_link::<String>(link).pages(),
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
