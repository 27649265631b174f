//! A task of lifecycle workflows: its resume, where it goes, and what is refused.

use integration_tests::http::{Service, empty};
use serde_json::{Value, json};

use super::posted::*;
use super::version::{Callout as _, Resume as _, Task as _, Version, in_both_versions, invalid, read_task};

in_both_versions! {
    a_tasks_resume_goes_where_its_path_says,
    a_tasks_path_that_leads_elsewhere_is_refused,
    a_tasks_missing_ids_are_named,
    a_path_by_version_needs_the_version_in_the_callout,
    a_task_with_a_mismatch_can_be_failed_not_completed,
    ;
    a_task_is_completed_through_the_client,
}

pub fn a_tasks_resume_goes_where_its_path_says<V: Version>() {
    let base = format!("https://graph.microsoft.com/{}", V::NAME);
    let reported = |path: Value| {
        let callout = read_task::<V>(&with(task_posted(), "/data/callbackUriPath", path));
        let shown = callout.failed("s").shown().unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(shown.body().unwrap()).unwrap()["data"]["operationStatus"],
            "failed"
        );
        shown.url().as_str().strip_prefix(&base).unwrap().to_owned()
    };
    // Every known place, with the callout's own ids.
    for template in V::Task::RESUME_PATHS {
        let path = template
            .replace("{workflow-id}", WORKFLOW)
            .replace("{task-id}", TASK)
            .replace("{taskProcessingResult-id}", RESULT)
            .replace("{workflowVersion-versionNumber}", "3");
        assert!(!path.contains('{'), "{path}");
        assert_eq!(reported(json!(path)), path);
        let short = path.replace("microsoft.graph.identityGovernance.resume", "resume");
        assert_ne!(short, path);
        assert_eq!(reported(json!(short)), path);
    }
    let documented = task_path("microsoft.graph.identityGovernance.resume");
    assert_eq!(reported(Value::Null), documented);
    assert_eq!(reported(json!(task_path("RESUME").trim_start_matches('/'))), documented);
}

pub fn a_tasks_path_that_leads_elsewhere_is_refused<V: Version>() {
    for id in [RESULT, WORKFLOW, TASK] {
        for (path, why) in hostile(&task_path("resume"), id) {
            let callout = read_task::<V>(&with(task_posted(), "/data/callbackUriPath", json!(path)));
            let reported = invalid(callout.completed("s").shown());
            assert!(
                reported.starts_with("data.callbackUriPath: not sent: ") && reported.contains(why),
                "{path}: {reported}"
            );
            assert!(!reported.contains("evil") && !reported.contains(id), "{reported}");
            assert!(callout.completed("s").body().is_err());
        }
    }
    let own = json!(OWN_PATH.replace(REQUEST, RESULT));
    let reported = invalid(read_task::<V>(&with(task_posted(), "/data/callbackUriPath", own)).check());
    assert!(reported.contains("none of the known"), "{reported}");
    let reported = invalid(read_task::<V>(&with(task_posted(), "/data/callbackUriPath", json!(3))).check());
    assert_eq!(
        reported,
        "data.callbackUriPath: not sent: it is no text; such a path is not followed"
    );
    // In another case it is a path all the same.
    let upper = with(
        without(task_posted(), "/data/callbackUriPath"),
        "/data/CallbackUriPath",
        json!("https://evil.example/"),
    );
    assert!(invalid(read_task::<V>(&upper).check()).contains("scheme or a host"));
}

pub fn a_tasks_missing_ids_are_named<V: Version>() {
    let no_path = without(task_posted(), "/data/callbackUriPath");
    for (member, name) in [
        ("taskProcessingResult", "data.taskProcessingResult.id"),
        ("workflow", "data.workflow.id"),
        ("task", "data.task.id"),
    ] {
        let missing = without(no_path.clone(), &format!("/data/{member}"));
        let reported = invalid(read_task::<V>(&missing).completed("s").shown());
        assert!(
            reported.starts_with(&format!("{name}: not sent: the callout has none")),
            "{reported}"
        );
        for bad in ["", ".", "..", "a/../b"] {
            let reported =
                invalid(read_task::<V>(&with(no_path.clone(), &format!("/data/{member}/id"), json!(bad))).check());
            assert!(
                reported.starts_with(&format!("{name}: not sent: ")),
                "{bad}: {reported}"
            );
        }
    }
    // An id that only the path has is not taken.
    for (member, name) in [("task", "data.task.id"), ("workflow", "data.workflow.id")] {
        let reported = invalid(
            read_task::<V>(&without(task_posted(), &format!("/data/{member}")))
                .failed("s")
                .body(),
        );
        assert!(
            reported.contains(&format!("an id that the callout itself lacks (`{name}`)")),
            "{reported}"
        );
    }
    assert!(
        read_task::<V>(&without(task_posted(), "/data/taskProcessingResult"))
            .check()
            .is_err()
    );
    assert!(read_task::<V>(&json!({"data": "x"})).check().is_err());
}

