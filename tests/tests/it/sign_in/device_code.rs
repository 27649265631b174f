//! Sign-in by device code (RFC 8628).

use std::sync::Mutex;

use azure_core::async_runtime::{AsyncRuntime, SpawnedTask, TaskFuture, set_async_runtime};
use integration_tests::own_process::run_alone;
use msgraph_identity_governance::sign_in::Scopes;
use serde_json::json;

use super::authority::refusal;
use super::*;

#[tokio::test]
async fn a_code_that_is_entered_signs_in() {
    let authority = Authority::start().await;
    authority
        .state()
        .next
        .extend([refusal("authorization_pending", Some(70016))]);
    let shown = Arc::new(Mutex::new(Vec::new()));
    let showing = shown.clone();
    let options = DeviceCodeCredentialOptions::from(options(&authority)).with_show(move |code| {
        assert!(!format!("{code:?}").contains("ABCD"), "{code:?}");
        showing.lock().unwrap().push(code.to_string());
    });
    let credential = DeviceCodeCredential::new(TENANT, CLIENT, Some(options)).unwrap();
    assert_eq!(credential.account().unwrap(), None);

    let first = token(&*credential).await.unwrap();
    assert!(first.starts_with("s3cr3t-access"));
    assert_eq!(token(&*credential).await.unwrap(), first);
    let line = "To sign in, open https://microsoft.com/devicelogin in a browser and enter the code ABCD-EFGH. \
                It is good for 15 minutes.";
    assert_eq!(*shown.lock().unwrap(), [line]);

    let account = credential.account().unwrap().unwrap();
    assert_eq!(
        (account.username.as_str(), account.id.as_str()),
        ("ada@contoso.example", "ada.home")
    );
    assert_eq!(account.tenant_id.as_deref(), Some(TENANT));
    assert!(account.expires_on.is_some());
    assert!(!format!("{credential:?} {account:?}").contains(SECRET));

    let state = authority.state();
    let claims = r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#;
    let scope = format!("{SCOPE} openid profile offline_access");
    let names = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let asked: authority::Form = names(&[("client_id", CLIENT), ("scope", &scope), ("claims", claims)]);
    assert_eq!(state.of("devicecode"), [asked]);
    let polled: authority::Form = names(&[
        ("client_id", CLIENT),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", "s3cr3t-device"),
        ("client_info", "1"),
        ("claims", claims),
    ]);
    assert_eq!(state.of("device_code"), [polled.clone(), polled]);
}

#[tokio::test]
async fn each_refusal_says_what_to_do() {
    use SignInFailure as Failure;
    for (error, number, failure, says) in [
        ("authorization_declined", None, Failure::Declined, "sign in again"),
        ("access_denied", None, Failure::Declined, "sign in again"),
        ("expired_token", Some(70020), Failure::CodeExpired, "AADSTS70020"),
        ("code_expired", None, Failure::CodeExpired, "not entered in time"),
        (
            "bad_verification_code",
            Some(70018),
            Failure::CodeExpired,
            "AADSTS70018",
        ),
        (
            "invalid_client",
            Some(7000218),
            Failure::ApplicationNotPublic,
            "Allow public client flows",
        ),
        (
            "unauthorized_client",
            Some(700016),
            Failure::WrongTenant,
            "check client id and tenant",
        ),
        (
            "invalid_request",
            Some(90002),
            Failure::WrongTenant,
            "its id or one of its domains",
        ),
        (
            "invalid_grant",
            Some(65001),
            Failure::ConsentMissing,
            "/adminconsent?client_id=",
        ),
        (
            "interaction_required",
            Some(53003),
            Failure::ConditionalAccess,
            "conditional access",
        ),
        ("invalid_client", Some(700024), Failure::ClockSkew, "clock"),
        ("something_new", Some(123), Failure::Refused, "AADSTS123: Refused."),
        ("something_new", None, Failure::Refused, "something_new"),
    ] {
        let authority = Authority::start().await;
        authority.state().next.extend([refusal(error, number)]);
        let failed = token(&*device(options(&authority))).await.unwrap_err();
        assert_eq!((failed.failure(), failed.aadsts()), (failure, number), "{error}");
        let text = failed.to_string();
        assert!(
            text.contains(says) && text.contains("correlation id 9b0d1c2e-correlation"),
            "{error}: {text}"
        );
        assert_eq!(failed.admin_consent_url().is_some(), failure == Failure::ConsentMissing);
        // Nobody was asked a second time.
        assert_eq!(authority.state().requests.len(), 2);
    }
}

#[tokio::test]
async fn what_is_no_response_of_an_authority_is_an_error() {
    for (status, json) in [
        (200, json!({ "access_token": 5, "refresh_token": SECRET })),
        (200, json!({ "refresh_token": SECRET })),
        (200, json!({ "access_token": SECRET, "token_type": "pop" })),
        (200, json!({ "access_token": SECRET, "token_type": "bearer" })),
        (
            200,
            json!({ "access_token": SECRET, "id_token": "s3cr3t.s3cr3t.s3cr3t" }),
        ),
        (302, json!({})),
        (404, json!({ "message": SECRET })),
    ] {
        let authority = Authority::start().await;
        authority.state().next.extend([(status, json.clone())]);
        let failed = token(&*device(options(&authority))).await.unwrap_err();
        assert_eq!(failed.failure(), SignInFailure::Unexpected, "{json}: {failed}");
    }
}

