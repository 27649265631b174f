//! Each state, by each path that leads to it.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::governance::instants;

/// How a request goes on.
#[derive(Clone, Copy, Debug)]
enum Step {
    Resume,
    Deny,
    CancelByResume,
    Approve,
    Reject,
    Cancel,
    Hours(i64),
    Days(i64),
    Down,
    Broken,
    Up,
    Reprocess,
}

impl Scene {
    async fn go(&self, request: NodeId, step: Step) {
        let set = self.words().requests;
        match step {
            Step::Resume => drop(self.resume(request, json!({})).unwrap()),
            Step::Deny => drop(self.resume(request, json!({"state": "Denied"})).unwrap()),
            Step::CancelByResume => drop(self.resume(request, json!({"state": "canceled"})).unwrap()),
            Step::Approve | Step::Reject => {
                let result = if matches!(step, Step::Approve) {
                    "Approve"
                } else {
                    "Deny"
                };
                let stage = self.open_stage(request);
                self.patch(
                    &user("ben"),
                    stage,
                    json!({"reviewResult": result, "justification": "so"}),
                )
                .unwrap();
            }
            Step::Cancel => {
                let done = self.call(&user("ada"), set, "cancel", Bound::Entity(request), json!({}));
                assert_eq!(done.unwrap(), Outcome::Nothing);
            }
            Step::Hours(hours) => self.advance(Duration::hours(hours)).await,
            Step::Days(days) => self.advance(Duration::days(days)).await,
            Step::Down => self.respond(Posted::Failed("no route".to_owned())),
            Step::Broken => self.respond(responded(500)),
            Step::Up => self.respond(responded(202)),
            Step::Reprocess => {
                let done = self.call(&user("admin"), set, "reprocess", Bound::Entity(request), json!({}));
                assert_eq!(done.unwrap(), Outcome::Accepted);
            }
        }
        self.settle().await;
    }
}

/// Policy, steps, the request's state and status, the assignment's state.
type Row<'a> = (Spec, &'a [Step], &'a str, &'a str, Option<&'a str>);

