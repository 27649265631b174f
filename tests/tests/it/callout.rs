//! Callouts of both versions: what Graph posts is read in any spelling, what is sent is what the reference shows,
//! nothing goes where a hostile callout wants it, and nothing that does not fit is approved. The example decides on the
//! same callouts.

use integration_tests::http::{FakeCredential, Service, TOKEN, empty};
use integration_tests::shared_folder::{shared, workspace};
use msgraph_identity_governance::testing::callouts;
use msgraph_identity_governance::{Error, beta, v1_0};
use serde_json::{Value, json};

#[allow(dead_code, reason = "its `main` is for who runs it")]
#[path = "../../../generated/examples/callout.rs"]
mod example;

const REQUEST: &str = "0e60f18c-b2a0-4887-9da8-da2e30a39d99";
const STAGE_INSTANCE: &str = "957d0c50-466b-4840-bb5b-c92cea7141ff";
const ASSIGNMENT: &str = "a1b2c3d4-0000-4000-8000-00000000000a";
const OWN_PATH: &str = concat!(
    "/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/",
    "0e60f18c-b2a0-4887-9da8-da2e30a39d99/resume"
);

const WORKFLOW: &str = "4f36da05-5df8-457d-adb3-b132e7b59571";
const TASK: &str = "e07dcdb2-0a77-4ee3-8645-3801fbe1cf9f";
const RESULT: &str = "6e1ec336-8d06-4386-a377-79dbab1a2eb6";

/// What entitlement management posts.
fn posted() -> Value {
    json!({
        "AccessPackageAssignmentRequestId": REQUEST,
        "CustomExtensionStageInstanceId": STAGE_INSTANCE,
        "Stage": "AssignmentRequestCreated",
        "CallbackUriPath": OWN_PATH,
        "CallbackConfiguration": {"DurationBeforeTimeout": "PT1H"},
        "RequestType": "UserAdd",
        "State": "Submitted",
        "Status": "WaitingForCallback",
        "Answers": [
            {"@odata.type": "#microsoft.graph.accessPackageAnswerString", "DisplayValue": "because", "Value": "because"},
        ],
        "AccessPackage": {"Id": "p", "DisplayName": "Payments", "Description": "Pay"},
        "AccessPackageCatalog": {"Id": "c", "DisplayName": "Finance", "Description": null},
        "Assignment": {
            "Id": ASSIGNMENT,
            "State": "Delivering",
            "Status": "PendingApproval",
            "Target": {
                "Id": "t",
                "ObjectId": "8d8f1a4e",
                "DisplayName": "Adele Vance",
                "ConnectedOrganization": {"Id": "o", "DisplayName": "Fabrikam"},
            },
        },
        "Requestor": {"Id": "r", "ObjectId": "8d8f1a4e", "DisplayName": "Adele Vance"},
        "Later": {"Unknown": [1]},
    })
}

/// What lifecycle workflows post.
fn task_posted() -> Value {
    json!({
        "data": {
            "callbackUriPath": task_path("resume"),
            "subject": {
                "id": "u",
                "displayName": "Adele Vance",
                "email": "adele@example.com",
                "manager": {"id": "m", "displayName": "M", "email": "m@example.com"},
            },
            "task": {"id": TASK, "displayName": "Run a custom task"},
            "taskProcessingResult": {"id": RESULT, "createdDateTime": "2030-01-02T03:04:05.6Z"},
            "workflow": {"id": WORKFLOW, "displayName": "Leavers", "workflowVerson": 3},
        },
        "source": "urn:ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7",
        "type": "microsoft.graph.identityGovernance.customTaskExtensionCallout",
    })
}

fn task_path(action: &str) -> String {
    format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/tasks/{TASK}/taskProcessingResults/{RESULT}/{action}"
    )
}

/// Every member's name with its first letter in the other case, at every depth.
fn recased(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let mut letters = name.chars();
                let first = letters.next().unwrap();
                let other = if first.is_uppercase() {
                    first.to_ascii_lowercase()
                } else {
                    first.to_ascii_uppercase()
                };
                let name = if first == '@' {
                    name
                } else {
                    format!("{other}{}", letters.as_str())
                };
                (name, recased(value))
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(recased).collect(),
        other => other,
    }
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove(name)
        .unwrap();
    body
}

/// A case of the shared folder.
fn case(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(shared(&format!("cases/{name}.json"))?).unwrap())
}

/// The text of a callout of entitlement management whose catalog is this JSON.
fn with_catalog(catalog: &str) -> String {
    let body = with(posted(), "/AccessPackageCatalog", json!("CATALOG")).to_string();
    body.replace("\"CATALOG\"", catalog)
}

fn bytes(body: &Value) -> Vec<u8> {
    serde_json::to_vec(body).unwrap()
}

fn invalid<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid(invalid)) => invalid.to_string(),
        other => panic!("an error is expected, not {other:?}"),
    }
}

