//! Both ways of signing in, and what becomes of the tokens.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use azure_core::http::Url;
use serde_json::json;

use super::authority::query;
use super::*;
use crate::server::pages;

#[tokio::test]
async fn a_user_signs_in_by_a_code_and_out_again() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let graph = pages(1, 1, Duration::ZERO);
    let ended = home.login(&authority, "");
    for words in [
        "open https://microsoft.com/devicelogin in a browser and enter the code ABCD-EFGH",
        "note: ada@contoso.example is signed in to the profile `default`",
        "tokens-default.json keeps the tokens",
    ] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    let mode = fs::metadata(home.tokens("default")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The profile knows the rest.
    let ended = home.run(&format!("{LIST} --endpoint {}", graph.endpoint()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let sent = graph.received();
    assert_eq!(sent[0].header("authorization"), Some("Bearer s3cr3t-access-1"));
    assert_eq!(
        authority.state().requests.len(),
        2,
        "one for the code, one for the tokens"
    );
    let ended = home.run("logout");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("is signed out"), "{}", ended.stderr);
    assert!(!home.tokens("default").exists());
    let ended = home.run("config get credential");
    assert_eq!(ended.code, 2, "{}", ended.stdout);
    // Tenant and application are there for the next one.
    let ended = home.run("login --device-code");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[tokio::test]
async fn a_user_signs_in_with_the_browser() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let page = home.path().join("page");
    let script = format!("printf %s \"$1\" > '{0}.part' && mv '{0}.part' '{0}'", page.display());
    let browser = home.browser(&script);
    let process = home
        .command(format!("{} --browser", login(&authority.url())).split(' '))
        .env("BROWSER", &browser)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !page.exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no browser was opened");
        std::thread::sleep(Duration::from_millis(20));
    }
    let page = Url::parse(&fs::read_to_string(&page).unwrap()).unwrap();
    let asked = query(&page);
    assert_eq!(asked["code_challenge_method"], "S256");
    let code = authority.state().authorize(&page);
    // Another page has the port, and not the state.
    let redirect = Url::parse(&asked["redirect_uri"]).unwrap();
    let response = post(&redirect, &format!("code={code}&state=guessed"));
    assert!(response.starts_with("HTTP/1.1 4"), "{response}");
    let response = post(&redirect, &format!("code={code}&state={}", asked["state"]));
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    let ended = checked(Ended::of(process.wait_with_output().unwrap()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("a browser opens"), "{}", ended.stderr);
    assert_eq!(home.whoami("")["account"], "ada@contoso.example");
    assert_eq!(authority.state().of("authorization_code").len(), 1);
}

fn post(redirect: &Url, body: &str) -> String {
    let port = redirect.port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nSec-Fetch-Dest: document\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// As mgc has it, with a later login that adds permissions.
#[tokio::test]
async fn a_later_login_adds_permissions() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let url = authority.url();
    let line = format!(
        "login --strategy devicecode --scopes EntitlementManagement.Read.All User.Read --tenant-id {TENANT} \
         --client-id {CLIENT} --environment Global --authority {url}"
    );
    let ended = home.run(&line);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let words = ["login", "--device-code", "--for", "access-reviews definitions list"];
    let ended = home.run_args(words);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let asked = |form: &authority::Form| -> Vec<String> {
        let scopes = form["scope"]
            .split(' ')
            .filter_map(|scope| scope.strip_prefix("https://graph.microsoft.com/"));
        scopes.map(str::to_owned).collect()
    };
    let forms = authority.state().of("devicecode");
    assert_eq!(asked(&forms[0]), ["EntitlementManagement.Read.All", "User.Read"]);
    let both = ["AccessReview.Read.All", "EntitlementManagement.Read.All", "User.Read"];
    assert_eq!(asked(&forms[1]), both);
    // Requests take the token that was asked for so.
    let graph = pages(1, 1, Duration::ZERO);
    let ended = home.run(&format!("{LIST} --endpoint {}", graph.endpoint()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(authority.state().of("refresh_token").len(), 0);
    assert_eq!(
        home.run("config get scopes").stdout,
        "EntitlementManagement.Read.All User.Read AccessReview.Read.All\n"
    );
    let mut scopes: Vec<String> = serde_json::from_value(home.whoami("")["scopes"].clone()).unwrap();
    scopes.sort();
    assert_eq!(scopes, both);
}

#[tokio::test]
async fn two_accounts_stand_side_by_side() {
    let (home, authority) = (Home::new(), Authority::start().await);
    home.login(&authority, "");
    authority.state().user = "bob";
    home.login(&authority, "--profile Work");
    let graph = pages(1, 1, Duration::ZERO);
    for (profile, account, token) in [("default", "ada", 1), ("Work", "bob", 2)] {
        let who = home.whoami(&format!("--profile {profile}"));
        assert_eq!(who["account"], format!("{account}@contoso.example"));
        assert_eq!(who["profile"], profile);
        home.run(&format!("{LIST} --profile {profile} --endpoint {}", graph.endpoint()));
        let sent = graph.received();
        let bearer = format!("Bearer s3cr3t-access-{token}");
        assert_eq!(sent.last().unwrap().header("authorization"), Some(bearer.as_str()));
    }
    // Signing the one out leaves the other.
    assert_eq!(home.run("logout --profile Work").code, 0);
    assert_eq!(home.run("whoami --profile Work").code, 3);
    assert_eq!(home.whoami("")["account"], "ada@contoso.example");
    // Within a profile another account takes the place.
    let ended = home.login(&authority, "");
    assert!(
        ended.stderr.contains("ada@contoso.example is no longer signed in"),
        "{}",
        ended.stderr
    );
    assert_eq!(home.whoami("")["account"], "bob@contoso.example");
    let kept: Value = serde_json::from_slice(&fs::read(home.tokens("default")).unwrap()).unwrap();
    assert_eq!(kept["accounts"].as_array().unwrap().len(), 1);
}

/// By the tenant's domain and by its id: the account is one.
#[tokio::test]
async fn one_account_by_two_names_of_its_tenant_is_one() {
    let (home, authority) = (Home::new(), Authority::start().await);
    home.login(&authority, "");
    let mut kept: Value = serde_json::from_slice(&fs::read(home.tokens("default")).unwrap()).unwrap();
    let mut again = kept["accounts"][0].clone();
    again["tenant"] = json!("contoso.example");
    kept["accounts"].as_array_mut().unwrap().insert(0, again);
    fs::write(home.tokens("default"), kept.to_string()).unwrap();
    assert_eq!(home.whoami("")["account"], "ada@contoso.example");
}

#[tokio::test]
async fn whoami_shows_what_the_token_says() {
    let (home, authority) = (Home::new(), Authority::start().await);
    authority.state().access_claims = json!({
        "scp": "EntitlementManagement.Read.All User.Read", "tid": TENANT, "appid": CLIENT, "exp": 1_900_000_000,
        "wids": ["45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"], "upn": "ada@contoso.example",
    });
    home.login(&authority, "");
    let asked = authority.state().requests.len();
    let who = home.whoami("");
    let expected = json!({
        "profile": "default", "credential": "login", "account": "ada@contoso.example", "name": "ada",
        "tenantId": TENANT, "clientId": CLIENT, "environment": "Global", "expiresOn": "2030-03-17T17:46:40Z",
        "scopes": ["EntitlementManagement.Read.All", "User.Read"], "roles": [],
        "directoryRoles": ["45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"],
    });
    assert_eq!(who, expected);
    assert_eq!(authority.state().requests.len(), asked, "nothing is sent");
    let ended = home.run("whoami -o text --query account");
    assert_eq!(ended.stdout.trim(), "ada@contoso.example");
}

#[tokio::test]
async fn tokens_are_exchanged_rotated_and_revoked() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let graph = pages(1, 1, Duration::ZERO);
    let list = format!("{LIST} --endpoint {}", graph.endpoint());
    authority.state().expires_in = json!(1);
    home.login(&authority, "");
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(1100));
        let ended = home.run(&list);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
    }
    let forms = authority.state().of("refresh_token");
    assert_eq!(forms.len(), 2);
    assert_ne!(
        forms[0]["refresh_token"], forms[1]["refresh_token"],
        "each is good once"
    );
    authority.state().revoke();
    std::thread::sleep(Duration::from_millis(1100));
    let ended = home.run(&list);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    for words in ["the sign-in was revoked", "AADSTS50173", "tip: msgraph-ig login\n"] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    home.login(&authority, "");
    assert_eq!(home.run(&list).code, 0);
}

#[tokio::test]
async fn a_token_that_ends_in_a_list_is_exchanged() {
    let (home, authority) = (Home::new(), Authority::start().await);
    authority.state().expires_in = json!(1);
    home.login(&authority, "");
    let graph = pages(5, 2, Duration::from_millis(600));
    let ended = home.run(&format!("{LIST} --all -o ndjson --endpoint {}", graph.endpoint()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 10);
    let tokens: std::collections::BTreeSet<String> = graph
        .received()
        .iter()
        .map(|request| request.header("authorization").unwrap().to_owned())
        .collect();
    assert!(tokens.len() >= 2, "{tokens:?}");
    assert!(!authority.state().of("refresh_token").is_empty());
}
