//! Members of another model than the request's.

use msgraph_identity_governance::v1_0::{GraphClient, models::*};

fn main() {}

pub fn queries(client: &GraphClient) {
    let requests = client.identity_governance().entitlement_management().assignment_requests();
    let _ = requests.list().filter(AccessPackage::DISPLAY_NAME.eq("Sales"));
    let _ = requests.list().select((AccessPackageAssignmentRequest::ID, AccessPackage::DISPLAY_NAME));
    let _ = requests.list().expand(AccessPackage::CATALOG);
    let _ = requests.list().orderby(AccessPackage::DISPLAY_NAME.desc());
    let _ = AccessPackageAssignmentRequest::STATUS.eq("a").and(AccessPackage::DISPLAY_NAME.eq("b"));
    let _ = AccessPackageAssignmentRequest::ACCESS_PACKAGE.then(AccessPackageSubject::ID);
}
