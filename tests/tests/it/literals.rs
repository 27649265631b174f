//! Bodies of requests as struct literals: what they leave out, and what they say.

use azure_core::http::{ClientOptions, UserAgentOptions};
use integration_tests::http::FakeCredential;
use msgraph_identity_governance::RetryOptions;
use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::v1_0::{GraphClient, GraphClientOptions, models::*};
use serde_json::{Value, json};

fn body(model: &impl Document) -> Value {
    serde_json::from_slice(&model.to_body()).unwrap()
}

#[test]
fn a_literal_is_what_the_setters_make() {
    let literal = ResumeRequest {
        source: Some("Contoso.SodCheckProcess".to_owned()),
        data: Some(
            AccessPackageAssignmentRequestCallbackData {
                stage: Some(AccessPackageCustomExtensionStage::AssignmentRequestCreated),
                custom_extension_stage_instance_detail: Some("no conflict found".to_owned()),
                ..Default::default()
            }
            .into(),
        ),
        ..Default::default()
    };
    let set = ResumeRequest::new().with_source("Contoso.SodCheckProcess").with_data(
        AccessPackageAssignmentRequestCallbackData::new()
            .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
            .with_custom_extension_stage_instance_detail("no conflict found"),
    );
    assert_eq!(literal, set);
    assert_eq!(body(&literal), body(&set));

    let client = GraphClient::new(FakeCredential::new(), None).unwrap();
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let shown = requests.by_id("1").resume(literal).what_if().unwrap();
    let sent: Value = serde_json::from_slice(shown.body().unwrap()).unwrap();
    assert_eq!(sent["data"]["stage"], "assignmentRequestCreated");
}

#[test]
fn options_are_literals_too() {
    let options = GraphClientOptions {
        retry: RetryOptions {
            max_retries: 2,
            ..Default::default()
        },
        client_options: ClientOptions {
            user_agent: UserAgentOptions {
                application_id: Some("sod-check".to_owned()),
            },
            ..Default::default()
        },
        ..Default::default()
    };
    let client = GraphClient::new(FakeCredential::new(), Some(options)).unwrap();
    assert_eq!(client.endpoint().as_str(), "https://graph.microsoft.com/v1.0");
}

#[test]
fn a_literal_says_values_and_methods_the_rest() {
    let package = || AccessPackage {
        display_name: Some("Sales".to_owned()),
        description: None,
        resource_role_scopes: vec![],
        ..Default::default()
    };
    assert_eq!(body(&package()), json!({ "displayName": "Sales" }));
    assert_eq!(package(), AccessPackage::new().with_display_name("Sales"));
    let said = package()
        .with_null(AccessPackage::DESCRIPTION)
        .with_empty(AccessPackage::RESOURCE_ROLE_SCOPES);
    assert_eq!(
        body(&said),
        json!({ "displayName": "Sales", "description": null, "resourceRoleScopes": [] })
    );
    let scopes = vec![AccessPackageResourceRoleScope::new()];
    let filled = AccessPackage {
        resource_role_scopes: scopes,
        ..package()
    };
    assert_eq!(
        body(&filled),
        json!({ "displayName": "Sales", "resourceRoleScopes": [{}] })
    );
}
