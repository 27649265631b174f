//! Lifecycle workflows of beta: numbers, flags, switches, lambdas inside of lambdas, options of what is expanded.

use std::sync::LazyLock;

use msgraph_identity_governance::beta::{GraphClient, models};
use msgraph_identity_governance::query::Filter;
use msgraph_identity_governance::testing::FakeGraph;
use proptest::prelude::*;

use super::naive::{self, COMPARISONS, Comparison, folded};
use super::*;

use models::KeyValuePair;
use models::identity_governance::{LifecycleTaskCategory, Task, Workflow};

static CLIENT: LazyLock<GraphClient> = LazyLock::new(|| {
    let graph = FakeGraph::new();
    GraphClient::new(graph.credential(), Some(graph.options())).expect("a client")
});

/// A task as the naive evaluation sees it. Of the flags the bits are joiner, leaver and mover.
#[derive(Clone, Debug)]
struct Row {
    sequence: Option<i32>,
    flags: u8,
    enabled: Option<bool>,
    arguments: Vec<Option<String>>,
}

const FLAGS: [&str; 3] = ["joiner", "leaver", "mover"];

#[derive(Clone, Debug)]
enum Condition {
    Sequence(Comparison, i32),
    HasFlags(u8),
    Enabled(bool),
    EnabledIsNull,
    SomeArgument(Comparison, String),
    Arguments(Comparison, i64),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
}

/// A condition on a workflow: on its version, and on some or all of its tasks.
#[derive(Clone, Debug)]
enum OfWorkflow {
    Version(Comparison, i32),
    Some(Condition),
    All(Condition),
    Tasks(Comparison, i64),
    Either(Box<OfWorkflow>, Box<OfWorkflow>),
    Not(Box<OfWorkflow>),
}

macro_rules! compared {
    ($member:expr, $comparison:expr, $value:expr) => {
        match $comparison {
            Comparison::Eq => $member.eq($value),
            Comparison::Ne => $member.ne($value),
            Comparison::Gt => $member.gt($value),
            Comparison::Ge => $member.ge($value),
            Comparison::Lt => $member.lt($value),
            Comparison::Le => $member.le($value),
        }
    };
}

fn names(flags: u8) -> Vec<&'static str> {
    let is_set = |(bit, name): (usize, &'static str)| (flags & 1 << bit != 0).then_some(name);
    FLAGS.into_iter().enumerate().filter_map(is_set).collect()
}

fn count(items: usize) -> i64 {
    i64::try_from(items).expect("few")
}

impl Condition {
    fn filter(&self) -> Filter<Task> {
        match self {
            Self::Sequence(comparison, number) => compared!(Task::EXECUTION_SEQUENCE, comparison, *number),
            Self::HasFlags(flags) => {
                let members = [
                    LifecycleTaskCategory::JOINER,
                    LifecycleTaskCategory::LEAVER,
                    LifecycleTaskCategory::MOVER,
                ];
                let set = members.into_iter().enumerate().filter(|(bit, _)| flags & 1 << bit != 0);
                let set = set.map(|(_, member)| member).reduce(|one, other| one | other);
                Task::CATEGORY.has(set.expect("one flag at least"))
            }
            Self::Enabled(value) => Task::IS_ENABLED.eq(*value),
            Self::EnabledIsNull => Task::IS_ENABLED.is_null(),
            Self::SomeArgument(comparison, name) => {
                Task::ARGUMENTS.any(compared!(KeyValuePair::NAME, comparison, name.as_str()))
            }
            Self::Arguments(comparison, number) => compared!(Task::ARGUMENTS.count(), comparison, *number),
            Self::Not(inner) => !inner.filter(),
            Self::And(one, other) => one.filter().and(other.filter()),
        }
    }

    fn fits(&self, row: &Row) -> Option<bool> {
        match self {
            Self::Sequence(comparison, number) => naive::compared(*comparison, row.sequence.as_ref(), Some(number)),
            Self::HasFlags(flags) => Some(row.flags & flags == *flags),
            Self::Enabled(value) => Some(row.enabled == Some(*value)),
            Self::EnabledIsNull => Some(row.enabled.is_none()),
            Self::SomeArgument(comparison, name) => Some(row.arguments.iter().any(|argument| {
                let argument = argument.as_deref().map(folded);
                naive::compared(*comparison, argument.as_ref(), Some(&folded(name))) == Some(true)
            })),
            Self::Arguments(comparison, number) => {
                naive::compared(*comparison, Some(&count(row.arguments.len())), Some(number))
            }
            Self::Not(inner) => naive::not(inner.fits(row)),
            Self::And(one, other) => naive::and(one.fits(row), other.fits(row)),
        }
    }
}

impl OfWorkflow {
    fn filter(&self) -> Filter<Workflow> {
        match self {
            Self::Version(comparison, number) => compared!(Workflow::VERSION, comparison, *number),
            Self::Some(task) => Workflow::TASKS.any(task.filter()),
            Self::All(task) => Workflow::TASKS.all(task.filter()),
            Self::Tasks(comparison, number) => compared!(Workflow::TASKS.count(), comparison, *number),
            Self::Either(one, other) => one.filter().or(other.filter()),
            Self::Not(inner) => !inner.filter(),
        }
    }

