//! Resumes an access package assignment request that waits for a callback.
//!
//! `cargo run --example resume -- <assignment request id> <custom extension stage instance id>`, with an access token
//! for Microsoft Graph in the variable `GRAPH_TOKEN`. A program of your own takes a credential of the crate
//! `azure_identity` instead, which gets and renews tokens by itself.

use msgraph_identity_governance::{StaticTokenCredential, v1_0::GraphClient, v1_0::models::*};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(request), Some(stage_instance)) = (arguments.next(), arguments.next()) else {
        return Err("give the id of the assignment request and that of the stage instance".into());
    };
    let token = std::env::var("GRAPH_TOKEN").map_err(|_| "put an access token for Microsoft Graph into GRAPH_TOKEN")?;

    let client = GraphClient::new(StaticTokenCredential::new(token), None)?;
    let resume = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .by_id(request)
        .resume(
            ResumeRequest::new()
                .with_source("Contoso.SodCheckProcess")
                .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
                .with_data(
                    AccessPackageAssignmentRequestCallbackData::new()
                        .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
                        .with_custom_extension_stage_instance_id(stage_instance)
                        .with_custom_extension_stage_instance_detail("no conflict found"),
                ),
        );
    println!("{}", resume.what_if()?);
    resume.send().await?;
    println!("resumed");
    Ok(())
}