/// Paths that are not exactly the callout's own resume, and a word of the reason.
fn hostile(own: &str, id: &str) -> Vec<(String, &'static str)> {
    let other = "11111111-1111-1111-1111-111111111111";
    let changed = |from: &str, to: &str| {
        assert!(own.contains(from), "{from}");
        own.replacen(from, to, 1)
    };
    vec![
        (format!("https://evil.example{own}"), "scheme or a host"),
        (format!("https://graph.microsoft.com/v1.0{own}"), "scheme or a host"),
        (
            format!("http://graph.microsoft.com@evil.example{own}"),
            "scheme or a host",
        ),
        (format!("//evil.example{own}"), "scheme or a host"),
        (format!("/v1.0{own}"), "none of the known"),
        (format!("/beta{own}"), "none of the known"),
        (format!("@evil.example{own}"), "none of the known"),
        (format!(".evil.example{own}"), "none of the known"),
        (format!(":443{own}"), "none of the known"),
        (changed(id, other), "another id"),
        (changed(id, &id.to_uppercase()), "another id"),
        (changed(id, ""), "none of the known"),
        (changed(id, ".."), "`.` or `..`"),
        (changed(id, &format!("{id}/..")), "`.` or `..`"),
        (changed(id, &format!("./{id}")), "`.` or `..`"),
        (changed(id, &format!("{id}%2f..%2f..")), "a `%`"),
        (changed(id, &id.replace('-', "%2D")), "a `%`"),
        (changed("/resume", "/%72esume"), "a `%`"),
        (changed(id, &format!("{id}\\..")), "backslash"),
        (changed(id, &format!("{id}/{other}")), "none of the known"),
        (changed(id, &format!("{id};x=1")), "none of the known"),
        (changed(id, &format!("('{id}')")), "none of the known"),
        (format!("{own}?$select=id"), "query or a fragment"),
        (format!("{own}#x"), "query or a fragment"),
        (format!("{own}/"), "none of the known"),
        (format!("{own}/../cancel"), "`.` or `..`"),
        (format!(" {own}"), "none of the known"),
        (format!("{own}\n"), "none of the known"),
        (own.replacen('/', "///", 1), "scheme or a host"),
        (changed("/resume", "//resume"), "none of the known"),
        (changed("/resume", "/cancel"), "none of the known"),
        (changed("/resume", "/reprocess"), "none of the known"),
        (changed("/resume", ""), "none of the known"),
        (changed("/resume", "/résume"), "none of the known"),
        (changed("/identityGovernance", "/deviceManagement"), "none of the known"),
        (format!("/users/{id}"), "none of the known"),
        ("/".to_owned(), "none of the known"),
        (String::new(), "none of the known"),
        ("javascript:alert(1)".to_owned(), "none of the known"),
    ]
}

/// The JSON of the resume pages in the folder of seeds, with its URL.
fn documented(page: &str) -> Option<Vec<(String, Value)>> {
    let text = std::fs::read_to_string(shared(page)?).unwrap();
    let mut found = Vec::new();
    for part in text.split("POST https://graph.microsoft.com/").skip(1) {
        let url = part.lines().next().unwrap().trim().to_owned();
        let body = serde_json::Deserializer::from_str(&part[part.find('{').unwrap()..])
            .into_iter()
            .next();
        found.push((url, body.unwrap().unwrap()));
    }
    Some(found)
}

