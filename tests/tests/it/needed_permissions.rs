//! What a 403 says of permissions: those of the operation, published or inferred, and which of them the token has.
//! Nothing of a token is anywhere in an error.

use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use msgraph_identity_governance::reflection::{NeededPermissions, Scheme};
use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::models::{AccessPackage, ResumeRequest};
use msgraph_identity_governance::values::Binary;
use msgraph_identity_governance::{Error, ServiceError, StaticTokenCredential, beta};

const ENTITLEMENTS: &str = "/identityGovernance/entitlementManagement";

/// A token with these claims, and one that stands for the rest of it.
fn jwt(claims: impl AsRef<[u8]>) -> String {
    let part = |text: &[u8]| Binary::from(text.to_vec()).to_base64url();
    format!(
        "{}.{}.{}",
        part(b"{\"alg\":\"none\"}"),
        part(claims.as_ref()),
        part(SECRET.as_bytes())
    )
}

const SECRET: &str = "s3cr3t-signature";

/// What never stands in an error: claims of every token of these tests.
const CLAIMS: &str = r#""upn": "adele@contoso.example", "oid": "7a6ab703-1234""#;

fn denied(graph: &FakeGraph, method: Method, path: &str) {
    let reply = Reply::error(403, "Authorization_RequestDenied", "Insufficient privileges.");
    graph.on(method, path).respond(reply);
}

fn client(graph: &FakeGraph, token: &str) -> GraphClient {
    let credential: Arc<dyn TokenCredential> = StaticTokenCredential::new(token);
    GraphClient::new(credential, Some(graph.options())).unwrap()
}

/// The refusal to read an access package with this token.
async fn refused(token: &str) -> Error {
    let graph = FakeGraph::new();
    denied(&graph, Method::Get, &format!("{ENTITLEMENTS}/accessPackages/{{id}}"));
    let packages = client(&graph, token)
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let error = packages.by_id("7a6ab703").get().send().await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.service());
    for part in token.split('.').filter(|part| part.len() > 3) {
        assert!(!shown.contains(part), "the token is in {shown:.300}");
    }
    for secret in ["adele", "7a6ab703-1234", SECRET, "Other.Scope"] {
        assert!(!shown.contains(secret), "{secret} is in {shown:.300}");
    }
    assert!(!shown.contains(|c: char| c.is_control()), "{shown:?}");
    error
}

fn needed(error: &Error) -> &NeededPermissions {
    error.service().and_then(ServiceError::needed_permissions).unwrap()
}

fn least(error: &Error, scheme: Scheme) -> Vec<&'static str> {
    needed(error).permissions().least(scheme).collect()
}

/// Whom the token speaks for, and what of the operation's it has.
fn token(error: &Error) -> Option<(Option<Scheme>, Vec<&'static str>)> {
    let token = needed(error).token()?;
    Some((token.scheme(), token.held().collect()))
}

const PUBLISHED: &str = "GET /identityGovernance/entitlementManagement/accessPackages/{id}";
const SAYS: &str =
    "needs delegated EntitlementManagement.Read.All, application EntitlementManagement.Read.All, as published";

