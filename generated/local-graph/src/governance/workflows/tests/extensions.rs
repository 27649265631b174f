//! Custom task extensions: completed, failed, timed out, resumed twice; what is posted.

use http::Method;
use msgraph_identity_governance::{beta, v1_0};
use serde_json::json;
use time::Duration;

use super::*;
use crate::engine::Version;
use crate::governance::testing::both;
use crate::turn::Posted;

const EXTENSIONS: &str = "/identityGovernance/lifecycleWorkflows/customTaskExtensions";
const RUN_EXTENSION: &str = "4262b724-8dba-4fad-afc3-43fcbb497a0e";

fn extension(callback: Value) -> Value {
    json!({
        "id": "e1",
        "displayName": "Check",
        "endpointConfiguration": {
            "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "logicAppWorkflowName": "check", "url": "http://127.0.0.1:9/callout",
        },
        "callbackConfiguration": callback,
    })
}

fn waiting() -> Value {
    let ty = "#microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration";
    json!({"@odata.type": ty, "timeoutDuration": "PT30M"})
}

/// A workflow with a custom task and one after it, and a user.
fn prepared(world: &World, callback: Value) -> String {
    world.user("ada", json!({}));
    world.post(EXTENSIONS, extension(callback));
    made(
        world,
        json!([
            task(RUN_EXTENSION, Some(("customTaskExtensionID", "e1"))),
            task(DISABLE, None)
        ]),
    )
}

fn resume(world: &World, path: &str, status: &str) -> u16 {
    let body = json!({
        "source": "test", "type": "lifecycleEvent",
        "data": {
            "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackData",
            "operationStatus": status,
        },
    });
    world.send(Method::POST, path, Some(body)).0
}

fn statuses(world: &World, workflow: &str) -> (String, Vec<String>, Vec<String>) {
    let run = world.list(&format!("{workflow}/runs"))[0].clone();
    let results = format!("{workflow}/runs/{}/taskProcessingResults", run["id"].as_str().unwrap());
    let run = run["processingStatus"].as_str().unwrap().to_owned();
    (
        run,
        world.texts(&results, "processingStatus"),
        world.texts(&results, "processingInfo"),
    )
}

#[tokio::test]
async fn a_task_waits_for_its_service_and_goes_on() {
    both(|world| async move {
        let workflow = prepared(&world, waiting());
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let (run, tasks, info) = statuses(&world, &workflow);
        assert_eq!((run.as_str(), info[0].as_str()), ("inProgress", "waitingForCallback"));
        assert_eq!(tasks, ["inProgress", "queued"]);
        let posts = world.posts();
        assert_eq!(
            (posts.len(), posts[0].address.as_str()),
            (1, "http://127.0.0.1:9/callout")
        );
        let path = posts[0].body["data"]["callbackUriPath"].as_str().unwrap().to_owned();
        assert!(path.starts_with(&workflow) && path.ends_with("/resume"), "{path}");

        world.advance(Duration::minutes(29)).await;
        assert_eq!(resume(&world, &path, "completed"), 204);
        let (run, tasks, info) = statuses(&world, &workflow);
        assert_eq!((run.as_str(), info[0].as_str()), ("completed", "callbackReceived"));
        assert_eq!(tasks, ["completed", "completed"]);
        assert_eq!(world.get("/users/ada")["accountEnabled"], false);
        // Twice, and late: refused, and nothing changes.
        assert_eq!(resume(&world, &path, "failed"), 409);
        world.advance(Duration::hours(4)).await;
        assert_eq!(statuses(&world, &workflow).1, ["completed", "completed"]);
    })
    .await;
}

#[tokio::test]
async fn the_library_reads_what_is_posted() {
    both(|world| async move {
        let workflow = prepared(&world, waiting());
        world.user("boss", json!({}));
        world.patch(
            "/users/ada",
            json!({"manager@odata.bind": "https://graph.microsoft.com/v1.0/users/boss"}),
        );
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let body = world.posts()[0].body.to_string();
        let version = world.version;
        let (workflow_id, name) = match version {
            Version::V1_0 => {
                let read = v1_0::callout::CustomTaskExtensionCallout::from_slice(body.as_bytes()).unwrap();
                read.check().unwrap();
                let subject = read.data().unwrap().subject.clone().unwrap();
                (read.workflow_id().unwrap().to_owned(), subject.display_name.clone())
            }
            Version::Beta => {
                let read = beta::callout::CustomTaskExtensionCallout::from_slice(body.as_bytes()).unwrap();
                read.check().unwrap();
                let subject = read.data().unwrap().subject.clone().unwrap();
                (read.workflow_id().unwrap().to_owned(), subject.display_name.clone())
            }
        };
        assert_eq!(format!("{WORKFLOWS}/{workflow_id}"), workflow);
        assert_eq!(name.as_deref(), Some("ada"));
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["data"]["subject"]["manager"]["id"], "boss");
        assert_eq!(
            (&body["type"], &body["data"]["workflow"]["workflowVersion"]),
            (&json!("lifecycleEvent"), &json!(1))
        );
    })
    .await;
}

