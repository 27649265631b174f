//! A request of entitlement management: its resume, where it goes, and what is refused.

use integration_tests::http::{Service, TOKEN, empty};
use serde_json::{Value, json};

use super::posted::*;
use super::version::{Callout, Request as _, Resume as _, Stated as _, Version, in_both_versions, invalid, read, url};

in_both_versions! {
    answers_are_what_the_reference_shows,
    other_answers_and_what_a_user_may_change,
    every_stage_comes_back_as_it_came,
    a_test_of_the_connection_is_never_resumed,
    ids_that_cannot_be_sent_are_named,
    paths_that_are_this_requests_resume_are_taken,
    paths_that_lead_elsewhere_are_refused_and_not_shown,
    what_does_not_fit_can_be_denied_and_not_approved,
    ;
    an_answer_is_sent_through_the_client,
}

/// What resumes a request of that version.
type ResumeOf<V> = <<V as Version>::Request as Callout>::Resume;

pub fn answers_are_what_the_reference_shows<V: Version>() {
    let Some(examples) = documented(V::PAGE) else { return };
    assert_eq!(examples.len(), 2);
    for (at, body) in &examples {
        let id = at.rsplit('/').nth(1).unwrap();
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap();
        let callout = with(posted(), "/AccessPackageAssignmentRequestId", json!(id));
        let callout = with(
            callout,
            "/CallbackUriPath",
            json!(format!("/{}", at.split_once('/').unwrap().1)),
        );
        let callout = with(
            callout,
            "/CustomExtensionStageInstanceId",
            json!(text("/data/customExtensionStageInstanceId")),
        );
        let callout = read::<V>(&callout);
        let (source, detail) = (text("/source"), text("/data/customExtensionStageInstanceDetail"));
        let resume = match body.pointer("/data/state") {
            None => callout.approve(source, detail),
            Some(state) => {
                assert_eq!(state, "denied");
                callout.deny(source, detail)
            }
        };
        let shown = resume.shown().unwrap();
        assert_eq!(
            (shown.method().as_str(), shown.url().as_str()),
            ("POST", url::<V>(id).as_str())
        );
        // The page spells the type without `#`, and the stage once with a capital.
        let mut expected = with(body.clone(), "/data/stage", json!("assignmentRequestCreated"));
        let full = format!("#{}", text("/data/@odata.type"));
        expected["data"]["@odata.type"] = json!(full);
        assert_eq!(
            serde_json::from_slice::<Value>(shown.body().unwrap()).unwrap(),
            expected
        );
    }
}

pub fn other_answers_and_what_a_user_may_change<V: Version>() {
    let callout = read::<V>(&posted());
    let sent = |resume: ResumeOf<V>| -> Value {
        let shown = resume.shown().unwrap();
        assert_eq!(shown.url().as_str(), url::<V>(REQUEST));
        serde_json::from_slice(shown.body().unwrap()).unwrap()
    };
    assert_eq!(sent(callout.cancel("s", "d"))["data"]["state"], "canceled");
    assert_eq!(
        sent(callout.approve("s", "d").with_state("Denied"))["data"]["state"],
        "Denied"
    );
    assert_eq!(sent(callout.approve("s", "d").with_type("t"))["type"], "t");
    // From JSON: beta's metadata does not have the managers of v1.0 among its subject sets.
    let approvers = json!({
        "isApproverJustificationRequired": false,
        "primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
    });
    let determining = with(
        posted(),
        "/Stage",
        json!("AssignmentRequestDeterminingApprovalRequirements"),
    );
    for callout in [callout.clone(), read::<V>(&determining)] {
        assert_eq!(
            sent(callout.require_approval("Contoso", "by the manager", &approvers)),
            json!({
                "source": "Contoso",
                "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
                "data": {
                    "@odata.type": "#microsoft.graph.assignmentRequestApprovalStageCallbackData",
                    "stage": "assignmentRequestDeterminingApprovalRequirements",
                    "customExtensionStageInstanceId": STAGE_INSTANCE,
                    "customExtensionStageInstanceDetail": "by the manager",
                    "approvalStage": approvers,
                },
            })
        );
    }
    // Denied where an approval stage is asked for: the stage as the reference spells it, the type as it
    // shows it.
    let denied = sent(read::<V>(&determining).deny("s", "d"));
    assert_eq!(
        denied["data"]["stage"],
        "assignmentRequestDeterminingApprovalRequirements"
    );
    assert_eq!(
        denied["type"],
        "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated"
    );
    let with_state = callout.require_approval("s", "d", &approvers).with_state("Canceled");
    assert_eq!(sent(with_state)["data"]["state"], "Canceled");
}

