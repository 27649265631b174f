//! What an error holds of a response that is none of Graph's.

use super::*;

#[tokio::test]
async fn what_is_no_error_of_graph_is_reported_as_what_it_is() {
    let html = ("content-type", "text/html; charset=utf-8");
    let plain = ("content-type", "text/plain");
    let is_json = ("content-type", "application/json");
    let odata = r#"{"error":{"code":"Denied","message":"secret-\nanswer or not"}}"#;
    let long = format!("\"{}\"", "x".repeat(300 * 1024));
    for (act, words) in [
        (
            Act::Send(response(400, &[html], "<html>secret-answer</html>")),
            "400, a web page instead of an error of Graph",
        ),
        (
            Act::Send(response(400, &[is_json], "<!doctype html>secret-answer")),
            "400, a web page instead of an error of Graph",
        ),
        (Act::Send(response(400, &[], "")), "400, without a body"),
        (Act::Send(response(400, &[plain], " \r\n")), "400, without a body"),
        (
            Act::Send(response(400, &[plain], "secret-answer")),
            "400, with a body that is no error object of Graph (text/plain)",
        ),
        (
            Act::Send(response(400, &[is_json], "[\"secret-answer\"]")),
            "400, with a body that is no error object of Graph (application/json)",
        ),
        (
            Act::Send(response(400, &[is_json], "{\"error\":\"")),
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
            Act::Send(response(400, &[is_json], &long)),
            "400, with a body too long to be an error of Graph",
        ),
        (
            Act::Send(response(400, &[plain], format!("\u{feff}{odata}"))),
            "400 Denied: secret-\\nanswer or not",
        ),
        (
            Act::Send(response(400, &[is_json], odata)),
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
        let reported = error.to_string();
        assert!(
            reported.starts_with(&format!("GET /things/{{id}} (client-request-id {id}): {words}")),
            "{reported}"
        );
        assert_eq!(
            (reported.lines().count(), error.status(), server.count()),
            (1, Some(400), 1)
        );
        check_secrets(&error);
        assert!(error.service().unwrap().body().len() <= 16 * 1024);
    }
    let server = Misbehaving::start([Act::Send(response(400, &[], &long))]).await;
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
        .respond(refused.with_header("x-backend", "b"));
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let mut batch = client.batch();
    let handle = batch.add(client.request::<Json>(Method::Get, "/things/1"));
    let error = batch.send().await.take(handle).unwrap_err();
    let service = error.service().unwrap();
    assert_eq!(service.message(), Some(words.as_str()));
    assert_eq!(header_of(service.headers(), "x-backend"), Some("b"));

    let problem =
        r#"{"type":"https://e.example/p","title":"Denied","status":403,"detail":"Not yours.","statusCode":403}"#;
    let server = Misbehaving::start([Act::Send(response(
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
        let server = Misbehaving::start_with([], move |_| Act::Send(response(status, &[], ""))).await;
        let error = request(
            &client_with(server.options().with_retry(RetryOptions::none())),
            Method::Get,
        )
        .send()
        .await
        .unwrap_err();
        for (predicate, of) in predicates {
            assert_eq!(predicate(&error), of.contains(&status), "{status} {of:?}");
        }
    }
}

#[tokio::test]
async fn good_responses_that_are_none_are_reported() {
    for (bytes, words) in [
        (
            response(200, &[("content-type", "text/html")], "<html>secret-answer</html>"),
            "it is text/html, not JSON",
        ),
        (response(200, &[], ""), "it has no body"),
        (json(200, &[], "{\"secret-answer\": "), "line 1"),
        (json(200, &[], "secret-answer"), "line 1"),
        // A length that is too short: the rest is no response to anything.
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
        let reported = error.to_string();
        assert!(
            matches!(error, Error::Decode(_)) && reported.contains(words),
            "{reported}"
        );
        assert_eq!((reported.lines().count(), server.count()), (1, 1));
        assert!(!reported.contains("secret-id") && !reported.contains(TOKEN));
    }
}

/// The value of a header of an error.
fn header_of<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find_map(|(other, value)| (other.as_str() == name).then_some(value.as_str()))
}

#[tokio::test]
async fn an_error_keeps_headers_and_body_and_shows_neither() {
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
