//! Entitlement management: catalogs and their resources, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

use AccessPackageCatalog as Catalog;
use AccessPackageResource as Resource;
use AccessPackageResourceEnvironment as Environment;
use AccessPackageResourceRole as Role;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accesspackagecatalog-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("accesspackagecatalog-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    (
        "accesspackagecatalog-list-accesspackageresourceroles.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .access_package_resource_roles()
                .list()
                .filter(
                    Role::ORIGIN_SYSTEM
                        .eq(example.literal(0))
                        .and(Role::ACCESS_PACKAGE_RESOURCE.then(Resource::ID).eq(example.literal(1))),
                )
                .expand(Role::ACCESS_PACKAGE_RESOURCE)
                .what_if()
        },
    ),
    (
        "accesspackagecatalog-list-accesspackageresourceroles.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .access_package_resource_roles()
                .list()
                .filter(
                    Role::ORIGIN_SYSTEM
                        .eq(example.literal(0))
                        .and(Role::ACCESS_PACKAGE_RESOURCE.then(Resource::ID).eq(example.literal(1))),
                )
                .select((Role::DISPLAY_NAME, Role::ORIGIN_ID))
                .what_if()
        },
    ),
    (
        "accesspackagecatalog-list-accesspackageresources.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .access_package_resources()
                .list()
                .filter(Resource::RESOURCE_TYPE.eq(example.literal(0)))
                .expand(Resource::ACCESS_PACKAGE_RESOURCE_SCOPES)
                .what_if()
        },
    ),
    (
        "accesspackagecatalog-list-customaccesspackageworkflowextensions.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .custom_access_package_workflow_extensions()
                .list()
                .what_if()
        },
    ),
    (
        "accesspackagecatalog-post-customaccesspackageworkflowextensions.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .custom_access_package_workflow_extensions()
                .create(example.body::<CustomAccessPackageWorkflowExtension>())
                .what_if()
        },
    ),
    ("accesspackagecatalog-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .update(example.body::<AccessPackageCatalog>())
            .what_if()
    }),
    ("accesspackageresourceenvironment-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_resource_environments()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    (
        "customaccesspackageworkflowextension-delete.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .by_id(example.id(0))
                .custom_access_package_workflow_extensions()
                .by_id(example.id(1))
                .delete()
                .what_if()
        },
    ),
    ("customaccesspackageworkflowextension-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .custom_access_package_workflow_extensions()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    ("entitlementmanagement-list-accesspackagecatalogs.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .list()
            .what_if()
    }),
    (
        "entitlementmanagement-list-accesspackageresourceenvironment.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_environments()
                .list()
                .filter(Environment::ORIGIN_SYSTEM.eq(example.literal(0)))
                .what_if()
        },
    ),
    (
        "entitlementmanagement-list-accesspackageresourcerequests.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .list()
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackagecatalogs.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_catalogs()
                .create(example.body::<AccessPackageCatalog>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        2,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        3,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        4,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-accesspackageresourcerequests.md",
        5,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .access_package_resource_requests()
                .create(example.body::<AccessPackageResourceRequest>())
                .what_if()
        },
    ),
    ("tutorial-access-package-api.md", 4, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .access_package_resource_roles()
            .list()
            .filter(
                Role::ORIGIN_SYSTEM
                    .eq(example.literal(0))
                    .and(Role::ACCESS_PACKAGE_RESOURCE.then(Resource::ID).eq(example.literal(1)))
                    .and(Role::DISPLAY_NAME.eq(example.literal(2))),
            )
            .expand(Role::ACCESS_PACKAGE_RESOURCE)
            .what_if()
    }),
    ("tutorial-access-package-api.md", 5, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .by_id(example.id(0))
            .access_package_resources()
            .list()
            .filter(Resource::DISPLAY_NAME.eq(example.literal(0)))
            .what_if()
    }),
    ("tutorial-access-package-api.md", 6, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_catalogs()
            .list()
            .filter(Catalog::DISPLAY_NAME.eq(example.literal(0)))
            .what_if()
    }),
    ("tutorial-access-package-api.md", 10, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .access_package_resource_requests()
            .create(example.body::<AccessPackageResourceRequest>())
            .what_if()
    }),
];