pub fn every_stage_comes_back_as_it_came<V: Version>() {
    let prefix = "microsoft.graph.accessPackageCustomExtensionStage.";
    for (stage, spelled) in [
        ("AssignmentRequestApproved", "assignmentRequestApproved"),
        ("assignmentrequestgranted", "assignmentRequestGranted"),
        ("AssignmentRequestRemoved", "assignmentRequestRemoved"),
        (
            "AssignmentFourteenDaysBeforeExpiration",
            "assignmentFourteenDaysBeforeExpiration",
        ),
        ("AssignmentOneDayBeforeExpiration", "assignmentOneDayBeforeExpiration"),
        ("AssignmentOnTheMoon", "AssignmentOnTheMoon"),
    ] {
        // The data of an assignment's stage has fewer members, and no path.
        let body = json!({
            "@odata.type": "#microsoft.graph.accessPackageAssignmentCalloutData",
            "AccessPackageAssignmentRequestId": REQUEST,
            "CustomExtensionStageInstanceId": STAGE_INSTANCE,
            "Stage": stage,
            "Assignment": {"Id": ASSIGNMENT},
        });
        let callout = read::<V>(&body);
        assert_eq!(callout.stage().unwrap().as_str(), spelled);
        let sent = callout.approve("s", "d").body().unwrap();
        assert_eq!(
            (&sent["data"]["stage"], &sent["type"]),
            (&json!(spelled), &json!(format!("{prefix}{spelled}")))
        );
        assert_eq!(
            callout.odata_type(),
            "microsoft.graph.accessPackageAssignmentCalloutData"
        );
    }
}

pub fn a_test_of_the_connection_is_never_resumed<V: Version>() {
    let bare = json!({"Stage": "CustomExtensionConnectionTest"});
    let lower = with(posted(), "/Stage", json!("customextensionconnectiontest"));
    for body in [bare, lower] {
        let callout = read::<V>(&body);
        assert!(callout.is_connection_test());
        let stage = json!({});
        for resume in [
            callout.approve("s", "d"),
            callout.deny("s", "d").with_state("Denied"),
            callout.cancel("s", "d"),
            callout.require_approval("s", "d", &stage),
        ] {
            let expected = "stage: not sent: the callout is a test of the connection: \
                answer it with a status of 200, there is nothing to resume";
            assert_eq!(invalid(resume.body()), expected);
            assert_eq!(invalid(resume.shown()), expected);
        }
    }
    assert!(!read::<V>(&posted()).is_connection_test() && !read::<V>(&json!({})).is_connection_test());
}