#[tokio::test]
async fn an_opaque_token_is_not_described() {
    for opaque in ["EwB4A8l6BAAU-not-a-jwt", "a1.b2.c3.d4.e5", "a1.b2", "....", "."] {
        let error = refused(opaque).await;
        assert!(error.is_forbidden());
        assert!(token(&error).is_none());
        assert!(!needed(&error).permissions().is_inferred());
        for scheme in [Scheme::Delegated, Scheme::Application] {
            assert_eq!(least(&error, scheme), ["EntitlementManagement.Read.All"]);
        }
        assert!(least(&error, Scheme::DelegatedPersonal).is_empty());
        let text = error.to_string();
        assert!(
            text.starts_with(PUBLISHED) && text.ends_with(&format!("Insufficient privileges.; {SAYS}")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn of_a_users_token_the_scopes_count() {
    let without = jwt(format!(
        r#"{{{CLAIMS}, "scp": "Other.Scope User.Read", "roles": ["EntitlementManagement.Read.All"]}}"#
    ));
    let error = refused(&without).await;
    assert_eq!(token(&error), Some((Some(Scheme::Delegated), vec![])));
    assert!(
        error
            .to_string()
            .ends_with(&format!("{SAYS}; the token (delegated) has none of them")),
        "{error}"
    );

    // A higher one does too: what lacks is something else.
    let with = jwt(format!(
        r#"{{{CLAIMS}, "scp": "Other.Scope EntitlementManagement.ReadWrite.All"}}"#
    ));
    let error = refused(&with).await;
    assert_eq!(
        token(&error),
        Some((Some(Scheme::Delegated), vec!["EntitlementManagement.ReadWrite.All"]))
    );
    assert!(
        error
            .to_string()
            .ends_with("; the token (delegated) has EntitlementManagement.ReadWrite.All"),
        "{error}"
    );

    let neither = jwt(format!("{{{CLAIMS}}}"));
    let error = refused(&neither).await;
    assert_eq!(token(&error), Some((None, vec![])));
    assert!(error.to_string().ends_with("; the token has none of them"), "{error}");
}

#[tokio::test]
async fn of_an_applications_token_the_roles_count() {
    let with = jwt(format!(
        r#"{{{CLAIMS}, "roles": ["EntitlementManagement.Read.All", "Other.Scope"]}}"#
    ));
    let error = refused(&with).await;
    assert_eq!(
        token(&error),
        Some((Some(Scheme::Application), vec!["EntitlementManagement.Read.All"]))
    );
    assert!(
        error
            .to_string()
            .ends_with("; the token (application) has EntitlementManagement.Read.All"),
        "{error}"
    );
    let without = jwt(format!(r#"{{{CLAIMS}, "roles": ["Other.Scope"]}}"#));
    let error = refused(&without).await;
    assert_eq!(token(&error), Some((Some(Scheme::Application), vec![])));
}

#[tokio::test]
async fn a_hostile_token_is_not_described_or_shows_nothing() {
    let long = "Other.Scope ".repeat(20_000);
    for hostile in [
        jwt(format!(r#"{{{CLAIMS}, "scp": "{long}"}}"#)),
        jwt(b"\xff\xfe\x00"),
        jwt(b"{\"scp\": \"Other.Scope \xff\"}"),
        jwt("{\"scp\": \"Other.Scope \u{1b}[31m\"}"),
        jwt("[".repeat(10_000)),
        jwt(r#"{"scp": {"a": 1}, "scp": 7"#),
    ] {
        assert!(token(&refused(&hostile).await).is_none(), "{hostile:.60}");
    }
    // Escaped, controls are JSON: they are names of nothing.
    let escaped = jwt(format!(
        r#"{{{CLAIMS}, "scp": "\u001b[31m EntitlementManagement.Read.All\u0000 Other.Scope", "roles": 7}}"#
    ));
    assert_eq!(token(&refused(&escaped).await), Some((Some(Scheme::Delegated), vec![])));
}

#[tokio::test]
async fn where_nothing_is_published_it_says_from_what_it_is_inferred() {
    let graph = FakeGraph::new();
    let path = format!("{ENTITLEMENTS}/catalogs/{{id}}/accessPackages/{{id}}");
    denied(&graph, Method::Get, &path);
    let catalogs = client(&graph, "opaque")
        .identity_governance()
        .entitlement_management()
        .catalogs();
    let error = catalogs
        .by_id("a")
        .access_packages()
        .by_id("b")
        .get()
        .send()
        .await
        .unwrap_err();
    let needed = needed(&error);
    assert!(needed.permissions().is_inferred());
    assert_eq!(needed.permissions().rule(), Some("same-operation"));
    let from = needed.permissions().inferred_from().unwrap();
    assert_eq!(
        from.to_string(),
        "GET /identityGovernance/entitlementManagement/accessPackages/{accessPackage-id}"
    );
    assert_eq!(least(&error, Scheme::Application), ["EntitlementManagement.Read.All"]);
    assert!(
        error.to_string().ends_with(&format!("as inferred from {from}")),
        "{error}"
    );
}

#[tokio::test]
async fn without_an_operation_or_a_permission_nothing_is_said() {
    let graph = FakeGraph::new();
    denied(&graph, Method::Get, "/identityGovernance");
    denied(&graph, Method::Get, "/me/drive");
    let client = client(&graph, "opaque");
    for path in ["/identityGovernance", "/me/drive"] {
        let error = client.request::<()>(Method::Get, path).send().await.unwrap_err();
        assert!(error.service().unwrap().needed_permissions().is_none());
        assert!(error.to_string().ends_with("Insufficient privileges."), "{error}");
    }
    // Another refusal is not for want of a permission.
    let path = format!("{ENTITLEMENTS}/accessPackages");
    graph
        .on(Method::Get, &path)
        .respond(Reply::error(404, "NotFound", "None."));
    let error = client.request::<()>(Method::Get, &path).send().await.unwrap_err();
    assert!(error.service().unwrap().needed_permissions().is_none());
}

#[tokio::test]
async fn requests_by_path_and_of_beta_find_their_operation() {
    let graph = FakeGraph::new();
    let path = format!("{ENTITLEMENTS}/accessPackageAssignmentRequests/7a6ab703/cancel");
    denied(&graph, Method::Post, &path);
    let client = beta::GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let error = client.request::<()>(Method::Post, &path).send().await.unwrap_err();
    assert_eq!(
        least(&error, Scheme::Delegated),
        ["EntitlementMgmt-SubjectAccess.ReadWrite"]
    );
    assert!(least(&error, Scheme::Application).is_empty());
    assert!(!error.to_string().contains("7a6ab703"), "{error}");
}

#[tokio::test]
async fn a_batchs_member_names_its_own() {
    let graph = FakeGraph::new();
    denied(
        &graph,
        Method::Post,
        &format!("{ENTITLEMENTS}/assignmentRequests/{{id}}/resume"),
    );
    denied(&graph, Method::Get, &format!("{ENTITLEMENTS}/accessPackages"));
    let client = client(&graph, &jwt(r#"{"roles": ["EntitlementManagement.Read.All"]}"#));
    let entitlements = client.identity_governance().entitlement_management();
    let mut batch = client.batch();
    let resume = batch.add(
        entitlements
            .assignment_requests()
            .by_id("a")
            .resume(ResumeRequest::new()),
    );
    let list = batch.add(entitlements.access_packages().list());
    let mut responses = batch.send().await;
    let error = responses.take(resume).unwrap_err();
    assert_eq!(
        least(&error, Scheme::Application),
        ["EntitlementManagement.ReadWrite.All"]
    );
    assert!(token(&error).is_none());
    let error = responses
        .take(list)
        .map(|page: msgraph_identity_governance::Page<AccessPackage>| page.into_iter().count());
    assert_eq!(
        least(&error.unwrap_err(), Scheme::Application),
        ["EntitlementManagement.Read.All"]
    );
}
