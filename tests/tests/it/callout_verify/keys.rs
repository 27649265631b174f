//! When keys are read, what of them is believed, and what happens while they cannot be read.

use std::time::Instant;

use futures::future::join_all;
use wiremock::ResponseTemplate;

use super::*;

/// A verifier that reads unknown keys again at once.
fn eager(authority: &Authority) -> CallerVerifier {
    let options = options(authority).with_refetch_after(Duration::ZERO);
    CallerVerifier::new(expected(TENANT), Some(options)).unwrap()
}

#[tokio::test]
async fn keys_are_read_once_however_many_callers_come_at_once() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    authority.state().delay = Duration::from_millis(50);
    let verifier = verifier(&authority);
    let token = Signer::first().token(&claims());
    let verified = join_all((0..50).map(|_| verify(&verifier, &token))).await;
    assert!(verified.iter().all(Result::is_ok));
    assert_eq!(authority.readings(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_and_the_old_one_goes() {
    let (first, second) = (Signer::first(), Signer::second());
    let authority = Authority::start(TENANT, &[&first]).await;
    let verifier = eager(&authority);
    let (old, new) = (first.token(&claims()), second.token(&claims()));
    assert!(verify(&verifier, &old).await.is_ok());
    assert_eq!(failure(&verifier, &new).await, CallerFailure::UnknownKey);
    authority.state().keys.push(second.jwk());
    assert!(verify(&verifier, &new).await.is_ok());
    assert!(verify(&verifier, &old).await.is_ok());
    assert_eq!(authority.readings(), 3);

    // The tenant takes the first one back: it is known until the keys are read again, and unknown afterwards.
    authority.state().keys.remove(0);
    assert!(verify(&verifier, &old).await.is_ok());
    let other = second.token_with(&json!({ "alg": "RS256", "kid": "third" }), &claims());
    assert_eq!(failure(&verifier, &other).await, CallerFailure::UnknownKey);
    assert_eq!(failure(&verifier, &old).await, CallerFailure::UnknownKey);
    assert!(verify(&verifier, &new).await.is_ok());
}

#[tokio::test]
async fn a_storm_of_unknown_keys_makes_one_reading() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    let good = Signer::first().token(&claims());
    assert!(verify(&verifier, &good).await.is_ok());
    let storm =
        (0..200).map(|at| Signer::second().token_with(&json!({ "alg": "RS256", "kid": at.to_string() }), &claims()));
    let storm: Vec<String> = storm.collect();
    for failure in join_all(storm.iter().map(|token| failure(&verifier, token))).await {
        assert_eq!(failure, CallerFailure::UnknownKey);
    }
    // None of them had the keys read again: that was done a moment ago.
    assert_eq!(authority.readings(), 1);
    assert!(verify(&verifier, &good).await.is_ok());
}

#[tokio::test]
async fn old_keys_are_read_again_and_used_while_that_fails() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let options = options(&authority).with_keys_lifetime(Duration::from_millis(1500));
    let verifier = CallerVerifier::new(expected(TENANT), Some(options.with_refetch_after(Duration::ZERO))).unwrap();
    let token = Signer::first().token(&claims());
    assert!(verify(&verifier, &token).await.is_ok());
    tokio::time::sleep(Duration::from_millis(1600)).await;
    assert!(verify(&verifier, &token).await.is_ok());
    assert_eq!(authority.readings(), 2);

    authority.state().instead = Some(ResponseTemplate::new(503));
    tokio::time::sleep(Duration::from_millis(1600)).await;
    assert!(verify(&verifier, &token).await.is_ok());
    assert_eq!(authority.readings(), 3);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(failure(&verifier, &token).await, CallerFailure::KeysUnavailable);

    authority.state().instead = None;
    assert!(verify(&verifier, &token).await.is_ok());
}

#[tokio::test]
async fn an_authority_that_fails_is_left_alone_for_a_while() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    authority.state().instead = Some(ResponseTemplate::new(500));
    let verifier = verifier(&authority);
    let token = Signer::first().token(&claims());
    for _ in 0..20 {
        let error = verify(&verifier, &token).await.unwrap_err();
        assert_eq!(error.failure(), CallerFailure::KeysUnavailable);
        assert_eq!((error.status(), error.www_authenticate()), (503, None));
        let wait = error.retry_after().unwrap();
        assert!(
            wait > Duration::from_secs(8) && wait <= Duration::from_secs(10),
            "{wait:?}"
        );
        assert!(error.to_string().contains("status 500"), "{error}");
    }
    assert_eq!(authority.readings(), 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_begin_another_reading() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    authority.state().delay = Duration::from_millis(400);
    let verifier = verifier(&authority);
    let token = Signer::first().token(&claims());
    for _ in 0..5 {
        let hurried = tokio::time::timeout(Duration::from_millis(50), verify(&verifier, &token)).await;
        assert!(hurried.is_err() || hurried.unwrap().unwrap_err().failure() == CallerFailure::KeysUnavailable);
    }
    assert_eq!(authority.requests(), ["openid-configuration"]);
}

