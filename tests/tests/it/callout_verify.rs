//! Who posts a callout (feature `verify`): tokens of every kind, against an authority on loopback.

use std::time::Duration;

use azure_core::time::OffsetDateTime;
use msgraph_identity_governance::v1_0::callout::verify::{
    CallerError, CallerFailure, CallerVerifier, ExpectedCaller, VerifiedCaller, VerifyOptions,
};
use serde_json::{Value, json};

mod authority;
mod keys;
mod mutations;
mod oracle;
mod refusals;
mod signer;

use authority::Authority;
use signer::Signer;

const TENANT: &str = "11111111-2222-3333-4444-555555555555";
const OTHER_TENANT: &str = "99999999-2222-3333-4444-555555555555";
const AUDIENCE: &str = "api://callouts.contoso.example";
const CLIENT_ID_AUDIENCE: &str = "5e41ce00-0000-0000-0000-000000000001";
const APPLICATION: &str = "c11e47c0-0000-0000-0000-00000000000a";
const ROLE: &str = "Callout.Post";
/// When the tokens of these tests are verified.
const NOW: i64 = 1_790_000_000;
const LEEWAY: i64 = 60;

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(NOW).unwrap()
}

fn expected(tenant: &str) -> ExpectedCaller {
    ExpectedCaller::new(tenant)
        .with_audience(AUDIENCE)
        .with_audience(CLIENT_ID_AUDIENCE)
        .with_application(APPLICATION)
        .with_role("Callout.Admin")
        .with_role(ROLE)
}

fn options(authority: &Authority) -> VerifyOptions {
    VerifyOptions::new().with_authority(authority.url())
}

fn verifier(authority: &Authority) -> CallerVerifier {
    CallerVerifier::new(expected(TENANT), Some(options(authority))).unwrap()
}

/// The claims of a managed identity's token, version 1.
fn claims() -> Value {
    json!({
        "aud": AUDIENCE,
        "iss": format!("https://sts.windows.net/{TENANT}/"),
        "iat": NOW - 300,
        "nbf": NOW - 300,
        "exp": NOW + 86_100,
        "aio": "E2NgYA==",
        "appid": APPLICATION,
        "appidacr": "2",
        "idp": format!("https://sts.windows.net/{TENANT}/"),
        "idtyp": "app",
        "oid": "0b1ec700-0000-0000-0000-000000000001",
        "rh": "1.AAAA",
        "roles": [ROLE],
        "sub": "0b1ec700-0000-0000-0000-000000000001",
        "tid": TENANT,
        "uti": "dG9rZW4taWQ",
        "ver": "1.0",
    })
}

/// The same claims with these instead; null takes one out.
fn with(changes: Value) -> Value {
    let mut claims = claims();
    let all = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    claims
}

async fn verify(verifier: &CallerVerifier, token: &str) -> Result<VerifiedCaller, CallerError> {
    verifier.verify_at(&format!("Bearer {token}"), now()).await
}

async fn failure(verifier: &CallerVerifier, token: &str) -> CallerFailure {
    verify(verifier, token).await.unwrap_err().failure()
}

#[tokio::test]
async fn a_managed_identity_is_known_by_both_versions_of_tokens() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    let caller = verify(&verifier, &Signer::first().token(&claims())).await.unwrap();
    assert_eq!(caller.tenant_id(), TENANT);
    assert_eq!(caller.application_id(), APPLICATION);
    assert_eq!(caller.object_id(), Some("0b1ec700-0000-0000-0000-000000000001"));
    assert_eq!(caller.roles(), [ROLE]);
    assert_eq!(caller.token_id(), Some("dG9rZW4taWQ"));
    assert_eq!(caller.expires_on().unix_timestamp(), NOW + 86_100);

    let version_2 = with(json!({
        "aud": CLIENT_ID_AUDIENCE, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "ver": "2.0",
        "appid": null, "azp": APPLICATION.to_uppercase(), "azpacr": "2", "uti": null, "jti": "j",
    }));
    let caller = verify(&verifier, &Signer::first().token(&version_2)).await.unwrap();
    assert_eq!((caller.application_id(), caller.token_id()), (APPLICATION, Some("j")));
    assert_eq!(authority.requests(), ["openid-configuration", "keys"]);
}

#[tokio::test]
async fn tokens_are_verified_by_the_clock() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    let start = OffsetDateTime::now_utc().unix_timestamp();
    let fresh = with(json!({ "iat": start, "nbf": start, "exp": start + 600 }));
    let header = format!("Bearer {}", Signer::first().token(&fresh));
    assert!(verifier.verify(&header).await.is_ok());
    let old = with(json!({ "iat": start - 900, "nbf": start - 900, "exp": start - 300 }));
    let header = format!("Bearer {}", Signer::first().token(&old));
    assert_eq!(
        verifier.verify(&header).await.unwrap_err().failure(),
        CallerFailure::Expired
    );
}

#[tokio::test]
async fn the_leeway_is_what_is_set() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let token = Signer::first().token(&with(json!({ "exp": NOW - 100 })));
    for (leeway, good) in [(0, false), (100, false), (101, true)] {
        let options = options(&authority).with_leeway(Duration::from_secs(leeway));
        let verifier = CallerVerifier::new(expected(TENANT), Some(options)).unwrap();
        assert_eq!(verify(&verifier, &token).await.is_ok(), good, "{leeway}");
    }
    let too_much = options(&authority).with_leeway(Duration::from_secs(901));
    let error = CallerVerifier::new(expected(TENANT), Some(too_much)).unwrap_err();
    assert_eq!(error.failure(), CallerFailure::Invalid);
}

#[tokio::test]
async fn roles_are_wanted_only_where_they_are_set() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let token = Signer::first().token(&with(json!({ "roles": null })));
    assert_eq!(failure(&verifier(&authority), &token).await, CallerFailure::MissingRole);
    let anybody = ExpectedCaller::new(TENANT)
        .with_audience(AUDIENCE)
        .with_application(APPLICATION);
    let verifier = CallerVerifier::new(anybody, Some(options(&authority))).unwrap();
    assert!(verify(&verifier, &token).await.unwrap().roles().is_empty());
}

#[tokio::test]
async fn other_algorithms_are_allowed_by_name() {
    use msgraph_identity_governance::v1_0::callout::verify::SigningAlgorithm;
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let token = Signer::first().token_with(&json!({ "alg": "RS384", "kid": "first" }), &claims());
    assert_eq!(failure(&verifier(&authority), &token).await, CallerFailure::Algorithm);
    let both = options(&authority).with_algorithms([SigningAlgorithm::Rs256, SigningAlgorithm::Rs384]);
    let verifier = CallerVerifier::new(expected(TENANT), Some(both)).unwrap();
    assert!(verify(&verifier, &token).await.is_ok());
    let none = CallerVerifier::new(expected(TENANT), Some(options(&authority).with_algorithms([])));
    assert_eq!(none.unwrap_err().failure(), CallerFailure::Invalid);
}

#[tokio::test]
async fn both_versions_verify_by_the_same_type() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let of_beta: msgraph_identity_governance::beta::callout::verify::CallerVerifier = verifier(&authority);
    assert!(verify(&of_beta, &Signer::first().token(&claims())).await.is_ok());
}
