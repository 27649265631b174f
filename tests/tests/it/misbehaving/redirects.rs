//! Redirects and proxies: where tokens and headers go.

use super::*;

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

fn with_headers(client: &GraphClient) -> msgraph_identity_governance::Request<Json, msgraph_identity_governance::Raw> {
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
async fn a_redirect_elsewhere_takes_neither_token_nor_headers() {
    let other = Misbehaving::start([]).await;
    let elsewhere = format!("{}/elsewhere", other.endpoint());
    let moved = |to: &str| Act::Send(response(302, &[("location", to)], ""));
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
    other.then(Act::Send(response(503, &[], "")));
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
        let server = Misbehaving::start([Act::Send(response(307, &[("location", location)], ""))]).await;
        let error = request(&client(&server), Method::Get).send().await.unwrap_err();
        assert_eq!((server.count(), failure(&error)), (1, Some(TransportFailure::Redirect)));
        assert!(error.to_string().contains(words), "{error}");
    }
    let server = Misbehaving::start([Act::Send(response(302, &[], ""))]).await;
    assert!(
        request(&client(&server), Method::Get)
            .send()
            .await
            .unwrap_err()
            .to_string()
            .contains("no location")
    );

    let server = Misbehaving::start_with([], |_| Act::Send(response(302, &[("location", "/v1.0/again")], ""))).await;
    let error = request(&client(&server), Method::Get).send().await.unwrap_err();
    assert!(error.to_string().contains("more than five"), "{error}");
    assert_eq!(server.count(), 6, "five redirects, and no repeat");

    for method in [Method::Post, Method::Patch, Method::Put, Method::Delete] {
        for status in [301, 302, 303, 307, 308] {
            let server = Misbehaving::start([Act::Send(response(status, &[("location", "/v1.0/x")], ""))]).await;
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
        pub responses: Mutex<VecDeque<(u16, Option<&'static str>)>>,
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
            let (status, location) = self.responses.lock().unwrap().pop_front().unwrap_or((204, None));
            let mut headers = Headers::new();
            if let Some(location) = location {
                headers.insert("location", location);
            }
            Ok(AsyncRawResponse::from_bytes(status.into(), headers, Vec::new()))
        }
    }

    pub fn transport(responses: impl IntoIterator<Item = (u16, Option<&'static str>)>) -> (Transport, Arc<Transcript>) {
        let transcript = Arc::new(Transcript {
            responses: Mutex::new(responses.into_iter().collect()),
            ..Transcript::default()
        });
        (Transport::new(transcript.clone()), transcript)
    }
}

#[tokio::test]
async fn over_https_the_same_holds() {
    let url = "https://graph.microsoft.com/v1.0/things/secret-id";
    let run = async |responses: &[(u16, Option<&'static str>)]| {
        let (transport, transcript) = https::transport(responses.iter().copied());
        let pipeline = azure_core::http::ClientOptions {
            transport: Some(transport),
            ..Default::default()
        };
        let credential = FakeCredential::new();
        let client = GraphClient::new(
            credential.clone(),
            Some(GraphClientOptions::new().with_client_options(pipeline)),
        )
        .unwrap();
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
        Act::Send(response(302, &[("location", "https://files.example/x")], "")),
    ])
    .await;
    let proxy = Misbehaving::start_with([], |_| Act::Send(response(502, &[], ""))).await;
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
    let client = client_with(options(&endpoint).with_retry(RetryOptions::none()));
    client.request::<Json>(Method::Get, "/things/1").send().await.unwrap();
    let led_to_https = client.request::<Json>(Method::Get, "/things/2").send().await;
    assert_eq!(
        failure(&led_to_https.unwrap_err()),
        Some(TransportFailure::NotConnected)
    );
    let worldwide = client_with(GraphClientOptions::new().with_retry(RetryOptions::none()));
    let sent = worldwide.request::<Json>(Method::Get, "/things/3").send().await;
    assert_eq!(failure(&sent.unwrap_err()), Some(TransportFailure::NotConnected));
}