#[tokio::test]
async fn another_tenant_or_account_is_refused() {
    let authority = Authority::start().await;
    authority.state().tid = "22222222-2222-3333-4444-555555555555".to_owned();
    let failed = token(&*device(options(&authority))).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::WrongTenant);

    let authority = Authority::start().await;
    let cache = TokenCache::memory();
    let credential = device(
        options(&authority)
            .with_cache(cache.clone())
            .with_account("bob@contoso.example"),
    );
    let failed = token(&*credential).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::OtherAccount);
    assert!(
        failed.to_string().contains("ada@contoso.example signed in, where bob@"),
        "{failed}"
    );
    assert!(cache.accounts().unwrap().is_empty());
}

#[tokio::test]
async fn scopes_are_those_of_the_operations() {
    use msgraph_identity_governance::{Method, v1_0::API};
    let root = "/identityGovernance/entitlementManagement/accessPackages";
    let of =
        |methods: &[Method]| Scopes::for_operations(methods.iter().filter_map(|method| API.operation(*method, root)));
    // What writes may read too.
    assert_eq!(of(&[Method::Get]).unwrap().names(), ["EntitlementManagement.Read.All"]);
    for methods in [[Method::Get, Method::Post], [Method::Post, Method::Get]] {
        assert_eq!(of(&methods).unwrap().names(), ["EntitlementManagement.ReadWrite.All"]);
    }
    let none = of(&[]).unwrap_err().to_string();
    assert!(none.contains("there is no operation"), "{none}");

    let authority = Authority::start().await;
    let credential = device(options(&authority).with_scopes(of(&[Method::Get]).unwrap()));
    token(&*credential).await.unwrap();
    assert_eq!(
        authority.state().of("devicecode")[0]["scope"],
        "https://graph.microsoft.com/EntitlementManagement.Read.All openid profile offline_access"
    );
    assert_eq!(
        credential.account().unwrap().unwrap().scopes,
        ["EntitlementManagement.Read.All"]
    );
}

#[test]
fn every_operation_has_scopes_or_a_reason() {
    use msgraph_identity_governance::reflection::Scheme;
    let apis = [
        &msgraph_identity_governance::v1_0::API,
        &msgraph_identity_governance::beta::API,
    ];
    let (mut with, mut without) = (0, 0);
    for operation in apis.into_iter().flat_map(|api| api.operations()) {
        let least: Vec<_> = operation
            .permissions()
            .into_iter()
            .flat_map(|all| all.least(Scheme::Delegated))
            .collect();
        match Scopes::for_operations([operation]) {
            Ok(scopes) => {
                with += 1;
                assert_eq!(scopes.names().len(), 1, "{operation}");
                assert!(least.contains(&scopes.names()[0].as_str()), "{operation}");
            }
            Err(error) => {
                without += 1;
                assert!(least.is_empty(), "{operation}: {error}");
                // A message shows 400 characters.
                let template: String = operation.template().chars().take(300).collect();
                assert!(error.to_string().contains(&template), "{error}");
            }
        }
    }
    assert!(with > 100 && without < with, "{with} {without}");
}

/// azure_core's clock, which waits for nothing and notes what was to be waited.
#[derive(Default)]
struct Noting(Mutex<Vec<u64>>);

impl AsyncRuntime for &'static Noting {
    fn spawn(&self, _: TaskFuture) -> SpawnedTask {
        unimplemented!("nothing is spawned")
    }

    fn sleep(&self, duration: azure_core::time::Duration) -> TaskFuture {
        self.0.lock().unwrap().push(duration.whole_seconds().unsigned_abs());
        Box::pin(std::future::ready(()))
    }

    fn yield_now(&self) -> TaskFuture {
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn the_authority_is_asked_as_often_as_it_says() {
    if !run_alone(module_path!(), "the_authority_is_asked_as_often_as_it_says") {
        return;
    }
    let clock: &'static Noting = Box::leak(Box::default());
    set_async_runtime(Arc::new(clock)).unwrap();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let pending = || refusal("authorization_pending", Some(70016));
            let slower = || refusal("slow_down", None);
            let broken = || (503, json!({}));
            for (interval, replies, waits) in [
                // Five seconds unless the authority says another number; also before the first time.
                (None, vec![], vec![5]),
                (Some(3), vec![pending(), pending()], vec![3, 3, 3]),
                (Some(3), vec![slower(), pending(), slower()], vec![3, 8, 8, 13]),
                (Some(3), vec![broken(), broken(), pending()], vec![3, 6, 12, 12]),
                (Some(40), vec![broken(), broken()], vec![40, 60, 60]),
            ] {
                let authority = Authority::start().await;
                authority.state().interval = interval;
                authority.state().next.extend(replies);
                clock.0.lock().unwrap().clear();
                token(&*device(options(&authority))).await.unwrap();
                assert_eq!(*clock.0.lock().unwrap(), waits, "{interval:?}");
            }
            // One that says for ever that it waits.
            let authority = Authority::start().await;
            authority.state().interval = Some(5);
            authority.state().lifetime = 60;
            authority.state().next.extend((0..100).map(|_| pending()));
            let failed = token(&*device(options(&authority))).await.unwrap_err();
            assert_eq!(failed.failure(), SignInFailure::CodeExpired);
            assert_eq!(authority.state().of("device_code").len(), 12);
            // One that is not there at all: the first request is sent three times.
            let nobody = SignInOptions::new().with_authority("http://127.0.0.1:9");
            clock.0.lock().unwrap().clear();
            let failed = token(&*device(nobody)).await.unwrap_err();
            assert_eq!(failed.failure(), SignInFailure::Unreachable);
            assert_eq!(*clock.0.lock().unwrap(), [1, 2]);
            assert!(
                failed.to_string().starts_with("no response came from 127.0.0.1: "),
                "{failed}"
            );
        });
}
