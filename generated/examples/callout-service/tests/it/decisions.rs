//! What is decided, and what is resumed.

use std::time::Duration;

use futures::future::join_all;
use msgraph_identity_governance::testing::callouts;
use serde_json::json;

use crate::service::{APPROVER, Folder, PAYMENTS, Service};
use crate::world::World;

#[tokio::test]
async fn a_request_without_a_conflict_is_approved() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    service
        .request(&callouts::access_package_request("AssignmentRequestCreated"))
        .await;
    let (path, body) = world.resumes(1).await.remove(0);
    assert_eq!(
        path,
        format!(
            "/entitlementManagement/assignmentRequests/{}/resume",
            callouts::REQUEST_ID
        )
    );
    assert_eq!(body["source"], "Contoso.CalloutService");
    assert_eq!(body["data"]["stage"], "assignmentRequestCreated");
    assert_eq!(
        body["data"]["customExtensionStageInstanceId"],
        callouts::STAGE_INSTANCE_ID
    );
    assert_eq!(body["data"]["customExtensionStageInstanceDetail"], "no conflict found");
    assert!(body["data"].get("state").is_none());
    let filter = "target/objectId eq '11111111-aaaa-4111-8111-000000000008' and state eq 'delivered'";
    assert_eq!(world.state().filters, [filter]);
    service.all_done().await;
    let resumed = service
        .metric(r#"resumes_total{kind="access-package",outcome="resumed"}"#)
        .await;
    let decided = service
        .metric(r#"decisions_total{kind="access-package",outcome="approve"}"#)
        .await;
    assert_eq!((resumed, decided), (Some(1.0), Some(1.0)));
}

#[tokio::test]
async fn who_has_the_other_package_is_denied() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().held = vec!["cccccccc-0000-4000-8000-000000000001", PAYMENTS];
    let service = Service::start(&world.url(), &folder);
    service
        .request(&callouts::access_package_request("AssignmentRequestCreated"))
        .await;
    let (_, body) = world.resumes(1).await.remove(0);
    assert_eq!(body["data"]["state"], "denied");
    assert_eq!(
        body["data"]["customExtensionStageInstanceDetail"],
        "who orders does not pay"
    );
}

#[tokio::test]
async fn at_the_approval_stage_approvers_are_named() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let asks = "AssignmentRequestDeterminingApprovalRequirements";
    service.request(&callouts::access_package_request(asks)).await;
    let (_, body) = world.resumes(1).await.remove(0);
    let approver = &body["data"]["approvalStage"]["primaryApprovers"][0];
    assert_eq!(approver["@odata.type"], "#microsoft.graph.singleUser");
    assert_eq!(approver["userId"], APPROVER);
    assert_eq!(
        body["data"]["stage"],
        "assignmentRequestDeterminingApprovalRequirements"
    );
}

#[tokio::test]
async fn what_cannot_be_judged_is_denied() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let mut posted = callouts::access_package_request("AssignmentRequestCreated");
    posted["AccessPackage"] = json!("Engine builders");
    service.request(&posted).await;
    let mut posted = callouts::access_package_request("AssignmentRequestCreated");
    posted["CustomExtensionStageInstanceId"] = json!("another");
    posted.as_object_mut().unwrap().remove("Assignment");
    posted.as_object_mut().unwrap().remove("Requestor");
    service.request(&posted).await;
    for (_, body) in world.resumes(2).await {
        assert_eq!(body["data"]["state"], "denied", "{body}");
    }
}

#[tokio::test]
async fn later_stages_go_on_without_a_question() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().held = vec![PAYMENTS];
    let service = Service::start(&world.url(), &folder);
    service
        .request(&callouts::access_package_assignment("AssignmentOneDayBeforeExpiration"))
        .await;
    let (_, body) = world.resumes(1).await.remove(0);
    assert!(body["data"].get("state").is_none());
    assert!(world.state().filters.is_empty());
}

#[tokio::test]
async fn a_custom_task_is_completed_or_failed() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    assert_eq!(
        service.post("custom-task", &callouts::custom_task()).await.status(),
        202
    );
    let (path, body) = world.resumes(1).await.remove(0);
    let place = format!(
        "/lifecycleWorkflows/workflows/{}/tasks/{}",
        callouts::WORKFLOW_ID,
        callouts::TASK_ID
    );
    assert!(
        path.starts_with(&place) && path.contains(callouts::TASK_PROCESSING_RESULT_ID),
        "{path}"
    );
    assert_eq!(body["data"]["operationStatus"], "completed");

    let mut nobody = callouts::custom_task();
    nobody["data"]["taskProcessingResult"]["id"] = json!("another");
    nobody["data"].as_object_mut().unwrap().remove("callbackUriPath");
    nobody["data"].as_object_mut().unwrap().remove("subject");
    assert_eq!(service.post("custom-task", &nobody).await.status(), 202);
    assert_eq!(world.resumes(2).await[1].1["data"]["operationStatus"], "failed");
}

#[tokio::test]
async fn a_callout_that_is_delivered_often_is_decided_once() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().delay = Duration::from_millis(200);
    let service = Service::start(&world.url(), &folder);
    let posted = callouts::access_package_request("AssignmentRequestCreated");
    join_all((0..10).map(|_| service.request(&posted))).await;
    world.resumes(1).await;
    service.all_done().await;
    service.request(&posted).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(world.state().resumes.len(), 1);
    let duplicates = service
        .metric(r#"callouts_total{kind="access-package",outcome="duplicate"}"#)
        .await;
    assert_eq!(duplicates, Some(10.0));

    // The next stage of the same request is another call.
    let mut next = callouts::access_package_request("AssignmentRequestApproved");
    next["CustomExtensionStageInstanceId"] = json!("next");
    service.request(&next).await;
    assert_eq!(
        world.resumes(2).await[1].1["data"]["customExtensionStageInstanceId"],
        "next"
    );
}

#[tokio::test]
async fn many_callouts_are_all_resumed() {
    let (world, folder) = (World::start().await, Folder::new());
    let service = Service::start(&world.url(), &folder);
    let posted = (0..60).map(|at| {
        let mut posted = callouts::access_package_request("AssignmentRequestCreated");
        posted["CustomExtensionStageInstanceId"] = json!(format!("call-{at}"));
        posted
    });
    let posted: Vec<_> = posted.collect();
    join_all(posted.iter().map(|posted| service.request(posted))).await;
    world.resumes(60).await;
    service.all_done().await;
    assert_eq!(world.state().resumes.len(), 60);
}
