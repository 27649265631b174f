//! Approval stages: who decides, escalation, fallbacks, stages that a custom extension determines.

use serde_json::{Value, json};
use time::Duration;

use super::*;

fn approve() -> Value {
    json!({"reviewResult": "Approve", "justification": "known"})
}

impl Scene {
    fn decide(&self, by: &str, request: NodeId, decision: Value) -> Result<(), Failure> {
        self.patch(&user(by), self.open_stage(request), decision)
    }
}

#[tokio::test]
async fn each_stage_is_decided_by_its_approvers() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let group = json!({"@odata.type": "#microsoft.graph.groupMembers", "groupId": "approvers"});
        let second = json!({"primaryApprovers": [group], "isApproverJustificationRequired": true});
        scene.policy(&Spec::new().approved_by(stage_of(&["ben"])).approved_by(second));
        let request = scene.ada_asks().await;
        let first = scene.open_stage(request);
        assert_eq!(scene.member(first, "reviewResult"), "NotReviewed");
        for by in ["cleo", "ada", "admin"] {
            assert_eq!(why(scene.decide(by, request, approve())).0, 403, "{by}");
        }
        let nobody = scene.patch(&Caller::default(), first, approve());
        assert_eq!(why(nobody).0, 403);
        for wrong in [
            json!({}),
            json!({"reviewResult": "Maybe"}),
            json!({"status": "Completed"}),
        ] {
            assert_eq!(
                why(scene.decide("ben", request, wrong)),
                (400, Some("reviewResult".to_owned()))
            );
        }
        // What else a body says is not the approver's.
        let decision = json!({"reviewResult": "approved", "justification": "known", "id": "x", "status": "Expired"});
        scene.decide("ben", request, decision).unwrap();
        assert_eq!(scene.member(first, "reviewResult"), "Approve");
        assert_eq!(scene.member(first, "status"), "Completed");
        assert_eq!(
            scene.member(first, "reviewedBy"),
            json!({"id": "ben", "displayName": "ben"})
        );
        assert!(scene.member(first, "reviewedDateTime").is_string());
        assert_eq!(scene.key(first), scene.member(first, "id"));
        assert_eq!(why(scene.patch(&user("ben"), first, approve())).0, 409);

        assert_eq!(scene.state(request), "pendingApproval");
        let unjustified = scene.decide(
            "cleo",
            request,
            json!({"reviewResult": "Approve", "justification": " "}),
        );
        assert_eq!(why(unjustified), (400, Some("justification".to_owned())));
        scene.decide("cleo", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");
    }
}

#[tokio::test]
async fn others_decide_after_the_time_of_escalation() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let mut stage = stage_of(&["ben"]);
        let more = match version {
            Version::V1_0 => json!({
                "isEscalationEnabled": true, "durationBeforeEscalation": "P2D", "durationBeforeAutomaticDenial": "P4D",
            }),
            Version::Beta => json!({
                "isEscalationEnabled": true, "escalationTimeInMinutes": 2880, "approvalStageTimeOutInDays": 4,
            }),
        };
        stage.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stage["escalationApprovers"] = stage_of(&["cleo"])["primaryApprovers"].clone();
        scene.policy(&Spec::new().approved_by(stage));
        let request = scene.ada_asks().await;
        scene.advance(Duration::days(1)).await;
        assert_eq!(why(scene.decide("cleo", request, approve())).0, 403);
        scene.advance(Duration::days(1)).await;
        assert_eq!(scene.status(request), "PendingApprovalEscalated");
        scene.decide("cleo", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");

        // The primary approver still may, and after four days nobody may.
        let other = Scene::new(version);
        let spec = scene.read(|_| Spec::new());
        let mut stage = stage_of(&["ben"]);
        stage.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        other.policy(&spec.approved_by(stage));
        let request = other.ada_asks().await;
        other.advance(Duration::days(3)).await;
        let stage = other.open_stage(request);
        other.advance(Duration::days(2)).await;
        assert_eq!(
            (other.state(request), other.status(request)),
            ("denied".to_owned(), json!("Expired"))
        );
        assert_eq!(other.member(stage, "status"), "Expired");
        assert_eq!(why(other.patch(&user("ben"), stage, approve())).0, 409);
    }
}

#[tokio::test]
async fn fallbacks_decide_where_nobody_else_is_found() {
    for version in Version::ALL {
        let manager = json!({"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1});
        let backup = json!({"@odata.type": "#microsoft.graph.singleUser", "id": "dora", "isBackup": true});
        let stage = match version {
            Version::V1_0 => json!({
                "primaryApprovers": [manager],
                "fallbackPrimaryApprovers": stage_of(&["dora"])["primaryApprovers"],
            }),
            Version::Beta => json!({"primaryApprovers": [manager, backup]}),
        };
        let scene = Scene::new(version);
        scene.policy(&Spec::new().approved_by(stage));
        // Ada has a manager, Cleo has none.
        let request = scene.ada_asks().await;
        assert_eq!(why(scene.decide("dora", request, approve())).0, 403);
        scene.decide("ben", request, approve()).unwrap();
        let body = json!({"requestType": "userAdd", "assignment": {"accessPackageId": PACKAGE}});
        let request = scene.request(&user("cleo"), body).unwrap();
        scene.settle().await;
        scene.decide("dora", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");

        // With nobody at all, the stage is approved.
        let scene = Scene::new(version);
        let stage = json!({"primaryApprovers": [{"@odata.type": "#microsoft.graph.externalSponsors"}]});
        scene.policy(&Spec::new().approved_by(stage));
        let request = scene.ada_asks().await;
        assert_eq!(scene.state(request), "delivered");
    }
}

#[tokio::test]
async fn nobody_approves_access_of_their_own() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().approved_by(stage_of(&["ada", "ben"])));
        let request = scene.ada_asks().await;
        assert_eq!(why(scene.decide("ada", request, approve())).0, 403);
        scene.decide("ben", request, approve()).unwrap();
    }
}

