//! What can go wrong with a request, and how a program knows what it was.

mod support;

use std::time::Duration;

use msgraph_identity_governance::{Error, GraphClientOptions, RetryOptions, v1_0::models::AccessPackage};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let packages = client.identity_governance().entitlement_management().access_packages();

    match packages
        .by_id("no-such-package")
        .get()
        .timeout(Duration::from_secs(10))
        .send()
        .await
    {
        Ok(package) => println!("{:?}", package.display_name),
        Err(error) if error.is_not_found() => println!("there is no such package"),
        Err(error) if error.is_forbidden() => println!("{error}"), // names the permissions that are needed
        Err(error) if error.is_throttled() => println!("come back after {:?}", error.retry_after()),
        Err(error) if error.is_timed_out() => println!("not within ten seconds"),
        Err(error) => return Err(error.into()),
    }

    let nameless = AccessPackage::new().with_description("without a name or a catalog");
    if let Err(Error::Service(refusal)) = packages.create(nameless).send().await {
        println!("{}: {}", refusal.status(), refusal.code().unwrap_or_default());
    }

    let patient = GraphClientOptions::new()
        .with_retry(RetryOptions::default().with_max_retries(8))
        .with_timeout(Duration::from_secs(300)); // of each request, with its retries
    println!("{} retries at most", patient.retry.max_retries);
    Ok(())
}