macro_rules! both_versions {
    ($tests:ident, $version:ident, $wire:literal, $page:literal) => {
        mod $tests {
            use super::*;
            use $version::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
            use $version::models::*;
            use $version::GraphClient;

            fn client() -> GraphClient {
                GraphClient::new(FakeCredential::new(), None).unwrap()
            }

            fn read(body: &Value) -> AccessPackageAssignmentRequestCallout {
                AccessPackageAssignmentRequestCallout::from_slice(&bytes(body)).unwrap()
            }

            fn read_task(body: &Value) -> CustomTaskExtensionCallout {
                CustomTaskExtensionCallout::from_slice(&bytes(body)).unwrap()
            }

            fn url(id: &str) -> String {
                let base = concat!("https://graph.microsoft.com/", $wire, "/identityGovernance/entitlementManagement");
                format!("{base}/assignmentRequests/{id}/resume")
            }

            #[test]
            fn what_is_posted_is_read_in_either_casing() {
                let upper = read(&posted());
                for callout in [&upper, &read(&recased(posted()))] {
                    assert_eq!(callout.request_id(), Some(REQUEST));
                    assert_eq!(callout.stage_instance_id(), Some(STAGE_INSTANCE));
                    assert_eq!(callout.stage(), Some(AccessPackageCustomExtensionStage::AssignmentRequestCreated));
                    let data = callout.data();
                    assert_eq!(data.mismatches(), []);
                    let target = data.assignment.as_ref().unwrap().target.as_ref().unwrap();
                    assert_eq!(target.object_id.as_deref(), Some("8d8f1a4e"));
                    assert_eq!(target.connected_organization.as_ref().unwrap().display_name.as_deref(), Some("Fabrikam"));
                    assert_eq!(data.requestor.as_ref().unwrap().id.as_deref(), Some("r"));
                    assert_eq!(data.access_package_catalog.as_ref().unwrap().id.as_deref(), Some("c"));
                    assert_eq!(data.status.as_deref(), Some("WaitingForCallback"));
                    assert_eq!(data.request_type, Some("UserAdd".into()));
                    match &data.answers[0] {
                        AnyAccessPackageAnswer::AccessPackageAnswerString(answer) => assert_eq!(answer.value.as_deref(), Some("because")),
                        other => panic!("{other:?}"),
                    }
                    callout.check().unwrap();
                }
                // A member that nobody knows is kept as it came.
                let kept = upper.data().additional_properties.get("Later").unwrap();
                assert_eq!(kept.to::<Value>().unwrap(), json!({"Unknown": [1]}));
            }

            #[test]
            fn odd_and_missing_members_are_kept_and_the_others_read() {
                let odd = with(with(posted(), "/Answers", Value::Null), "/State", json!("Pondering"));
                let odd = with(with(odd, "/AccessPackage/CreatedDateTime", json!("soon")), "/CallbackConfiguration", json!([]));
                for body in [odd.clone(), with(odd, "/@odata.type", json!("#microsoft.graph.accessPackageAssignmentRequestCalloutData"))] {
                    let callout = read(&body);
                    callout.check().unwrap();
                    assert!(callout.data().answers.is_empty());
                    assert_eq!(callout.data().state, Some("Pondering".into()));
                    let odd: Vec<String> = callout.data().mismatches().into_iter().map(|odd| odd.path).collect();
                    assert_eq!(odd, ["callbackConfiguration", "accessPackage.createdDateTime"]);
                }
                for member in posted().as_object().unwrap().keys() {
                    let callout = read(&without(posted(), &format!("/{member}")));
                    let needed = ["AccessPackageAssignmentRequestId", "CustomExtensionStageInstanceId", "Stage"].contains(&member.as_str());
                    assert_eq!(callout.check().is_err(), needed, "{member}");
                }
                assert!(read(&json!({})).stage().is_none());
                for broken in ["", "[]", "null", "{\"Stage\":", "{} {}"] {
                    assert!(AccessPackageAssignmentRequestCallout::from_slice(broken.as_bytes()).is_err(), "{broken}");
                    assert!(CustomTaskExtensionCallout::from_slice(broken.as_bytes()).is_err(), "{broken}");
                }
            }

            #[test]
            fn answers_are_what_the_reference_shows() {
                let Some(examples) = documented($page) else { return };
                assert_eq!(examples.len(), 2);
                for (at, body) in &examples {
                    let id = at.rsplit('/').nth(1).unwrap();
                    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap();
                    let callout = with(posted(), "/AccessPackageAssignmentRequestId", json!(id));
                    let callout = with(callout, "/CallbackUriPath", json!(format!("/{}", at.split_once('/').unwrap().1)));
                    let callout = with(callout, "/CustomExtensionStageInstanceId", json!(text("/data/customExtensionStageInstanceId")));
                    let callout = read(&callout);
                    let (source, detail) = (text("/source"), text("/data/customExtensionStageInstanceDetail"));
                    let answer = match body.pointer("/data/state") {
                        None => callout.approve(source, detail),
                        Some(state) => {
                            assert_eq!(state, "denied");
                            callout.deny(source, detail)
                        }
                    };
                    let shown = answer.request(&client()).unwrap().what_if().unwrap();
                    assert_eq!((shown.method().as_str(), shown.url().as_str()), ("POST", url(id).as_str()));
                    // The page spells the type without `#`, and the stage once with a capital.
                    let mut expected = with(body.clone(), "/data/stage", json!("assignmentRequestCreated"));
                    let full = format!("#{}", text("/data/@odata.type"));
                    expected["data"]["@odata.type"] = json!(full);
                    assert_eq!(serde_json::from_slice::<Value>(shown.body().unwrap()).unwrap(), expected);
                }
            }

            #[test]
            fn other_answers_and_what_a_user_may_change() {
                let callout = read(&posted());
                let sent = |answer: $version::callout::AccessPackageAssignmentRequestResume| -> Value {
                    let shown = answer.request(&client()).unwrap().what_if().unwrap();
                    assert_eq!(shown.url().as_str(), url(REQUEST));
                    serde_json::from_slice(shown.body().unwrap()).unwrap()
                };
                assert_eq!(sent(callout.cancel("s", "d"))["data"]["state"], "canceled");
                assert_eq!(sent(callout.approve("s", "d").with_state("Denied"))["data"]["state"], "Denied");
                assert_eq!(sent(callout.approve("s", "d").with_type("t"))["type"], "t");
                // From JSON: beta's metadata does not have the managers of v1.0 among its subject sets.
                let approvers = json!({
                    "isApproverJustificationRequired": false,
                    "primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
                });
                let stage = AccessPackageApprovalStage::from_slice(&bytes(&approvers)).unwrap();
                let determining = with(posted(), "/Stage", json!("AssignmentRequestDeterminingApprovalRequirements"));
                for callout in [callout.clone(), read(&determining)] {
                    assert_eq!(
                        sent(callout.require_approval("Contoso", "by the manager", stage.clone())),
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
                let denied = sent(read(&determining).deny("s", "d"));
                assert_eq!(denied["data"]["stage"], "assignmentRequestDeterminingApprovalRequirements");
                assert_eq!(denied["type"], "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated");
                let with_state = callout.require_approval("s", "d", stage).with_state("Canceled");
                assert_eq!(sent(with_state)["data"]["state"], "Canceled");
            }

            #[test]
            fn every_stage_comes_back_as_it_came() {
                let prefix = "microsoft.graph.accessPackageCustomExtensionStage.";
                for (stage, spelled) in [
                    ("AssignmentRequestApproved", "assignmentRequestApproved"),
                    ("assignmentrequestgranted", "assignmentRequestGranted"),
                    ("AssignmentRequestRemoved", "assignmentRequestRemoved"),
                    ("AssignmentFourteenDaysBeforeExpiration", "assignmentFourteenDaysBeforeExpiration"),
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
                    let callout = read(&body);
                    assert_eq!(callout.stage().unwrap().as_str(), spelled);
                    let body = callout.approve("s", "d").body().unwrap().clone();
                    let sent = serde_json::to_value(&body).unwrap();
                    assert_eq!((&sent["data"]["stage"], &sent["type"]), (&json!(spelled), &json!(format!("{prefix}{spelled}"))));
                    assert_eq!(callout.data().odata_type(), "microsoft.graph.accessPackageAssignmentCalloutData");
                }
            }

            #[test]
            fn a_test_of_the_connection_is_never_resumed() {
                let bare = json!({"Stage": "CustomExtensionConnectionTest"});
                let lower = with(posted(), "/Stage", json!("customextensionconnectiontest"));
                for body in [bare, lower] {
                    let callout = read(&body);
                    assert!(callout.is_connection_test());
                    let stage = AccessPackageApprovalStage::new();
                    for answer in [
                        callout.approve("s", "d"),
                        callout.deny("s", "d").with_state("Denied"),
                        callout.cancel("s", "d"),
                        callout.require_approval("s", "d", stage),
                    ] {
                        let expected = "stage: not sent: the callout is a test of the connection: \
                            answer it with a status of 200, there is nothing to resume";
                        assert_eq!(invalid(answer.body()), expected);
                        assert_eq!(invalid(answer.request(&client())), expected);
                    }
                }
                assert!(!read(&posted()).is_connection_test() && !read(&json!({})).is_connection_test());
            }

            #[test]
            fn ids_that_cannot_be_sent_are_named() {
                let client = client();
                let both = [
                    ("/AccessPackageAssignmentRequestId", "accessPackageAssignmentRequestId"),
                    ("/CustomExtensionStageInstanceId", "customExtensionStageInstanceId"),
                    ("/Stage", "stage"),
                ];
                for (pointer, name) in both {
                    for bad in [Value::Null, json!(7), json!({}), json!("")] {
                        let callout = read(&with(without(posted(), "/CallbackUriPath"), pointer, bad.clone()));
                        let reported = invalid(callout.approve("s", "d").request(&client));
                        assert!(reported.starts_with(&format!("{name}: not sent: ")), "{bad}: {reported}");
                    }
                }
                let dots = [(".", "`.` or `..`"), ("..", "`.` or `..`")];
                let others = ["a/b", "a?b", "a b", "a%2fb", "a\\b", "\u{e9}"].map(|bad| (bad, "other characters"));
                for (bad, why) in dots.into_iter().chain(others) {
                    let body = with(without(posted(), "/CallbackUriPath"), "/AccessPackageAssignmentRequestId", json!(bad));
                    let reported = invalid(read(&body).deny("s", "d").body());
                    assert!(reported.starts_with("accessPackageAssignmentRequestId: not sent: ") && reported.contains(why), "{reported}");
                    let instance = with(posted(), "/CustomExtensionStageInstanceId", json!(bad));
                    let reported = invalid(read(&instance).approve("s", "d").body());
                    assert!(reported.starts_with("customExtensionStageInstanceId: not sent: ") && reported.contains(why), "{reported}");
                    // A path that agrees with it makes it no better.
                    let path = OWN_PATH.replace(REQUEST, bad);
                    assert!(read(&with(body, "/CallbackUriPath", json!(path))).check().is_err(), "{bad}");
                }
            }

            #[test]
            fn paths_that_are_this_requests_resume_are_taken() {
                let below = "identityGovernance/entitlementManagement";
                for path in [
                    json!(OWN_PATH),
                    json!(OWN_PATH.trim_start_matches('/')),
                    json!(format!("/{below}/assignmentRequests/{REQUEST}/resume")),
                    json!(format!("/IDENTITYGOVERNANCE/entitlementmanagement/AssignmentRequests/{REQUEST}/Resume")),
                    json!(format!("/{below}/accessPackageAssignments/{ASSIGNMENT}/accessPackageAssignmentRequests/{REQUEST}/resume")),
                    Value::Null,
                ] {
                    let callout = read(&with(posted(), "/CallbackUriPath", path.clone()));
                    let shown = callout.approve("s", "d").request(&client()).unwrap().what_if().unwrap();
                    assert_eq!(shown.url().as_str(), url(REQUEST), "{path}");
                }
                let other = "b1b2c3d4-0000-4000-8000-00000000000b";
                let path = format!("/{below}/accessPackageAssignments/{other}/accessPackageAssignmentRequests/{REQUEST}/resume");
                let elsewhere = with(posted(), "/CallbackUriPath", json!(path));
                let reported = invalid(read(&elsewhere).check());
                assert!(reported.contains("another id than the callout's own `assignment.id`"), "{reported}");
                // Nothing to hold the path's assignment against.
                let reported = invalid(read(&without(elsewhere, "/Assignment")).check());
                assert!(reported.contains("an id that the callout itself lacks (`assignment.id`)"), "{reported}");
            }

            #[test]
            fn paths_that_lead_elsewhere_are_refused_and_not_shown() {
                let client = client();
                let table = hostile(OWN_PATH, REQUEST);
                assert!(table.len() >= 20);
                for (path, why) in table {
                    let callout = read(&with(posted(), "/CallbackUriPath", json!(path)));
                    let reported = invalid(callout.approve("s", "d").request(&client));
                    assert!(reported.starts_with("callbackUriPath: not sent: ") && reported.contains(why), "{path}: {reported}");
                    assert!(reported.ends_with("such a path is not followed"), "{reported}");
                    assert!(!reported.contains("evil") && !reported.contains(REQUEST) && !reported.contains("1111"), "{reported}");
                }
                for odd in [json!(7), json!([OWN_PATH]), json!({"a": OWN_PATH}), json!(true)] {
                    let reported = invalid(read(&with(posted(), "/CallbackUriPath", odd)).check());
                    assert_eq!(reported, "callbackUriPath: not sent: it is no text; such a path is not followed");
                }
            }

            #[test]
            fn debug_shows_ids_and_stages_only() {
                let callout = read(&posted());
                let answer = callout.deny("Contoso.Secret", "Adele is a risk");
                let shown = format!("{callout:?} {answer:?}");
                assert!(shown.contains(REQUEST) && shown.contains(STAGE_INSTANCE) && shown.contains("AssignmentRequestCreated"), "{shown}");
                let task = read_task(&task_posted());
                let shown_task = format!("{task:?} {:?}", task.failed("Contoso.Secret"));
                assert!(shown_task.contains(WORKFLOW) && shown_task.contains(RESULT) && shown_task.contains("failed"), "{shown_task}");
                for personal in ["Adele", "because", "adele@example.com", "Contoso.Secret", "Payments"] {
                    assert!(!shown.contains(personal) && !shown_task.contains(personal), "{personal}: {shown} {shown_task}");
                }
            }

            #[tokio::test]
            async fn an_answer_is_sent_through_the_client() {
                let service = Service::start().await;
                let path = format!(concat!("/", $wire, "/identityGovernance/entitlementManagement/assignmentRequests/{}/resume"), REQUEST);
                service.respond("POST", &path, empty(204)).await;
                let client = GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap();
                let callout = read(&posted());
                callout.approve("Contoso.SodCheckProcess", "no conflict found").send(&client).await.unwrap();
                let arrived = service.only().await;
                assert_eq!((arrived.method.as_str(), arrived.target.as_str()), ("POST", path.as_str()));
                assert_eq!(arrived.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
                assert_eq!(arrived.json()["data"]["customExtensionStageInstanceId"], STAGE_INSTANCE);
                assert_eq!(arrived.json()["data"].get("state"), None);
                // Nothing more arrives of a callout that leads elsewhere.
                let hostile = read(&with(posted(), "/CallbackUriPath", json!("https://evil.example/resume")));
                invalid(hostile.approve("s", "d").send(&client).await);
                service.only().await;
            }

            #[tokio::test]
            async fn a_task_is_completed_through_the_client() {
                let service = Service::start().await;
                let path = format!(concat!("/", $wire, "{}"), task_path("microsoft.graph.identityGovernance.resume"));
                service.respond("POST", &path, empty(204)).await;
                let client = GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap();
                read_task(&task_posted()).completed("sample").send(&client).await.unwrap();
                let arrived = service.only().await;
                assert_eq!(arrived.target, path);
                let expected = json!({
                    "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackData",
                    "operationStatus": "completed",
                });
                assert_eq!(arrived.json(), json!({"source": "sample", "type": "lifecycleEvent", "data": expected}));
            }

            #[test]
            fn tasks_are_read_in_either_casing_and_nothing_is_lost() {
                for body in [task_posted(), recased(task_posted())] {
                    let callout = read_task(&body);
                    assert_eq!(callout.workflow_id(), Some(WORKFLOW));
                    assert_eq!(callout.task_id(), Some(TASK));
                    assert_eq!(callout.task_processing_result_id(), Some(RESULT));
                    assert_eq!(callout.event().source.as_deref(), Some("urn:ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7"));
                    let subject = callout.data().unwrap().subject.as_ref().unwrap();
                    assert_eq!(subject.display_name.as_deref(), Some("Adele Vance"));
                    callout.check().unwrap();
                }
                let subject = read_task(&task_posted()).into_event().data.unwrap().subject.unwrap();
                assert_eq!(subject.additional_properties.get("email").unwrap().to_text().as_deref(), Some("adele@example.com"));
                let odd = read_task(&with(task_posted(), "/data/subject", json!(5)));
                assert_eq!(odd.event().mismatches()[0].path, "data.subject");
            }

            #[test]
            fn a_tasks_resume_goes_where_its_path_says() {
                let client = client();
                let base = concat!("https://graph.microsoft.com/", $wire);
                let reported = |path: Value| {
                    let callout = read_task(&with(task_posted(), "/data/callbackUriPath", path));
                    let shown = callout.failed("s").request(&client).unwrap().what_if().unwrap();
                    assert_eq!(serde_json::from_slice::<Value>(shown.body().unwrap()).unwrap()["data"]["operationStatus"], "failed");
                    shown.url().as_str().strip_prefix(base).unwrap().to_owned()
                };
                // Every known place, with the callout's own ids.
                for template in CustomTaskExtensionCallout::RESUME_PATHS {
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

            #[test]
            fn a_tasks_path_that_leads_elsewhere_is_refused() {
                let client = client();
                for id in [RESULT, WORKFLOW, TASK] {
                    for (path, why) in hostile(&task_path("resume"), id) {
                        let callout = read_task(&with(task_posted(), "/data/callbackUriPath", json!(path)));
                        let reported = invalid(callout.completed("s").request(&client));
                        assert!(reported.starts_with("data.callbackUriPath: not sent: ") && reported.contains(why), "{path}: {reported}");
                        assert!(!reported.contains("evil") && !reported.contains(id), "{reported}");
                        assert!(callout.completed("s").body().is_err());
                    }
                }
                let own = json!(OWN_PATH.replace(REQUEST, RESULT));
                let reported = invalid(read_task(&with(task_posted(), "/data/callbackUriPath", own)).check());
                assert!(reported.contains("none of the known"), "{reported}");
                let reported = invalid(read_task(&with(task_posted(), "/data/callbackUriPath", json!(3))).check());
                assert_eq!(reported, "data.callbackUriPath: not sent: it is no text; such a path is not followed");
                // In another case it is a path all the same.
                let upper = with(without(task_posted(), "/data/callbackUriPath"), "/data/CallbackUriPath", json!("https://evil.example/"));
                assert!(invalid(read_task(&upper).check()).contains("scheme or a host"));
            }

            #[test]
            fn a_tasks_missing_ids_are_named() {
                let no_path = without(task_posted(), "/data/callbackUriPath");
                for (member, name) in [
                    ("taskProcessingResult", "data.taskProcessingResult.id"),
                    ("workflow", "data.workflow.id"),
                    ("task", "data.task.id"),
                ] {
                    let missing = without(no_path.clone(), &format!("/data/{member}"));
                    let reported = invalid(read_task(&missing).completed("s").request(&client()));
                    assert!(reported.starts_with(&format!("{name}: not sent: the callout has none")), "{reported}");
                    for bad in ["", ".", "..", "a/../b"] {
                        let reported = invalid(read_task(&with(no_path.clone(), &format!("/data/{member}/id"), json!(bad))).check());
                        assert!(reported.starts_with(&format!("{name}: not sent: ")), "{bad}: {reported}");
                    }
                }
                // An id that only the path has is not taken.
                for (member, name) in [("task", "data.task.id"), ("workflow", "data.workflow.id")] {
                    let reported = invalid(read_task(&without(task_posted(), &format!("/data/{member}"))).failed("s").body());
                    assert!(reported.contains(&format!("an id that the callout itself lacks (`{name}`)")), "{reported}");
                }
                assert!(read_task(&without(task_posted(), "/data/taskProcessingResult")).check().is_err());
                assert!(read_task(&json!({"data": "x"})).check().is_err());
            }

            #[test]
            fn a_path_by_version_needs_the_version_in_the_callout() {
                let path = format!(
                    "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/versions/3/tasks/{TASK}/taskProcessingResults/{RESULT}/resume"
                );
                let posted = with(task_posted(), "/data/callbackUriPath", json!(path));
                let workflow = |version: Value| with(without(posted.clone(), "/data/workflow/workflowVerson"), "/data/workflow", version);
                for version in [json!({"id": WORKFLOW, "WorkflowVersion": 3}), json!({"id": WORKFLOW, "workflowVersion": "3"}), json!({"id": WORKFLOW, "version": 3})] {
                    read_task(&workflow(version)).check().unwrap();
                }
                let reported = invalid(read_task(&workflow(json!({"id": WORKFLOW, "workflowVersion": 4}))).check());
                assert!(reported.contains("another id than the callout's own `data.workflow.workflowVersion`"), "{reported}");
                for version in [json!({"id": WORKFLOW}), json!({"id": WORKFLOW, "workflowVersion": "3/.."}), json!({"id": WORKFLOW, "workflowVersion": [3]})] {
                    let reported = invalid(read_task(&workflow(version)).check());
                    assert!(reported.contains("an id that the callout itself lacks (`data.workflow.workflowVersion`)"), "{reported}");
                }
                // A place by an id that no callout has.
                let runs = format!("/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/runs/7/taskProcessingResults/{RESULT}/resume");
                let reported = invalid(read_task(&with(task_posted(), "/data/callbackUriPath", json!(runs))).check());
                assert!(reported.contains("none of the known paths"), "{reported}");
            }

            #[test]
            fn a_name_that_stands_twice_is_refused_at_any_depth() {
                let whole = posted().to_string();
                let task = task_posted().to_string();
                let twice = |text: &str, name: &str, more: &str| {
                    let changed = text.replacen(&format!("\"{name}\":"), &format!("{more},\"{name}\":"), 1);
                    assert_ne!(changed, text, "{name}");
                    changed
                };
                for (name, more, path) in [
                    ("Stage", r#""stage":"x""#, "Stage"),
                    ("Stage", r#""Stage":"AssignmentRequestCreated""#, "Stage"),
                    ("DisplayName", r#""displayName":"Sales""#, "accessPackage.DisplayName"),
                    ("@odata.type", r#""@OData.Type":"x""#, "answers[0].@odata.type"),
                    ("ConnectedOrganization", r#""connectedOrganization":null"#, "assignment.target.ConnectedOrganization"),
                    ("Unknown", r#""unknown":1"#, "later.Unknown"),
                    ("Unknown", r#""\u0055nknown":1"#, "later.Unknown"),
                ] {
                    let error = AccessPackageAssignmentRequestCallout::from_slice(twice(&whole, name, more).as_bytes()).unwrap_err();
                    assert!(error.reason().contains("stands twice"), "{error}");
                    assert!(error.path().eq_ignore_ascii_case(path), "{error}");
                }
                for (name, more) in [("subject", r#""Subject":null"#), ("workflowVerson", r#""WorkflowVerson":3"#), ("data", r#""Data":{}"#)] {
                    let error = CustomTaskExtensionCallout::from_slice(twice(&task, name, more).as_bytes()).unwrap_err();
                    assert!(error.reason().contains("stands twice"), "{error}");
                }
            }

            #[test]
            fn what_does_not_fit_can_be_denied_and_not_approved() {
                let body = with(posted(), "/Stage", json!("AssignmentRequestDeterminingApprovalRequirements"));
                let foreign = json!({"@odata.type": "#microsoft.graph.accessReviewSet", "displayName": "x"});
                for (pointer, bad, path) in [
                    ("/Requestor", json!("nobody"), "requestor"),
                    ("/Requestor", foreign.clone(), "requestor"),
                    ("/Requestor/ObjectId", json!(7), "requestor.objectId"),
                    ("/AccessPackage", json!([]), "accessPackage"),
                    ("/AccessPackage/DisplayName", json!({"a": 1}), "accessPackage.displayName"),
                    ("/AccessPackageCatalog", foreign, "accessPackageCatalog"),
                    ("/AccessPackageCatalog/DisplayName", json!(["Payments"]), "accessPackageCatalog.displayName"),
                    ("/Assignment/Target/ConnectedOrganization", json!(true), "assignment.target.connectedOrganization"),
                    ("/Assignment/Target", json!([]), "assignment.target"),
                    ("/Answers", json!("yes"), "answers"),
                    ("/State", json!(["Submitted"]), "state"),
                    ("/Status", json!(false), "status"),
                    ("/RequestType", json!({}), "requestType"),
                    ("/@odata.type", json!("#microsoft.graph.accessReviewSet"), "@odata.type"),
                    ("/@Odata.Type", json!("graph.user"), "@odata.type"),
                    ("/@odata.type", json!(["x"]), "@odata.type"),
                    ("/Requestor/@odata.type", json!(7), "requestor"),
                    ("/AccessPackage/@odata.type", json!(["#microsoft.graph.user"]), "accessPackage"),
                ] {
                    let callout = read(&with(body.clone(), pointer, bad.clone()));
                    let reported = invalid(callout.check());
                    assert!(reported.starts_with(&format!("{path}: not sent: ")), "{pointer} {bad}: {reported}");
                    assert_eq!(invalid(callout.approve("s", "d").body()), reported);
                    assert_eq!(invalid(callout.require_approval("s", "d", AccessPackageApprovalStage::new()).request(&client())), reported);
                    for resume in [callout.deny("s", "d"), callout.cancel("s", "d")] {
                        assert_eq!(resume.request(&client()).unwrap().what_if().unwrap().url().as_str(), url(REQUEST));
                    }
                }
                // A type of later is none of these.
                read(&with(body.clone(), "/@odata.type", json!("#microsoft.graph.calloutDataOfLater"))).check().unwrap();
                read(&with(body, "/Requestor/@odata.type", json!("#microsoft.graph.subjectOfLater"))).check().unwrap();
            }

            #[test]
            fn a_task_with_a_mismatch_can_be_failed_not_completed() {
                for (pointer, bad, path) in [
                    ("/data/subject", json!(5), "data.subject"),
                    ("/data/subject", json!({"@odata.type": "#microsoft.graph.group", "id": "u"}), "data.subject"),
                    ("/data/subject/@odata.type", json!({}), "data.subject"),
                    ("/data/subject/displayName", json!(["x"]), "data.subject.displayName"),
                    ("/data/task/displayName", json!({}), "data.task.displayName"),
                    ("/data/workflow/displayName", json!(1), "data.workflow.displayName"),
                    ("/source", json!(1), "source"),
                    ("/type", json!([]), "type"),
                    ("/@odata.type", json!("#microsoft.graph.accessPackage"), "@odata.type"),
                ] {
                    let callout = read_task(&with(task_posted(), pointer, bad.clone()));
                    let reported = invalid(callout.check());
                    assert!(reported.starts_with(&format!("{path}: not sent: ")), "{pointer} {bad}: {reported}");
                    assert_eq!(invalid(callout.completed("s").body()), reported);
                    let _ = callout.failed("s").request(&client()).unwrap();
                }
                let late = read_task(&with(task_posted(), "/data/taskProcessingResult/createdDateTime", json!("yesterday")));
                assert_eq!(late.event().mismatches().len(), 1);
                late.completed("s").body().unwrap();
            }

            #[test]
            fn the_cases_are_read_and_resumed_at_their_own_path() {
                for name in ["callout-entitlement", "callout-entitlement-created"] {
                    let Some(body) = case(name) else { return };
                    let callout = AccessPackageAssignmentRequestCallout::from_slice(&body).unwrap();
                    callout.check().unwrap();
                    let id = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
                    assert_eq!(callout.request_id(), Some(id));
                    for resume in [callout.approve("s", "d"), callout.deny("s", "d")] {
                        let shown = resume.request(&client()).unwrap().what_if().unwrap();
                        assert_eq!(shown.url().as_str(), url(id), "{name}");
                    }
                    let again = AccessPackageAssignmentRequestCallout::from_slice(&callout.to_bytes()).unwrap();
                    assert_eq!(again, callout);
                }
                let Some(body) = case("callout-lifecycle") else { return };
                let callout = CustomTaskExtensionCallout::from_slice(&body).unwrap();
                callout.check().unwrap();
                let subject = callout.data().unwrap().subject.as_ref().unwrap();
                assert_eq!(subject.user_principal_name.as_deref(), Some("somebody@example.org"));
                let shown = callout.completed("s").request(&client()).unwrap().what_if().unwrap();
                let id = |last: u8| format!("99999999-9999-4999-8999-99999999999{last}");
                let path = format!(
                    "/identityGovernance/lifecycleWorkflows/workflows/{}/tasks/{}/taskProcessingResults/{}/microsoft.graph.identityGovernance.resume",
                    id(3),
                    id(1),
                    id(2)
                );
                assert_eq!(shown.url().path(), format!(concat!("/", $wire, "{}"), path));
                assert_eq!(CustomTaskExtensionCallout::from_slice(&callout.to_bytes()).unwrap(), callout);
            }

            #[test]
            fn the_answers_beside_a_null_are_read() {
                let Some(body) = case("callout-entitlement-created") else { return };
                let callout = AccessPackageAssignmentRequestCallout::from_slice(&body).unwrap();
                assert_eq!(callout.data().answers.len(), 1);
                // A null answers nothing; anything else that is no answer may be one that was misread.
                let mut posted: Value = serde_json::from_slice(&body).unwrap();
                posted["Answers"][0] = json!("yes");
                let reported = invalid(read(&posted).check());
                assert!(reported.starts_with("answers[0]: not sent: "), "{reported}");
            }

            #[test]
            fn a_callout_is_stored_and_read_again() {
                let odd = with(with(posted(), "/Requestor", json!("nobody")), "/AccessPackage/Later", json!([1, {"X": null}]));
                let odd = with(with(odd, "/@odata.type", json!("#microsoft.graph.accessPackageAssignmentCalloutData")), "/Answers", json!([]));
                for body in [posted(), recased(posted()), odd, callouts::connection_test(), json!({"Stage": null, "x": "\u{202e}\n"})] {
                    let callout = read(&body);
                    let stored = callout.to_bytes();
                    let again = AccessPackageAssignmentRequestCallout::from_slice(&stored).unwrap();
                    assert_eq!(again, callout);
                    assert_eq!(again.to_bytes(), stored);
                    // Nothing is lost: but for the case of letters it is what came.
                    let stored: Value = serde_json::from_slice(&stored).unwrap();
                    assert_eq!(lower(stored), lower(body));
                }
                let odd = with(with(task_posted(), "/data/subject", json!(5)), "/later", json!({"a": 1.50}));
                for body in [task_posted(), recased(task_posted()), odd] {
                    let callout = read_task(&body);
                    let again = CustomTaskExtensionCallout::from_slice(&callout.to_bytes()).unwrap();
                    assert_eq!(again, callout);
                    assert_eq!(again.into_event().data.is_some(), callout.data().is_some());
                    assert_eq!(lower(serde_json::from_slice(&callout.to_bytes()).unwrap()), lower(body));
                }
            }

            #[test]
            fn a_callout_can_be_made() {
                let mut callout =
                    AccessPackageAssignmentRequestCallout::new(REQUEST, STAGE_INSTANCE, AccessPackageCustomExtensionStage::AssignmentRequestApproved);
                callout.data_mut().access_package_catalog = Some(Box::new(AccessPackageCatalog::new().with_display_name("Sales")));
                callout.check().unwrap();
                assert_eq!(callout.stage(), Some(AccessPackageCustomExtensionStage::AssignmentRequestApproved));
                assert_eq!(read(&serde_json::from_slice(&callout.to_bytes()).unwrap()), callout);
                let data = callout.clone().into_data();
                assert_eq!(AccessPackageAssignmentRequestCallout::from(data), callout);

                let mut task = CustomTaskExtensionCallout::new(WORKFLOW, TASK, RESULT);
                task.event_mut().source = Some("s".to_owned());
                task.check().unwrap();
                assert_eq!(read_task(&serde_json::from_slice(&task.to_bytes()).unwrap()), task);
                let data = task.data().unwrap().clone();
                let event = $version::callout::CustomTaskExtensionEvent::new().with_data(data).with_source("s").with_type("lifecycleEvent");
                let made = CustomTaskExtensionCallout::from(event);
                assert_eq!(made.event().r#type.as_deref(), Some("lifecycleEvent"));
                assert_eq!(made.task_processing_result_id(), Some(RESULT));
            }

            #[test]
            fn the_samples_are_callouts_of_every_kind() {
                for (stage, posted) in callouts::REQUEST_STAGES
                    .map(|stage| (stage, callouts::access_package_request(stage)))
                    .into_iter()
                    .chain(callouts::ASSIGNMENT_STAGES.map(|stage| (stage, callouts::access_package_assignment(stage))))
                {
                    let callout = read(&posted);
                    callout.check().unwrap();
                    assert_eq!(callout.data().mismatches(), [], "{stage}");
                    assert_eq!(callout.data().stage.as_deref(), Some(stage));
                    assert!(callout.data().additional_properties.is_empty(), "{stage}");
                    assert_eq!(callout.stage_instance_id(), Some(callouts::STAGE_INSTANCE_ID));
                    let assignment = callout.data().assignment.as_ref().unwrap();
                    assert_eq!(assignment.id.as_deref(), Some(callouts::ASSIGNMENT_ID));
                    let shown = callout.approve("s", "d").request(&client()).unwrap().what_if().unwrap();
                    assert_eq!(shown.url().as_str(), url(callouts::REQUEST_ID));
                }
                // Each stage that the metadata knows, and the one that it does not.
                let sampled: Vec<String> = callouts::REQUEST_STAGES.iter().chain(&callouts::ASSIGNMENT_STAGES).map(|stage| stage.to_lowercase()).collect();
                use msgraph_identity_governance::model::Enumeration;
                for stage in AccessPackageCustomExtensionStage::NAMES {
                    let known = sampled.contains(&stage.to_lowercase());
                    assert!(known || *stage == "unknownFutureValue", "{stage}");
                }
                assert!(read(&callouts::access_package_request(callouts::REQUEST_STAGES[4])).is_determining_approval());
                assert!(read(&callouts::connection_test()).is_connection_test());
                let task = read_task(&callouts::custom_task());
                task.check().unwrap();
                assert_eq!(task.event().mismatches(), []);
                let ids = (task.workflow_id(), task.task_id(), task.task_processing_result_id());
                let own = (callouts::WORKFLOW_ID, callouts::TASK_ID, callouts::TASK_PROCESSING_RESULT_ID);
                assert_eq!(ids, (Some(own.0), Some(own.1), Some(own.2)));
            }

            /// The paths of the OpenAPI document that end in this action.
            fn in_schemas(action: &str) -> Vec<String> {
                let file = workspace().join("schemas").join($wire).join("openapi.yaml");
                let text = std::fs::read_to_string(file).unwrap();
                // A path is a key on a line of its own, two blanks in.
                let keys = text.lines().filter_map(|line| line.strip_prefix("  /")?.strip_suffix(':'));
                let mut paths: Vec<String> = keys.map(|path| format!("/{path}")).filter(|path| path.ends_with(action)).collect();
                paths.sort();
                paths
            }

            #[test]
            fn the_known_places_are_those_of_the_metadata() {
                let mut known = CustomTaskExtensionCallout::RESUME_PATHS.to_vec();
                known.sort_unstable();
                let mut found = in_schemas("/microsoft.graph.identityGovernance.resume");
                assert!(found.len() >= 13, "{found:?}");
                // Of these all that lead only through ids that a callout has.
                let own = ["workflow-id", "task-id", "workflowVersion-versionNumber", "taskProcessingResult-id"];
                found.retain(|path| path.split('{').skip(1).all(|hole| own.contains(&hole.split('}').next().unwrap())));
                assert_eq!(known, found);
                // Entitlement management sends the paths of beta, whichever version answers.
                let known = AccessPackageAssignmentRequestCallout::RESUME_PATHS;
                let found = in_schemas("/resume");
                assert!(!found.is_empty());
                assert!(found.iter().all(|path| known.contains(&path.as_str())), "{found:?}");
                if $wire == "beta" {
                    assert_eq!(found.len(), known.len());
                }
            }
        }
    };
}

/// Everything in small letters, names and texts at every depth: the metadata's casing is written for names and values
/// that it knows.
fn lower(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name.to_lowercase(), lower(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(lower).collect(),
        Value::String(text) => text.to_lowercase().into(),
        other => other,
    }
}

/// What the example sends for a callout of this catalog: the state, `approved` where there is none; nothing when it
/// refuses to read it.
fn decided(catalog: &str) -> Option<String> {
    let resume = example::access_package(with_catalog(catalog).as_bytes()).ok()??;
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
    let test = example::access_package(callouts::connection_test().to_string().as_bytes());
    assert!(test.unwrap().is_none());
    // Approvers are asked for only where that is possible, and not for what cannot be judged.
    let determining = |body: Value| {
        let body = with(
            body,
            "/Stage",
            json!("AssignmentRequestDeterminingApprovalRequirements"),
        );
        let resume = example::access_package(&bytes(&body)).unwrap().unwrap();
        serde_json::to_value(resume.body().unwrap()).unwrap()["data"]["approvalStage"].is_object()
    };
    assert!(determining(posted()));
    assert!(!determining(with(posted(), "/Requestor", json!(1))));
    // The cases of the shared folder do not say which catalog they are about.
    if let Some(body) = case("callout-entitlement-created") {
        let resume = example::access_package(&body).unwrap().unwrap();
        assert_eq!(
            serde_json::to_value(resume.body().unwrap()).unwrap()["data"]["state"],
            "denied"
        );
    }
}

#[test]
fn the_example_completes_a_task_only_for_somebody() {
    let status = |body: &Value| {
        let resume = example::custom_task(&bytes(body)).unwrap();
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
    assert!(example::custom_task(twice.as_bytes()).is_err());
}

#[test]
fn the_applications_are_the_same_in_both_versions() {
    for id in [
        v1_0::callout::ENTITLEMENT_MANAGEMENT_APPLICATION_ID,
        beta::callout::ENTITLEMENT_MANAGEMENT_APPLICATION_ID,
    ] {
        assert_eq!(id, "810dcf14-1858-4bf2-8134-4c369fa3235b");
    }
    for id in [
        v1_0::callout::LIFECYCLE_WORKFLOWS_APPLICATION_ID,
        beta::callout::LIFECYCLE_WORKFLOWS_APPLICATION_ID,
    ] {
        assert_eq!(id, "ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7");
    }
}

both_versions!(
    of_v1_0,
    v1_0,
    "v1.0",
    "seeds/v1.0-accessPackageAssignmentRequest-resume.zh-cn.txt"
);
both_versions!(
    of_beta,
    beta,
    "beta",
    "seeds/beta-accessPackageAssignmentRequest-resume.txt"
);
