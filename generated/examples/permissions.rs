//! Which permissions a program needs: those of its operations, asked of the library itself.

use std::collections::BTreeSet;

use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::Scheme;
use msgraph_identity_governance::v1_0::API;

fn main() {
    let program = [
        (
            Method::Get,
            "/identityGovernance/entitlementManagement/assignmentRequests",
        ),
        (
            Method::Post,
            "/identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume",
        ),
    ];
    let mut needed = BTreeSet::new();
    for (method, path) in program {
        let operation = API.operation(method, path).expect("an operation of v1.0");
        let Some(permissions) = operation.permissions() else {
            continue;
        };
        let source = if permissions.is_inferred() {
            "inferred"
        } else {
            "published"
        };
        let least: Vec<_> = permissions.least(Scheme::Application).collect();
        println!("{operation}\n  {} ({source})", least.join(" or "));
        needed.extend(least.first().copied());
    }
    println!("{needed:?}");
}
