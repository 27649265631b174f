//! Entitlement management: assignments, their requests, policies and approvals, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

use AccessPackageAssignment as Assignment;
use AccessPackageAssignmentPolicy as Policy;
use AccessPackageAssignmentRequest as Request;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accesspackageassignment-additionalaccess.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignments()
            .additional_access_by_access_package_id_and_incompatible_access_package_id(
                example.argument("accessPackageId"),
                example.argument("incompatibleAccessPackageId"),
            )
            .expand(Assignment::TARGET)
            .what_if()
    }),
    ("accesspackageassignment-filterbycurrentuser.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignments()
            .filter_by_current_user(AccessPackageAssignmentFilterByCurrentUserOptions::Target)
            .what_if()
    }),
    ("accesspackageassignment-reprocess.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignments()
            .by_id(example.id(0))
            .reprocess()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .get()
            .expand(Policy::CUSTOM_EXTENSION_HANDLERS.expand(CustomExtensionHandler::CUSTOM_EXTENSION))
            .what_if()
    }),
    ("accesspackageassignmentpolicy-get.md", 1, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .replace(example.body::<AccessPackageAssignmentPolicy>())
            .with_read_only_members()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-update.md", 1, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .replace(example.body::<AccessPackageAssignmentPolicy>())
            .with_read_only_members()
            .what_if()
    }),
    ("accesspackageassignmentrequest-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    (
        "accesspackageassignmentrequest-filterbycurrentuser.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .filter_by_current_user(AccessPackageAssignmentRequestFilterByCurrentUserOptions::Target)
                .what_if()
        },
    ),
    ("accesspackageassignmentrequest-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("accesspackageassignmentrequest-post.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .create(example.body::<AccessPackageAssignmentRequest>())
            .what_if()
    }),
    ("accesspackageassignmentrequest-reprocess.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .by_id(example.id(0))
            .reprocess()
            .what_if()
    }),
    ("accesspackageassignmentresourcerole-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_resource_roles()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("approval-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("approval-list-steps.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .steps()
            .list()
            .what_if()
    }),
    ("approvalstep-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .steps()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    (
        "entitlementmanagement-list-accesspackageassignmentpolicies.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_policies()
                .list()
                .what_if()
        },
    ),
    (
        "entitlementmanagement-list-accesspackageassignmentrequests.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .list()
                .expand(Request::REQUESTOR.expand(AccessPackageSubject::CONNECTED_ORGANIZATION))
                .filter(Request::REQUEST_STATE.eq(example.literal(0)))
                .what_if()
        },
    ),
    (
        "entitlementmanagement-list-accesspackageassignmentresourceroles.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_resource_roles()
                .list()
                .what_if()
        },
    ),
    (
        "entitlementmanagement-list-accesspackageassignments.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignments()
                .list()
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentpolicies.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentpolicies.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentpolicies.md",
        2,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentpolicies.md",
        3,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentrequests.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentrequests.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentrequests.md",
        2,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentrequests.md",
        3,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageassignmentrequests.md",
        4,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    ("tutorial-access-package-api.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("tutorial-access-package-api.md", 2, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("tutorial-access-package-api.md", 3, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignments()
            .list()
            .filter(
                Assignment::ACCESS_PACKAGE_ASSIGNMENT_POLICY
                    .then(Policy::ID)
                    .eq(example.literal(0)),
            )
            .expand((Assignment::TARGET, Assignment::ACCESS_PACKAGE_ASSIGNMENT_RESOURCE_ROLES))
            .what_if()
    }),
    ("tutorial-access-package-api.md", 7, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_policies()
            .create(example.body::<AccessPackageAssignmentPolicy>())
            .what_if()
    }),
    ("tutorial-access-package-api.md", 8, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .create(example.body::<AccessPackageAssignmentRequest>())
            .what_if()
    }),
    ("tutorial-access-package-api.md", 9, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_requests()
            .create(example.body::<AccessPackageAssignmentRequest>())
            .what_if()
    }),
];
