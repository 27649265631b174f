//! Sign-in by browser: an authorization code with PKCE, sent to loopback.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use azure_core::http::Url;
use msgraph_identity_governance::sign_in::Scopes;

use super::authority::{query, refusal};
use super::*;

/// Sends something to the port of a redirect URI, as a browser does, and gives the response.
pub(super) fn send(page: &Url, request: &str) -> io::Result<String> {
    let redirect = Url::parse(&query(page)["redirect_uri"]).unwrap();
    assert_eq!(redirect.host_str(), Some("localhost"));
    let port = redirect.port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.write_all(request.replace("{port}", &port.to_string()).as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

/// The authority's form, as the browser posts it.
pub(super) fn form(code: &str, state: &str) -> String {
    let body = format!("code={code}&state={state}&session_state=x");
    post("localhost:{port}", "document", &body)
}

fn post(host: &str, destination: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nOrigin: https://login.microsoftonline.com\r\nSec-Fetch-Dest: {destination}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A credential whose browser does this with the page.
fn browser(
    options: impl Into<BrowserCredentialOptions>,
    act: impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static,
) -> Arc<BrowserCredential> {
    BrowserCredential::new(TENANT, CLIENT, Some(options.into().with_open(act))).unwrap()
}

/// A person who signs in.
fn signs_in(authority: &Authority) -> impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static {
    let state = authority.shared();
    move |page| {
        let code = state.lock().unwrap().authorize(page);
        let response = send(page, &form(&code, &query(page)["state"]))?;
        assert!(
            response.starts_with("HTTP/1.1 200 ") && response.contains("You can close this page"),
            "{response}"
        );
        assert!(
            !response.contains(SECRET) && response.contains("Cache-Control: no-store"),
            "{response}"
        );
        Ok(())
    }
}

#[tokio::test]
async fn a_person_signs_in_with_the_browser() {
    let authority = Authority::start().await;
    let pages = Arc::new(Mutex::new(Vec::new()));
    let (seen, person) = (pages.clone(), signs_in(&authority));
    let credential = browser(options(&authority), move |page| {
        seen.lock().unwrap().push(page.clone());
        person(page)
    });
    let first = token(&*credential).await.unwrap();
    assert_eq!(token(&*credential).await.unwrap(), first);
    assert_eq!(credential.account().unwrap().unwrap().username, "ada@contoso.example");
    assert!(!format!("{credential:?}").contains(SECRET));

    let pages = pages.lock().unwrap().clone();
    let [page] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!(page.path(), format!("/{TENANT}/oauth2/v2.0/authorize"));
    let asked = query(page);
    let names: Vec<_> = asked.keys().map(String::as_str).collect();
    let all = "claims client_id client_info code_challenge code_challenge_method nonce redirect_uri response_mode \
               response_type scope state";
    assert_eq!(names.join(" "), all);
    assert_eq!(
        (asked["response_type"].as_str(), asked["response_mode"].as_str()),
        ("code", "form_post")
    );
    assert_eq!(asked["code_challenge_method"], "S256");
    let guessed_by_nobody = [&asked["state"], &asked["nonce"], &asked["code_challenge"]];
    assert!(
        guessed_by_nobody.iter().all(|value| value.len() == 43),
        "{guessed_by_nobody:?}"
    );

    let redeemed = authority.state().of("authorization_code");
    let [form] = redeemed.as_slice() else {
        panic!("{redeemed:?}")
    };
    let names: Vec<_> = form.keys().map(String::as_str).collect();
    let all = "claims client_id client_info code code_verifier grant_type redirect_uri scope";
    assert_eq!(names.join(" "), all);
    assert_eq!(
        (&form["redirect_uri"], &form["scope"]),
        (&asked["redirect_uri"], &asked["scope"])
    );
    // Nobody listens any more.
    let port = Url::parse(&asked["redirect_uri"]).unwrap().port().unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[tokio::test]
async fn what_is_not_the_response_changes_nothing() {
    let authority = Authority::start().await;
    let state = authority.shared();
    let credential = browser(options(&authority), move |page| {
        let right = query(page)["state"].clone();
        let bad = |code: &str| form(code, "s3cr3t-wrong-state");
        for (request, status) in [
            // A wrong state, a state that is missing, another name of the machine, a part of another page.
            (bad("evil"), "403"),
            (post("localhost:{port}", "document", "code=evil"), "403"),
            (
                post("evil.example:{port}", "document", &format!("code=evil&state={right}")),
                "421",
            ),
            (
                post("localhost:{port}", "iframe", &format!("code=evil&state={right}")),
                "403",
            ),
            (
                post("localhost:{port}", "image", &format!("code=evil&state={right}")),
                "403",
            ),
            // A code in the address, an icon, no form, no HTTP.
            (
                format!("GET /?code=evil&state={right} HTTP/1.1\r\nHost: localhost:{{port}}\r\n\r\n"),
                "400",
            ),
            (
                "GET /favicon.ico HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".to_owned(),
                "404",
            ),
            (
                "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 99999999\r\n\r\n".to_owned(),
                "400",
            ),
            ("\u{0}\r\n\r\n".to_owned(), "400"),
            (format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(40_000)), "400"),
        ] {
            let response = send(page, &request);
            // One that is not read to its end can be reset.
            let refused = response.as_ref().map_or(request.len() > 40_000, |text| {
                text.starts_with(&format!("HTTP/1.1 {status} "))
            });
            assert!(refused, "{request}: {response:?}");
        }
        // A connection on which nothing comes holds nobody up.
        let port = Url::parse(&query(page)["redirect_uri"]).unwrap().port().unwrap();
        let idle = TcpStream::connect(("127.0.0.1", port))?;
        let code = state.lock().unwrap().authorize(page);
        assert!(send(page, &form(&code, &right))?.contains("You can close this page"));
        // The same response once more, on a second connection.
        let replayed = send(page, &form(&code, &right));
        assert!(
            !replayed.as_ref().is_ok_and(|text| text.contains("You can close")),
            "{replayed:?}"
        );
        drop(idle);
        Ok(())
    });
    token(&*credential).await.unwrap();
    // The code was redeemed once, and it was the right one.
    let redeemed = authority.state().of("authorization_code");
    assert_eq!(redeemed.len(), 1);
    assert!(redeemed[0]["code"].starts_with("s3cr3t-code"));
}

#[tokio::test]
async fn a_code_that_was_redeemed_or_stolen_is_worth_nothing() {
    let authority = Authority::start().await;
    let state = authority.shared();
    let kept = Arc::new(Mutex::new(None::<String>));
    let credential = browser(options(&authority), move |page| {
        let code = state.lock().unwrap().authorize(page);
        // The second time that of the first.
        let code = kept.lock().unwrap().replace(code.clone()).unwrap_or(code);
        send(page, &form(&code, &query(page)["state"])).map(|_| ())
    });
    credential.sign_in(&[SCOPE]).await.unwrap();
    let failed = credential.sign_in(&[SCOPE]).await.unwrap_err();
    assert_eq!(
        (failed.failure(), failed.aadsts()),
        (SignInFailure::CodeExpired, Some(54005))
    );

    // One that another sign-in was to have: the verifier is not that of its challenge.
    let state = authority.shared();
    let stealing = browser(options(&authority), move |page| {
        let mut other = page.clone();
        other.set_query(Some("nonce=n&code_challenge=other"));
        let code = state.lock().unwrap().authorize(&other);
        send(page, &form(&code, &query(page)["state"])).map(|_| ())
    });
    assert_eq!(token(&*stealing).await.unwrap_err().aadsts(), Some(501481));

    // Tokens of another sign-in.
    authority.state().nonce = Some("other".to_owned());
    let failed = token(&*browser(options(&authority), signs_in(&authority)))
        .await
        .unwrap_err();
    assert!(
        failed.to_string().contains("to another sign-in than this one"),
        "{failed}"
    );
}

#[tokio::test]
async fn a_refusal_on_the_page_is_said() {
    let authority = Authority::start().await;
    let body = |page: &Url| {
        let description = "AADSTS65004%3A+User+declined+to+consent.%0D%0ATrace+ID%3A+1";
        format!(
            "error=access_denied&error_description={description}&state={}",
            query(page)["state"]
        )
    };
    for by_form in [true, false] {
        let credential = browser(options(&authority), move |page| {
            let body = body(page);
            let response = if by_form {
                send(page, &post("localhost:{port}", "document", &body))?
            } else {
                send(
                    page,
                    &format!("GET /?{body} HTTP/1.1\r\nHost: localhost:{{port}}\r\n\r\n"),
                )?
            };
            assert!(
                response.contains("The program says why") && !response.contains("AADSTS"),
                "{response}"
            );
            Ok(())
        });
        let failed = token(&*credential).await.unwrap_err();
        assert_eq!(
            (failed.failure(), failed.aadsts()),
            (SignInFailure::Declined, Some(65004))
        );
        assert!(
            failed.to_string().starts_with("consent was declined (AADSTS65004): "),
            "{failed}"
        );
    }
    assert!(authority.state().requests.is_empty());
}

#[tokio::test]
async fn no_browser_no_port_and_nobody_there_are_said() {
    let authority = Authority::start().await;
    let none = browser(options(&authority), |_| Err(io::Error::other("there is none")));
    let failed = token(&*none).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::NoBrowser);
    let text = failed.to_string();
    assert!(
        text.starts_with("no browser can be opened here (there is none): sign in by a device code"),
        "{text}"
    );
    let panicking = browser(options(&authority), |_| panic!("in a test"));
    assert_eq!(
        token(&*panicking).await.unwrap_err().failure(),
        SignInFailure::NoBrowser
    );

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut with_port = BrowserCredentialOptions::from(options(&authority));
    let port = taken.local_addr().unwrap().port();
    with_port.port = Some(port);
    let failed = token(&*browser(with_port.clone(), |_| panic!("nothing is opened")))
        .await
        .unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::PortTaken);
    let text = format!("the port {port} is in use: end what uses it, or let a free port be chosen");
    assert_eq!(failed.to_string(), text);
    drop(taken);
    // The same port when it is free.
    token(&*browser(with_port, signs_in(&authority))).await.unwrap();

    let mut impatient = BrowserCredentialOptions::from(options(&authority));
    impatient.timeout = Duration::from_millis(100);
    let failed = token(&*browser(impatient, |_| Ok(()))).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::CodeExpired);
}