#[tokio::test]
async fn administrators_need_nobodys_approval() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(
            &Spec::new()
                .approved_by(stage_of(&["ben"]))
                .at(Stage::Determining, WAITS),
        );
        let spec = json!({"targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let body = json!({"requestType": "AdminAdd", "assignment": spec});
        let request = scene.request(&user("admin"), body).unwrap();
        scene.settle().await;
        assert_eq!(scene.state(request), "delivered");
        assert!(scene.posts().is_empty());
    }
}

#[tokio::test]
async fn a_determined_stage_takes_the_place_of_the_policys() {
    // The two documented shapes of an approver, and v1.0's own.
    let shapes = [
        json!({"@odata.type": "#microsoft.graph.singleUser", "userId": "cleo"}),
        json!({"@odata.type": "#microsoft.graph.singleUser", "id": "cleo", "isBackup": false}),
        json!({"id": "cleo", "isBackup": true}),
    ];
    for version in Version::ALL {
        for approver in &shapes {
            let scene = Scene::new(version);
            scene.policy(
                &Spec::new()
                    .approved_by(stage_of(&["ben"]))
                    .at(Stage::Determining, WAITS),
            );
            let request = scene.ada_asks().await;
            let nobody = json!({"approvalStage": {"primaryApprovers": [{"userId": "nobody"}]}});
            let about = Some("data/approvalStage/primaryApprovers".to_owned());
            assert_eq!(why(scene.resume(request, nobody)), (400, about.clone()));
            assert_eq!(why(scene.resume(request, json!({"approvalStage": {}}))), (400, about));
            let stage = json!({
                "@odata.type": "#microsoft.graph.assignmentRequestApprovalStageCallbackData",
                "approvalStage": {
                    "durationBeforeAutomaticDenial": "P2D", "isApproverJustificationRequired": false,
                    "primaryApprovers": [approver],
                },
            });
            scene.resume(request, stage).unwrap();
            assert_eq!(scene.state(request), "pendingApproval");
            assert_eq!(why(scene.decide("ben", request, approve())).0, 403);
            scene
                .decide("cleo", request, json!({"reviewResult": "Approve"}))
                .unwrap();
            assert_eq!(scene.state(request), "delivered");
        }
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Determining, WAITS));
        let request = scene.ada_asks().await;
        let stage = json!({"approvalStage": {
            "durationBeforeAutomaticDenial": "P2D", "primaryApprovers": [{"id": "cleo", "isBackup": false}],
        }});
        scene.resume(request, stage).unwrap();
        scene.advance(Duration::days(3)).await;
        assert_eq!(
            (scene.state(request), scene.status(request)),
            ("denied".to_owned(), json!("Expired"))
        );
    }
}

#[tokio::test]
async fn a_dynamic_stage_of_a_policy_asks_its_extension() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let dynamic = json!({
            "@odata.type": "#microsoft.graph.accessPackageDynamicApprovalStage",
            "durationBeforeAutomaticDenial": "P2D",
            "customExtension": {
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension", "id": WAITS,
            },
        });
        scene.policy(&Spec::new().approved_by(dynamic).approved_by(stage_of(&["ben"])));
        let request = scene.ada_asks().await;
        let post = scene.posts().pop().unwrap();
        assert_eq!(post.body["Stage"], "AssignmentRequestDeterminingApprovalRequirements");
        let stage = json!({"approvalStage": {"primaryApprovers": [{"userId": "cleo"}]}});
        scene.resume(request, stage).unwrap();
        scene.decide("cleo", request, approve()).unwrap();
        scene.decide("ben", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");

        // A service that wants nobody's approval leaves the policy's other stages.
        let request = scene.request(
            &user("dora"),
            json!({"requestType": "userAdd", "assignment": {"accessPackageId": PACKAGE}}),
        );
        let request = request.unwrap();
        scene.settle().await;
        scene.resume(request, json!({})).unwrap();
        assert_eq!(scene.state(request), "pendingApproval");
        scene.decide("ben", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");

        // One that does not resume in time can be asked again.
        let request = scene.request(
            &user("cleo"),
            json!({"requestType": "userAdd", "assignment": {"accessPackageId": PACKAGE}}),
        );
        let request = request.unwrap();
        scene.settle().await;
        scene.advance(Duration::hours(3)).await;
        assert_eq!(scene.state(request), "deliveryFailed");
        let set = scene.words().requests;
        scene
            .call(&user("admin"), set, "reprocess", Bound::Entity(request), json!({}))
            .unwrap();
        scene.settle().await;
        scene.resume(request, json!({})).unwrap();
        scene.decide("ben", request, approve()).unwrap();
        assert_eq!(scene.state(request), "delivered");
    }
}
