//! Claims challenges: what a service wants in the token.

use azure_core::credentials::TokenRequestOptions;
use azure_core::http::{ClientMethodOptions, Context};
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{ClaimsChallenge, Method};
use serde_json::json;

use super::authority::refusal;
use super::*;

const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;
const LIST: &str = "/identityGovernance/entitlementManagement/accessPackages";

fn challenge() -> Reply {
    let claims = azure_core::base64::encode(CLAIMS);
    let header = format!(r#"Bearer error="insufficient_claims", claims="{claims}""#);
    Reply::error(401, "InvalidAuthenticationToken", "Other claims.").with_header("www-authenticate", &header)
}

fn wanted() -> String {
    json!({ "access_token": { "nbf": { "essential": true, "value": "1700000000" }, "xms_cc": { "values": ["CP1"] } } })
        .to_string()
}

#[tokio::test]
async fn a_challenge_is_met_by_a_refresh_with_the_claims() {
    let authority = Authority::start().await;
    let graph = FakeGraph::new();
    graph.on(Method::Get, LIST).respond(challenge());
    graph
        .on(Method::Get, LIST)
        .respond(Reply::page([AccessPackage::new().with_id("1")], None));
    let client = GraphClient::new(device(options(&authority)), Some(graph.options())).unwrap();
    let packages = client.identity_governance().entitlement_management().access_packages();
    assert_eq!(packages.list().send().await.unwrap().value.len(), 1);
    let state = authority.state();
    assert_eq!(state.of("devicecode").len(), 1);
    let claims: Vec<_> = state
        .of("refresh_token")
        .iter()
        .map(|form| form["claims"].clone())
        .collect();
    assert_eq!(claims, [wanted()]);
}

#[tokio::test]
async fn a_challenge_that_needs_a_person_asks_one() {
    let authority = Authority::start().await;
    let graph = FakeGraph::new();
    graph.on(Method::Get, LIST).respond(challenge());
    graph
        .on(Method::Get, LIST)
        .respond(Reply::page([AccessPackage::new().with_id("1")], None));
    let credential = device(options(&authority));
    token(&*credential).await.unwrap();
    authority
        .state()
        .next
        .extend([refusal("interaction_required", Some(50076))]);
    let client = GraphClient::new(credential, Some(graph.options())).unwrap();
    let packages = client.identity_governance().entitlement_management().access_packages();
    packages.list().send().await.unwrap();
    let asked = authority.state().of("devicecode");
    assert_eq!((asked.len(), &asked[1]["claims"]), (2, &wanted()));

    // The authority's own claims come first: they say what it lacks.
    let (status, mut refused) = refusal("interaction_required", Some(50076));
    refused["claims"] = json!(r#"{"access_token":{"acrs":{"value":"c1"}}}"#);
    graph.on(Method::Get, LIST).respond(challenge());
    graph
        .on(Method::Get, LIST)
        .respond(Reply::page([AccessPackage::new()], None));
    authority.state().next.extend([(status, refused)]);
    packages.list().send().await.unwrap();
    let asked = authority.state().of("devicecode");
    assert!(
        asked[2]["claims"].contains("acrs") && !asked[2]["claims"].contains("nbf"),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_failed_sign_in_is_found_in_the_requests_error() {
    let authority = Authority::start().await;
    authority.state().next.extend([refusal("invalid_grant", Some(65001))]);
    let graph = FakeGraph::new();
    let client = GraphClient::new(device(options(&authority)), Some(graph.options())).unwrap();
    let packages = client.identity_governance().entitlement_management().access_packages();
    let error = packages.list().send().await.unwrap_err();
    let failed = SignInError::of(&error).expect("the sign-in's error");
    assert_eq!(failed.failure(), SignInFailure::ConsentMissing);
    assert!(
        error.to_string().contains("AADSTS65001") && !format!("{error} {error:?}").contains(SECRET),
        "{error}"
    );
    assert!(graph.sent().is_empty());
}

/// A program whose requests ask nobody, and which has the person sign in apart from them.
#[tokio::test]
async fn claims_that_need_a_person_are_in_the_error() {
    let authority = Authority::start().await;
    let cache = TokenCache::memory();
    let options = || options(&authority).with_cache(cache.clone());
    device(options()).sign_in(&[SCOPE]).await.unwrap();
    let claims = ClaimsChallenge::parse(CLAIMS).unwrap();
    let asks_for = |claims: &ClaimsChallenge| TokenRequestOptions {
        method_options: ClientMethodOptions {
            context: Context::new().with_value(claims.clone()),
        },
    };
    authority
        .state()
        .next
        .extend([refusal("interaction_required", Some(50076))]);
    let silent = device(options().with_silent_only(true));
    let error = silent.get_token(&[SCOPE], Some(asks_for(&claims))).await.unwrap_err();
    let failed = failure(&error);
    assert_eq!(failed.failure(), SignInFailure::ConditionalAccess);
    assert_eq!(failed.claims().map(ClaimsChallenge::as_str), Some(CLAIMS));
    let claims = failed.claims().unwrap().clone();
    device(options().with_claims(claims)).sign_in(&[SCOPE]).await.unwrap();
    let asked = authority.state().of("devicecode");
    assert_eq!((asked.len(), &asked[1]["claims"]), (2, &wanted()));
    assert!(asked[0]["claims"].contains("CP1") && !asked[0]["claims"].contains("nbf"));
}
