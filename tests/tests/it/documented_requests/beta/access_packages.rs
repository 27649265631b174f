//! Entitlement management: access packages, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

use AccessPackage as Package;
use AccessPackageResourceRoleScope as RoleScope;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    (
        "accesspackage-delete-incompatibleaccesspackage.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .incompatible_access_packages()
                .by_id(example.id(1))
                .reference()
                .remove()
                .what_if()
        },
    ),
    ("accesspackage-delete-incompatiblegroup.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .incompatible_groups()
            .by_id(example.id(1))
            .reference()
            .remove()
            .what_if()
    }),
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
    (
        "accesspackage-getapplicablepolicyrequirements.md",
        1,
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
    (
        "accesspackage-list-accesspackageresourcerolescopes.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .get()
                .expand(Package::ACCESS_PACKAGE_RESOURCE_ROLE_SCOPES.expand((
                    RoleScope::ACCESS_PACKAGE_RESOURCE_ROLE,
                    RoleScope::ACCESS_PACKAGE_RESOURCE_SCOPE,
                )))
                .what_if()
        },
    ),
    (
        "accesspackage-list-accesspackagesincompatiblewith.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .access_packages_incompatible_with()
                .list()
                .what_if()
        },
    ),
    (
        "accesspackage-list-incompatibleaccesspackages.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .incompatible_access_packages()
                .list()
                .what_if()
        },
    ),
    ("accesspackage-list-incompatiblegroups.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .incompatible_groups()
            .list()
            .what_if()
    }),
    (
        "accesspackage-post-accesspackageresourcerolescopes.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .access_package_resource_role_scopes()
                .create(example.body::<AccessPackageResourceRoleScope>())
                .what_if()
        },
    ),
    (
        "accesspackage-post-accesspackageresourcerolescopes.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .access_package_resource_role_scopes()
                .create(example.body::<AccessPackageResourceRoleScope>())
                .what_if()
        },
    ),
    (
        "accesspackage-post-incompatibleaccesspackage.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .by_id(example.id(0))
                .incompatible_access_packages()
                .reference()
                .add(example.reference())
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
    ("tutorial-access-package-api.md", 1, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("tutorial-access-package-api.md", 11, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .create(example.body::<AccessPackage>())
            .what_if()
    }),
    ("tutorial-access-package-api.md", 12, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(example.id(0))
            .access_package_resource_role_scopes()
            .create(example.body::<AccessPackageResourceRoleScope>())
            .what_if()
    }),
];
