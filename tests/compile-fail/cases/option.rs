//! An option that the path does not take.

use msgraph_identity_governance::v1_0::{GraphClient, models::*};

fn main() {}

pub fn queries(client: &GraphClient) {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    let _ = requests.by_id("1").get().filter(AccessPackageAssignmentRequest::STATUS.eq("a"));
    let _ = requests.by_id("1").get().top(1);
    let _ = requests.by_id("1").cancel().select_raw("id");
}
