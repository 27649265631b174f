//! Access reviews: definitions, histories and the policy, beta.

use msgraph_identity_governance::beta::models::*;

use super::Row;

use AccessReviewInstanceDecisionItem as DecisionItem;
use AccessReviewScheduleDefinition as Definition;

/// The requests that pages of this area show.
pub const ROWS: &[Row] = &[
    ("accessreviewhistorydefinition-get.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .history_definitions()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    (
        "accessreviewhistorydefinition-list-instances.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .history_definitions()
                .by_id(example.id(0))
                .instances()
                .list()
                .what_if()
        },
    ),
    ("accessreviewhistorydefinition-list.md", 0, |client, _| {
        client
            .identity_governance()
            .access_reviews()
            .history_definitions()
            .list()
            .what_if()
    }),
    ("accessreviewhistorydefinition-post.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .history_definitions()
            .create(example.body::<AccessReviewHistoryDefinition>())
            .what_if()
    }),
    (
        "accessreviewhistoryinstance-generatedownloaduri.md",
        0,
        |client, example| {
            client
                .identity_governance()
                .access_reviews()
                .history_definitions()
                .by_id(example.id(0))
                .instances()
                .by_id(example.id(1))
                .generate_download_uri()
                .what_if()
        },
    ),
    ("accessreviewinstance-list-decisions.md", 0, |client, _| {
        client
            .identity_governance()
            .access_reviews()
            .decisions()
            .filter_by_current_user(AccessReviewInstanceDecisionItemFilterByCurrentUserOptions::Reviewer)
            .expand(DecisionItem::INSTANCE.expand(AccessReviewInstance::DEFINITION))
            .what_if()
    }),
    ("accessreviewpolicy-get.md", 0, |client, _| {
        client.identity_governance().access_reviews().policy().get().what_if()
    }),
    ("accessreviewpolicy-update.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .policy()
            .update(example.body::<AccessReviewPolicy>())
            .what_if()
    }),
    ("accessreviewscheduledefinition-delete.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
    (
        "accessreviewscheduledefinition-filterbycurrentuser.md",
        0,
        |client, _| {
            client
                .identity_governance()
                .access_reviews()
                .definitions()
                .filter_by_current_user(AccessReviewScheduleDefinitionFilterByCurrentUserOptions::Reviewer)
                .what_if()
        },
    ),
    ("accessreviewscheduledefinition-get.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .get()
            .what_if()
    }),
    ("accessreviewscheduledefinition-list.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .list()
            .filter(
                Definition::SCOPE
                    .cast::<AccessReviewQueryScope>()
                    .then(AccessReviewQueryScope::QUERY)
                    .contains(example.literal(0)),
            )
            .what_if()
    }),
    ("accessreviewscheduledefinition-post.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewscheduledefinition-post.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewscheduledefinition-post.md", 2, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewscheduledefinition-update.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .replace(example.body::<AccessReviewScheduleDefinition>())
            .with_read_only_members()
            .what_if()
    }),
    ("accessreviewset-list-definitions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .list()
            .filter(
                Definition::SCOPE
                    .cast::<AccessReviewQueryScope>()
                    .then(AccessReviewQueryScope::QUERY)
                    .contains(example.literal(0)),
            )
            .what_if()
    }),
    ("accessreviewset-list-definitions.md", 1, |client, _| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .list()
            .top(100)
            .skip(0)
            .what_if()
    }),
    ("accessreviewset-list-historydefinitions.md", 0, |client, _| {
        client
            .identity_governance()
            .access_reviews()
            .history_definitions()
            .list()
            .what_if()
    }),
    ("accessreviewset-post-definitions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewset-post-definitions.md", 1, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewset-post-definitions.md", 2, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewset-post-definitions.md", 3, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .create(example.body::<AccessReviewScheduleDefinition>())
            .what_if()
    }),
    ("accessreviewset-post-historydefinitions.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .history_definitions()
            .create(example.body::<AccessReviewHistoryDefinition>())
            .what_if()
    }),
    ("tutorial-accessreviews-securitygroup.md", 0, |client, example| {
        client
            .identity_governance()
            .access_reviews()
            .definitions()
            .by_id(example.id(0))
            .delete()
            .what_if()
    }),
];
