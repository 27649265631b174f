//! Instances of access reviews, with their stages and decisions, v1.0.

use msgraph_identity_governance::v1_0::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accessreviewinstance-acceptrecommendations.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .accept_recommendations()
            .what_if()
    }),
    ("accessreviewinstance-applydecisions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .apply_decisions()
            .what_if()
    }),
    ("accessreviewinstance-batchrecorddecisions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .batch_record_decisions(example.body::<BatchRecordDecisionsRequest>())
            .what_if()
    }),
    ("accessreviewinstance-filterbycurrentuser.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .filter_by_current_user(AccessReviewInstanceFilterByCurrentUserOptions::Reviewer)
            .what_if()
    }),
    ("accessreviewinstance-get.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .get()
            .what_if()
    }),
    (
        "accessreviewinstance-list-contactedreviewers.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .definitions()
                .by_id(example.id(0))
                .instances()
                .by_id(example.id(1))
                .contacted_reviewers()
                .list()
                .what_if()
        },
    ),
    ("accessreviewinstance-list-decisions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("accessreviewinstance-resetdecisions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .reset_decisions()
            .what_if()
    }),
    ("accessreviewinstance-sendreminder.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .send_reminder()
            .what_if()
    }),
    ("accessreviewinstance-stop.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stop()
            .what_if()
    }),
    ("accessreviewinstance-update.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .update(example.body::<AccessReviewInstance>())
            .what_if()
    }),
    (
        "accessreviewinstancedecisionitem-filterbycurrentuser.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .definitions()
                .by_id(example.id(0))
                .instances()
                .by_id(example.id(1))
                .decisions()
                .filter_by_current_user(AccessReviewInstanceDecisionItemFilterByCurrentUserOptions::Reviewer)
                .what_if()
        },
    ),
    ("accessreviewinstancedecisionitem-get.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .by_id(example.id(2))
            .get()
            .what_if()
    }),
    ("accessreviewinstancedecisionitem-list.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("accessreviewinstancedecisionitem-update.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .by_id(example.id(2))
            .update(example.body::<AccessReviewInstanceDecisionItem>())
            .what_if()
    }),
    (
        "accessreviewscheduledefinition-list-instances.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .definitions()
                .by_id(example.id(0))
                .instances()
                .list()
                .what_if()
        },
    ),
    ("tutorial-accessreviews-M365group.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-M365group.md", 2, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-roleassignments.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-roleassignments.md", 2, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-roleassignments.md", 3, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-roleassignments.md", 5, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .apply_decisions()
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .contacted_reviewers()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 2, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 3, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .filter_by_current_user(AccessReviewInstanceDecisionItemFilterByCurrentUserOptions::Reviewer)
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 4, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .by_id(example.id(2))
            .update(example.body::<AccessReviewInstanceDecisionItem>())
            .what_if()
    }),
];
