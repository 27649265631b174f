//! A value of another type than the member's.

use msgraph_identity_governance::v1_0::models::*;

fn main() {}

pub fn queries() {
    let _ = AccessPackage::IS_HIDDEN.eq("true");
    let _ = AccessPackageAssignmentRequest::STATE.eq("denied");
    let _ = AccessPackageAssignmentRequest::CREATED_DATE_TIME.ge("2026-01-01");
    let _ = AccessPackage::DISPLAY_NAME.is_in([1, 2]);
}
