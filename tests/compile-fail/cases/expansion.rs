//! A structural member expanded, a list's option on a single entity, an order by what has none.

use msgraph_identity_governance::v1_0::{GraphClient, models::*};

fn main() {}

pub fn queries(client: &GraphClient) {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    let _ = requests.list().expand(AccessPackageAssignmentRequest::SCHEDULE);
    let _ = AccessPackageAssignmentRequest::ACCESS_PACKAGE.top(5);
    let _ = requests.list().orderby(AccessPackageAssignmentRequest::SCHEDULE);
}
