//! A function that is not for the member's type.

use msgraph_identity_governance::v1_0::models::*;

fn main() {}

pub fn queries() {
    let _ = AccessPackage::IS_HIDDEN.contains("t");
    let _ = AccessPackage::IS_HIDDEN.gt(false);
    let _ = AccessPackageAssignmentRequest::STATE.has(AccessPackageRequestState::Denied);
    let _ = AccessPackageAssignmentRequest::SCHEDULE.eq(EntitlementManagementSchedule::new());
    let _ = AccessPackageAssignmentRequest::ANSWERS.eq(AccessPackageAnswerString::new());
}
