//! Access ends by its time, with the stages before that; it is extended; time moves fast.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::governance::instants;

impl Scene {
    fn ends(&self, assignment: NodeId) -> Option<OffsetDateTime> {
        let schedule = self.member(assignment, "schedule");
        instants::instant(schedule["expiration"].get("endDateTime"))
    }
}

#[tokio::test]
async fn access_ends_after_365_days_with_both_stages_before() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let spec = Spec::new()
            .at(Stage::FourteenDays, EXPIRING)
            .at(Stage::OneDay, EXPIRING);
        scene.policy(&spec);
        let request = scene.ada_asks().await;
        let (assignment, _) = scene.assignment(request).unwrap();
        let stages = || {
            scene
                .posts()
                .into_iter()
                .map(|post| post.body["Stage"].clone())
                .collect::<Vec<_>>()
        };
        scene.advance(Duration::days(350)).await;
        assert!(stages().is_empty());
        scene.advance(Duration::hours(36)).await;
        assert_eq!(stages(), ["AssignmentFourteenDaysBeforeExpiration"]);
        scene.advance(Duration::hours(276)).await;
        assert_eq!(stages().len(), 1);
        scene.advance(Duration::hours(36)).await;
        assert_eq!(stages()[1..], ["AssignmentOneDayBeforeExpiration"]);
        assert_eq!(scene.assignment(request).unwrap().1, "delivered");
        scene.advance(Duration::days(1)).await;
        assert_eq!(scene.assignment(request).unwrap().1, "expired");
        assert!(scene.member(assignment, "expiredDateTime").is_string());
        let removals = scene.read(|store| {
            let requests = store.referrers(assignment, scene.words().request_assignment);
            requests.map(|id| scene.member(id, "requestType")).collect::<Vec<_>>()
        });
        assert_eq!(removals.len(), 2);
        assert_eq!(lower(&removals[1]), "systemRemove");
    }
}

#[tokio::test]
async fn access_ends_though_the_extension_at_the_end_is_silent() {
    for version in Version::ALL {
        for how in ["silent", "down", "nowhere"] {
            let scene = Scene::new(version);
            scene.policy(&Spec::new().at(Stage::Removed, WAITS));
            let request = scene.ada_asks().await;
            match how {
                "down" => scene.respond(responded(503)),
                "nowhere" => {
                    let forget = |turn: &mut Turn<'_>| set_address(&mut turn.change, "*", None);
                    scene.turn(&Caller::default(), forget).unwrap();
                }
                _ => {}
            }
            scene.advance(Duration::days(365)).await;
            scene.advance(Duration::hours(1)).await;
            let expected = if how == "silent" { "delivered" } else { "expired" };
            assert_eq!(scene.assignment(request).unwrap().1, expected, "{how}");
            scene.advance(Duration::hours(2)).await;
            assert_eq!(scene.assignment(request).unwrap().1, "expired");
        }
    }
}

#[tokio::test]
async fn access_without_an_end_stays() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec {
            days: None,
            ..Spec::new()
        });
        let request = scene.ada_asks().await;
        let (assignment, _) = scene.assignment(request).unwrap();
        assert_eq!(
            scene.member(assignment, "schedule")["expiration"]["type"],
            "noExpiration"
        );
        scene.advance(Duration::days(4000)).await;
        assert_eq!(scene.assignment(request).unwrap().1, "delivered");
    }
}

