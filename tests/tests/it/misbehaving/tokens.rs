//! Tokens: claims that the service wants, and links that are refused before a token is asked for.

use super::*;

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
    let run = async |credential: Noting, options: fn(GraphClientOptions) -> GraphClientOptions, replies: Vec<Reply>| {
        let graph = FakeGraph::new();
        for reply in replies {
            graph.on(Method::Post, "/things/{id}").respond(reply);
        }
        graph.on(Method::Post, "/things/{id}").always(Reply::empty(204));
        let credential = Arc::new(credential);
        let client = GraphClient::new(credential.clone(), Some(options(graph.options()))).unwrap();
        let first = request(&client, Method::Post).send_with_response().await;
        let second = request(&client, Method::Post).send().await;
        (first, second, credential.wanted(), graph.sent().len())
    };

    // Once more, with a token that has them; the token is kept.
    let (first, second, asked, sent) = run(Noting::default(), |options| options, vec![challenged()]).await;
    assert_eq!(first.unwrap().request_info().retries, 1);
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
    let once = |options: GraphClientOptions| options.with_retry(RetryOptions::none());
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
        let client = GraphClient::new(credential.clone(), Some(server.options())).unwrap();
        request(&client, Method::Post).send().await.unwrap();
        assert_eq!(credential.wanted(), [None, Some(CLAIMS.to_owned())]);
        assert_eq!(server.count(), 2);
    }
    // Another origin has no say in it.
    let other = Misbehaving::start([Act::Send(json(401, &[("www-authenticate", &challenge)], "{}"))]).await;
    let server = Misbehaving::start([Act::Send(response(302, &[("location", other.endpoint())], ""))]).await;
    let credential = Arc::new(Noting::default());
    let client = GraphClient::new(credential.clone(), Some(server.options())).unwrap();
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
        graph.on(Method::Get, "/things/1").respond(reply.clone());
        graph
            .on(Method::Get, "/things/{id}")
            .always(Reply::json(200, serde_json::json!({})));
        let credential = Arc::new(Noting::default());
        let client = GraphClient::new(credential.clone(), Some(graph.options())).unwrap();
        let mut batch = client.batch();
        let refused = batch.add(client.request::<Json>(Method::Get, "/things/1"));
        let fine = batch.add(client.request::<Json>(Method::Get, "/things/2"));
        let mut responses = batch.send().await;
        assert!(responses.take(refused).unwrap_err().status() >= Some(401));
        responses.take(fine).unwrap();
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
            client.from_link::<Json>(&bad).send().await.unwrap_err(),
            client.from_link::<Json>(&bad).items().try_next().await.unwrap_err(),
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
