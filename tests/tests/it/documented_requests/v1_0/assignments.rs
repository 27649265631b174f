//! Entitlement management: assignments, their requests, policies and approvals, v1.0.

use msgraph_identity_governance::v1_0::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accesspackageassignment-filterbycurrentuser.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .assignments()
            .filter_by_current_user(AccessPackageAssignmentFilterByCurrentUserOptions::Target)
            .what_if()
    }),
    ("accesspackageassignmentpolicy-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_policies()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_policies()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("accesspackageassignmentpolicy-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_policies()
            .by_id(example.id(0))
            .replace(example.body::<AccessPackageAssignmentPolicy>())
            .with_read_only_members()
            .what_if()
    }),
    ("accesspackageassignmentrequest-cancel.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
            .by_id(example.id(0))
            .cancel()
            .what_if()
    }),
    ("accesspackageassignmentrequest-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
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
                .assignment_requests()
                .filter_by_current_user(AccessPackageAssignmentRequestFilterByCurrentUserOptions::Target)
                .what_if()
        },
    ),
    ("accesspackageassignmentrequest-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("approval-filterbycurrentuser.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .filter_by_current_user(ApprovalFilterByCurrentUserOptions::Approver)
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
    ("approval-list-stages.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .stages()
            .list()
            .what_if()
    }),
    ("approvalstage-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .stages()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    ("approvalstage-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_assignment_approvals()
            .by_id(example.id(0))
            .stages()
            .by_id(example.id(1))
            .update(example.body::<ApprovalStage>())
            .what_if()
    }),
    ("entitlementmanagement-list-assignmentpolicies.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_policies()
            .list()
            .what_if()
    }),
    ("entitlementmanagement-list-assignmentrequests.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
            .list()
            .what_if()
    }),
    ("entitlementmanagement-list-assignments.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .assignments()
            .list()
            .what_if()
    }),
    (
        "entitlementmanagement-post-assignmentpolicies.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-assignmentpolicies.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .assignment_policies()
                .create(example.body::<AccessPackageAssignmentPolicy>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-assignmentrequests.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-assignmentrequests.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .assignment_requests()
                .create(example.body::<AccessPackageAssignmentRequest>())
                .what_if()
        },
    ),
];
