//! Lifecycle workflows: runs on demand and by schedule, tasks, reports, custom task extensions that call out.
//!
//! | what | where |
//! |---|---|
//! | task definitions, templates and settings that are there from the start | `catalog` |
//! | rules of workflows; versions; deleted ones, and back | `workflow`, `rules` |
//! | whom a run on demand is for; cancelled runs | `activation` |
//! | who is due by the schedule, and when it runs | `schedule`, `trigger` |
//! | a run: users, tasks one after the other, what is counted | `run`, `counts` |
//! | what a built-in task does | `tasks` |
//! | custom task extensions: called, waited for, resumed, timed out | `extension` |
//! | summaries of runs, users and tasks | `summaries` |

mod activation;
mod catalog;
mod counts;
mod extension;
mod rules;
mod run;
mod schedule;
mod summaries;
mod tasks;
mod trigger;
mod workflow;

#[cfg(test)]
mod tests;

use msgraph_identity_governance::reflection::{Operation, Type};
use serde_json::{Map, Value};

use super::entities;
use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::failure::Failure;
use crate::store::{NodeId, Store, Timer};
use crate::turn::{Posted, Turn};

/// The behavior.
#[derive(Debug, Default)]
pub struct LifecycleWorkflows;

/// Its name, which timers and posts begin with.
const NAME: &str = "lifecycle-workflows";

const WORKFLOW: &str = "identityGovernance.workflow";
const RUN: &str = "identityGovernance.run";
const TASK: &str = "identityGovernance.task";
const TASK_RESULT: &str = "identityGovernance.taskProcessingResult";
const USER_RESULT: &str = "identityGovernance.userProcessingResult";
const EXTENSION: &str = "identityGovernance.customTaskExtension";
const SETTINGS: &str = "identityGovernance.lifecycleManagementSettings";

/// The purposes of timers.
const SCHEDULED: &str = "lifecycle-workflows:schedule";
const TIMED_OUT: &str = "lifecycle-workflows:timeout";
const FORGOTTEN: &str = "lifecycle-workflows:forget";

/// The actions and functions that are done here.
const CALLS: [&str; 11] = [
    "activate",
    "activateWithScope",
    "cancelProcessing",
    "createNewVersion",
    "restore",
    "resume",
    "summary",
    "topTasksProcessedSummary",
    "topWorkflowsProcessedSummary",
    "workflowsProcessedByCategory",
    "workflowsProcessedSummary",
];

const GAPS: [&str; 9] = [
    "Lifecycle workflows: a run begins at once when it is asked for, and built-in tasks take no time.",
    "Lifecycle workflows: mail, temporary access passes, licences, Teams and access packages are not touched by tasks, \
     which are recorded as completed; those for a manager fail where the user has none.",
    "Lifecycle workflows: preview, quarantine and `activateAndWait` are not modelled, nor is inactivity as a trigger.",
    "Lifecycle workflows: `executionScope` stays empty; a schedule looks for users when it runs, 3 days back.",
    "Lifecycle workflows: a change of attributes or of a group's members is seen by the next schedule, not at once.",
    "Lifecycle workflows: processing results cannot be activated again one by one, only the failed or all of a run.",
    "Lifecycle workflows: beta's `subjectProcessingResults` and subjects that are no users are not modelled.",
    "Lifecycle workflows: a callout of an earlier version of a workflow is resumed below `versions/{n}`.",
    "Lifecycle workflows: no mail is sent, whatever `emailSettings` says.",
];

impl Behavior for LifecycleWorkflows {
    fn name(&self) -> &'static str {
        NAME
    }

    fn prepare(&self, turn: &mut Turn<'_>) -> Result<(), Failure> {
        catalog::prepare(&mut turn.change)
    }

    fn creating(
        &self,
        turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        match () {
            () if is(&turn.change, ty, WORKFLOW) => rules::check_new(body, turn.change.api()),
            () if is(&turn.change, ty, EXTENSION) => extension::check(body),
            () => Ok(()),
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        match entities::is_of(&turn.change, node, WORKFLOW) {
            true => workflow::created(turn, node),
            false => Ok(()),
        }
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(WORKFLOW) => rules::check_update(turn.change.get(node).map(|node| &node.members), body),
            Some(EXTENSION) => extension::check(body),
            Some(SETTINGS) => schedule::check_settings(body),
            _ => Ok(()),
        }
    }

    fn updated(&self, turn: &mut Turn<'_>, node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(WORKFLOW) => workflow::updated(turn, node),
            Some(SETTINGS) => schedule::plan_all(turn),
            _ => Ok(()),
        }
    }

    fn deleting(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        match type_of(&turn.change, node) {
            Some(WORKFLOW) => workflow::deleting(turn, node),
            Some(EXTENSION) => extension::deleting(turn, node),
            _ => Ok(()),
        }
    }

    fn call(&self, turn: &mut Turn<'_>, call: &Call) -> Option<Result<Outcome, Failure>> {
        if !self.knows(call.operation) {
            return None;
        }
        let nothing = |done: Result<(), Failure>| done.map(|()| Outcome::Nothing);
        let node = match &call.bound {
            Bound::Entity(node) => *node,
            Bound::Collection { owner, property } => {
                return Some(summaries::of_collection(turn, *owner, property, &call.arguments));
            }
        };
        Some(match (type_of(&turn.change, node), call.name.as_str()) {
            (Some(WORKFLOW), "activate") => nothing(activation::activate(turn, node, &call.arguments)),
            (Some(WORKFLOW), "activateWithScope") => {
                nothing(activation::activate_with_scope(turn, node, &call.arguments))
            }
            (Some(WORKFLOW), "cancelProcessing") => nothing(activation::cancel(turn, node, &call.arguments)),
            (Some(WORKFLOW), "createNewVersion") => workflow::create_new_version(turn, node, &call.arguments),
            (Some(WORKFLOW), "restore") => workflow::restore(turn, node),
            (Some(TASK_RESULT), "resume") => nothing(extension::resume(turn, node, &call.arguments)),
            _ => return summaries::of_service(turn, &call.name, &call.arguments),
        })
    }

    fn due(&self, turn: &mut Turn<'_>, timer: &Timer) -> Result<(), Failure> {
        match &*timer.purpose {
            SCHEDULED => schedule::run(turn, timer.node),
            TIMED_OUT => extension::timed_out(turn, timer.node),
            FORGOTTEN => {
                turn.change.remove(timer.node);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn posted(&self, turn: &mut Turn<'_>, node: NodeId, _purpose: &str, how: &Posted) -> Result<(), Failure> {
        extension::posted(turn, node, how)
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }

    fn knows(&self, operation: Operation) -> bool {
        let segment = operation.segment();
        let name = segment.name().rsplit('.').next().unwrap_or_default();
        CALLS.contains(&name) && segment.name().contains("identityGovernance.")
    }
}

fn is(store: &Store, ty: Type, name: &str) -> bool {
    store.ty(name).is_some_and(|known| ty.is_a(known))
}

/// Which of the types that matter here an entity is of.
fn type_of(store: &Store, node: NodeId) -> Option<&'static str> {
    [WORKFLOW, TASK_RESULT, EXTENSION, SETTINGS]
        .into_iter()
        .find(|ty| entities::is_of(store, node, ty))
}
