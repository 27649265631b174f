//! A model that another one holds: given as it is, and moved out.

use msgraph_identity_governance::v1_0::models::*;

fn main() {}

pub fn given(catalog: AccessPackageCatalog) -> AccessPackage {
    AccessPackage { catalog: Some(catalog), ..Default::default() }
}

pub fn boxed(catalog: AccessPackageCatalog) -> AccessPackage {
    AccessPackage { catalog: Some(Box::new(catalog)), ..Default::default() }
}

pub fn taken(package: AccessPackage) -> Option<AccessPackageCatalog> {
    package.catalog.map(|catalog| *catalog)
}

pub fn name(package: AccessPackage) -> Option<String> {
    package.catalog?.display_name
}
