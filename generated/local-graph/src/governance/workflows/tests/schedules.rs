//! Schedules: by time, by change, by group; settings.

use http::Method;
use serde_json::json;
use time::Duration;

use super::*;
use crate::governance::testing::both;

const SETTINGS: &str = "/identityGovernance/lifecycleWorkflows/settings";

fn ty(name: &str) -> String {
    format!("#microsoft.graph.identityGovernance.{name}")
}

fn conditions(scope: Value, trigger: Value) -> Value {
    json!({"@odata.type": ty("triggerAndScopeBasedConditions"), "scope": scope, "trigger": trigger})
}

fn rule(rule: &str) -> Value {
    json!({"@odata.type": ty("ruleBasedSubjectSet"), "rule": rule})
}

fn leaving(days: i64) -> Value {
    let ty = ty("timeBasedAttributeTrigger");
    json!({"@odata.type": ty, "timeBasedAttribute": "employeeLeaveDateTime", "offsetInDays": days})
}

fn scheduled(world: &World, conditions: Value) -> String {
    let mut body = workflow(conditions, json!([task(DISABLE, None)]));
    body["isSchedulingEnabled"] = json!(true);
    let made = world.post(WORKFLOWS, body);
    format!("{WORKFLOWS}/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_schedule_runs_once_for_those_who_are_due() {
    both(|world| async move {
        let leaves = world.after(Duration::days(9));
        for (key, department) in [("ada", "Sales"), ("ben", "Sales"), ("eve", "Other")] {
            let leaves = if key == "ben" {
                world.after(Duration::days(60))
            } else {
                leaves.clone()
            };
            world.user(key, json!({"department": department, "employeeLeaveDateTime": leaves}));
        }
        let workflow = scheduled(&world, conditions(rule("(department eq 'Sales')"), leaving(-7)));
        assert!(world.get(&workflow)["nextScheduleRunDateTime"].is_string());
        world.advance(Duration::hours(47)).await;
        assert!(world.list(&format!("{workflow}/runs")).is_empty());
        world.advance(Duration::hours(5)).await;
        let runs = world.list(&format!("{workflow}/runs"));
        assert_eq!(
            (runs.len(), &runs[0]["workflowExecutionType"]),
            (1, &json!("scheduled"))
        );
        assert_eq!(subjects(&world, &format!("{workflow}/userProcessingResults")), ["ada"]);
        world.advance(Duration::days(14)).await;
        assert_eq!(world.list(&format!("{workflow}/runs")).len(), 1);

        world.patch(&workflow, json!({"isEnabled": false}));
        let off = world.get(&workflow);
        assert_eq!(
            (&off["isSchedulingEnabled"], &off["nextScheduleRunDateTime"]),
            (&json!(false), &Value::Null)
        );
    })
    .await;
}

#[tokio::test]
async fn changes_of_users_and_groups_are_seen() {
    both(|world| async move {
        world.user("ada", json!({"department": "Sales"}));
        world.user("ben", json!({"department": "Sales"}));
        world.group("staff", &["ben"], &[]);
        let attributes = json!([{"name": "department"}]);
        let change = json!({"@odata.type": ty("attributeChangeTrigger"), "triggerAttributes": attributes});
        let moved = scheduled(&world, conditions(rule("department eq 'Support'"), change));
        let groups = json!({"@odata.type": ty("groupBasedSubjectSet"), "groups": [{"id": "staff"}]});
        let joins = json!({"@odata.type": ty("membershipChangeTrigger"), "changeType": "add"});
        let joined = scheduled(&world, conditions(groups.clone(), joins));
        let leaves = json!({"@odata.type": ty("membershipChangeTrigger"), "changeType": "remove"});
        let left = scheduled(&world, conditions(groups, leaves));
        world.advance(Duration::hours(4)).await;
        world.patch("/users/ada", json!({"department": "Support"}));
        world.post(
            "/groups/staff/members/$ref",
            json!({"@odata.id": "https://graph.microsoft.com/v1.0/users/ada"}),
        );
        world.delete("/groups/staff/members/ben/$ref");
        world.advance(Duration::hours(12)).await;
        for (workflow, user) in [(&moved, "ada"), (&joined, "ada"), (&left, "ben")] {
            let results = format!("{workflow}/userProcessingResults");
            assert_eq!(subjects(&world, &results), [user], "{workflow}");
        }
    })
    .await;
}

#[tokio::test]
async fn settings_say_how_often_a_schedule_runs() {
    both(|world| async move {
        assert_eq!(world.get(SETTINGS)["workflowScheduleIntervalInHours"], 3);
        world.user(
            "ada",
            json!({"employeeLeaveDateTime": world.after(Duration::minutes(-5))}),
        );
        let workflow = scheduled(&world, conditions(rule("startswith(displayName, 'a')"), leaving(0)));
        world.patch(SETTINGS, json!({"workflowScheduleIntervalInHours": 1}));
        world.advance(Duration::minutes(61)).await;
        assert_eq!(world.list(&format!("{workflow}/runs")).len(), 1);
        let refused = world.refusal(Method::PATCH, SETTINGS, json!({"workflowScheduleIntervalInHours": 25}));
        assert_eq!(refused, (400, "workflowScheduleIntervalInHours".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn conditions_that_cannot_be_met_are_refused() {
    both(|world| async move {
        let refused = |conditions: Value| {
            let body = workflow(conditions, json!([task(DISABLE, None)]));
            world.refusal(Method::POST, WORKFLOWS, body).1
        };
        assert_eq!(
            refused(conditions(rule("department ist 'x'"), leaving(0))),
            "executionConditions/scope/rule"
        );
        assert_eq!(
            refused(conditions(rule("true"), leaving(181))),
            "executionConditions/trigger/offsetInDays"
        );
        let joins = json!({"@odata.type": ty("membershipChangeTrigger"), "changeType": "add"});
        assert_eq!(refused(conditions(rule("true"), joins)), "executionConditions/scope");
        assert_eq!(refused(Value::Null), "executionConditions");
    })
    .await;
}
