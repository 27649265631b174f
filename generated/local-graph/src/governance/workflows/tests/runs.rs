//! Runs on demand: tasks, results, reports, summaries.

use http::Method;
use serde_json::json;

use super::*;
use crate::governance::testing::both;

#[tokio::test]
async fn a_run_does_its_tasks_and_counts_them() {
    both(|world| async move {
        world.user("ada", json!({}));
        world.user("ben", json!({}));
        world.group("left", &[], &[]);
        let tasks = json!([task(DISABLE, None), task(ADD_TO_GROUPS, Some(("groupID", "left")))]);
        let workflow = made(&world, tasks);
        activate(&world, &workflow, &["ada", "ben", "ada"]);

        let runs = world.list(&format!("{workflow}/runs"));
        assert_eq!(runs.len(), 1);
        let run = &runs[0];
        assert_eq!(run["processingStatus"], "completed");
        assert_eq!(run["workflowExecutionType"], "onDemand");
        assert_eq!(
            (&run["totalUsersCount"], &run["successfulUsersCount"]),
            (&json!(2), &json!(2))
        );
        assert_eq!(
            (&run["totalTasksCount"], &run["failedTasksCount"]),
            (&json!(4), &json!(0))
        );
        assert!(run["completedDateTime"].is_string());
        let run = format!("{workflow}/runs/{}", run["id"].as_str().unwrap());
        assert_eq!(
            subjects(&world, &format!("{run}/userProcessingResults")),
            ["ada", "ben"]
        );
        let users = world.list(&format!("{run}/userProcessingResults"));
        assert_eq!(world.list(&format!("{run}/taskProcessingResults")).len(), 4);
        let of_ada = format!("{workflow}/userProcessingResults/{}", users[0]["id"].as_str().unwrap());
        let results = world.list(&format!("{of_ada}/taskProcessingResults"));
        assert_eq!(
            results
                .iter()
                .filter(|result| result["processingStatus"] == "completed")
                .count(),
            2
        );

        assert_eq!(world.get("/users/ada")["accountEnabled"], false);
        assert_eq!(world.texts("/groups/left/members", "id"), ["ada", "ben"]);
        let reports = world.list(&format!("{workflow}/taskReports"));
        assert_eq!(reports.len(), 2);
        assert_eq!(reports[0]["successfulUsersCount"], 2);
        let report = format!("{workflow}/taskReports/{}", reports[0]["id"].as_str().unwrap());
        assert_eq!(world.get(&format!("{report}/taskDefinition"))["id"], DISABLE);
        assert_eq!(world.get(&format!("{report}/task"))["taskDefinitionId"], DISABLE);
    })
    .await;
}

