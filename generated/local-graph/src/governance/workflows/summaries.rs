//! Summaries of what ran in a span of time, computed from the runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::counts::Counts;
use super::{catalog, workflow};
use crate::behavior::Outcome;
use crate::failure::Failure;
use crate::governance::entities::{key, owner, says, text};
use crate::governance::instants::instant;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How many rows a list of the most frequent has.
const TOP: usize = 5;

/// From when to when.
struct Span(OffsetDateTime, OffsetDateTime);

impl Span {
    fn of(arguments: &Map<String, Value>) -> Result<Self, Failure> {
        let time = |name: &str| {
            let none = || Failure::bad_request(format!("`{name}` is no time.")).about(name);
            instant(arguments.get(name)).ok_or_else(none)
        };
        Ok(Self(time("startDateTime")?, time("endDateTime")?))
    }

    /// Those that began in it.
    fn within(&self, change: &Change<'_>, ids: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
        let began = |id: NodeId| instant(change.get(id)?.member("startedDateTime"));
        ids.filter(|id| began(*id).is_some_and(|at| self.0 <= at && at <= self.1))
            .collect()
    }
}

fn results(change: &Change<'_>, of: &[NodeId], property: &str) -> Vec<NodeId> {
    of.iter().flat_map(|id| change.references(*id, property)).collect()
}

/// How many users are among the subjects of results.
fn users(change: &Change<'_>, results: impl Iterator<Item = NodeId>) -> usize {
    let subjects = results.filter_map(|result| change.one(result, "subject"));
    subjects.collect::<BTreeSet<_>>().len()
}

/// `summary` of runs, of users or of task reports.
pub(super) fn of_collection(
    turn: &Turn<'_>,
    owner: NodeId,
    property: &str,
    arguments: &Map<String, Value>,
) -> Result<Outcome, Failure> {
    let change = &turn.change;
    let all = change
        .contained(owner, property)
        .chain(change.references(owner, property));
    let found = Span::of(arguments)?.within(change, all);
    let own = Counts::of(change, found.iter().copied());
    let tasks = Counts::of(change, results(change, &found, "taskProcessingResults"));
    Ok(Outcome::Value(match property {
        "runs" => {
            let of_users = results(change, &found, "userProcessingResults");
            json!({
                "failedRuns": own.failed,
                "failedTasks": tasks.failed,
                "successfulRuns": own.completed,
                "totalRuns": own.total,
                "totalTasks": tasks.total,
                "totalUsers": users(change, of_users.into_iter()),
            })
        }
        "userProcessingResults" => {
            let is = |id: &NodeId, is_good: bool| says(change, *id, "processingStatus", "completed") == is_good;
            json!({
                "failedTasks": tasks.failed,
                "failedUsers": own.failed,
                "successfulUsers": users(change, found.iter().copied().filter(|id| is(id, true))),
                "totalTasks": tasks.total,
                "totalUsers": users(change, found.iter().copied()),
            })
        }
        "taskReports" => json!({
            "failedTasks": tasks.failed,
            "successfulTasks": tasks.completed,
            "totalTasks": tasks.total,
            "unprocessedTasks": tasks.open + tasks.cancelled,
        }),
        _ => return Err(Failure::not_modelled("There is no summary of this collection.")),
    }))
}

/// The summaries of the whole service (`insights`).
pub(super) fn of_service(
    turn: &Turn<'_>,
    name: &str,
    arguments: &Map<String, Value>,
) -> Option<Result<Outcome, Failure>> {
    let compute: fn(&Change<'_>, &[NodeId]) -> Outcome = match name {
        "workflowsProcessedSummary" => whole,
        "workflowsProcessedByCategory" => by_category,
        "topWorkflowsProcessedSummary" => top_workflows,
        "topTasksProcessedSummary" => top_tasks,
        _ => return None,
    };
    let change = &turn.change;
    let container = change.at(&catalog::PATH);
    let workflows = container
        .into_iter()
        .flat_map(|container| change.contained(container, "workflows"));
    let runs = workflows.flat_map(|workflow| change.contained(workflow, "runs"));
    Some(Span::of(arguments).map(|span| compute(change, &span.within(change, runs))))
}

