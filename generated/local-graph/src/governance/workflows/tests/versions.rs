//! What is there from the start; rules of workflows; versions; deleted workflows.

use http::Method;
use serde_json::json;
use time::Duration;

use super::*;
use crate::governance::testing::both;

const CONTAINER: &str = "/identityGovernance/lifecycleWorkflows";

#[tokio::test]
async fn definitions_and_templates_are_there() {
    both(|world| async move {
        let definitions = world.texts(&format!("{CONTAINER}/taskDefinitions"), "id");
        assert_eq!(definitions.len(), 24);
        let templates = world.list(&format!("{CONTAINER}/workflowTemplates"));
        assert_eq!(templates.len(), 10);
        for template in &templates {
            // Each template can be made a workflow.
            let mut body = template.clone();
            let id = body.as_object_mut().unwrap().remove("id").unwrap();
            let mut tasks = world.list(&format!("{CONTAINER}/workflowTemplates/{}/tasks", id.as_str().unwrap()));
            for task in &mut tasks {
                task.as_object_mut().unwrap().remove("id");
            }
            body["tasks"] = json!(tasks);
            let made = world.post(WORKFLOWS, body);
            assert_eq!(
                (&made["version"], &made["isEnabled"]),
                (&json!(1), &json!(false)),
                "{template}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_new_version_leaves_the_old_one_to_be_read() {
    both(|world| async move {
        let workflow = made(&world, json!([task(DISABLE, None)]));
        let before = world.texts(&format!("{workflow}/tasks"), "id");
        assert_eq!(world.texts(&format!("{workflow}/versions/1/tasks"), "id"), before);
        let mut body = super::workflow(on_demand(), json!([task(TO_MANAGER, None), task(DISABLE, None)]));
        body["displayName"] = json!("Second");
        let path = format!("{workflow}/microsoft.graph.identityGovernance.createNewVersion");
        let next = world.post(&path, json!({"workflow": body}));
        assert_eq!((&next["version"], &next["displayName"]), (&json!(2), &json!("Second")));
        assert_eq!(world.list(&format!("{workflow}/tasks")).len(), 2);
        assert_eq!(world.texts(&format!("{workflow}/versions/1/tasks"), "id"), before);
        assert_eq!(world.list(&format!("{workflow}/versions/2/tasks")).len(), 2);
        let versions = world.list(&format!("{workflow}/versions"));
        assert_eq!(
            (&versions[0]["displayName"], &versions[1]["versionNumber"]),
            (&json!("Leaver"), &json!(2))
        );

        let mut other = super::workflow(on_demand(), json!([task(DISABLE, None)]));
        other["category"] = json!("joiner");
        let refused = world.refusal(Method::POST, &path, json!({"workflow": other}));
        assert_eq!(refused, (400, "workflow/category".to_owned()));
        let refused = world.refusal(Method::PATCH, &workflow, json!({"category": "joiner"}));
        assert_eq!(refused, (400, "category".to_owned()));
        world.patch(&workflow, json!({"displayName": "Third"}));
        assert_eq!(world.get(&format!("{workflow}/versions/2"))["displayName"], "Third");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_workflow_comes_back_or_is_forgotten() {
    both(|world| async move {
        world.user("ada", json!({}));
        let workflow = made(&world, json!([task(DISABLE, None)]));
        let id = workflow.rsplit('/').next().unwrap().to_owned();
        let deleted = format!("{CONTAINER}/deletedItems/workflows/{id}");
        world.delete(&workflow);
        assert_eq!(world.send(Method::GET, &workflow, None).0, 404);
        assert!(world.get(&deleted)["deletedDateTime"].is_string());
        assert_eq!(world.list(&format!("{deleted}/tasks")).len(), 1);
        let subjects = json!({"subjects": [{"id": "ada"}]});
        assert_eq!(
            world.refusal(Method::POST, &format!("{deleted}/activate"), subjects).0,
            400
        );
        world.post(
            &format!("{deleted}/microsoft.graph.identityGovernance.restore"),
            json!({}),
        );
        assert_eq!(world.get(&workflow)["deletedDateTime"], Value::Null);
        assert_eq!(world.send(Method::GET, &deleted, None).0, 404);
        activate(&world, &workflow, &["ada"]);
        assert_eq!(
            world.refusal(Method::POST, &format!("{workflow}/restore"), json!({})).0,
            400
        );

        world.delete(&workflow);
        world.advance(Duration::days(31)).await;
        assert_eq!(world.send(Method::GET, &deleted, None).0, 404);
        let other = made(&world, json!([task(DISABLE, None)]));
        let deleted = other.replace("/workflows/", "/deletedItems/workflows/");
        world.delete(&other);
        world.delete(&deleted);
        assert_eq!(world.send(Method::GET, &deleted, None).0, 404);
    })
    .await;
}

#[tokio::test]
async fn wrong_workflows_are_refused() {
    both(|world| async move {
        let good = || workflow(on_demand(), json!([task(DISABLE, None)]));
        let refused = |change: &dyn Fn(&mut Value)| {
            let mut body = good();
            change(&mut body);
            world.refusal(Method::POST, WORKFLOWS, body)
        };
        let target = |target: &str| (400, target.to_owned());
        assert_eq!(refused(&|body| body["displayName"] = json!(" ")), target("displayName"));
        assert_eq!(
            refused(&|body| body["category"] = json!("unknownFutureValue")),
            target("category")
        );
        assert_eq!(refused(&|body| body["tasks"] = json!([])), target("tasks"));
        let tasks: Vec<Value> = (0..26).map(|_| task(DISABLE, None)).collect();
        assert_eq!(refused(&|body| body["tasks"] = json!(tasks)), target("tasks"));
        assert_eq!(
            refused(&|body| body["tasks"][0]["taskDefinitionId"] = json!("x")),
            target("tasks/0")
        );
        assert_eq!(refused(&|body| body["category"] = json!("mover")), target("tasks/0"));
        let off_and_scheduled = |body: &mut Value| {
            body["isEnabled"] = json!(false);
            body["isSchedulingEnabled"] = json!(true);
        };
        assert_eq!(refused(&off_and_scheduled), target("isSchedulingEnabled"));
        assert!(world.list(WORKFLOWS).is_empty());
    })
    .await;
}

#[test]
fn types_and_members_are_those_of_both_versions() {
    for api in [
        &msgraph_identity_governance::v1_0::API,
        &msgraph_identity_governance::beta::API,
    ] {
        let members = [
            (
                "workflow",
                "version nextScheduleRunDateTime deletedDateTime runs taskReports userProcessingResults",
            ),
            (
                "workflowVersion",
                "versionNumber tasks category executionConditions settings",
            ),
            (
                "run",
                "processingStatus activatedOnScope workflowExecutionType totalUsersCount reprocessedRuns",
            ),
            (
                "userProcessingResult",
                "subject taskProcessingResults workflowVersion totalUnprocessedTasksCount",
            ),
            (
                "taskProcessingResult",
                "subject task processingInfo failureReason createdDateTime",
            ),
            (
                "taskReport",
                "task taskDefinition runId unprocessedUsersCount taskProcessingResults",
            ),
            (
                "customTaskExtension",
                "callbackConfiguration endpointConfiguration clientConfiguration",
            ),
            (
                "lifecycleManagementSettings",
                "workflowScheduleIntervalInHours emailSettings",
            ),
            ("taskDefinition", "parameters category continueOnError version"),
            ("workflowTemplate", "tasks executionConditions category"),
        ];
        for (ty, names) in members {
            let of = api.ty(&format!("microsoft.graph.identityGovernance.{ty}")).unwrap();
            for name in names.split(' ') {
                assert!(of.member(name).is_some(), "{} {ty}/{name}", api.version());
            }
        }
        let calls: Vec<String> = super::super::CALLS
            .iter()
            .map(|name| format!("identityGovernance.{name}"))
            .collect();
        for call in calls {
            assert!(api.segments().any(|segment| segment.name().ends_with(&call)), "{call}");
        }
    }
}
