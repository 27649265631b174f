//! Reads the callout of a lifecycle workflow's custom task from standard input, does the work, and resumes.
//!
//! `cargo run --example custom_task < callout.json`, with an access token for Microsoft Graph in the variable
//! `GRAPH_TOKEN`. Without the variable the request is shown and not sent. As with the example `callout`, a service
//! verifies its caller first.

mod support;

use std::io::Read as _;

use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::v1_0::callout::{CustomTaskExtensionCallout, CustomTaskExtensionResume};

const SOURCE: &str = "Contoso.Leavers";

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
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let client = support::client()?;
    let request = custom_task(&body)?.request(&client)?;
    println!("{}", request.what_if()?);
    if std::env::var("GRAPH_TOKEN").is_ok() {
        request.send().await?;
        println!("resumed");
    }
    Ok(())
}
