//! Lists access packages as a signed-in user.
//!
//! `AZURE_TENANT_ID=… AZURE_CLIENT_ID=… cargo run --features sign_in --example sign_in`: the application is a public
//! client with the delegated permission `EntitlementManagement.Read.All` (`docs/sign-in.md` registers one). The code
//! and the page to enter it on are printed. A program for a desktop takes `BrowserCredential` in its place.

use std::env::var;

use msgraph_identity_governance::sign_in::{DeviceCodeCredential, Scopes, SignInOptions};
use msgraph_identity_governance::v1_0::GraphClient;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (tenant, client_id) = (var("AZURE_TENANT_ID")?, var("AZURE_CLIENT_ID")?);
    let options = SignInOptions::new().with_scopes(Scopes::given(["EntitlementManagement.Read.All"]));
    let credential = DeviceCodeCredential::new(&tenant, &client_id, Some(options.into()))?;
    let client = GraphClient::new(credential, None)?;
    let packages = client.identity_governance().entitlement_management().access_packages();
    for package in packages.list().send().await? {
        println!("{}", package.display_name.unwrap_or_default());
    }
    Ok(())
}
