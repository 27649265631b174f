//! Answers a callout of Microsoft Entra: reads what was posted from standard input, decides, and resumes.
//!
//! `cargo run --example callout -- access-package < callout.json` (or `custom-task`), with an access token for Microsoft Graph in the
//! variable `GRAPH_TOKEN`. Without the variable the request is shown and not sent.
//!
//! In a web service the two functions `access_package` and `custom_task` are what a handler calls **after** it has verified the call's
//! token: issuer, audience, and the calling application (`810dcf14-1858-4bf2-8134-4c369fa3235b` for entitlement management,
//! `ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7` for lifecycle workflows). The service waits for a status of 200 or 202 within seconds, for
//! the resume much longer: answer the call first, decide afterwards.

use std::io::Read as _;
use std::sync::Arc;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration, OffsetDateTime};
use msgraph_identity_governance::Request;
use msgraph_identity_governance::v1_0::Client;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::{AccessPackageApprovalStage, SingleUser};

const SOURCE: &str = "Contoso.SodCheckProcess";

/// What to send for a callout of entitlement management. `body` is that of a call whose token was verified.
fn access_package(client: &Client, body: &[u8]) -> Result<Option<Request<()>>, Box<dyn std::error::Error>> {
    let callout = AccessPackageAssignmentRequestCallout::from_slice(body)?;
    // The portal tests the connection when the extension is set up; a status of 200 is all that it wants.
    if callout.is_connection_test() {
        return Ok(None);
    }
    let answer = match conflict(&callout) {
        Some(why) => callout.deny(SOURCE, why),
        None if callout.is_determining_approval() => {
            let approver = SingleUser::new().with_user_id("7a6ab703-0780-4b37-8445-81f679b2d75c");
            let stage = AccessPackageApprovalStage::new().with_primary_approvers([approver]);
            callout.require_approval(SOURCE, "the owner decides", stage)
        }
        None => callout.approve(SOURCE, "no conflict found"),
    };
    Ok(Some(answer.request(client)?))
}

/// This example denies every request for the catalog "Payments": put your own rule here.
fn conflict(callout: &AccessPackageAssignmentRequestCallout) -> Option<&'static str> {
    let catalog = callout.data().access_package_catalog.as_ref()?;
    (catalog.display_name.as_deref() == Some("Payments")).then_some("conflicts with Payments")
}

/// What to send for a callout of lifecycle workflows. `body` is that of a call whose token was verified.
fn custom_task(client: &Client, body: &[u8]) -> Result<Option<Request<()>>, Box<dyn std::error::Error>> {
    let callout = CustomTaskExtensionCallout::from_slice(body)?;
    // Do the task's work here, then say how it ended: this one fails when it is not said for whom the task runs.
    let done = callout.data().is_some_and(|data| data.subject.is_some());
    let answer = if done {
        callout.completed(SOURCE)
    } else {
        callout.failed(SOURCE)
    };
    Ok(Some(answer.request(client)?))
}

/// A token that is there already.
#[derive(Debug)]
struct Given(azure_core::credentials::Secret);

#[async_trait::async_trait]
impl TokenCredential for Given {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new(
            self.0.clone(),
            OffsetDateTime::now_utc() + Duration::minutes(30),
        ))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let token = std::env::var("GRAPH_TOKEN").ok();
    let client = Client::new(Arc::new(Given(token.clone().unwrap_or_default().into())), None)?;
    let request = match kind.as_str() {
        "access-package" => access_package(&client, &body)?,
        "custom-task" => custom_task(&client, &body)?,
        _ => return Err("say what was posted: access-package or custom-task".into()),
    };
    let Some(request) = request else {
        println!("a test of the connection: nothing to resume");
        return Ok(());
    };
    println!("{}", request.what_if()?);
    if token.is_some() {
        request.send().await?;
        println!("resumed");
    }
    Ok(())
}
