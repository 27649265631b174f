//! Reads a long list page by page, stores the link to the next page, and goes on from it.

mod support;

use futures::TryStreamExt;
use msgraph_identity_governance::v1_0::models::AccessPackageAssignment as Assignment;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let assignments = client.identity_governance().entitlement_management().assignments();

    let mut pages = assignments
        .list()
        .select((Assignment::ID, Assignment::STATE))
        .top(2)
        .pages();
    let mut stored = None;
    if let Some(page) = pages.try_next().await? {
        println!("{} assignments", page.value.len());
        stored = pages.next_link().map(str::to_owned); // a file or a database keeps it
    }

    if let Some(link) = stored {
        // Another process, another day: nothing that was read is read again.
        let mut rest = client.from_link::<Assignment>(&link).items();
        let mut count = 0;
        while let Some(assignment) = rest.try_next().await? {
            count += usize::from(assignment.id.is_some());
        }
        println!("{count} more");
    }
    Ok(())
}
