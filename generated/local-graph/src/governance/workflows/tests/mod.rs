//! Lifecycle workflows through requests, in both versions.

mod extensions;
mod runs;
mod schedules;
mod versions;

use http::Method;
use serde_json::{Value, json};

use crate::governance::testing::World;

const WORKFLOWS: &str = "/identityGovernance/lifecycleWorkflows/workflows";
const DISABLE: &str = "1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950";
const ADD_TO_GROUPS: &str = "22085229-5809-45e8-97fd-270d28d66910";
const TO_MANAGER: &str = "52853a3e-f4e5-4eb8-bb24-1ac09a1da935";

fn on_demand() -> Value {
    json!({"@odata.type": "#microsoft.graph.identityGovernance.onDemandExecutionOnly"})
}

fn task(definition: &str, argument: Option<(&str, &str)>) -> Value {
    let arguments: Vec<Value> = argument
        .map(|(name, value)| json!({"name": name, "value": value}))
        .into_iter()
        .collect();
    json!({"taskDefinitionId": definition, "displayName": "task", "isEnabled": true, "arguments": arguments})
}

fn workflow(conditions: Value, tasks: Value) -> Value {
    json!({
        "category": "leaver",
        "displayName": "Leaver",
        "isEnabled": true,
        "isSchedulingEnabled": false,
        "executionConditions": conditions,
        "tasks": tasks,
    })
}

/// Makes a workflow on demand with these tasks, and gives its URL.
fn made(world: &World, tasks: Value) -> String {
    let made = world.post(WORKFLOWS, workflow(on_demand(), tasks));
    format!("{WORKFLOWS}/{}", made["id"].as_str().unwrap())
}

fn activate(world: &World, workflow: &str, users: &[&str]) {
    let subjects: Vec<Value> = users.iter().map(|id| json!({"id": id})).collect();
    let path = format!("{workflow}/microsoft.graph.identityGovernance.activate");
    let (status, body) = world.send(Method::POST, &path, Some(json!({"subjects": subjects})));
    assert_eq!(status, 204, "{body}");
}

/// The users that results at a collection are about.
fn subjects(world: &World, results: &str) -> Vec<String> {
    let ids = world.texts(results, "id");
    let subject = |id: &String| {
        world.get(&format!("{results}/{id}/subject"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    ids.iter().map(subject).collect()
}
