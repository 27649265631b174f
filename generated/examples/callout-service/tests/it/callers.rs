//! Who may call, what may be posted, and how the service starts.

use std::process::Command;

use msgraph_identity_governance::testing::callouts;
use serde_json::{Value, json};

use crate::service::{Folder, Service, command};
use crate::world::{World, token};

fn request() -> Value {
    callouts::access_package_request("AssignmentRequestCreated")
}

#[tokio::test]
async fn others_than_the_logic_app_are_refused() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let good = token(json!({}));
    let signature = good.rsplit('.').next().unwrap();
    let other = token(json!({ "uti": "other" }));
    let forged = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    let stranger = "99999999-0000-0000-0000-00000000000a";
    for (token, status, reason, challenge) in [
        (None, 401, "no_token", "Bearer"),
        (Some("x".to_owned()), 401, "malformed", "Bearer error=\"invalid_token\""),
        (Some(forged), 401, "signature", "Bearer error=\"invalid_token\""),
        (
            Some(token(json!({ "exp": 1 }))),
            401,
            "expired",
            "Bearer error=\"invalid_token\"",
        ),
        (
            Some(token(json!({ "aud": "https://graph.microsoft.com" }))),
            401,
            "audience",
            "Bearer error=\"invalid_token\"",
        ),
        (
            Some(token(json!({ "roles": ["Other"] }))),
            403,
            "missing_role",
            "Bearer error=\"insufficient_scope\"",
        ),
        (
            Some(token(json!({ "appid": stranger }))),
            403,
            "other_application",
            "Bearer error=\"insufficient_scope\"",
        ),
    ] {
        let response = service
            .post_as("access-package", token.as_deref(), request().to_string())
            .await;
        assert_eq!(response.status(), status, "{reason}");
        let header = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(header.starts_with(challenge), "{header}");
        assert_eq!(response.text().await.unwrap(), "");
        let count = service
            .metric(&format!("callers_refused_total{{reason=\"{reason}\"}}"))
            .await;
        assert_eq!(count, Some(1.0), "{reason}");
        if let Some(token) = token {
            let signature = token.rsplit('.').next().unwrap();
            assert!(signature.len() < 8 || !folder.log().contains(signature));
        }
    }
    assert!(!folder.log().contains(signature));
    assert_eq!(service.metric("pending").await, Some(0.0));
    assert!(world.state().resumes.is_empty());
    // A refused caller's body is not read, however long it is.
    let response = service.post_as("access-package", None, vec![b' '; 100_000]).await;
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn while_keys_cannot_be_read_callers_are_asked_to_come_again() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start_with(&world.url(), &folder, &["--authority", "http://127.0.0.1:1"]);
    let response = service.post("access-package", &request()).await;
    assert_eq!(response.status(), 503);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait));
}

#[tokio::test]
async fn a_test_of_the_connection_gets_its_response_and_no_resume() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let response = service.post("access-package", &callouts::connection_test()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(service.metric("pending").await, Some(0.0));
    let tests = service
        .metric(r#"callouts_total{kind="access-package",outcome="connection_test"}"#)
        .await;
    assert_eq!(tests, Some(1.0));
    assert!(world.state().resumes.is_empty());
}

#[tokio::test]
async fn what_is_no_callout_is_refused_with_its_reason() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let mut without = request();
    without
        .as_object_mut()
        .unwrap()
        .remove("CustomExtensionStageInstanceId");
    let mut elsewhere = request();
    elsewhere["CallbackUriPath"] = json!("https://attacker.example/resume");
    for (page, body, reason) in [
        ("access-package", "{".to_owned(), "the document ends"),
        ("access-package", "[]".to_owned(), "object"),
        ("access-package", without.to_string(), "customExtensionStageInstanceId"),
        ("access-package", elsewhere.to_string(), "callbackUriPath"),
        ("custom-task", request().to_string(), "taskProcessingResult"),
    ] {
        let response = service.post_as(page, Some(&token(json!({}))), body).await;
        assert_eq!(response.status(), 400);
        let text = response.text().await.unwrap();
        assert!(text.contains(reason), "{reason}: {text}");
    }
    let long = service
        .post_as("access-package", Some(&token(json!({}))), vec![b' '; 100_000])
        .await;
    assert_eq!(long.status(), 413);
    assert_eq!(service.post("elsewhere", &json!({})).await.status(), 404);
    assert_eq!(service.get("callouts/access-package").await.0, 405);
    assert_eq!(service.metric("pending").await, Some(0.0));
}

#[tokio::test]
async fn health_and_metrics_need_no_token() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start_with(&world.url(), &folder, &["--log-format", "json"]);
    assert_eq!(service.get("healthz").await, (200, String::new()));
    let (status, text) = service.get("metrics").await;
    assert_eq!(status, 200);
    assert!(
        text.contains("# TYPE callout_service_resume_seconds histogram") && text.ends_with("# EOF\n"),
        "{text}"
    );
    service.request(&request()).await;
    world.resumes(1).await;
    service.all_done().await;
    for line in folder.log().lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert!(event["fields"]["message"].is_string(), "{line}");
    }
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let folder = Folder::new();
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = run(Command::new(env!("CARGO_BIN_EXE_callout-service")).env_clear());
    assert_eq!(code, Some(2));
    assert!(
        text.contains("--tenant") && text.contains("--audience") && text.contains("--caller"),
        "{text}"
    );

    let rules = folder.file("broken.json");
    std::fs::write(&rules, "{").unwrap();
    let rules = rules.to_str().unwrap().to_owned();
    let nowhere = folder.file("no/such/callouts.db").to_str().unwrap().to_owned();
    for (arguments, reason) in [
        (["--tenant", "common"], "`common`"),
        (["--graph", "https://graph.microsoft.com"], "loopback alone"),
        (["--graph", "http://graph.example"], "loopback alone"),
        (["--authority", "http://login.example"], "by https"),
        (["--rules", &rules], "broken.json"),
        (["--database", &nowhere], "callouts.db"),
        (["--listen", "nowhere"], "nothing can listen at nowhere"),
    ] {
        let (code, text) = run(command("http://127.0.0.1:1", &folder.file("callouts.db")).args(arguments));
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(reason), "{reason}: {text}");
        assert!(!text.contains("token-for-graph"), "{text}");
    }
}