#[tokio::test]
async fn a_failed_task_cancels_the_others() {
    both(|world| async move {
        let workflow = prepared(&world, waiting());
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        // Resumed below the run: each of its URLs will do.
        let run = world.texts(&format!("{workflow}/runs"), "id").remove(0);
        let result = world
            .texts(&format!("{workflow}/runs/{run}/taskProcessingResults"), "id")
            .remove(0);
        let path =
            format!("{workflow}/runs/{run}/taskProcessingResults/{result}/microsoft.graph.identityGovernance.resume");
        assert_eq!(resume(&world, &path, "Failed"), 204);
        let (run, tasks, _) = statuses(&world, &workflow);
        assert_eq!(
            (run.as_str(), tasks),
            ("failed", vec!["failed".to_owned(), "canceled".to_owned()])
        );
        assert_eq!(world.get("/users/ada")["accountEnabled"], true);
    })
    .await;
}

#[tokio::test]
async fn a_task_that_is_not_resumed_times_out() {
    both(|world| async move {
        let workflow = prepared(&world, waiting());
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        world.advance(Duration::minutes(31)).await;
        let (run, tasks, info) = statuses(&world, &workflow);
        assert_eq!(
            (run.as_str(), tasks[0].as_str(), info[0].as_str()),
            ("failed", "failed", "callbackTimedOut")
        );
        let path = world.posts()[0].body["data"]["callbackUriPath"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(resume(&world, &path, "completed"), 409);
    })
    .await;
}

#[tokio::test]
async fn a_launched_task_is_not_waited_for() {
    both(|world| async move {
        let workflow = prepared(&world, Value::Null);
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let (run, tasks, info) = statuses(&world, &workflow);
        assert_eq!(
            (run.as_str(), tasks[0].as_str(), info[0].as_str()),
            ("completed", "completed", "calloutSent")
        );
        let path = world.posts()[0].body["data"]["callbackUriPath"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(resume(&world, &path, "completed"), 409);

        world.will_respond(Posted::Responded {
            status: 500,
            body: None,
        });
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let results = world.list(&format!("{workflow}/userProcessingResults"));
        assert_eq!(results[1]["processingStatus"], "failed");
    })
    .await;
}

#[tokio::test]
async fn a_reply_of_beta_may_say_how_it_went() {
    let world = World::new(Version::Beta);
    world.user("ada", json!({}));
    let mut body = extension(Value::Null);
    body["replyMode"] = json!("response");
    world.post(EXTENSIONS, body);
    let workflow = made(
        &world,
        json!([task(RUN_EXTENSION, Some(("customTaskExtensionID", "e1")))]),
    );
    world.will_respond(Posted::Responded {
        status: 200,
        body: Some(json!({"data": {"operationStatus": "failed"}})),
    });
    activate(&world, &workflow, &["ada"]);
    world.posted().await;
    assert_eq!(statuses(&world, &workflow).0, "failed");
}

#[tokio::test]
async fn wrong_resumes_and_extensions_are_refused() {
    both(|world| async move {
        let mut callback = waiting();
        callback["authorizedApps"] = json!([{"id": "app-1"}]);
        let workflow = prepared(&world, callback);
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let path = world.posts()[0].body["data"]["callbackUriPath"]
            .as_str()
            .unwrap()
            .to_owned();
        let refused = |body: Value| world.refusal(Method::POST, &path, body);
        let data = json!({"operationStatus": "completed"});
        let other = json!({"source": "x", "type": "other", "data": data});
        assert_eq!(refused(other), (400, "type".to_owned()));
        let unknown =
            json!({"source": "x", "type": "lifecycleEvent", "data": {"operationStatus": "unknownFutureValue"}});
        assert_eq!(refused(unknown), (400, "data/operationStatus".to_owned()));
        assert_eq!(resume(&world.application("app-2"), &path, "completed"), 403);
        assert_eq!(
            world
                .refusal(Method::DELETE, &format!("{EXTENSIONS}/e1"), Value::Null)
                .0,
            409
        );
        assert_eq!(resume(&world.application("app-1"), &path, "completed"), 204);

        let mut long = waiting();
        long["timeoutDuration"] = json!("PT4H");
        let refused = world.refusal(Method::POST, EXTENSIONS, extension(long));
        assert_eq!(refused, (400, "callbackConfiguration/timeoutDuration".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_run_takes_no_resume() {
    both(|world| async move {
        let workflow = prepared(&world, waiting());
        activate(&world, &workflow, &["ada"]);
        world.posted().await;
        let run = world.texts(&format!("{workflow}/runs"), "id").remove(0);
        let scope = json!({
            "@odata.type": "#microsoft.graph.identityGovernance.cancelRunsScope", "runs": [{"id": run}],
        });
        world.post(
            &format!("{workflow}/microsoft.graph.identityGovernance.cancelProcessing"),
            json!({"scope": scope}),
        );
        let (run, tasks, _) = statuses(&world, &workflow);
        assert_eq!((run.as_str(), tasks), ("canceled", vec!["canceled".to_owned(); 2]));
        let path = world.posts()[0].body["data"]["callbackUriPath"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(resume(&world, &path, "completed"), 409);
    })
    .await;
}