    fn fits(&self, version: i32, tasks: &[Row]) -> Option<bool> {
        match self {
            Self::Version(comparison, number) => naive::compared(*comparison, Some(&version), Some(number)),
            Self::Some(task) => Some(tasks.iter().any(|row| task.fits(row) == Some(true))),
            Self::All(task) => Some(tasks.iter().all(|row| task.fits(row) == Some(true))),
            Self::Tasks(comparison, number) => naive::compared(*comparison, Some(&count(tasks.len())), Some(number)),
            Self::Either(one, other) => naive::or(one.fits(version, tasks), other.fits(version, tasks)),
            Self::Not(inner) => naive::not(inner.fits(version, tasks)),
        }
    }
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(COMPARISONS.to_vec())
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (comparison(), -2..3_i32).prop_map(|(comparison, number)| Condition::Sequence(comparison, number)),
        (1..8_u8).prop_map(Condition::HasFlags),
        any::<bool>().prop_map(Condition::Enabled),
        Just(Condition::EnabledIsNull),
        (comparison(), "[aAb']{0,2}").prop_map(|(comparison, name)| Condition::SomeArgument(comparison, name)),
        (comparison(), 0..3_i64).prop_map(|(comparison, number)| Condition::Arguments(comparison, number)),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            (inner.clone(), inner).prop_map(|(one, other)| Condition::And(Box::new(one), Box::new(other))),
        ]
    })
}

fn of_workflow() -> impl Strategy<Value = OfWorkflow> {
    let leaf = prop_oneof![
        (comparison(), 0..3_i32).prop_map(|(comparison, number)| OfWorkflow::Version(comparison, number)),
        condition().prop_map(OfWorkflow::Some),
        condition().prop_map(OfWorkflow::All),
        (comparison(), 0..3_i64).prop_map(|(comparison, number)| OfWorkflow::Tasks(comparison, number)),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| OfWorkflow::Not(Box::new(inner))),
            (inner.clone(), inner).prop_map(|(one, other)| OfWorkflow::Either(Box::new(one), Box::new(other))),
        ]
    })
}

fn workflows() -> impl Strategy<Value = Vec<(i32, Vec<Row>)>> {
    let row = (
        prop::option::of(-2..3_i32),
        0..8_u8,
        prop::option::of(any::<bool>()),
        prop::collection::vec(prop::option::of("[aAb']{0,2}"), 0..3),
    );
    let row = row.prop_map(|(sequence, flags, enabled, arguments)| Row {
        sequence,
        flags,
        enabled,
        arguments,
    });
    prop::collection::vec((0..3_i32, prop::collection::vec(row, 0..4)), 0..8)
}

fn graph(workflows: &[(i32, Vec<Row>)]) -> JsonGraph {
    let documents = workflows.iter().enumerate().map(|(number, (version, tasks))| {
        let tasks: Vec<Value> = tasks
            .iter()
            .enumerate()
            .map(|(number, row)| {
                let arguments: Vec<Value> = row.arguments.iter().map(|name| json!({"name": name})).collect();
                json!({
                    "id": number.to_string(),
                    "executionSequence": row.sequence,
                    "category": names(row.flags).join(","),
                    "isEnabled": row.enabled,
                    "arguments": arguments,
                })
            })
            .collect();
        json!({"id": number.to_string(), "version": version, "tasks": tasks})
    });
    let api: &'static Api = &beta::API;
    let ty = api
        .ty("microsoft.graph.identityGovernance.workflow")
        .expect("a type of beta");
    JsonGraph::new(ty, documents)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn lambdas_inside_of_lambdas_agree(workflows in workflows(), condition in of_workflow()) {
        let list = CLIENT.identity_governance().lifecycle_workflows().workflows().list();
        let request = list.filter(condition.filter());
        let body = carried_out(&request, &beta::API, &graph(&workflows)).map_err(TestCaseError::fail)?;
        let fits = workflows.iter().enumerate().filter(|(_, (version, tasks))| {
            condition.fits(*version, tasks) == Some(true)
        });
        let expected: Vec<String> = fits.map(|(number, _)| number.to_string()).collect();
        prop_assert_eq!(ids_of(&body), expected, "{}", condition.filter());
    }

    #[test]
    fn options_of_what_is_expanded_agree(
        workflows in workflows(),
        condition in condition(),
        (top, skip) in (1..4_u32, 0..3_u32),
    ) {
        let tasks = Workflow::TASKS
            .filter(condition.filter())
            .orderby((Task::EXECUTION_SEQUENCE.desc(), Task::ID.desc()))
            .select(Task::ID)
            .top(top)
            .skip(skip);
        let list = CLIENT.identity_governance().lifecycle_workflows().workflows().list();
        let request = list.expand(tasks);
        let body = carried_out(&request, &beta::API, &graph(&workflows)).map_err(TestCaseError::fail)?;
        let expected = workflows.iter().map(|(_, tasks)| {
            let mut fitting: Vec<(usize, &Row)> = tasks
                .iter()
                .enumerate()
                .filter(|(_, row)| condition.fits(row) == Some(true))
                .collect();
            fitting.sort_by(|one, other| {
                let order = naive::sorted(one.1.sequence.as_ref(), other.1.sequence.as_ref(), true);
                order.then(other.0.cmp(&one.0))
            });
            let page = fitting.iter().skip(skip as usize).take(top as usize);
            let page: Vec<Value> = page.map(|(number, _)| json!({"id": number.to_string()})).collect();
            Value::Array(page)
        });
        let items = body["value"].as_array().expect("a list");
        let tasks: Vec<Value> = items.iter().map(|item| item["tasks"].clone()).collect();
        prop_assert_eq!(tasks, expected.collect::<Vec<_>>());
    }
}