pub fn a_path_by_version_needs_the_version_in_the_callout<V: Version>() {
    let path = format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/versions/3/tasks/{TASK}/taskProcessingResults/{RESULT}/resume"
    );
    let posted = with(task_posted(), "/data/callbackUriPath", json!(path));
    let workflow = |version: Value| {
        with(
            without(posted.clone(), "/data/workflow/workflowVerson"),
            "/data/workflow",
            version,
        )
    };
    for version in [
        json!({"id": WORKFLOW, "WorkflowVersion": 3}),
        json!({"id": WORKFLOW, "workflowVersion": "3"}),
        json!({"id": WORKFLOW, "version": 3}),
    ] {
        read_task::<V>(&workflow(version)).check().unwrap();
    }
    let reported = invalid(read_task::<V>(&workflow(json!({"id": WORKFLOW, "workflowVersion": 4}))).check());
    assert!(
        reported.contains("another id than the callout's own `data.workflow.workflowVersion`"),
        "{reported}"
    );
    for version in [
        json!({"id": WORKFLOW}),
        json!({"id": WORKFLOW, "workflowVersion": "3/.."}),
        json!({"id": WORKFLOW, "workflowVersion": [3]}),
    ] {
        let reported = invalid(read_task::<V>(&workflow(version)).check());
        assert!(
            reported.contains("an id that the callout itself lacks (`data.workflow.workflowVersion`)"),
            "{reported}"
        );
    }
    // A place by an id that no callout has.
    let runs = format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/runs/7/taskProcessingResults/{RESULT}/resume"
    );
    let reported = invalid(read_task::<V>(&with(task_posted(), "/data/callbackUriPath", json!(runs))).check());
    assert!(reported.contains("none of the known paths"), "{reported}");
}

pub fn a_task_with_a_mismatch_can_be_failed_not_completed<V: Version>() {
    for (pointer, bad, path) in [
        ("/data/subject", json!(5), "data.subject"),
        (
            "/data/subject",
            json!({"@odata.type": "#microsoft.graph.group", "id": "u"}),
            "data.subject",
        ),
        ("/data/subject/@odata.type", json!({}), "data.subject"),
        ("/data/subject/displayName", json!(["x"]), "data.subject.displayName"),
        ("/data/task/displayName", json!({}), "data.task.displayName"),
        ("/data/workflow/displayName", json!(1), "data.workflow.displayName"),
        ("/source", json!(1), "source"),
        ("/type", json!([]), "type"),
        ("/@odata.type", json!("#microsoft.graph.accessPackage"), "@odata.type"),
    ] {
        let callout = read_task::<V>(&with(task_posted(), pointer, bad.clone()));
        let reported = invalid(callout.check());
        assert!(
            reported.starts_with(&format!("{path}: not sent: ")),
            "{pointer} {bad}: {reported}"
        );
        assert_eq!(invalid(callout.completed("s").body()), reported);
        let _ = callout.failed("s").shown().unwrap();
    }
    let late = read_task::<V>(&with(
        task_posted(),
        "/data/taskProcessingResult/createdDateTime",
        json!("yesterday"),
    ));
    assert_eq!(late.mismatches(), 1);
    late.completed("s").body().unwrap();
}

pub async fn a_task_is_completed_through_the_client<V: Version>() {
    let service = Service::start().await;
    let path = format!("/{}{}", V::NAME, task_path("microsoft.graph.identityGovernance.resume"));
    service.respond("POST", &path, empty(204)).await;
    read_task::<V>(&task_posted())
        .completed("sample")
        .send(service.options())
        .await
        .unwrap();
    let arrived = service.only().await;
    assert_eq!(arrived.target, path);
    let expected = json!({
        "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackData",
        "operationStatus": "completed",
    });
    assert_eq!(
        arrived.json(),
        json!({"source": "sample", "type": "lifecycleEvent", "data": expected})
    );
}
