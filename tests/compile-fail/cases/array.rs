//! An array of values of several types.

use msgraph_identity_governance::v1_0::models::*;

fn main() {}

pub fn questions() -> AccessPackageAssignmentPolicy {
    AccessPackageAssignmentPolicy::new()
        .with_questions([AccessPackageTextInputQuestion::new(), AccessPackageMultipleChoiceQuestion::new()])
}
