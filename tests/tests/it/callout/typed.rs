//! What is read of a callout as the version's own types.

use msgraph_identity_governance::testing::callouts;
use msgraph_identity_governance::{beta, v1_0};
use serde_json::{Value, json};

use super::posted::*;
use super::version::{self, Resume as _, invalid, url};

macro_rules! both_versions {
    ($tests:ident, $version:ident, $marker:ident) => {
        mod $tests {
            use version::{$marker as V, Version as _};
            use $version::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
            use $version::models::*;

            use super::*;

            fn read(body: &Value) -> AccessPackageAssignmentRequestCallout {
                AccessPackageAssignmentRequestCallout::from_slice(&bytes(body)).unwrap()
            }

            fn read_task(body: &Value) -> CustomTaskExtensionCallout {
                CustomTaskExtensionCallout::from_slice(&bytes(body)).unwrap()
            }
            #[test]
            fn what_is_posted_is_read_in_either_casing() {
                let upper = read(&posted());
                for callout in [&upper, &read(&recased(posted()))] {
                    assert_eq!(callout.request_id(), Some(REQUEST));
                    assert_eq!(callout.stage_instance_id(), Some(STAGE_INSTANCE));
                    assert_eq!(
                        callout.stage(),
                        Some(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
                    );
                    let data = callout.data();
                    assert_eq!(data.mismatches(), []);
                    let target = data.assignment.as_ref().unwrap().target.as_ref().unwrap();
                    assert_eq!(target.object_id.as_deref(), Some("8d8f1a4e"));
                    assert_eq!(
                        target.connected_organization.as_ref().unwrap().display_name.as_deref(),
                        Some("Fabrikam")
                    );
                    assert_eq!(data.requestor.as_ref().unwrap().id.as_deref(), Some("r"));
                    assert_eq!(data.access_package_catalog.as_ref().unwrap().id.as_deref(), Some("c"));
                    assert_eq!(data.status.as_deref(), Some("WaitingForCallback"));
                    assert_eq!(data.request_type, Some("UserAdd".into()));
                    match &data.answers[0] {
                        AnyAccessPackageAnswer::AccessPackageAnswerString(answer) => {
                            assert_eq!(answer.value.as_deref(), Some("because"))
                        }
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
                let odd = with(
                    with(odd, "/AccessPackage/CreatedDateTime", json!("soon")),
                    "/CallbackConfiguration",
                    json!([]),
                );
                for body in [
                    odd.clone(),
                    with(
                        odd,
                        "/@odata.type",
                        json!("#microsoft.graph.accessPackageAssignmentRequestCalloutData"),
                    ),
                ] {
                    let callout = read(&body);
                    callout.check().unwrap();
                    assert!(callout.data().answers.is_empty());
                    assert_eq!(callout.data().state, Some("Pondering".into()));
                    let odd: Vec<String> = callout.data().mismatches().into_iter().map(|odd| odd.path).collect();
                    assert_eq!(odd, ["callbackConfiguration", "accessPackage.createdDateTime"]);
                }
                for member in posted().as_object().unwrap().keys() {
                    let callout = read(&without(posted(), &format!("/{member}")));
                    let needed = [
                        "AccessPackageAssignmentRequestId",
                        "CustomExtensionStageInstanceId",
                        "Stage",
                    ]
                    .contains(&member.as_str());
                    assert_eq!(callout.check().is_err(), needed, "{member}");
                }
                assert!(read(&json!({})).stage().is_none());
                for broken in ["", "[]", "null", "{\"Stage\":", "{} {}"] {
                    assert!(
                        AccessPackageAssignmentRequestCallout::from_slice(broken.as_bytes()).is_err(),
                        "{broken}"
                    );
                    assert!(
                        CustomTaskExtensionCallout::from_slice(broken.as_bytes()).is_err(),
                        "{broken}"
                    );
                }
            }

            #[test]
            fn the_answers_beside_a_null_are_read() {
                let Some(body) = case("callout-entitlement-created") else {
                    return;
                };
                let callout = AccessPackageAssignmentRequestCallout::from_slice(&body).unwrap();
                assert_eq!(callout.data().answers.len(), 1);
                // A null answers nothing; anything else that is no answer may be one that was misread.
                let mut posted: Value = serde_json::from_slice(&body).unwrap();
                posted["Answers"][0] = json!("yes");
                let reported = invalid(read(&posted).check());
                assert!(reported.starts_with("answers[0]: not sent: "), "{reported}");
            }

            #[test]
            fn tasks_are_read_in_either_casing_and_nothing_is_lost() {
                for body in [task_posted(), recased(task_posted())] {
                    let callout = read_task(&body);
                    assert_eq!(callout.workflow_id(), Some(WORKFLOW));
                    assert_eq!(callout.task_id(), Some(TASK));
                    assert_eq!(callout.task_processing_result_id(), Some(RESULT));
                    assert_eq!(
                        callout.event().source.as_deref(),
                        Some("urn:ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7")
                    );
                    let subject = callout.data().unwrap().subject.as_ref().unwrap();
                    assert_eq!(subject.display_name.as_deref(), Some("Adele Vance"));
                    callout.check().unwrap();
                }
                let subject = read_task(&task_posted()).into_event().data.unwrap().into_inner().subject.unwrap();
                assert_eq!(
                    subject.additional_properties.get("email").unwrap().to_text().as_deref(),
                    Some("adele@example.com")
                );
                let odd = read_task(&with(task_posted(), "/data/subject", json!(5)));
                assert_eq!(odd.event().mismatches()[0].path, "data.subject");
            }

            #[test]
            fn a_callout_is_stored_and_read_again() {
                let odd = with(
                    with(posted(), "/Requestor", json!("nobody")),
                    "/AccessPackage/Later",
                    json!([1, {"X": null}]),
                );
                let odd = with(
                    with(
                        odd,
                        "/@odata.type",
                        json!("#microsoft.graph.accessPackageAssignmentCalloutData"),
                    ),
                    "/Answers",
                    json!([]),
                );
                for body in [
                    posted(),
                    recased(posted()),
                    odd,
                    callouts::connection_test(),
                    json!({"Stage": null, "x": "\u{202e}\n"}),
                ] {
                    let callout = read(&body);
                    let stored = callout.to_bytes();
                    let again = AccessPackageAssignmentRequestCallout::from_slice(&stored).unwrap();
                    assert_eq!(again, callout);
                    assert_eq!(again.to_bytes(), stored);
                    // Nothing is lost: but for the case of letters it is what came.
                    let stored: Value = serde_json::from_slice(&stored).unwrap();
                    assert_eq!(lower(stored), lower(body));
                }
                let odd = with(
                    with(task_posted(), "/data/subject", json!(5)),
                    "/later",
                    json!({"a": 1.50}),
                );
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
                let mut callout = AccessPackageAssignmentRequestCallout::new(
                    REQUEST,
                    STAGE_INSTANCE,
                    AccessPackageCustomExtensionStage::AssignmentRequestApproved,
                );
                callout.data_mut().access_package_catalog =
                    Some(AccessPackageCatalog::new().with_display_name("Sales").into());
                callout.check().unwrap();
                assert_eq!(
                    callout.stage(),
                    Some(AccessPackageCustomExtensionStage::AssignmentRequestApproved)
                );
                assert_eq!(read(&serde_json::from_slice(&callout.to_bytes()).unwrap()), callout);
                let data = callout.clone().into_data();
                assert_eq!(AccessPackageAssignmentRequestCallout::from(data), callout);

                let mut task = CustomTaskExtensionCallout::new(WORKFLOW, TASK, RESULT);
                task.event_mut().source = Some("s".to_owned());
                task.check().unwrap();
                assert_eq!(read_task(&serde_json::from_slice(&task.to_bytes()).unwrap()), task);
                let data = task.data().unwrap().clone();
                let event = $version::callout::CustomTaskExtensionEvent::new()
                    .with_data(data)
                    .with_source("s")
                    .with_type("lifecycleEvent");
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
                    let shown = callout.approve("s", "d").shown().unwrap();
                    assert_eq!(shown.url().as_str(), url::<V>(callouts::REQUEST_ID));
                }
                // Each stage that the metadata knows, and the one that it does not.
                let sampled: Vec<String> = callouts::REQUEST_STAGES
                    .iter()
                    .chain(&callouts::ASSIGNMENT_STAGES)
                    .map(|stage| stage.to_lowercase())
                    .collect();
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
                let own = (
                    callouts::WORKFLOW_ID,
                    callouts::TASK_ID,
                    callouts::TASK_PROCESSING_RESULT_ID,
                );
                assert_eq!(ids, (Some(own.0), Some(own.1), Some(own.2)));
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
                        let shown = resume.shown().unwrap();
                        assert_eq!(shown.url().as_str(), url::<V>(id), "{name}");
                    }
                    let again = AccessPackageAssignmentRequestCallout::from_slice(&callout.to_bytes()).unwrap();
                    assert_eq!(again, callout);
                }
                let Some(body) = case("callout-lifecycle") else { return };
                let callout = CustomTaskExtensionCallout::from_slice(&body).unwrap();
                callout.check().unwrap();
                let subject = callout.data().unwrap().subject.as_ref().unwrap();
                assert_eq!(subject.user_principal_name.as_deref(), Some("somebody@example.org"));
                let shown = callout.completed("s").shown().unwrap();
                let id = |last: u8| format!("99999999-9999-4999-8999-99999999999{last}");
                let path = format!(
                    "/identityGovernance/lifecycleWorkflows/workflows/{}/tasks/{}/taskProcessingResults/{}/microsoft.graph.identityGovernance.resume",
                    id(3),
                    id(1),
                    id(2)
                );
                assert_eq!(shown.url().path(), format!("/{}{path}", V::NAME));
                assert_eq!(
                    CustomTaskExtensionCallout::from_slice(&callout.to_bytes()).unwrap(),
                    callout
                );
            }
        }
    };
}

both_versions!(of_v1_0, v1_0, V1_0);
both_versions!(of_beta, beta, Beta);
