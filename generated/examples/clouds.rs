//! The clouds, what one of them lacks, and a client of one.

mod support;

use msgraph_identity_governance::reflection::MissingIn;
use msgraph_identity_governance::{Cloud, GraphClientOptions, StaticTokenCredential, v1_0};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let options = GraphClientOptions::new().with_cloud(Cloud::UsGov);
    let credential = StaticTokenCredential::new("a token of login.microsoftonline.us");
    let client = v1_0::GraphClient::new(credential, Some(options))?;
    println!("{}", client.endpoint());

    let path =
        "/identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume";
    let resume = v1_0::API.segment(path).and_then(|segment| segment.operations().next());
    for cloud in resume.into_iter().flat_map(|resume| resume.missing_in()) {
        println!("resume is not in: {}", cloud.name());
    }
    let all = v1_0::API.operations();
    let china = all.filter(|operation| operation.missing_in().any(|cloud| cloud == MissingIn::China));
    println!("{} operations are not in China", china.count());
    Ok(())
}
