//! Privileged access to groups through requests, in both versions.

use http::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::governance::approval;
use crate::governance::testing::{World, both};

const GROUP: &str = "/identityGovernance/privilegedAccess/group";

fn prepared(world: &World) {
    for key in ["boss", "ada", "ben"] {
        world.user(key, json!({}));
    }
    world.group("team", &[], &["boss"]);
}

fn request(action: &str, expiration: Value) -> Value {
    json!({
        "action": action, "accessId": "member", "principalId": "ada", "groupId": "team",
        "justification": "work", "scheduleInfo": {"expiration": expiration},
    })
}

fn for_hours(hours: u32) -> Value {
    json!({"type": "afterDuration", "duration": format!("PT{hours}H")})
}

fn path(collection: &str) -> String {
    format!("{GROUP}/{collection}")
}

fn eligible(world: &World) -> Value {
    let body = request("adminAssign", json!({"type": "noExpiration"}));
    world.post(&path("eligibilityScheduleRequests"), body)
}

fn members(world: &World) -> Vec<String> {
    world.texts("/groups/team/members", "id")
}

#[tokio::test]
async fn an_eligibility_is_activated_and_ends_by_the_clock() {
    both(|world| async move {
        prepared(&world);
        let ada = world.signed_in("ada");
        let requests = path("assignmentScheduleRequests");
        let activation = request("selfActivate", for_hours(2));
        let (status, refused) = ada.send(Method::POST, &requests, Some(activation.clone()));
        assert_eq!(
            (status, &refused["error"]["code"]),
            (400, &json!("RoleAssignmentDoesNotExist"))
        );
        let made = eligible(&world);
        assert_eq!(made["status"], "Provisioned");
        assert_eq!(
            world.texts(&path("eligibilityScheduleInstances"), "principalId"),
            ["ada"]
        );
        assert!(members(&world).is_empty());

        assert_eq!(world.refusal(Method::POST, &requests, activation.clone()).0, 403);
        let mut mute = activation.clone();
        mute["justification"] = json!(" ");
        assert_eq!(
            ada.refusal(Method::POST, &requests, mute),
            (400, "justification".to_owned())
        );
        let long = request("selfActivate", for_hours(9));
        assert_eq!(
            ada.refusal(Method::POST, &requests, long).1,
            "scheduleInfo/expiration/duration"
        );
        let active = ada.post(&requests, activation.clone());
        assert_eq!(active["status"], "Provisioned");
        assert_eq!(members(&world), ["ada"]);
        let instances = world.list(&path("assignmentScheduleInstances"));
        assert_eq!(
            (&instances[0]["assignmentType"], &instances[0]["accessId"]),
            (&json!("activated"), &json!("member"))
        );
        assert_eq!(instances[0]["assignmentScheduleId"], active["targetScheduleId"]);
        let (status, refused) = ada.send(Method::POST, &requests, Some(activation.clone()));
        assert_eq!(
            (status, &refused["error"]["code"]),
            (400, &json!("RoleAssignmentExists"))
        );

        world.advance(Duration::hours(3)).await;
        assert!(members(&world).is_empty() && world.list(&path("assignmentSchedules")).is_empty());
        ada.post(&requests, activation);
        let off = ada.post(&requests, request("selfDeactivate", Value::Null));
        assert_eq!(off["status"], "Revoked");
        assert!(members(&world).is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_administrator_assigns_extends_and_removes() {
    both(|world| async move {
        prepared(&world);
        let requests = path("assignmentScheduleRequests");
        let mut later = request("adminAssign", for_hours(10));
        later["scheduleInfo"]["startDateTime"] = json!(world.after(Duration::hours(1)));
        later["accessId"] = json!("owner");
        world.post(&requests, later.clone());
        assert!(world.list(&path("assignmentScheduleInstances")).is_empty());
        world.advance(Duration::hours(2)).await;
        assert_eq!(world.texts("/groups/team/owners", "id"), ["boss", "ada"]);
        assert_eq!(world.refusal(Method::POST, &requests, later).0, 400);
        let mut more = request("adminExtend", for_hours(48));
        more["accessId"] = json!("owner");
        world.post(&requests, more);
        world.advance(Duration::hours(24)).await;
        assert_eq!(world.texts("/groups/team/owners", "id"), ["boss", "ada"]);
        let mut removal = request("adminRemove", Value::Null);
        removal["accessId"] = json!("owner");
        assert_eq!(world.post(&requests, removal.clone())["status"], "Revoked");
        assert_eq!(world.texts("/groups/team/owners", "id"), ["boss"]);
        assert_eq!(world.refusal(Method::POST, &requests, removal).0, 400);
        assert!(world.list(&path("assignmentSchedules")).is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_activation_may_wait_for_an_owner() {
    both(|world| async move {
        prepared(&world);
        world.patch("/groups/team", json!({"isAssignableToRole": true}));
        eligible(&world);
        let (ada, boss) = (world.signed_in("ada"), world.signed_in("boss"));
        let requests = path("assignmentScheduleRequests");
        let ask = || {
            let made = ada.post(&requests, request("selfActivate", for_hours(2)));
            assert_eq!(made["status"], "PendingApproval");
            made["id"].as_str().unwrap().to_owned()
        };
        let stage = |id: &str| {
            let stages = world
                .engine
                .read(|state| approval::words(state.store(world.version)).stages);
            let path = format!("{}/{id}/{stages}", path("assignmentApprovals"));
            format!("{path}/{}", world.texts(&path, "id")[0])
        };
        let status = |id: &str| {
            world.get(&format!("{requests}/{id}"))["status"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let decide = |word: &str| json!({"reviewResult": word, "justification": "x"});
        let first = ask();
        let on = |user: &World, on: &str| user.texts(&format!("{requests}/filterByCurrentUser(on='{on}')"), "status");
        assert_eq!(on(&boss, "approver"), ["PendingApproval"]);
        assert_eq!((on(&ada, "principal").len(), on(&boss, "principal").len()), (1, 0));
        assert_eq!((on(&ada, "createdBy").len(), on(&boss, "createdBy").len()), (1, 0));
        assert_eq!(ada.refusal(Method::PATCH, &stage(&first), decide("Approve")).0, 403);
        boss.patch(&stage(&first), decide("Approve"));
        assert_eq!(
            (status(&first).as_str(), members(&world)),
            ("Provisioned", vec!["ada".to_owned()])
        );
        assert_eq!(boss.refusal(Method::PATCH, &stage(&first), decide("Deny")).0, 409);
        world.advance(Duration::hours(3)).await;

        let second = ask();
        boss.patch(&stage(&second), decide("Deny"));
        assert_eq!(status(&second), "Denied");
        let third = ask();
        world.advance(Duration::hours(25)).await;
        assert_eq!(status(&third), "TimedOut");
        let fourth = ask();
        ada.post(&format!("{requests}/{fourth}/cancel"), json!({}));
        assert_eq!(status(&fourth), "Canceled");
        assert_eq!(boss.refusal(Method::PATCH, &stage(&fourth), decide("Approve")).0, 409);
        assert!(members(&world).is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_activated_ends_with_its_eligibility() {
    both(|world| async move {
        prepared(&world);
        let body = request("adminAssign", for_hours(4));
        world.post(&path("eligibilityScheduleRequests"), body);
        world.signed_in("ada").post(
            &path("assignmentScheduleRequests"),
            request("selfActivate", for_hours(8)),
        );
        assert_eq!(members(&world), ["ada"]);
        world.advance(Duration::hours(5)).await;
        assert!(members(&world).is_empty());
        for collection in [
            "eligibilitySchedules",
            "eligibilityScheduleInstances",
            "assignmentScheduleInstances",
        ] {
            assert!(world.list(&path(collection)).is_empty(), "{collection}");
        }
        // One that was activated stays a member where it is one by an assignment too.
        eligible(&world);
        world.signed_in("ada").post(
            &path("assignmentScheduleRequests"),
            request("selfActivate", for_hours(1)),
        );
        world.post(
            &path("assignmentScheduleRequests"),
            request("adminAssign", json!({"type": "noExpiration"})),
        );
        world.advance(Duration::hours(2)).await;
        assert_eq!(members(&world), ["ada"]);
    })
    .await;
}

#[tokio::test]
async fn wrong_requests_are_refused() {
    both(|world| async move {
        prepared(&world);
        let requests = path("assignmentScheduleRequests");
        let refused = |member: &str, value: Value| {
            let mut body = request("adminAssign", for_hours(1));
            body[member] = value;
            world.refusal(Method::POST, &requests, body).1
        };
        assert_eq!(refused("accessId", json!("unknownFutureValue")), "accessId");
        assert_eq!(refused("action", json!("unknownFutureValue")), "action");
        assert_eq!(refused("groupId", json!("nowhere")), "groupId");
        assert_eq!(refused("principalId", json!("nobody")), "principalId");
        let no_end = json!({"expiration": {"type": "afterDateTime"}});
        assert_eq!(refused("scheduleInfo", no_end), "scheduleInfo/expiration/endDateTime");
        // Longer than time goes: to the end of it.
        let mut for_ever = request(
            "adminAssign",
            json!({"type": "afterDuration", "duration": "P99999999D"}),
        );
        for_ever["isValidationOnly"] = json!(true);
        assert_eq!(world.post(&requests, for_ever)["status"], "Granted");
        let mut only_checked = request("adminAssign", for_hours(1));
        only_checked["isValidationOnly"] = json!(true);
        assert_eq!(world.post(&requests, only_checked)["status"], "Granted");
        assert!(members(&world).is_empty());
        let made = world.post(&requests, request("adminAssign", for_hours(1)));
        let cancel = format!("{requests}/{}/cancel", made["id"].as_str().unwrap());
        assert_eq!(world.refusal(Method::POST, &cancel, json!({})).0, 400);
    })
    .await;
}