#[tokio::test]
async fn an_extension_moves_the_end() {
    for version in Version::ALL {
        for kind in ["userExtend", "userUpdate", "adminUpdate", "adminExtend", "systemUpdate"] {
            let scene = Scene::new(version);
            scene.policy(&Spec::new().at(Stage::OneDay, EXPIRING));
            let request = scene.ada_asks().await;
            let (assignment, _) = scene.assignment(request).unwrap();
            let before = scene.ends(assignment).unwrap();
            scene.advance(Duration::days(300)).await;
            let target = json!({"id": scene.key(assignment)});
            let mut body = json!({"requestType": kind, "assignment": target});
            let is_user = kind.starts_with("user");
            if !kind.ends_with("Extend") {
                // Whoever does not ask for another time changes answers alone.
                let plain = scene
                    .request(&user(if is_user { "ada" } else { "admin" }), body.clone())
                    .unwrap();
                scene.settle().await;
                assert_eq!(scene.state(plain), "delivered");
                assert_eq!(scene.ends(assignment), Some(before));
                body["schedule"] = json!({"expiration": {"type": "afterDuration", "duration": "P100D"}});
            }
            if version == Version::V1_0 && kind == "userUpdate" {
                let own = scene.request(&user("ada"), body);
                assert_eq!(why(own), (400, Some("schedule".to_owned())), "{kind}");
                continue;
            }
            let by = if is_user { "ada" } else { "admin" };
            let extension = scene.request(&user(by), body).unwrap();
            scene.settle().await;
            assert_eq!(scene.state(extension), "delivered", "{kind}");
            let after = scene.ends(assignment).unwrap();
            assert!(after > before, "{kind}: {before} {after}");
            scene.advance(Duration::days(66)).await;
            assert_eq!(scene.assignment(request).unwrap().1, "delivered", "{kind}");
            scene.advance(after - before).await;
            assert_eq!(scene.assignment(request).unwrap().1, "expired", "{kind}");
            assert_eq!(scene.posts().len(), 1, "{kind}");
        }
    }
}

#[tokio::test]
async fn an_extension_needs_the_approval_that_the_policy_wants() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().approved_by(stage_of(&["ben"])));
        let request = scene.ada_asks().await;
        let approve = json!({"reviewResult": "Approve", "justification": "yes"});
        scene
            .patch(&user("ben"), scene.open_stage(request), approve.clone())
            .unwrap();
        let (assignment, _) = scene.assignment(request).unwrap();
        let before = scene.ends(assignment).unwrap();
        scene.advance(Duration::days(10)).await;
        let body = json!({"requestType": "userExtend", "assignment": {"id": scene.key(assignment)}});
        let extension = scene.request(&user("ada"), body.clone()).unwrap();
        scene.settle().await;
        assert_eq!(scene.state(extension), "pendingApproval");
        assert_eq!(why(scene.request(&user("ada"), body)).0, 409);
        assert_eq!(scene.ends(assignment), Some(before));
        scene.patch(&user("ben"), scene.open_stage(extension), approve).unwrap();
        assert!(scene.ends(assignment).unwrap() > before);
    }
}

#[tokio::test]
async fn fourteen_days_pass_in_less_than_a_second() {
    let scene = Scene::new(Version::V1_0);
    let spec = Spec {
        days: Some(20),
        ..Spec::new()
    };
    scene.policy(&spec.at(Stage::FourteenDays, EXPIRING).at(Stage::OneDay, EXPIRING));
    let add = |turn: &mut Turn<'_>| {
        let ty = turn.change.ty("user").unwrap();
        for number in 0..200 {
            turn.change.insert(NodeId::ROOT, "users", ty, &format!("user-{number}"));
        }
        Ok(())
    };
    scene.turn(&Caller::default(), add).unwrap();
    for number in 0..200 {
        let spec = json!({
            "targetId": format!("user-{number}"), "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE,
        });
        scene
            .request(&user("admin"), json!({"requestType": "adminAdd", "assignment": spec}))
            .unwrap();
    }
    scene.settle().await;
    let begun = std::time::Instant::now();
    scene.advance(Duration::days(14)).await;
    let took = begun.elapsed();
    assert_eq!(scene.posts().len(), 200);
    assert!(took < std::time::Duration::from_secs(1), "{took:?}");
    scene.advance(Duration::days(7)).await;
    assert_eq!(scene.posts().len(), 400);
    let live = scene.read(|store| {
        let assignments = store.iter().filter(|(_, node)| node.is_a("accessPackageAssignment"));
        assignments
            .filter(|(_, node)| node.text("state") != Some("expired"))
            .count()
    });
    assert_eq!(live, 0);
}
