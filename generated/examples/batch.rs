//! Asks for several things in one call, one of them after another.

mod support;

use msgraph_identity_governance::v1_0::models::{AccessPackage, AccessPackageCatalog};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let management = client.identity_governance().entitlement_management();

    let mut batch = client.batch();
    let packages = batch.add(management.access_packages().list().top(5));
    let catalogs = batch.add(management.catalogs().list().select(AccessPackageCatalog::DISPLAY_NAME));
    let missing = batch.add_after(management.access_packages().by_id("none").get(), &[packages.into()]);

    let mut responses = batch.send().await;
    let packages = responses.take(packages)?; // each has the type of its own request
    let catalogs = responses.take(catalogs)?;
    let missing: std::result::Result<AccessPackage, _> = responses.take(missing); // and its own error

    println!("{} packages in {} catalogs", packages.value.len(), catalogs.value.len());
    if let Err(error) = missing {
        println!("status {:?}", error.status());
    }
    Ok(())
}
