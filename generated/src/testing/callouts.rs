//! Callouts as Microsoft Entra posts them, with made-up values: for the tests of programs that read them.
//!
//! Each is JSON, to be changed and written: `serde_json::to_vec(&custom_task())`. Names have the capitals of what is
//! posted, ids are the constants here, and all of them can be resumed but [`connection_test`].
//!
#![cfg_attr(
    all(feature = "v1_0", feature = "entitlement_management"),
    doc = r#"
```
use msgraph_identity_governance::testing::callouts;
use msgraph_identity_governance::v1_0::callout::AccessPackageAssignmentRequestCallout;

let mut posted = callouts::access_package_request("AssignmentRequestCreated");
posted["Requestor"]["DisplayName"] = "Grace Hopper".into();

let callout = AccessPackageAssignmentRequestCallout::from_slice(posted.to_string().as_bytes())?;
assert_eq!(callout.stage_instance_id(), Some(callouts::STAGE_INSTANCE_ID));
callout.check()?;
# Ok::<(), Box<dyn std::error::Error>>(())
```
"#
)]

use serde_json::{Value, json};

/// The id of the assignment request in the samples of entitlement management.
pub const REQUEST_ID: &str = "11111111-aaaa-4111-8111-000000000001";
/// The id of the call in the samples of entitlement management.
pub const STAGE_INSTANCE_ID: &str = "11111111-aaaa-4111-8111-000000000002";
/// The id of the assignment in the samples of entitlement management.
pub const ASSIGNMENT_ID: &str = "11111111-aaaa-4111-8111-000000000003";
/// The id of the workflow in [`custom_task`].
pub const WORKFLOW_ID: &str = "22222222-bbbb-4222-8222-000000000001";
/// The id of the task in [`custom_task`].
pub const TASK_ID: &str = "22222222-bbbb-4222-8222-000000000002";
/// The id of the task's run in [`custom_task`].
pub const TASK_PROCESSING_RESULT_ID: &str = "22222222-bbbb-4222-8222-000000000003";

/// The stages at which a request is posted, for [`access_package_request`]; at the last one the service asks who must
/// approve.
pub const REQUEST_STAGES: [&str; 5] = [
    "AssignmentRequestCreated",
    "AssignmentRequestApproved",
    "AssignmentRequestGranted",
    "AssignmentRequestRemoved",
    "AssignmentRequestDeterminingApprovalRequirements",
];

/// The stages at which an assignment that is about to expire is posted, for [`access_package_assignment`].
pub const ASSIGNMENT_STAGES: [&str; 2] = [
    "AssignmentFourteenDaysBeforeExpiration",
    "AssignmentOneDayBeforeExpiration",
];

/// A request for an access package that reached a stage ([`REQUEST_STAGES`]).
#[must_use]
pub fn access_package_request(stage: &str) -> Value {
    json!({
        "AccessPackageAssignmentRequestId": REQUEST_ID,
        "CustomExtensionStageInstanceId": STAGE_INSTANCE_ID,
        "Stage": stage,
        "CallbackUriPath": request_path(),
        "CallbackConfiguration": { "DurationBeforeTimeout": "PT2H" },
        "RequestType": "UserAdd",
        "State": "Submitted",
        "Status": "WaitingForCallback",
        "Answers": [{
            "@odata.type": "#microsoft.graph.accessPackageAnswerString",
            "DisplayValue": "I work on the new engine",
            "Value": "I work on the new engine",
            "AnsweredQuestion": {
                "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion",
                "Id": "11111111-aaaa-4111-8111-000000000004",
                "IsRequired": true,
            },
        }],
        "AccessPackage": access_package(),
        "AccessPackageCatalog": catalog(),
        "Assignment": assignment("Delivering"),
        "Requestor": subject(),
    })
}

/// An assignment that is about to expire ([`ASSIGNMENT_STAGES`]): it has fewer members than a request.
#[must_use]
pub fn access_package_assignment(stage: &str) -> Value {
    json!({
        "AccessPackageAssignmentRequestId": REQUEST_ID,
        "CustomExtensionStageInstanceId": STAGE_INSTANCE_ID,
        "Stage": stage,
        "CallbackConfiguration": { "DurationBeforeTimeout": "PT2H" },
        "AccessPackage": access_package(),
        "AccessPackageCatalog": catalog(),
        "Assignment": assignment("Delivered"),
    })
}

/// A test of the connection, which is answered and never resumed.
#[must_use]
pub fn connection_test() -> Value {
    json!({ "Stage": "CustomExtensionConnectionTest" })
}

/// A custom task of a lifecycle workflow.
#[must_use]
pub fn custom_task() -> Value {
    let path = format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW_ID}/tasks/{TASK_ID}/taskProcessingResults/{TASK_PROCESSING_RESULT_ID}/resume"
    );
    json!({
        "data": {
            "callbackUriPath": path,
            "subject": {
                "id": "22222222-bbbb-4222-8222-000000000004",
                "displayName": "Ada Lovelace",
                "email": "ada@contoso.example",
                "userPrincipalName": "ada@contoso.example",
                "manager": { "id": "22222222-bbbb-4222-8222-000000000005", "displayName": "Charles Babbage" },
            },
            "task": { "id": TASK_ID, "displayName": "Order a badge" },
            "taskProcessingResult": { "id": TASK_PROCESSING_RESULT_ID, "createdDateTime": "2030-05-06T07:08:09.123Z" },
            "workflow": { "id": WORKFLOW_ID, "displayName": "Joiners", "workflowVersion": 2 },
        },
        "source": "contoso.example",
        "type": "lifecycleEvent",
    })
}

fn request_path() -> String {
    format!("/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/{REQUEST_ID}/resume")
}

fn access_package() -> Value {
    json!({
        "Id": "11111111-aaaa-4111-8111-000000000005",
        "DisplayName": "Engine builders",
        "Description": "What an engine builder works with",
    })
}

fn catalog() -> Value {
    json!({ "Id": "11111111-aaaa-4111-8111-000000000006", "DisplayName": "Engineering", "Description": null })
}

fn assignment(state: &str) -> Value {
    json!({ "Id": ASSIGNMENT_ID, "State": state, "Status": state, "Target": subject() })
}

fn subject() -> Value {
    json!({
        "Id": "11111111-aaaa-4111-8111-000000000007",
        "ObjectId": "11111111-aaaa-4111-8111-000000000008",
        "DisplayName": "Ada Lovelace",
        "ConnectedOrganization": null,
    })
}