pub fn ids_that_cannot_be_sent_are_named<V: Version>() {
    let both = [
        ("/AccessPackageAssignmentRequestId", "accessPackageAssignmentRequestId"),
        ("/CustomExtensionStageInstanceId", "customExtensionStageInstanceId"),
        ("/Stage", "stage"),
    ];
    for (pointer, name) in both {
        for bad in [Value::Null, json!(7), json!({}), json!("")] {
            let callout = read::<V>(&with(without(posted(), "/CallbackUriPath"), pointer, bad.clone()));
            let reported = invalid(callout.approve("s", "d").shown());
            assert!(
                reported.starts_with(&format!("{name}: not sent: ")),
                "{bad}: {reported}"
            );
        }
    }
    let dots = [(".", "`.` or `..`"), ("..", "`.` or `..`")];
    let others = ["a/b", "a?b", "a b", "a%2fb", "a\\b", "\u{e9}"].map(|bad| (bad, "other characters"));
    for (bad, why) in dots.into_iter().chain(others) {
        let body = with(
            without(posted(), "/CallbackUriPath"),
            "/AccessPackageAssignmentRequestId",
            json!(bad),
        );
        let reported = invalid(read::<V>(&body).deny("s", "d").body());
        assert!(
            reported.starts_with("accessPackageAssignmentRequestId: not sent: ") && reported.contains(why),
            "{reported}"
        );
        let instance = with(posted(), "/CustomExtensionStageInstanceId", json!(bad));
        let reported = invalid(read::<V>(&instance).approve("s", "d").body());
        assert!(
            reported.starts_with("customExtensionStageInstanceId: not sent: ") && reported.contains(why),
            "{reported}"
        );
        // A path that agrees with it makes it no better.
        let path = OWN_PATH.replace(REQUEST, bad);
        assert!(
            read::<V>(&with(body, "/CallbackUriPath", json!(path))).check().is_err(),
            "{bad}"
        );
    }
}

pub fn paths_that_are_this_requests_resume_are_taken<V: Version>() {
    let below = "identityGovernance/entitlementManagement";
    for path in [
        json!(OWN_PATH),
        json!(OWN_PATH.trim_start_matches('/')),
        json!(format!("/{below}/assignmentRequests/{REQUEST}/resume")),
        json!(format!(
            "/IDENTITYGOVERNANCE/entitlementmanagement/AssignmentRequests/{REQUEST}/Resume"
        )),
        json!(format!(
            "/{below}/accessPackageAssignments/{ASSIGNMENT}/accessPackageAssignmentRequests/{REQUEST}/resume"
        )),
        Value::Null,
    ] {
        let callout = read::<V>(&with(posted(), "/CallbackUriPath", path.clone()));
        let shown = callout.approve("s", "d").shown().unwrap();
        assert_eq!(shown.url().as_str(), url::<V>(REQUEST), "{path}");
    }
    let other = "b1b2c3d4-0000-4000-8000-00000000000b";
    let path = format!("/{below}/accessPackageAssignments/{other}/accessPackageAssignmentRequests/{REQUEST}/resume");
    let elsewhere = with(posted(), "/CallbackUriPath", json!(path));
    let reported = invalid(read::<V>(&elsewhere).check());
    assert!(
        reported.contains("another id than the callout's own `assignment.id`"),
        "{reported}"
    );
    // Nothing to hold the path's assignment against.
    let reported = invalid(read::<V>(&without(elsewhere, "/Assignment")).check());
    assert!(
        reported.contains("an id that the callout itself lacks (`assignment.id`)"),
        "{reported}"
    );
}

pub fn paths_that_lead_elsewhere_are_refused_and_not_shown<V: Version>() {
    let table = hostile(OWN_PATH, REQUEST);
    assert!(table.len() >= 20);
    for (path, why) in table {
        let callout = read::<V>(&with(posted(), "/CallbackUriPath", json!(path)));
        let reported = invalid(callout.approve("s", "d").shown());
        assert!(
            reported.starts_with("callbackUriPath: not sent: ") && reported.contains(why),
            "{path}: {reported}"
        );
        assert!(reported.ends_with("such a path is not followed"), "{reported}");
        assert!(
            !reported.contains("evil") && !reported.contains(REQUEST) && !reported.contains("1111"),
            "{reported}"
        );
    }
    for odd in [json!(7), json!([OWN_PATH]), json!({"a": OWN_PATH}), json!(true)] {
        let reported = invalid(read::<V>(&with(posted(), "/CallbackUriPath", odd)).check());
        assert_eq!(
            reported,
            "callbackUriPath: not sent: it is no text; such a path is not followed"
        );
    }
}

