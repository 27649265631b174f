//! Operations of beta through the whole pipeline to a service on loopback: the three paths of resume, and the policy
//! with its expanded custom extensions.

use integration_tests::http::{FakeCredential, Service, TOKEN, empty, json};
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::beta::builders::AccessPackageAssignmentRequestCollectionBuilder;
use msgraph_identity_governance::beta::{GraphClient, models::*};
use serde_json::{Value, json};

const ROOT: &str = "/beta/identityGovernance/entitlementManagement";
const ID: &str = "0e60f18c-b2a0-4887-9da8-da2e30a39d99";

fn client(service: &Service) -> GraphClient {
    GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap()
}

#[tokio::test]
async fn resume_is_sent_on_each_of_its_three_paths() {
    let service = Service::start().await;
    let management = client(&service).identity_governance().entitlement_management();
    let paths: [(AccessPackageAssignmentRequestCollectionBuilder, String); 3] = [
        (
            management.assignment_requests(),
            format!("{ROOT}/assignmentRequests/{ID}/resume"),
        ),
        (
            management.access_package_assignment_requests(),
            format!("{ROOT}/accessPackageAssignmentRequests/{ID}/resume"),
        ),
        (
            management
                .access_package_assignments()
                .by_id("a b")
                .access_package_assignment_requests(),
            format!("{ROOT}/accessPackageAssignments/a%20b/accessPackageAssignmentRequests/{ID}/resume"),
        ),
    ];
    for (number, (requests, path)) in paths.into_iter().enumerate() {
        service.respond("POST", &path, empty(204)).await;
        let data = AccessPackageAssignmentRequestCallbackData::new()
            .with_stage(AccessPackageCustomExtensionStage::from("AssignmentRequestCreated"))
            .with_custom_extension_stage_instance_id("857d0c50-466b-4840-bb5b-c92cea7141ff")
            .with_state("denied")
            .with_custom_extension_stage_instance_detail("Potential risk user based on the SOD check");
        let body = ResumeRequest::new()
            .with_source("Contoso.SodCheckProcess")
            .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
            .with_data(data);
        requests.by_id(ID).resume(body).send().await.unwrap();
        let arrived = service.arrived().await;
        assert_eq!(arrived.len(), number + 1);
        let last = &arrived[number];
        assert_eq!((last.method.as_str(), last.target.as_str()), ("POST", path.as_str()));
        assert_eq!(last.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!(last.header("content-type"), Some("application/json"));
        assert!(last.header("client-request-id").is_some());
        assert_eq!(
            last.json(),
            json!({
                "source": "Contoso.SodCheckProcess",
                "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
                "data": {
                    "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
                    "stage": "assignmentRequestCreated",
                    "customExtensionStageInstanceId": "857d0c50-466b-4840-bb5b-c92cea7141ff",
                    "state": "denied",
                    "customExtensionStageInstanceDetail": "Potential risk user based on the SOD check",
                },
            })
        );
    }
}

/// A policy in the form of the reference page, with data of our own.
fn policy() -> Value {
    json!({
        "@odata.context": "https://graph.example/beta/$metadata#accessPackageAssignmentPolicies/$entity",
        "id": "p-1",
        "displayName": "Engineers",
        "durationInDays": 30,
        "expirationDateTime": null,
        "requestorSettings": { "scopeType": "AllExistingDirectorySubjects", "acceptRequests": true, "allowedRequestors": [] },
        "customExtensionStageSettings": [{
            "id": "s-1",
            "stage": "assignmentRequestCreated",
            "customExtension": {
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
                "id": "x-1",
                "displayName": "check",
                "createdDateTime": "2026-01-11T05:19:16.97Z",
                "endpointConfiguration": {
                    "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
                    "subscriptionId": "sub",
                    "resourceGroupName": "group",
                    "logicAppWorkflowName": "flow",
                },
                "authenticationConfiguration": { "@odata.type": "#microsoft.graph.azureAdPopTokenAuthentication" },
            },
        }],
    })
}

/// Serves a policy, gets it expanded, and gives it back with the target that was asked for.
async fn get_policy(body: &Value, expand: &str) -> (AccessPackageAssignmentPolicy, String) {
    let service = Service::start().await;
    service
        .respond(
            "GET",
            &format!("{ROOT}/accessPackageAssignmentPolicies/p-1"),
            json(200, body),
        )
        .await;
    let policies = client(&service)
        .identity_governance()
        .entitlement_management()
        .access_package_assignment_policies();
    let policy = policies.by_id("p-1").get().expand_raw(expand).send().await.unwrap();
    (policy, service.only().await.target)
}

#[tokio::test]
async fn a_policy_comes_with_its_expanded_custom_extensions() {
    let (policy, target) = get_policy(&policy(), "customExtensionStageSettings($expand=customExtension)").await;
    assert_eq!(
        target,
        format!(
            "{ROOT}/accessPackageAssignmentPolicies/p-1?$expand=customExtensionStageSettings($expand%3DcustomExtension)"
        )
    );
    assert_eq!(policy.duration_in_days, Some(30));
    assert_eq!(policy.mismatches(), []);
    let setting = &policy.custom_extension_stage_settings[0];
    assert_eq!(
        setting.stage,
        Some(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
    );
    let Some(AnyCustomCalloutExtension::AccessPackageAssignmentRequestWorkflowExtension(extension)) =
        &setting.custom_extension
    else {
        panic!("{:?}", setting.custom_extension)
    };
    assert_eq!(extension.display_name.as_deref(), Some("check"));
    let Some(AnyCustomExtensionEndpointConfiguration::LogicAppTriggerEndpointConfiguration(endpoint)) =
        &extension.endpoint_configuration
    else {
        panic!("{:?}", extension.endpoint_configuration)
    };
    assert_eq!(endpoint.logic_app_workflow_name.as_deref(), Some("flow"));
}

/// The JSON answers of a reference page: what stands from each line `{` after the head of a response to the brace that
/// closes it.
fn answers(page: &str) -> Vec<Value> {
    page.split("HTTP/1.1 200 OK")
        .skip(1)
        .filter_map(|rest| {
            serde_json::Deserializer::from_str(rest.split_once('{').map(|(head, _)| &rest[head.len()..])?)
                .into_iter::<Value>()
                .next()
        })
        .map(|answer| answer.expect("the page's answers are JSON"))
        .collect()
}

#[tokio::test]
async fn the_reference_pages_own_policies_read_whole() {
    let Some(file) = shared("seeds/beta-accessPackageAssignmentPolicy-get.txt") else {
        return;
    };
    let page = std::fs::read_to_string(file).unwrap();
    let answers = answers(&page);
    assert_eq!(answers.len(), 3);
    for answer in &answers {
        let (policy, _) = get_policy(answer, "customExtensionHandlers($expand=customExtension)").await;
        assert_eq!(policy.mismatches(), []);
        assert_eq!(policy.id.as_deref(), answer["id"].as_str());
        assert_eq!(
            policy.custom_extension_handlers.len(),
            answer["customExtensionHandlers"].as_array().map_or(0, Vec::len)
        );
        assert_eq!(
            policy.custom_extension_stage_settings.len(),
            answer["customExtensionStageSettings"].as_array().map_or(0, Vec::len)
        );
    }
}
