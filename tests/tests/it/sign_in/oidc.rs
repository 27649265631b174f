//! Both ways of signing in against an authority that others wrote: see `tests/oidc/README.md`.

use std::time::Duration;

use integration_tests::oidc::{Oidc, person};
use msgraph_identity_governance::Method;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};

use super::*;

/// The authority, with access tokens that live that many seconds.
fn start(seconds: u32) -> Oidc {
    Oidc::start(TENANT, CLIENT, seconds)
}

fn options(oidc: &Oidc) -> SignInOptions {
    SignInOptions::new().with_authority(oidc.url())
}

/// A credential by browser, whose person is called so.
fn browser(options: SignInOptions, user: &'static str, declines: bool) -> Arc<BrowserCredential> {
    let options = BrowserCredentialOptions::from(options).with_open(move |page| {
        person(
            [page.as_str(), user, "-"]
                .into_iter()
                .chain(declines.then_some("decline")),
        );
        Ok(())
    });
    BrowserCredential::new(TENANT, CLIENT, Some(options)).unwrap()
}

/// A credential by device code, whose person is called so.
fn device(options: SignInOptions, user: &'static str, declines: bool) -> Arc<DeviceCodeCredential> {
    let options = DeviceCodeCredentialOptions::from(options).with_show(move |code| {
        let args = [code.verification_uri.as_str(), user, &code.user_code];
        person(args.into_iter().chain(declines.then_some("decline")));
    });
    DeviceCodeCredential::new(TENANT, CLIENT, Some(options)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
async fn both_ways_sign_in_and_refresh_and_are_revoked() {
    let oidc = start(4);
    let folder = tempfile::tempdir().unwrap();
    for by_browser in [true, false] {
        let path = folder.path().join(format!("{by_browser}.json"));
        let options = || options(&oidc).with_cache(TokenCache::file(&path));
        let credential: Arc<dyn TokenCredential> = match by_browser {
            true => browser(options(), "ada", false),
            false => device(options(), "ada", false),
        };
        let first = token(&*credential).await.unwrap();
        assert_eq!(token(&*credential).await.unwrap(), first);
        let grant = if by_browser {
            "authorization_code"
        } else {
            "device_code"
        };
        assert_eq!(oidc.did().last().unwrap(), &format!("token {grant} 200"));
        // Rotation: each refresh token is good once.
        let mut tokens = vec![first];
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_secs(4)).await;
            tokens.push(token(&*credential).await.unwrap());
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 3);
        assert_eq!(oidc.did(), ["token refresh_token 200", "token refresh_token 200"]);
        // Revocation: a program that asks nobody says so.
        let text = std::fs::read_to_string(&path).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let refresh_token = json["accounts"][0]["refresh_token"].as_str().unwrap();
        oidc.revoke(refresh_token);
        tokio::time::sleep(Duration::from_secs(4)).await;
        let silent = device(options().with_silent_only(true), "ada", false);
        let failed = token(&*silent).await.unwrap_err();
        assert_eq!(failed.code(), Some("invalid_grant"));
        // And one with a person signs in anew.
        token(&*credential).await.unwrap();
        let did = oidc.did();
        assert_eq!(did.last().unwrap(), &format!("token {grant} 200"), "{did:?}");
    }
    // Two accounts.
    let cache = TokenCache::file(folder.path().join("two.json"));
    for user in ["ada", "bob"] {
        device(options(&oidc).with_cache(cache.clone()), user, false)
            .sign_in(&[SCOPE])
            .await
            .unwrap();
    }
    assert_eq!(cache.accounts().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
async fn a_person_who_declines_is_reported() {
    let oidc = start(60);
    let failed = token(&*browser(options(&oidc), "ada", true)).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::Declined, "{failed}");
    let failed = token(&*device(options(&oidc), "ada", true)).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::Declined, "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
async fn a_token_that_ends_in_the_middle_of_a_list_is_exchanged() {
    let oidc = start(4);
    let list = "/identityGovernance/entitlementManagement/accessPackages";
    let graph = FakeGraph::new();
    let next = "https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/accessPackages?$skiptoken=";
    for page in 0..4 {
        let link = (page < 3).then(|| format!("{next}{page}"));
        let reply = Reply::page([AccessPackage::new().with_id(page.to_string())], link.as_deref());
        graph.on(Method::Get, list).respond(reply);
    }
    let client = GraphClient::new(browser(options(&oidc), "ada", false), Some(graph.options())).unwrap();
    let packages = client.identity_governance().entitlement_management().access_packages();
    let mut pages = packages.list().pages();
    let mut read = 0;
    while let Some(page) = futures::TryStreamExt::try_next(&mut pages).await.unwrap() {
        read += page.value.len();
        tokio::time::sleep(Duration::from_millis(2500)).await;
    }
    assert_eq!(read, 4);
    let did = oidc.did();
    assert_eq!(did[0], "token authorization_code 200");
    assert!(
        did.len() >= 2 && did[1..].iter().all(|line| line == "token refresh_token 200"),
        "{did:?}"
    );
}
