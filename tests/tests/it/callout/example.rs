//! The examples decide on the same callouts, and approve nothing that they have not seen.

use msgraph_identity_governance::testing::callouts;
use serde_json::{Value, json};

use super::posted::{bytes, case, posted, task_posted, with, with_catalog, without};

#[allow(dead_code, reason = "its `main` is for who runs it")]
#[path = "../../../../generated/examples/callout.rs"]
mod program;

#[allow(dead_code, reason = "its `main` is for who runs it")]
#[path = "../../../../generated/examples/custom_task.rs"]
mod custom_task;

/// What the example sends for a callout of this catalog: the state, `approved` where there is none; nothing when it
/// refuses to read it.
fn decided(catalog: &str) -> Option<String> {
    let resume = program::access_package(with_catalog(catalog).as_bytes()).ok()??;
    let body = serde_json::to_value(resume.body().unwrap()).unwrap();
    let state = body["data"].get("state").map(|state| state.as_str().unwrap());
    Some(state.unwrap_or("approved").to_owned())
}

#[test]
fn the_example_approves_only_what_it_has_seen() {
    assert_eq!(
        decided(r#"{"Id": "c", "DisplayName": "Finance"}"#).as_deref(),
        Some("approved")
    );
    assert_eq!(
        decided(r#"{"Id": "c", "DisplayName": "Payments"}"#).as_deref(),
        Some("denied")
    );
    for catalog in [
        r#"{"DisplayName": ["Payments"]}"#,
        r##"{"@odata.type": "#microsoft.graph.accessPackageCatalog", "@odata.type": "#microsoft.graph.accessPackageCatalog", "DisplayName": "Payments"}"##,
        r##"{"@odata.type": "#microsoft.graph.user", "DisplayName": "Payments"}"##,
        r#"{"DisplayName": null}"#,
        "null",
        r#"{"DisplayName": "Payments", "displayName": "Sales"}"#,
        // And further of the kind.
        r##"{"@Odata.Type": "#microsoft.graph.user", "DisplayName": "Payments"}"##,
        r#"{"DisplayName": "Sales", "DisplayName": "Sales"}"#,
        r#"{"DisplayName": ""}"#,
        "{}",
        "[]",
        r#""Payments""#,
    ] {
        let decided = decided(catalog);
        assert!(
            matches!(decided.as_deref(), None | Some("denied")),
            "{catalog}: {decided:?}"
        );
    }
    let test = program::access_package(callouts::connection_test().to_string().as_bytes());
    assert!(test.unwrap().is_none());
    // Approvers are asked for only where that is possible, and not for what cannot be judged.
    let determining = |body: Value| {
        let body = with(
            body,
            "/Stage",
            json!("AssignmentRequestDeterminingApprovalRequirements"),
        );
        let resume = program::access_package(&bytes(&body)).unwrap().unwrap();
        serde_json::to_value(resume.body().unwrap()).unwrap()["data"]["approvalStage"].is_object()
    };
    assert!(determining(posted()));
    assert!(!determining(with(posted(), "/Requestor", json!(1))));
    // The cases of the shared folder do not say which catalog they are about.
    if let Some(body) = case("callout-entitlement-created") {
        let resume = program::access_package(&body).unwrap().unwrap();
        assert_eq!(
            serde_json::to_value(resume.body().unwrap()).unwrap()["data"]["state"],
            "denied"
        );
    }
}

#[test]
fn the_example_completes_a_task_only_for_somebody() {
    let status = |body: &Value| {
        let resume = custom_task::custom_task(&bytes(body)).unwrap();
        serde_json::to_value(resume.body().unwrap()).unwrap()["data"]["operationStatus"].clone()
    };
    assert_eq!(status(&task_posted()), "completed");
    assert_eq!(status(&without(task_posted(), "/data/subject")), "failed");
    for subject in [
        Value::Null,
        json!({}),
        json!({"id": ""}),
        json!({"id": ["u"]}),
        json!({"id": null}),
        json!([]),
        json!({"@odata.type": "#microsoft.graph.group", "id": "u"}),
    ] {
        assert_eq!(
            status(&with(task_posted(), "/data/subject", subject.clone())),
            "failed",
            "{subject}"
        );
    }
    let twice = task_posted()
        .to_string()
        .replacen("\"subject\":", "\"Subject\":{\"id\":\"x\"},\"subject\":", 1);
    assert!(custom_task::custom_task(twice.as_bytes()).is_err());
}
