//! Entitlement management: catalogs and their resources, v1.0.

use msgraph_identity_governance::v1_0::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accesspackagecatalog-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .catalogs()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("accesspackagecatalog-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .catalogs()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("accesspackagecatalog-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .catalogs()
            .by_id(example.id(0))
            .update(example.body::<AccessPackageCatalog>())
            .what_if()
    }),
    ("entitlementmanagement-list-catalogs.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .catalogs()
            .list()
            .what_if()
    }),
    ("entitlementmanagement-post-catalogs.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .catalogs()
            .create(example.body::<AccessPackageCatalog>())
            .what_if()
    }),
];
