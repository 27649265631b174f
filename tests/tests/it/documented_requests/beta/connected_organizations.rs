//! Entitlement management: connected organizations and settings, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    (
        "connectedorganization-delete-externalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .external_sponsors()
                .by_id(example.id(1))
                .reference()
                .remove()
                .what_if()
        },
    ),
    (
        "connectedorganization-delete-internalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .internal_sponsors()
                .by_id(example.id(1))
                .reference()
                .remove()
                .what_if()
        },
    ),
    ("connectedorganization-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .connected_organizations()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("connectedorganization-get.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .connected_organizations()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    (
        "connectedorganization-list-externalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .external_sponsors()
                .list()
                .what_if()
        },
    ),
    (
        "connectedorganization-list-internalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .internal_sponsors()
                .list()
                .what_if()
        },
    ),
    (
        "connectedorganization-post-externalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .external_sponsors()
                .reference()
                .add(example.reference())
                .what_if()
        },
    ),
    (
        "connectedorganization-post-internalsponsors.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .by_id(example.id(0))
                .internal_sponsors()
                .reference()
                .add(example.reference())
                .what_if()
        },
    ),
    ("connectedorganization-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .connected_organizations()
            .by_id(example.id(0))
            .update(example.body::<ConnectedOrganization>())
            .what_if()
    }),
    (
        "entitlementmanagement-list-connectedorganizations.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .list()
                .what_if()
        },
    ),
    (
        "entitlementmanagement-post-connectedorganizations.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .entitlement_management()
                .connected_organizations()
                .create(example.body::<ConnectedOrganization>())
                .what_if()
        },
    ),
    ("entitlementmanagementsettings-get.md", 0, |client, _| {
        client
            .identity_governance()
            .entitlement_management()
            .settings()
            .get()
            .what_if()
    }),
    ("entitlementmanagementsettings-update.md", 0, |client, example| {
        client
            .identity_governance()
            .entitlement_management()
            .settings()
            .update(example.body::<EntitlementManagementSettings>())
            .what_if()
    }),
];