#[tokio::test]
async fn a_sign_in_that_is_dropped_leaves_no_port_open() {
    let authority = Authority::start().await;
    let (sender, pages) = mpsc::channel();
    let credential = browser(options(&authority), move |page| {
        sender.send(page.clone()).map_err(io::Error::other)
    });
    let waiting = tokio::spawn(async move { token(&*credential).await });
    let page = tokio::task::spawn_blocking(move || pages.recv().unwrap())
        .await
        .unwrap();
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let error = send(&page, "GET / HTTP/1.1\r\n\r\n").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn the_page_knows_who_is_expected() {
    let authority = Authority::start().await;
    let pages = Arc::new(Mutex::new(Vec::new()));
    let with = |options: SignInOptions| {
        let (seen, person) = (pages.clone(), signs_in(&authority));
        browser(options, move |page| {
            seen.lock().unwrap().push(query(page));
            person(page)
        })
    };
    // By name: the person chooses the account. With an account: that one.
    with(options(&authority)).sign_in(&[SCOPE]).await.unwrap();
    with(options(&authority).with_account("ADA@contoso.example"))
        .sign_in(&[SCOPE])
        .await
        .unwrap();
    // Consent that is missing is asked of whoever is signed in.
    let cache = TokenCache::memory();
    let credential = with(options(&authority).with_cache(cache.clone()));
    token(&*credential).await.unwrap();
    authority.state().next.extend([refusal("invalid_grant", Some(65001))]);
    token(&*with(
        options(&authority)
            .with_cache(cache)
            .with_scopes(Scopes::given(["User.Read"])),
    ))
    .await
    .unwrap();
    let pages = pages.lock().unwrap();
    let of = |page: usize, name: &str| pages[page].get(name).map(String::as_str);
    let asked: Vec<_> = (0..pages.len())
        .map(|page| (of(page, "prompt"), of(page, "login_hint")))
        .collect();
    assert_eq!(
        asked,
        [
            (Some("select_account"), None),
            (None, Some("ADA@contoso.example")),
            (None, None),
            (None, Some("ada@contoso.example")),
        ]
    );
}
