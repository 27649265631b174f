//! Signs in as a service: by a secret where there is one, else as the managed identity of the place where it runs.

use std::env::var;
use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use azure_identity::{ClientSecretCredential, ManagedIdentityCredential};
use msgraph_identity_governance::v1_0::GraphClient;

fn credential() -> azure_core::Result<Arc<dyn TokenCredential>> {
    let (Ok(tenant), Ok(client), Ok(secret)) = (
        var("AZURE_TENANT_ID"),
        var("AZURE_CLIENT_ID"),
        var("AZURE_CLIENT_SECRET"),
    ) else {
        return Ok(ManagedIdentityCredential::new(None)?);
    };
    Ok(ClientSecretCredential::new(&tenant, client, secret.into(), None)?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(credential()?, None)?;
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    println!("{}", requests.list().top(10).what_if()?);
    Ok(())
}