pub fn what_does_not_fit_can_be_denied_and_not_approved<V: Version>() {
    let body = with(
        posted(),
        "/Stage",
        json!("AssignmentRequestDeterminingApprovalRequirements"),
    );
    let foreign = json!({"@odata.type": "#microsoft.graph.accessReviewSet", "displayName": "x"});
    for (pointer, bad, path) in [
        ("/Requestor", json!("nobody"), "requestor"),
        ("/Requestor", foreign.clone(), "requestor"),
        ("/Requestor/ObjectId", json!(7), "requestor.objectId"),
        ("/AccessPackage", json!([]), "accessPackage"),
        (
            "/AccessPackage/DisplayName",
            json!({"a": 1}),
            "accessPackage.displayName",
        ),
        ("/AccessPackageCatalog", foreign, "accessPackageCatalog"),
        (
            "/AccessPackageCatalog/DisplayName",
            json!(["Payments"]),
            "accessPackageCatalog.displayName",
        ),
        (
            "/Assignment/Target/ConnectedOrganization",
            json!(true),
            "assignment.target.connectedOrganization",
        ),
        ("/Assignment/Target", json!([]), "assignment.target"),
        ("/Answers", json!("yes"), "answers"),
        ("/State", json!(["Submitted"]), "state"),
        ("/Status", json!(false), "status"),
        ("/RequestType", json!({}), "requestType"),
        ("/@odata.type", json!("#microsoft.graph.accessReviewSet"), "@odata.type"),
        ("/@Odata.Type", json!("graph.user"), "@odata.type"),
        ("/@odata.type", json!(["x"]), "@odata.type"),
        ("/Requestor/@odata.type", json!(7), "requestor"),
        (
            "/AccessPackage/@odata.type",
            json!(["#microsoft.graph.user"]),
            "accessPackage",
        ),
    ] {
        let callout = read::<V>(&with(body.clone(), pointer, bad.clone()));
        let reported = invalid(callout.check());
        assert!(
            reported.starts_with(&format!("{path}: not sent: ")),
            "{pointer} {bad}: {reported}"
        );
        assert_eq!(invalid(callout.approve("s", "d").body()), reported);
        assert_eq!(
            invalid(callout.require_approval("s", "d", &json!({})).shown()),
            reported
        );
        for resume in [callout.deny("s", "d"), callout.cancel("s", "d")] {
            assert_eq!(resume.shown().unwrap().url().as_str(), url::<V>(REQUEST));
        }
    }
    // A type of later is none of these.
    read::<V>(&with(
        body.clone(),
        "/@odata.type",
        json!("#microsoft.graph.calloutDataOfLater"),
    ))
    .check()
    .unwrap();
    read::<V>(&with(
        body,
        "/Requestor/@odata.type",
        json!("#microsoft.graph.subjectOfLater"),
    ))
    .check()
    .unwrap();
}

pub async fn an_answer_is_sent_through_the_client<V: Version>() {
    let service = Service::start().await;
    let path = format!(
        "/{}/identityGovernance/entitlementManagement/assignmentRequests/{REQUEST}/resume",
        V::NAME
    );
    service.respond("POST", &path, empty(204)).await;
    let callout = read::<V>(&posted());
    callout
        .approve("Contoso.SodCheckProcess", "no conflict found")
        .send(service.options())
        .await
        .unwrap();
    let arrived = service.only().await;
    assert_eq!(
        (arrived.method.as_str(), arrived.target.as_str()),
        ("POST", path.as_str())
    );
    assert_eq!(
        arrived.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(arrived.json()["data"]["customExtensionStageInstanceId"], STAGE_INSTANCE);
    assert_eq!(arrived.json()["data"].get("state"), None);
    // Nothing more arrives of a callout that leads elsewhere.
    let hostile = read::<V>(&with(
        posted(),
        "/CallbackUriPath",
        json!("https://evil.example/resume"),
    ));
    invalid(hostile.approve("s", "d").send(service.options()).await);
    service.only().await;
}