#[tokio::test]
async fn each_state_is_reached_by_each_path() {
    use Stage::{Approved, Created, Determining, Granted};
    use Step::*;
    let plain = Spec::new;
    let waiting = |stage| Spec::new().at(stage, WAITS);
    let approved = || Spec::new().approved_by(stage_of(&["ben"]));
    let all = || {
        let stages = [Created, Determining, Approved, Granted];
        stages.into_iter().fold(approved(), |spec, stage| spec.at(stage, WAITS))
    };
    let table: Vec<Row<'_>> = vec![
        (plain(), &[], "delivered", "Delivered", Some("delivered")),
        (
            plain().at(Created, LAUNCHED),
            &[],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (waiting(Created), &[], "submitted", "WaitingForCallback", None),
        (waiting(Created), &[Resume], "delivered", "Delivered", Some("delivered")),
        (waiting(Created), &[Deny], "denied", "Denied", None),
        (waiting(Created), &[CancelByResume], "canceled", "Canceled", None),
        (waiting(Created), &[Cancel], "canceled", "Canceled", None),
        (waiting(Created), &[Hours(1)], "submitted", "WaitingForCallback", None),
        (
            waiting(Created),
            &[Hours(3)],
            "deliveryFailed",
            "CallbackTimedOut",
            None,
        ),
        (
            waiting(Created),
            &[Hours(3), Reprocess, Resume],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (waiting(Determining), &[], "submitted", "WaitingForCallback", None),
        (
            waiting(Determining),
            &[Resume],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (waiting(Determining), &[Deny], "denied", "Denied", None),
        (approved(), &[], "pendingApproval", "PendingApproval", None),
        (approved(), &[Approve], "delivered", "Delivered", Some("delivered")),
        (approved(), &[Reject], "denied", "Denied", None),
        (approved(), &[Cancel], "canceled", "Canceled", None),
        (approved(), &[Days(13)], "pendingApproval", "PendingApproval", None),
        (approved(), &[Days(15)], "denied", "Expired", None),
        (waiting(Approved), &[], "submitted", "WaitingForCallback", None),
        (waiting(Approved), &[Deny], "denied", "Denied", None),
        (
            waiting(Approved),
            &[Resume],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (
            waiting(Granted),
            &[],
            "delivering",
            "WaitingForCallback",
            Some("delivering"),
        ),
        (waiting(Granted), &[Resume], "delivered", "Delivered", Some("delivered")),
        (
            waiting(Granted),
            &[Hours(3)],
            "deliveryFailed",
            "CallbackTimedOut",
            Some("deliveryFailed"),
        ),
        (
            waiting(Granted),
            &[Hours(3), Reprocess],
            "delivering",
            "WaitingForCallback",
            Some("delivering"),
        ),
        (
            waiting(Granted),
            &[Hours(3), Reprocess, Resume],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (all(), &[Resume], "submitted", "WaitingForCallback", None),
        (
            all(),
            &[Resume, Resume, Resume],
            "delivering",
            "WaitingForCallback",
            Some("delivering"),
        ),
        (
            all(),
            &[Resume, Resume, Resume, Resume],
            "delivered",
            "Delivered",
            Some("delivered"),
        ),
        (
            approved().at(Approved, WAITS),
            &[Approve],
            "pendingApproval",
            "WaitingForCallback",
            None,
        ),
        (
            approved().at(Approved, WAITS),
            &[Approve, Deny],
            "denied",
            "Denied",
            None,
        ),
    ];
    for version in Version::ALL {
        for (spec, steps, state, status, assignment) in &table {
            let scene = Scene::new(version);
            scene.policy(spec);
            let request = scene.ada_asks().await;
            for step in *steps {
                scene.go(request, *step).await;
            }
            let what = format!("{version:?} {:?} {steps:?}", spec.stages);
            assert_eq!(scene.state(request), *state, "{what}");
            assert_eq!(scene.status(request), *status, "{what}");
            let found = scene.assignment(request).map(|(_, state)| state);
            assert_eq!(found.as_deref(), *assignment, "{what}");
            let completed = scene.member(request, scene.words().request_completed);
            let is_over = ["delivered", "denied", "canceled", "deliveryFailed"].contains(state);
            assert_eq!(completed.is_string(), is_over, "{what}");
        }
    }
    // The service is down, or responds with an error, before anybody asks.
    for version in Version::ALL {
        for (how, extension, state) in [
            (Down, WAITS, "deliveryFailed"),
            (Broken, WAITS, "deliveryFailed"),
            (Down, LAUNCHED, "delivered"),
            (Broken, LAUNCHED, "delivered"),
        ] {
            let scene = Scene::new(version);
            let policy = scene.policy(&plain().at(Created, extension));
            scene.go(policy, how).await;
            let request = scene.ada_asks().await;
            assert_eq!(scene.state(request), state, "{how:?} {extension}");
            let [instance] = scene.instances(request).try_into().unwrap();
            assert_eq!(instance.status.name(), "calloutFailed");
            assert!(instance.detail.is_some());
            if state == "deliveryFailed" {
                assert_eq!(scene.status(request), "CalloutFailed");
                scene.go(request, Up).await;
                scene.go(request, Reprocess).await;
                scene.go(request, Resume).await;
                assert_eq!(scene.state(request), "delivered");
                let late = scene.resume(request, json!({}));
                assert_eq!(why(late).0, 409);
            }
        }
    }
}

#[tokio::test]
async fn a_request_for_later_is_scheduled_until_then() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new());
        let start = OffsetDateTime::now_utc() + Duration::days(10);
        let body = json!({
            "requestType": "adminAdd",
            scene.words().request_assignment: {
                "targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE,
            },
            "schedule": {"startDateTime": instants::written(start)},
        });
        let request = scene.request(&user("admin"), body.clone()).unwrap();
        scene.settle().await;
        assert_eq!(scene.state(request), "scheduled");
        assert_eq!(scene.assignment(request), None);
        scene.advance(Duration::days(9)).await;
        assert_eq!(scene.state(request), "scheduled");
        scene.advance(Duration::days(2)).await;
        assert_eq!(scene.state(request), "delivered");
        let (assignment, state) = scene.assignment(request).unwrap();
        assert_eq!(state, "delivered");
        let schedule = scene.member(assignment, "schedule");
        let begins = instants::instant(schedule.get("startDateTime")).unwrap();
        assert!((begins - start).abs() < Duration::seconds(1), "{schedule}");
        let ends = instants::instant(schedule["expiration"].get("endDateTime")).unwrap();
        assert_eq!(ends - begins, Duration::days(365));

        // Before its time it can be taken back.
        let other = json!({"targetId": "cleo", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let start = instants::written(OffsetDateTime::now_utc() + Duration::days(30));
        let name = scene.words().request_assignment;
        let body = json!({"requestType": "adminAdd", name: other, "schedule": {"startDateTime": start}});
        let request = scene.request(&user("admin"), body).unwrap();
        scene.settle().await;
        scene.go(request, Step::Cancel).await;
        scene.advance(Duration::days(40)).await;
        assert_eq!(scene.state(request), "canceled");
        assert_eq!(scene.assignment(request), None);
    }
}

#[tokio::test]
async fn each_kind_of_removal_ends_the_assignment() {
    for version in Version::ALL {
        for (kind, by) in [
            ("userRemove", user("ada")),
            ("adminRemove", user("admin")),
            ("approverRemove", restricted("ben")),
            ("systemRemove", Caller::default()),
        ] {
            let scene = Scene::new(version);
            let spec = Spec::new().approved_by(stage_of(&["ben"])).at(Stage::Removed, WAITS);
            scene.policy(&spec);
            let request = scene.ada_asks().await;
            scene.go(request, Step::Approve).await;
            let (assignment, _) = scene.assignment(request).unwrap();
            let name = scene.words().request_assignment;
            let body = json!({"requestType": kind, name: {"id": scene.key(assignment)}});
            let removal = scene.request(&by, body.clone()).unwrap();
            scene.settle().await;
            assert_eq!(scene.state(removal), "delivering", "{kind}");
            assert_eq!(scene.assignment(removal).unwrap(), (assignment, "delivered".to_owned()));
            let again = scene.request(&by, body);
            assert_eq!(why(again), (409, None));
            assert_eq!(why(scene.resume(removal, json!({"state": "Denied"}))).0, 400);
            scene.go(removal, Step::Resume).await;
            assert_eq!(scene.state(removal), "delivered", "{kind}");
            assert_eq!(scene.assignment(request).unwrap().1, "expired");
            assert!(scene.member(assignment, "expiredDateTime").is_string());
        }
        // Somebody who did not approve it removes nothing.
        let scene = Scene::new(version);
        scene.policy(&Spec::new().approved_by(stage_of(&["ben"])));
        let request = scene.ada_asks().await;
        scene.go(request, Step::Approve).await;
        let (assignment, _) = scene.assignment(request).unwrap();
        let body = json!({"requestType": "approverRemove", "assignment": {"id": scene.key(assignment)}});
        assert_eq!(why(scene.request(&user("cleo"), body)).0, 403);
    }
}

#[tokio::test]
async fn a_removal_that_is_not_resumed_leaves_access() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Removed, WAITS));
        let request = scene.ada_asks().await;
        let (assignment, _) = scene.assignment(request).unwrap();
        let body = json!({"requestType": "adminRemove", "assignment": {"id": scene.key(assignment)}});
        let removal = scene.request(&user("admin"), body).unwrap();
        scene.settle().await;
        scene.advance(Duration::hours(3)).await;
        assert_eq!(scene.state(removal), "deliveryFailed");
        assert_eq!(scene.assignment(request).unwrap().1, "delivered");
        scene.go(removal, Step::Reprocess).await;
        scene.go(removal, Step::Resume).await;
        assert_eq!(scene.assignment(request).unwrap().1, "expired");
    }
}

#[tokio::test]
async fn a_request_that_is_only_checked_makes_nothing() {
    let scene = Scene::new(Version::Beta);
    scene.policy(&Spec::new());
    let spec = json!({"targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
    let body = json!({"requestType": "userAdd", "isValidationOnly": true, "accessPackageAssignment": spec});
    let request = scene.request(&user("ada"), body).unwrap();
    scene.settle().await;
    assert_eq!(scene.status(request), "Validated");
    assert_eq!(scene.assignment(request), None);
}
