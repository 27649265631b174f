//! A program that compiles: against the bindings that take it the cases are compiled.

use msgraph_identity_governance::v1_0::{GraphClient, models::*};

fn main() {}

pub fn queries(client: &GraphClient) {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    let _ = requests.list().filter(AccessPackageAssignmentRequest::STATUS.eq("a"));
}

/// A model that another one holds.
pub fn child(catalog: AccessPackageCatalog) -> Option<String> {
    let package = AccessPackage { catalog: Some(catalog.into()), ..Default::default() };
    package.catalog?.into_inner().display_name
}

/// Both namespaces' models by glob: no name of them stands for two types.
pub mod namespaces {
    use msgraph_identity_governance::v1_0::models::{identity_governance::*, *};

    pub fn resumes() -> (ResumeRequest, TaskProcessingResultResumeRequest) {
        Default::default()
    }
}
