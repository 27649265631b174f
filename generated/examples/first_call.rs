//! Lists the access packages of a tenant, each with its catalog.

mod support;

use msgraph_identity_governance::v1_0::models::{AccessPackage, AccessPackageCatalog};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let packages = client.identity_governance().entitlement_management().access_packages();
    let page = packages
        .list()
        .select((AccessPackage::ID, AccessPackage::DISPLAY_NAME))
        .expand(AccessPackage::CATALOG.select(AccessPackageCatalog::DISPLAY_NAME))
        .orderby(AccessPackage::DISPLAY_NAME.asc())
        .send()
        .await?;
    for package in page {
        let catalog = package.catalog.map(|catalog| catalog.into_inner());
        let catalog = catalog.and_then(|catalog| catalog.display_name).unwrap_or_default();
        println!("{}  ({catalog})", package.display_name.unwrap_or_default());
    }
    Ok(())
}
