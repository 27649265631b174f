//! A request that is taken for its response.

use msgraph_identity_governance::{Error, v1_0::GraphClient, v1_0::models::*};

fn main() {}

pub async fn packages(client: &GraphClient) -> Result<(), Error> {
    let packages = client.identity_governance().entitlement_management().access_packages();
    let package: AccessPackage = packages.by_id("1").get();
    let _ = packages.by_id("1").get().display_name;
    let _ = packages.by_id("1").get()?;
    let _ = packages.list().send()?;
    let _ = package;
    Ok(())
}
