//! Instances of access reviews, with their stages and decisions, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
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
    ("accessreviewinstance-list-decisions.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .decisions()
            .list()
            .top(100)
            .skip(0)
            .what_if()
    }),
    ("accessreviewinstance-list-stages.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
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
    (
        "accessreviewinstancedecisionitem-filterbycurrentuser.md",
        1,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .definitions()
                .by_id(example.id(0))
                .instances()
                .by_id(example.id(1))
                .stages()
                .by_id(example.id(2))
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
    ("accessreviewinstancedecisionitem-get.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .by_id(example.id(2))
            .decisions()
            .by_id(example.id(3))
            .get()
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
            .stages()
            .by_id(example.id(2))
            .decisions()
            .by_id(example.id(3))
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
                .top(100)
                .skip(0)
                .what_if()
        },
    ),
    ("accessreviewstage-filterbycurrentuser.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .filter_by_current_user(AccessReviewStageFilterByCurrentUserOptions::Reviewer)
            .what_if()
    }),
    ("accessreviewstage-get.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .by_id(example.id(2))
            .get()
            .what_if()
    }),
    ("accessreviewstage-list-decisions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .by_id(example.id(2))
            .decisions()
            .list()
            .what_if()
    }),
    ("accessreviewstage-stop.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .by_id(example.id(2))
            .stop()
            .what_if()
    }),
    ("accessreviewstage-update.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .instances()
            .by_id(example.id(1))
            .stages()
            .by_id(example.id(2))
            .update(example.body::<AccessReviewStage>())
            .what_if()
    }),
];
