//! Asks for what it needs: the requests of the last week that wait for approval, newest first.

mod support;

use futures::TryStreamExt;
use msgraph_identity_governance::v1_0::models::*;
use time::{Duration, OffsetDateTime};

use AccessPackageAssignmentRequest as Request;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();

    let since = OffsetDateTime::now_utc() - Duration::WEEK;
    let pending = Request::STATE.eq(AccessPackageRequestState::PendingApproval);
    let recent = Request::CREATED_DATE_TIME.ge(since);
    let query = requests
        .list()
        .filter(pending.and(recent))
        .select((Request::ID, Request::STATE, Request::CREATED_DATE_TIME))
        .expand((
            Request::ACCESS_PACKAGE.select(AccessPackage::DISPLAY_NAME),
            Request::REQUESTOR.select(AccessPackageSubject::DISPLAY_NAME),
        ))
        .orderby(Request::CREATED_DATE_TIME.desc())
        .top(50);

    let mut requests = query.items();
    while let Some(request) = requests.try_next().await? {
        let package = request
            .access_package
            .and_then(|package| package.into_inner().display_name);
        let who = request.requestor.and_then(|who| who.into_inner().display_name);
        println!("{} asks for {}", who.unwrap_or_default(), package.unwrap_or_default());
    }
    Ok(())
}
