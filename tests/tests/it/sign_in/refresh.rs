//! Tokens that are exchanged before they end.

use std::time::Duration;

use msgraph_identity_governance::sign_in::Scopes;
use serde_json::json;

use super::authority::refusal;
use super::*;

/// A cache with an account whose access token is due.
async fn due(authority: &Authority) -> TokenCache {
    let cache = TokenCache::memory();
    authority.state().expires_in = json!(1);
    token(&*device(options(authority).with_cache(cache.clone())))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    authority.state().expires_in = json!("3600");
    authority.state().requests.clear();
    cache
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_make_one_request() {
    let authority = Authority::start().await;
    let cache = due(&authority).await;
    authority.state().delay = Duration::from_millis(200);
    let credential = device(options(&authority).with_cache(cache));
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let credential = credential.clone();
            tokio::spawn(async move { token(&*credential).await.unwrap() })
        })
        .collect();
    let mut tokens = Vec::new();
    for caller in callers {
        tokens.push(caller.await.unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
    let state = authority.state();
    assert_eq!(state.requests.len(), 1);
    let form = &state.of("refresh_token")[0];
    let names: Vec<_> = form.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "claims",
            "client_id",
            "client_info",
            "grant_type",
            "refresh_token",
            "scope"
        ]
    );
    assert_eq!(form["scope"], format!("{SCOPE} openid profile offline_access"));
}

#[tokio::test]
async fn a_refresh_token_that_rotates_is_kept() {
    let authority = Authority::start().await;
    authority.state().expires_in = json!(1);
    let credential = device(options(&authority));
    let mut tokens = vec![token(&*credential).await.unwrap()];
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        tokens.push(token(&*credential).await.unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 3);
    // Each was good once, and nobody was asked for more.
    let refreshed: Vec<_> = authority
        .state()
        .of("refresh_token")
        .iter()
        .map(|form| form["refresh_token"].clone())
        .collect();
    assert_eq!(refreshed, ["s3cr3t-refresh-1", "s3cr3t-refresh-2"]);
    assert_eq!(authority.state().of("devicecode").len(), 1);
}

#[tokio::test]
async fn a_revoked_sign_in_asks_the_person_again() {
    let authority = Authority::start().await;
    let cache = due(&authority).await;
    authority.state().revoke();
    // A program that asks nobody says so.
    let silent = device(options(&authority).with_cache(cache.clone()).with_silent_only(true));
    let failed = token(&*silent).await.unwrap_err();
    assert_eq!(failed.aadsts(), Some(50173));
    assert!(failed.to_string().ends_with(": sign in again"), "{failed}");
    assert_eq!(authority.state().of("devicecode").len(), 0);

    let credential = device(options(&authority).with_cache(cache.clone()));
    token(&*credential).await.unwrap();
    assert_eq!(authority.state().of("devicecode").len(), 1);
    assert_eq!(cache.accounts().unwrap().len(), 1);
    // The other credential of the cache has it too.
    token(&*silent).await.unwrap();
}

#[tokio::test]
async fn nobody_is_asked_when_silence_is_wanted() {
    let authority = Authority::start().await;
    let credential = device(options(&authority).with_silent_only(true));
    let failed = token(&*credential).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::SignInNeeded);
    let expected = format!("nobody is signed in to the application {CLIENT}: sign in first");
    assert_eq!(failed.to_string(), expected);
    assert!(authority.state().requests.is_empty());
    // But by name.
    let account = credential.sign_in(&[SCOPE]).await.unwrap();
    assert_eq!(account.username, "ada@contoso.example");
    token(&*credential).await.unwrap();
    assert!(credential.sign_out().await.unwrap());
    assert!(!credential.sign_out().await.unwrap());
    assert_eq!(
        token(&*credential).await.unwrap_err().failure(),
        SignInFailure::SignInNeeded
    );
}

#[tokio::test]
async fn a_good_token_outlives_an_authority_that_is_away() {
    let authority = Authority::start().await;
    let mut tokens = json!({ "token_type": "Bearer", "access_token": "s3cr3t-early", "refresh_token": "s3cr3t-none",
        "expires_in": 3600, "refresh_in": 0 });
    let id_token =
        azure_core::base64::encode_url_safe(json!({ "aud": CLIENT, "sub": "ada", "tid": TENANT }).to_string());
    tokens["id_token"] = format!("e30.{id_token}.").into();
    authority
        .state()
        .next
        .extend([(200, tokens), (500, json!({})), (500, json!({})), (500, json!({}))]);
    let credential = device(options(&authority));
    assert_eq!(token(&*credential).await.unwrap(), "s3cr3t-early");
    // It is due at once, the authority has faults, and the token is good.
    assert_eq!(token(&*credential).await.unwrap(), "s3cr3t-early");
    assert_eq!(authority.state().of("refresh_token").len(), 3);
}

#[tokio::test]
async fn more_scopes_are_asked_for_when_they_are_wanted() {
    let authority = Authority::start().await;
    let cache = TokenCache::memory();
    let with = |names: &[&str]| {
        let scopes = Scopes::given(names.iter().copied());
        device(options(&authority).with_cache(cache.clone()).with_scopes(scopes))
    };
    token(&*with(&["User.Read"])).await.unwrap();
    // Consent was given before: nobody is asked.
    token(&*with(&["User.Read", "AccessReview.Read.All"])).await.unwrap();
    assert_eq!(authority.state().of("devicecode").len(), 1);
    assert_eq!(authority.state().of("refresh_token").len(), 1);
    // What a token has is not asked for again.
    token(&*with(&["AccessReview.Read.All"])).await.unwrap();
    assert_eq!(authority.state().of("refresh_token").len(), 1);
    // Consent is missing: the person is asked, for what is wanted.
    authority.state().next.extend([refusal("invalid_grant", Some(65001))]);
    token(&*with(&["EntitlementManagement.Read.All"])).await.unwrap();
    let asked = authority.state().of("devicecode");
    assert!(
        asked[1]["scope"].starts_with("https://graph.microsoft.com/EntitlementManagement.Read.All openid"),
        "{asked:?}"
    );
    let account = &cache.accounts().unwrap()[0];
    assert_eq!(
        account.scopes,
        ["User.Read", "AccessReview.Read.All", "EntitlementManagement.Read.All"]
    );
    // A program that asks nobody says where an administrator can consent.
    authority.state().next.extend([refusal("invalid_grant", Some(65001))]);
    let silent = options(&authority).with_cache(cache.clone()).with_silent_only(true);
    let failed = token(&*device(silent.with_scopes(Scopes::given(["Agreement.Read.All"]))))
        .await
        .unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::ConsentMissing);
    assert!(
        failed
            .admin_consent_url()
            .unwrap()
            .contains("scope=https%3A%2F%2Fgraph.microsoft.com%2FAgreement.Read.All")
    );
}
