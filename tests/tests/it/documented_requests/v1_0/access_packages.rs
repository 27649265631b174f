//! Entitlement management: access packages, v1.0.

use msgraph_identity_governance::v1_0::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accesspackage-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("accesspackage-filterbycurrentuser.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .filter_by_current_user(AccessPackageFilterByCurrentUserOptions::AllowedRequestor)
            .what_if()
    }),
    ("accesspackage-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    (
        "accesspackage-getapplicablepolicyrequirements.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .get_applicable_policy_requirements()
                .what_if()
        },
    ),
    ("accesspackage-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .update(example.body::<AccessPackage>())
            .what_if()
    }),
    ("entitlementmanagement-list-accesspackages.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .list()
            .what_if()
    }),
    ("entitlementmanagement-post-accesspackages.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .create(example.body::<AccessPackage>())
            .what_if()
    }),
];
