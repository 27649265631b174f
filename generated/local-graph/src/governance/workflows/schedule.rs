//! When scheduled workflows run.

use serde_json::{Map, Value};
use time::Duration;

use super::run::{self, Why};
use super::{SCHEDULED, catalog, trigger, workflow};
use crate::failure::Failure;
use crate::governance::entities::is_on;
use crate::governance::instants::written;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

const HOURS: &str = "workflowScheduleIntervalInHours";

/// Looks at a change of the settings.
pub(super) fn check_settings(body: &Map<String, Value>) -> Result<(), Failure> {
    let hours = body.get(HOURS).map(|hours| hours.as_u64().unwrap_or_default());
    match hours {
        Some(hours) if !(1..=24).contains(&hours) => {
            Err(Failure::bad_request("A schedule runs every 1 to 24 hours.").about(HOURS))
        }
        _ => Ok(()),
    }
}

/// The time between two runs.
fn interval(change: &mut Change<'_>) -> Duration {
    let [governance, workflows] = catalog::PATH;
    let settings = change.at(&[governance, workflows, "settings"]);
    let hours = settings.and_then(|id| change.get(id)?.member(HOURS)?.as_i64());
    Duration::hours(hours.unwrap_or(3))
}

/// Sets when a workflow runs next, if it is scheduled at all.
pub(super) fn plan(turn: &mut Turn<'_>, workflow: NodeId) -> Result<(), Failure> {
    turn.change.cancel_timers_for(workflow, SCHEDULED);
    let is_planned = is_on(&turn.change, workflow, "isEnabled")
        && is_on(&turn.change, workflow, "isSchedulingEnabled")
        && !workflow::is_deleted(&turn.change, workflow)
        && trigger::is_scheduled(&turn.change, workflow);
    if !is_planned {
        turn.change.set(workflow, "nextScheduleRunDateTime", Value::Null);
        trigger::forget(&mut turn.change, workflow);
        return Ok(());
    }
    trigger::remember(&mut turn.change, workflow, false);
    let next = turn.now + interval(&mut turn.change);
    turn.change.set(workflow, "nextScheduleRunDateTime", written(next));
    turn.change.set_timer(next, workflow, SCHEDULED);
    Ok(())
}

/// Plans all workflows anew, after the settings have changed.
pub(super) fn plan_all(turn: &mut Turn<'_>) -> Result<(), Failure> {
    let container = turn.change.at(&catalog::PATH);
    let workflows: Vec<NodeId> = container
        .into_iter()
        .flat_map(|container| turn.change.contained(container, "workflows"))
        .collect();
    workflows.into_iter().try_for_each(|workflow| plan(turn, workflow))
}

/// Runs a workflow for those who are due. Where nobody is, there is no run.
pub(super) fn run(turn: &mut Turn<'_>, workflow: NodeId) -> Result<(), Failure> {
    let users = trigger::due(turn, workflow)?;
    if !users.is_empty() {
        let why = Why {
            execution: "scheduled",
            scope: None,
            tasks: None,
        };
        run::start(turn, workflow, &users, &why)?;
    }
    trigger::remember(&mut turn.change, workflow, true);
    plan(turn, workflow)
}