/// Runs, users and tasks of some runs.
fn numbers(change: &Change<'_>, runs: &[NodeId]) -> Value {
    let own = Counts::of(change, runs.iter().copied());
    let of_users = results(change, runs, "userProcessingResults");
    let ended = Counts::of(change, of_users.iter().copied());
    let tasks = Counts::of(change, results(change, runs, "taskProcessingResults"));
    json!({
        "failedRuns": own.failed,
        "failedTasks": tasks.failed,
        "failedUsers": ended.failed,
        "successfulRuns": own.completed,
        "successfulTasks": tasks.completed,
        "successfulUsers": ended.completed,
        "totalRuns": own.total,
        "totalTasks": tasks.total,
        "totalUsers": users(change, of_users.into_iter()),
    })
}

fn whole(change: &Change<'_>, runs: &[NodeId]) -> Outcome {
    Outcome::Value(numbers(change, runs))
}

fn by_category(change: &Change<'_>, runs: &[NodeId]) -> Outcome {
    let mut counted = Map::new();
    for (word, name) in [("joiner", "Joiner"), ("leaver", "Leaver"), ("mover", "Mover")] {
        let of = runs.iter().copied().filter(|run| {
            let workflow = owner(change, *run);
            workflow.is_some_and(|workflow| says(change, workflow, "category", word))
        });
        let counts = Counts::of(change, of);
        counted.insert(format!("failed{name}Runs"), json!(counts.failed));
        counted.insert(format!("successful{name}Runs"), json!(counts.completed));
        counted.insert(format!("total{name}Runs"), json!(counts.total));
    }
    Outcome::Value(Value::Object(counted))
}

fn top_workflows(change: &Change<'_>, runs: &[NodeId]) -> Outcome {
    let mut of: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for run in runs {
        of.entry(owner(change, *run).unwrap_or(NodeId::ROOT))
            .or_default()
            .push(*run);
    }
    let mut rows: Vec<(usize, Value)> = of
        .into_iter()
        .map(|(id, runs)| {
            let mut row = numbers(change, &runs);
            if let Value::Object(row) = &mut row {
                row.retain(|name, _| !name.ends_with("Tasks"));
                row.insert("workflowCategory".to_owned(), json!(text(change, id, "category")));
                row.insert("workflowDisplayName".to_owned(), json!(text(change, id, "displayName")));
                row.insert("workflowId".to_owned(), json!(key(change, id)));
                row.insert("workflowVersion".to_owned(), json!(workflow::number(change, id)));
            }
            (runs.len(), row)
        })
        .collect();
    most_first(&mut rows)
}

fn top_tasks(change: &Change<'_>, runs: &[NodeId]) -> Outcome {
    let mut of: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for result in results(change, runs, "taskProcessingResults") {
        let task = change.one(result, "task");
        let definition = task
            .and_then(|task| text(change, task, "taskDefinitionId"))
            .unwrap_or_default();
        of.entry(definition.to_ascii_lowercase()).or_default().push(result);
    }
    let mut rows: Vec<(usize, Value)> = of
        .into_iter()
        .map(|(id, results)| {
            let counts = Counts::of(change, results.iter().copied());
            let ended = |word: &str| {
                let of = results
                    .iter()
                    .copied()
                    .filter(|result| says(change, *result, "processingStatus", word));
                users(change, of)
            };
            let definition = change.find_named("identityGovernance.taskDefinition", &id);
            let row = json!({
                "failedTasks": counts.failed,
                "failedUsers": ended("failed"),
                "successfulTasks": counts.completed,
                "successfulUsers": ended("completed"),
                "taskDefinitionDisplayName": definition.and_then(|id| text(change, id, "displayName")),
                "taskDefinitionId": id,
                "totalTasks": counts.total,
                "totalUsers": users(change, results.iter().copied()),
            });
            (counts.total, row)
        })
        .collect();
    most_first(&mut rows)
}

fn most_first(rows: &mut Vec<(usize, Value)>) -> Outcome {
    rows.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    Outcome::Values(rows.drain(..).take(TOP).map(|(_, row)| row).collect())
}
