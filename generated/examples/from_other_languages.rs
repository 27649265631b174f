//! The calls that the guide shows beside those of other languages' libraries.

mod support;

use msgraph_identity_governance::beta::{GraphClient, models::*};
use msgraph_identity_governance::{Error, Request, StaticTokenCredential};

/// Approves.
// ANCHOR: approve
pub fn approve(client: &GraphClient, id: &str, instance: &str, detail: &str) -> Request<()> {
    let data = AccessPackageAssignmentRequestCallbackData::new()
        .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
        .with_custom_extension_stage_instance_id(instance)
        .with_custom_extension_stage_instance_detail(detail);
    let body = ResumeRequest::new()
        .with_source("Contoso.SodCheckProcess")
        .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
        .with_data(data);
    let management = client.identity_governance().entitlement_management();
    management.access_package_assignment_requests().by_id(id).resume(body)
}
// ANCHOR_END: approve

/// Denies.
// ANCHOR: deny
pub fn deny(client: &GraphClient, id: &str, instance: &str, detail: &str) -> Request<()> {
    let data = AccessPackageAssignmentRequestCallbackData::new()
        .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
        .with_custom_extension_stage_instance_id(instance)
        .with_custom_extension_stage_instance_detail(detail)
        .with_state("denied");
    let body = ResumeRequest::new()
        .with_source("Contoso.SodCheckProcess")
        .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
        .with_data(data);
    let management = client.identity_governance().entitlement_management();
    management.access_package_assignment_requests().by_id(id).resume(body)
}
// ANCHOR_END: deny

/// A policy with the extensions that it calls.
// ANCHOR: policy
pub async fn extensions(client: &GraphClient, policy: &str) -> Result<AccessPackageAssignmentPolicy, Error> {
    use AccessPackageAssignmentPolicy as Policy;
    let policies = client
        .identity_governance()
        .entitlement_management()
        .access_package_assignment_policies();
    let setting = Policy::CUSTOM_EXTENSION_STAGE_SETTINGS.expand(CustomExtensionStageSetting::CUSTOM_EXTENSION);
    policies.by_id(policy).get().expand(setting).send().await
}
// ANCHOR_END: policy

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(StaticTokenCredential::new("none"), Some(support::options()))?;
    let (id, instance) = (
        "7a6ab703-0780-4b37-8445-81f679b2d75c",
        "957d0c50-466b-4840-bb5b-c92cea7141ff",
    );
    println!("{}", approve(&client, id, instance, "no conflict found").what_if()?);
    println!("{}", deny(&client, id, instance, "conflicts with Payments").what_if()?);
    for policy in std::env::args().skip(1) {
        for setting in extensions(&client, &policy).await?.custom_extension_stage_settings {
            println!("{:?}", setting.stage);
        }
    }
    Ok(())
}
