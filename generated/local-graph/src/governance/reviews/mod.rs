//! Access reviews: definitions open instances, decisions are taken and applied.
//!
//! | what | where |
//! |---|---|
//! | rules of definitions; when instances open; where a series stands | `definition` |
//! | when something recurs | `recurrence` |
//! | whom and what a review is about, and who reviews | `query` |
//! | an instance opens, closes, is applied | `instance`, `apply` |
//! | stages, one after the other | `stages` |
//! | decision items, recommendations, reviewers | `items` |
//! | decisions are taken, one or many | `decide` |
//! | what the signed-in user reviews | `current_user` |
//! | reports of the past | `history` |

mod apply;
mod current_user;
mod decide;
mod definition;
mod history;
mod instance;
mod items;
mod query;
mod recurrence;
mod stages;

#[cfg(test)]
mod tests;

use msgraph_identity_governance::reflection::{Operation, Type};
use serde_json::{Map, Value};

use super::entities;
use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::failure::Failure;
use crate::store::{NodeId, Store, Timer};
use crate::turn::Turn;

/// The behavior.
#[derive(Debug, Default)]
pub struct AccessReviews;

const DEFINITION: &str = "accessReviewScheduleDefinition";
const INSTANCE: &str = "accessReviewInstance";
const STAGE: &str = "accessReviewStage";
const ITEM: &str = "accessReviewInstanceDecisionItem";
const HISTORY: &str = "accessReviewHistoryDefinition";
const HISTORY_INSTANCE: &str = "accessReviewHistoryInstance";

/// The purposes of timers.
const OPENS: &str = "access-reviews:open";
const CLOSES: &str = "access-reviews:close";
const NEXT_STAGE: &str = "access-reviews:next-stage";
const APPLIES: &str = "access-reviews:apply";
const APPLIED: &str = "access-reviews:applied";
const REPORTS: &str = "access-reviews:report";
const REPORTED: &str = "access-reviews:reported";

/// The actions and functions that are done here.
const CALLS: [&str; 10] = [
    "acceptRecommendations",
    "applyDecisions",
    "batchRecordDecisions",
    "filterByCurrentUser",
    "generateDownloadUri",
    "recordAllDecisions",
    "resetDecisions",
    "sendReminder",
    "stop",
    "stopApplyDecisions",
];

const GAPS: [&str; 8] = [
    "Access reviews: members of groups and assignments of access packages are reviewed; a review of anything else \
     (directory roles, Azure roles, applications) opens its instances without decisions.",
    "Access reviews: queries are understood as the documentation shows them, with filters on structural members.",
    "Access reviews: nobody gets mail; `sendReminder` checks that the instance is in progress and does no more.",
    "Access reviews: a recommendation rests on the last sign-in alone; there are no insights.",
    "Access reviews: `disableAndDeleteUserApplyAction` blocks the sign-in of a denied user, and deletes nobody.",
    "Access reviews: a relative recurrence is taken for an absolute one from its first day.",
    "Access reviews: reviewers by beta's `scopeType` and `reviewerId`, and delegation, are not modelled.",
    "Access reviews: resources with data of one's own, and `batchApplyCustomDataProvidedResourceDecisions`, are not \
     modelled.",
];

impl Behavior for AccessReviews {
    fn name(&self) -> &'static str {
        "access-reviews"
    }

    fn creating(
        &self,
        turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        match ty.short_name() {
            DEFINITION => definition::check_new(body, turn.change.api()),
            HISTORY => history::check_new(turn, body),
            INSTANCE | STAGE | ITEM => Err(Failure::method_not_allowed("The service makes these itself.")),
            _ => Ok(()),
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(DEFINITION) => definition::created(turn, node),
            Some(HISTORY) => history::created(turn, node),
            _ => Ok(()),
        }
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(DEFINITION) => definition::check_update(body, turn.change.api()),
            Some(INSTANCE) => instance::check_update(turn, node, body),
            Some(ITEM) => decide::deciding(turn, node, body),
            _ => Ok(()),
        }
    }

    fn updated(&self, turn: &mut Turn<'_>, node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(DEFINITION) => definition::plan(turn, node),
            Some(INSTANCE) => items::assign(turn, node),
            _ => Ok(()),
        }
    }

    fn call(&self, turn: &mut Turn<'_>, call: &Call) -> Option<Result<Outcome, Failure>> {
        if !self.knows(call.operation) {
            return None;
        }
        let node = match &call.bound {
            Bound::Entity(node) => *node,
            Bound::Collection { owner, property } => return current_user::of_collection(turn, *owner, property, call),
        };
        let nothing = |done: Result<(), Failure>| done.map(|()| Outcome::Nothing);
        let ty = type_of(&turn.change, node)?;
        Some(match (ty, call.name.as_str()) {
            (DEFINITION, "stop") => nothing(definition::stop(turn, node)),
            (INSTANCE, "stop") => nothing(instance::stop(turn, node)),
            (STAGE, "stop") => nothing(stages::stop(turn, node)),
            (INSTANCE, "applyDecisions") => nothing(apply::begin(turn, node)),
            (INSTANCE, "stopApplyDecisions") => nothing(apply::stop(turn, node)),
            (INSTANCE | STAGE, "acceptRecommendations") => nothing(decide::accept_recommendations(turn, node)),
            (INSTANCE | STAGE, "batchRecordDecisions") => nothing(decide::record_many(turn, node, &call.arguments)),
            (INSTANCE, "resetDecisions") => nothing(decide::reset(turn, node)),
            (INSTANCE, "sendReminder") => nothing(instance::check_in_progress(turn, node)),
            (HISTORY_INSTANCE, "generateDownloadUri") => history::generate_download_uri(turn, node),
            _ => return None,
        })
    }

    fn due(&self, turn: &mut Turn<'_>, timer: &Timer) -> Result<(), Failure> {
        match &*timer.purpose {
            OPENS => definition::open(turn, timer.node),
            CLOSES => instance::close(turn, timer.node),
            NEXT_STAGE => stages::next(turn, timer.node),
            APPLIES => apply::begin(turn, timer.node),
            APPLIED => apply::end(turn, timer.node),
            REPORTS => history::open(turn, timer.node),
            REPORTED => history::done(turn, timer.node),
            _ => Ok(()),
        }
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }

    fn knows(&self, operation: Operation) -> bool {
        let segment = operation.segment();
        let name = segment.name().rsplit('.').next().unwrap_or_default();
        let is_review = || segment.template().contains("/accessReviews/");
        CALLS.contains(&name) && is_review()
    }
}

/// Which of the types that matter here an entity is of.
fn type_of(store: &Store, node: NodeId) -> Option<&'static str> {
    [DEFINITION, INSTANCE, STAGE, ITEM, HISTORY, HISTORY_INSTANCE]
        .into_iter()
        .find(|ty| entities::is_of(store, node, ty))
}
