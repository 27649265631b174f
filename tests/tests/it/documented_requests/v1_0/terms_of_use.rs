//! Terms of use, v1.0.

use msgraph_identity_governance::v1_0::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("agreement-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    ("agreement-get.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .get()
            .expand(Agreement::FILES)
            .what_if()
    }),
    ("agreement-get.md", 1, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("agreement-list-acceptances.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .acceptances()
            .list()
            .what_if()
    }),
    ("agreement-list-files.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .get()
            .expand(Agreement::FILES)
            .what_if()
    }),
    ("agreement-list.md", 0, |client, _| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .list()
            .what_if()
    }),
    ("agreement-post-agreements.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .create(example.body::<Agreement>())
            .what_if()
    }),
    ("agreement-post-files.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .files()
            .create(example.body::<AgreementFileLocalization>())
            .what_if()
    }),
    ("agreement-update.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .update(example.body::<Agreement>())
            .what_if()
    }),
    ("agreementfile-get.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .by_id(example.id(0))
            .file()
            .get()
            .what_if()
    }),
    ("termsofusecontainer-list-agreements.md", 0, |client, _| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .list()
            .what_if()
    }),
    ("termsofusecontainer-post-agreements.md", 0, |client, example| {
        client
            .identity_governance()
            .terms_of_use()
            .agreements()
            .create(example.body::<Agreement>())
            .what_if()
    }),
];
