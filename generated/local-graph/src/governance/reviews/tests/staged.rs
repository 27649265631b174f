//! Stages, one after the other.

use super::*;

fn staged() -> Value {
    let mut body = review("/groups/team/members", &[]);
    let stage = |id: &str, query: &str, before: Value| {
        json!({
            "stageId": id, "durationInDays": 2, "dependsOn": before, "recommendationsEnabled": false,
            "reviewers": [reviewer(query)], "decisionsThatWillMoveToNextStage": ["Approve", "NotReviewed"],
        })
    };
    body["stageSettings"] = json!([
        stage("1", "/users/boss", json!([])),
        stage("2", "/users/ben", json!(["1"]))
    ]);
    body
}

#[tokio::test]
async fn stages_follow_on_each_other() {
    both(|world| async move {
        prepared(&world);
        let (_, instance) = opened(&world, staged()).await;
        let stages = world.list(&format!("{instance}/stages"));
        assert_eq!(
            (&stages[0]["status"], &stages[1]["status"]),
            (&json!("InProgress"), &json!("NotStarted"))
        );
        let stage = |at: usize| format!("{instance}/stages/{}", stages[at]["id"].as_str().unwrap());
        let boss = world.signed_in("boss");
        let eve = decision(&world, &stage(0), "eve");
        assert_eq!(world.get(&eve)["recommendation"], "NoInfoAvailable");
        boss.patch(&eve, json!({"decision": "Deny"}));
        boss.patch(
            &decision(&world, &stage(0), "ada"),
            json!({"decision": "Approve", "justification": "x"}),
        );
        let path = format!("{instance}/stages/filterByCurrentUser(on='reviewer')");
        assert_eq!(boss.list(&path).len(), 1);
        assert!(world.signed_in("ben").list(&path).is_empty());

        world.advance(Duration::days(2)).await;
        assert_eq!(
            (status(&world, &stage(0)), status(&world, &stage(1))),
            ("Completed".into(), "InProgress".into())
        );
        // Who was denied does not come to the second stage.
        let second = world.list(&format!("{}/decisions", stage(1)));
        let ids: Vec<&str> = second
            .iter()
            .map(|item| item["principal"]["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["ada", "ben"]);
        assert_eq!(
            boss.refusal(Method::PATCH, &eve, json!({"decision": "DontKnow"})).0,
            400
        );
        let ben = world.signed_in("ben");
        ben.patch(&decision(&world, &stage(1), "ada"), json!({"decision": "Deny"}));
        ben.patch(
            &decision(&world, &stage(1), "ben"),
            json!({"decision": "Approve", "justification": "me"}),
        );
        world.post(&format!("{}/stop", stage(1)), json!({}));
        assert_eq!(status(&world, &instance), "Completed");
        world.advance(Duration::minutes(3)).await;
        assert_eq!(world.texts("/groups/team/members", "id"), ["ben"]);
        assert_eq!(
            world.refusal(Method::POST, &format!("{}/stop", stage(1)), json!({})).0,
            400
        );
    })
    .await;
}
