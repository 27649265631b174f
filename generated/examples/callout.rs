//! Reads a callout of entitlement management from standard input, decides, and resumes.
//!
//! `cargo run --example callout < callout.json`, with an access token for Microsoft Graph in the variable `GRAPH_TOKEN`.
//! Without the variable the request is shown and not sent.
//!
//! A service calls `access_package` **after** it has verified the caller's token (`v1_0::callout` says how), stores the
//! body, says 202 within a second, and decides afterwards: `generated/examples/callout-service` is a whole one.
//!
//! What is decided on can be missing, or be something else than it is declared. Then this program denies: it approves
//! only what it has seen.

mod support;

use std::io::Read as _;

use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::v1_0::callout::{
    AccessPackageAssignmentRequestCallout, AccessPackageAssignmentRequestResume,
};
use msgraph_identity_governance::v1_0::models::{AccessPackageApprovalStage, SingleUser};

const SOURCE: &str = "Contoso.SodCheckProcess";

/// The resume of a callout of entitlement management; none for a test of the connection, which the portal makes when
/// the extension is set up: a status of 200 is all that it wants. `body` is that of a call whose token was verified; an
/// error is a status of 400.
pub fn access_package(body: &[u8]) -> Result<Option<AccessPackageAssignmentRequestResume>, ReadError> {
    let callout = AccessPackageAssignmentRequestCallout::from_slice(body)?;
    Ok((!callout.is_connection_test()).then(|| decide(&callout)))
}

/// Approves, denies, or has the owner decide.
pub fn decide(callout: &AccessPackageAssignmentRequestCallout) -> AccessPackageAssignmentRequestResume {
    match objection(callout) {
        Some(why) => callout.deny(SOURCE, why),
        None if callout.is_determining_approval() => {
            let approver = SingleUser::new().with_user_id("7a6ab703-0780-4b37-8445-81f679b2d75c");
            let stage = AccessPackageApprovalStage::new().with_primary_approvers([approver]);
            callout.require_approval(SOURCE, "the owner decides", stage)
        }
        None => callout.approve(SOURCE, "no conflict found"),
    }
}

/// This example denies every request for the catalog "Payments": put your own rule here. What the rule looks at has to
/// be there.
fn objection(callout: &AccessPackageAssignmentRequestCallout) -> Option<&'static str> {
    if callout.check().is_err() {
        return Some("the callout has something in it that does not fit");
    }
    let catalog = callout.data().access_package_catalog.as_ref();
    match catalog.and_then(|catalog| catalog.display_name.as_deref()) {
        None | Some("") => Some("the callout does not say which catalog it is about"),
        Some("Payments") => Some("conflicts with Payments"),
        Some(_) => None,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let client = support::client()?;
    let Some(resume) = access_package(&body)? else {
        println!("a test of the connection: nothing to resume");
        return Ok(());
    };
    let request = resume.request(&client)?;
    println!("{}", request.what_if()?);
    if std::env::var("GRAPH_TOKEN").is_ok() {
        request.send().await?;
        println!("resumed");
    }
    Ok(())
}
