//! App consent, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

use AppConsentRequest as ConsentRequest;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("appconsentapprovalroute-list-appconsentrequests.md", 0, |client, _| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .list()
            .what_if()
    }),
    (
        "appconsentapprovalroute-list-appconsentrequests.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .app_consent()
                .app_consent_requests()
                .list()
                .filter(ConsentRequest::USER_CONSENT_REQUESTS.any(UserConsentRequest::STATUS.eq(example.literal(0))))
                .what_if()
        },
    ),
    ("appconsentrequest-filterByCurrentUser.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .filter_by_current_user(ConsentRequestFilterByCurrentUserOptions::Reviewer)
            .filter(ConsentRequest::USER_CONSENT_REQUESTS.any(UserConsentRequest::STATUS.eq(example.literal(0))))
            .what_if()
    }),
    ("appconsentrequest-get.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("appconsentrequest-list-userconsentrequests.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .user_consent_requests()
            .list()
            .what_if()
    }),
    ("appconsentrequest-list.md", 0, |client, _| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .list()
            .what_if()
    }),
    ("appconsentrequest-list.md", 1, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .list()
            .filter(ConsentRequest::USER_CONSENT_REQUESTS.any(UserConsentRequest::STATUS.eq(example.literal(0))))
            .what_if()
    }),
    ("userconsentrequest-filterByCurrentUser.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .user_consent_requests()
            .filter_by_current_user(ConsentRequestFilterByCurrentUserOptions::Reviewer)
            .filter(UserConsentRequest::STATUS.eq(example.literal(0)))
            .what_if()
    }),
    ("userconsentrequest-get.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .user_consent_requests()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    ("userconsentrequest-get.md", 1, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .user_consent_requests()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    ("userconsentrequest-list.md", 0, |client, example| {
        client
            .identity_governance()
            .app_consent()
            .app_consent_requests()
            .by_id(example.id(0))
            .user_consent_requests()
            .list()
            .what_if()
    }),
];