#[tokio::test]
async fn a_slow_authority_is_waited_for_as_long_as_set() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    authority.state().delay = Duration::from_secs(30);
    let options = options(&authority).with_timeout(Duration::from_millis(100));
    let verifier = CallerVerifier::new(expected(TENANT), Some(options)).unwrap();
    let start = Instant::now();
    let error = verify(&verifier, &Signer::first().token(&claims())).await.unwrap_err();
    assert_eq!(error.failure(), CallerFailure::KeysUnavailable);
    assert!(error.to_string().contains("no response within 100ms"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn huge_and_broken_documents_are_no_keys() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = eager(&authority);
    let token = Signer::first().token(&claims());
    let text = |text: &str| ResponseTemplate::new(200).set_body_string(text.to_owned());
    for (instead, reason) in [
        (text(&" ".repeat(600 * 1024)), "more than 512 KiB"),
        (text(""), "not the expected form"),
        (text("<html>"), "not the expected form"),
        (text(r#"{"keys": 7}"#), "not the expected form"),
        (
            text(&format!(r#"{{"keys": {}"#, "[".repeat(100_000))),
            "not the expected form",
        ),
        (text(r#"{"keys": []}"#), "no key that can be used"),
        (
            text(r#"{"keys": [{"kty": "RSA", "kid": "first", "n": "AQAB", "e": "AQAB"}]}"#),
            "no key that can be used",
        ),
        (ResponseTemplate::new(404), "status 404"),
        (
            ResponseTemplate::new(302).insert_header("location", "/elsewhere"),
            "status 302",
        ),
    ] {
        authority.state().instead = Some(instead);
        let error = verify(&verifier, &token).await.unwrap_err();
        assert_eq!(error.failure(), CallerFailure::KeysUnavailable);
        assert!(error.to_string().contains(reason), "{reason}: {error}");
    }
    authority.state().instead = None;
    assert!(verify(&verifier, &token).await.is_ok());
}

#[tokio::test]
async fn a_configuration_leads_nowhere_else() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let other = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = eager(&authority);
    let token = Signer::first().token(&claims());
    let own = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let keys = format!("{}/{TENANT}/discovery/v2.0/keys", authority.url());
    let elsewhere = format!("{}/{TENANT}/discovery/v2.0/keys", other.url());
    for (issuer, jwks_uri, reason) in [
        (own.as_str(), elsewhere.as_str(), "at another place"),
        (
            &own,
            "https://login.microsoftonline.com/common/discovery/v2.0/keys",
            "at another place",
        ),
        (&own, "file:///etc/passwd", "at another place"),
        (&own, "", "at another place"),
        (&own.replace(TENANT, OTHER_TENANT), &keys, "another tenant"),
        (
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            &keys,
            "another tenant",
        ),
    ] {
        authority.state().configuration = Some(json!({ "issuer": issuer, "jwks_uri": jwks_uri }));
        let error = verify(&verifier, &token).await.unwrap_err();
        assert_eq!(error.failure(), CallerFailure::KeysUnavailable);
        assert!(error.to_string().contains(reason), "{jwks_uri}: {error}");
    }
    assert_eq!((authority.readings(), other.readings()), (0, 0));
    for issuer in [
        own,
        format!("{}/{TENANT}/v2.0", authority.url()),
        format!("https://sts.windows.net/{TENANT}/"),
    ] {
        authority.state().configuration = Some(json!({ "issuer": issuer, "jwks_uri": keys }));
        assert!(verify(&eager(&authority), &token).await.is_ok(), "{issuer}");
    }
}

#[tokio::test]
async fn keys_of_another_issuer_sign_nothing_here() {
    let (first, second) = (Signer::first(), Signer::second());
    let authority = Authority::start(TENANT, &[&first, &second]).await;
    let consumers = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    authority.state().keys[0]["issuer"] = json!("https://login.microsoftonline.com/{tenantid}/v2.0");
    authority.state().keys[1]["issuer"] = json!(consumers);
    let verifier = verifier(&authority);
    assert!(verify(&verifier, &first.token(&claims())).await.is_ok());
    assert_eq!(
        failure(&verifier, &second.token(&claims())).await,
        CallerFailure::UnknownKey
    );
}

#[tokio::test]
async fn tenants_do_not_mix_although_their_keys_are_the_same() {
    let signer = Signer::first();
    let (here, there) = (
        Authority::start(TENANT, &[&signer]).await,
        Authority::start(OTHER_TENANT, &[&signer]).await,
    );
    let ours = verifier(&here);
    let theirs = CallerVerifier::new(expected(OTHER_TENANT), Some(options(&there))).unwrap();
    let token = signer.token(&claims());
    let foreign = signer.token(&with(json!({
        "iss": format!("https://sts.windows.net/{OTHER_TENANT}/"), "tid": OTHER_TENANT,
    })));
    assert_eq!(verify(&ours, &token).await.unwrap().tenant_id(), TENANT);
    assert_eq!(verify(&theirs, &foreign).await.unwrap().tenant_id(), OTHER_TENANT);
    assert_eq!(failure(&ours, &foreign).await, CallerFailure::OtherTenant);
    assert_eq!(failure(&theirs, &token).await, CallerFailure::OtherTenant);
}