#[tokio::test]
async fn a_failed_task_ends_a_user_unless_it_goes_on() {
    both(|world| async move {
        world.user("boss", json!({}));
        world.user(
            "ada",
            json!({"manager@odata.bind": "https://graph.microsoft.com/v1.0/users/boss"}),
        );
        world.user("ben", json!({}));
        let stops = made(&world, json!([task(TO_MANAGER, None), task(DISABLE, None)]));
        activate(&world, &stops, &["ada", "ben"]);
        let run = &world.list(&format!("{stops}/runs"))[0];
        assert_eq!(run["processingStatus"], "completedWithErrors");
        assert_eq!(
            (&run["failedUsersCount"], &run["successfulUsersCount"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(run["totalUnprocessedTasksCount"], 1);
        let results = world.list(&format!(
            "{stops}/runs/{}/taskProcessingResults",
            run["id"].as_str().unwrap()
        ));
        let status = |of: &Value| of["processingStatus"].as_str().unwrap().to_owned();
        assert_eq!(
            results.iter().map(status).collect::<Vec<_>>(),
            ["completed", "completed", "failed", "canceled"]
        );
        assert_eq!(results[2]["failureReason"], "The user has no manager.");
        assert_eq!(world.get("/users/ben")["accountEnabled"], true);

        let mut first = task(TO_MANAGER, None);
        first["continueOnError"] = json!(true);
        let goes_on = made(&world, json!([first, task(DISABLE, None)]));
        activate(&world, &goes_on, &["ben"]);
        let users = world.list(&format!("{goes_on}/userProcessingResults"));
        assert_eq!(
            (&users[0]["processingStatus"], &users[0]["failedTasksCount"]),
            (&json!("completedWithErrors"), &json!(1))
        );
        assert_eq!(world.get("/users/ben")["accountEnabled"], false);
    })
    .await;
}

#[tokio::test]
async fn summaries_are_computed_from_what_ran() {
    both(|world| async move {
        world.user("ada", json!({}));
        world.user("ben", json!({}));
        let good = made(&world, json!([task(DISABLE, None)]));
        let bad = made(&world, json!([task(TO_MANAGER, None)]));
        activate(&world, &good, &["ada", "ben"]);
        activate(&world, &good, &["ada"]);
        activate(&world, &bad, &["ada"]);
        let span = |from: i64, to: i64| {
            let time = |hours| world.after(time::Duration::hours(hours));
            format!("(startDateTime={},endDateTime={})", time(from), time(to))
        };
        let named = |name: &str, span: &str| format!("microsoft.graph.identityGovernance.{name}{span}");
        let now = span(-1, 1);
        let runs = world.get(&format!("{good}/runs/{}", named("summary", &now)));
        assert_eq!(
            (&runs["totalRuns"], &runs["totalUsers"], &runs["totalTasks"]),
            (&json!(2), &json!(2), &json!(3))
        );
        let users = world.get(&format!("{bad}/userProcessingResults/{}", named("summary", &now)));
        assert_eq!(
            (&users["failedUsers"], &users["successfulUsers"]),
            (&json!(1), &json!(0))
        );
        let reports = world.get(&format!("{good}/taskReports/{}", named("summary", &now)));
        assert_eq!(
            (&reports["successfulTasks"], &reports["unprocessedTasks"]),
            (&json!(3), &json!(0))
        );
        let before = world.get(&format!("{good}/runs/{}", named("summary", &span(-3, -2))));
        assert_eq!(before["totalRuns"], 0);

        let insights = |name: &str| {
            let path = format!("/identityGovernance/lifecycleWorkflows/insights/{}", named(name, &now));
            world.get(&path)
        };
        let all = insights("workflowsProcessedSummary");
        assert_eq!(
            (&all["totalRuns"], &all["failedRuns"], &all["totalUsers"]),
            (&json!(3), &json!(1), &json!(2))
        );
        assert_eq!(insights("workflowsProcessedByCategory")["totalLeaverRuns"], 3);
        let top = insights("topWorkflowsProcessedSummary");
        assert_eq!(
            (&top["value"][0]["totalRuns"], &top["value"][0]["workflowVersion"]),
            (&json!(2), &json!(1))
        );
        let tasks = insights("topTasksProcessedSummary");
        assert_eq!(
            (&tasks["value"][0]["taskDefinitionId"], &tasks["value"][0]["totalUsers"]),
            (&json!(DISABLE), &json!(2))
        );
    })
    .await;
}

#[tokio::test]
async fn runs_are_activated_again_by_scope() {
    both(|world| async move {
        world.user("ada", json!({}));
        world.user("ben", json!({}));
        world.group("staff", &["ada", "ben"], &[]);
        let workflow = made(&world, json!([task(DISABLE, None), task(TO_MANAGER, None)]));
        let scoped = |scope: Value| {
            let path = format!("{workflow}/microsoft.graph.identityGovernance.activateWithScope");
            world.send(Method::POST, &path, Some(json!({"scope": scope}))).0
        };
        let ty = |name: &str| format!("#microsoft.graph.identityGovernance.{name}");
        assert_eq!(
            scoped(json!({"@odata.type": ty("activateGroupScope"), "group": {"id": "staff"}})),
            204
        );
        let first = world.list(&format!("{workflow}/runs"))[0].clone();
        assert_eq!(
            (&first["totalUsersCount"], &first["workflowExecutionType"]),
            (&json!(2), &json!("activatedWithScope"))
        );
        let again = json!({
            "@odata.type": ty("activateRunScope"), "taskScope": "failedTasks", "userScope": "failedUsers",
            "run": {"id": first["id"]},
        });
        assert_eq!(scoped(again), 204);
        let path = format!("{workflow}/runs/{}/reprocessedRuns", first["id"].as_str().unwrap());
        let next = world.list(&path);
        assert_eq!(
            (&next[0]["totalTasksCount"], &next[0]["processingStatus"]),
            (&json!(2), &json!("failed"))
        );
        assert_eq!(
            scoped(json!({"@odata.type": ty("activateUserScope"), "users": [{"id": "nobody"}]})),
            400
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_run_is_refused() {
    both(|world| async move {
        world.user("ada", json!({}));
        let mut off = workflow(on_demand(), json!([task(DISABLE, None)]));
        off["isEnabled"] = json!(false);
        let off = world.post(WORKFLOWS, off);
        let path = format!("{WORKFLOWS}/{}/activate", off["id"].as_str().unwrap());
        let subjects = json!({"subjects": [{"id": "ada"}]});
        assert_eq!(world.refusal(Method::POST, &path, subjects).0, 400);
        let on = made(&world, json!([task(DISABLE, None)]));
        let nobody = json!({"subjects": [{"id": "ada"}, {"id": "nobody"}]});
        let refused = world.refusal(Method::POST, &format!("{on}/activate"), nobody);
        assert_eq!(refused, (400, "subjects/1".to_owned()));
        assert!(world.list(&format!("{on}/runs")).is_empty());
    })
    .await;
}
