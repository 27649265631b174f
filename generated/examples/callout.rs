//! Reads a callout of Microsoft Entra from standard input, decides, and resumes.
//!
//! `cargo run --example callout -- access-package < callout.json` (or `custom-task`), with an access token for
//! Microsoft Graph in the variable `GRAPH_TOKEN`. Without the variable the request is shown and not sent.
//!
//! In the documented set-up Microsoft Entra calls a Logic App, which checks that call's proof-of-possession token and
//! passes the body on to a service of one's own, with the token of its managed identity. The functions `access_package`
//! and `custom_task` are what such a service calls **after** it has verified this token: signature, audience (the
//! service's own application), issuer (one's own tenant: `https://sts.windows.net/{tenant}/` with the identity in
//! `appid`, or `https://login.microsoftonline.com/{tenant}/v2.0` with the identity in `azp`) and the identity itself.
//! It stores the body, says 202 within a second, and decides afterwards: see the documentation of `v1_0::callout`.
//!
//! What is decided on can be missing, or come as something else than it is declared. Then this program denies: it
//! approves only what it has seen.

use std::io::Read as _;

use msgraph_identity_governance::StaticTokenCredential;
use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::callout::{
    AccessPackageAssignmentRequestCallout, AccessPackageAssignmentRequestResume, CustomTaskExtensionCallout,
    CustomTaskExtensionResume,
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

/// The resume of a callout of lifecycle workflows. `body` is that of a call whose token was verified; an error is a
/// status of 400.
pub fn custom_task(body: &[u8]) -> Result<CustomTaskExtensionResume, ReadError> {
    let callout = CustomTaskExtensionCallout::from_slice(body)?;
    Ok(if work(&callout) {
        callout.completed(SOURCE)
    } else {
        callout.failed(SOURCE)
    })
}

/// Does the task's work, and says whether it succeeded. This one has nothing to do, and fails when it is not said for
/// whom.
fn work(callout: &CustomTaskExtensionCallout) -> bool {
    let subject = callout.data().and_then(|data| data.subject.as_ref());
    let id = subject.and_then(|subject| subject.id.as_deref());
    callout.check().is_ok() && id.is_some_and(|id| !id.is_empty())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let token = std::env::var("GRAPH_TOKEN").ok();
    let client = GraphClient::new(StaticTokenCredential::new(token.clone().unwrap_or_default()), None)?;
    let request = match kind.as_str() {
        "access-package" => match access_package(&body)? {
            Some(resume) => resume.request(&client)?,
            None => {
                println!("a test of the connection: nothing to resume");
                return Ok(());
            }
        },
        "custom-task" => custom_task(&body)?.request(&client)?,
        _ => return Err("say what was posted: access-package or custom-task".into()),
    };
    println!("{}", request.what_if()?);
    if token.is_some() {
        request.send().await?;
        println!("resumed");
    }
    Ok(())
}
