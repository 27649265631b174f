//! A path into a collection without any or all, and a cast to a type that is not derived.

use msgraph_identity_governance::v1_0::models::*;

fn main() {}

pub fn queries() {
    let _ = AccessPackage::INCOMPATIBLE_GROUPS.then(Group::DISPLAY_NAME);
    let _ = AccessPackageAssignmentRequest::REQUESTOR.any(AccessPackageSubject::ID.eq("1"));
    let _ = AccessReviewScheduleDefinition::SCOPE.cast::<AccessPackage>();
    let _ = DirectoryObject::cast::<AccessPackage>();
}
