//! Series: instances by recurrence, one per group, stopped.

use super::*;

#[tokio::test]
async fn a_series_opens_an_instance_each_time() {
    both(|world| async move {
        prepared(&world);
        let mut body = review("/groups/team/members", &["/users/boss"]);
        let start = world.after(Duration::days(2)).get(..10).unwrap().to_owned();
        body["settings"]["autoApplyDecisionsEnabled"] = json!(false);
        body["settings"]["recurrence"] = json!({
            "pattern": {"type": "weekly", "interval": 1},
            "range": {"type": "numbered", "numberOfOccurrences": 2, "startDate": start},
        });
        let made = world.post(DEFINITIONS, body);
        let definition = format!("{DEFINITIONS}/{}", made["id"].as_str().unwrap());
        assert_eq!(status(&world, &definition), "NotStarted");
        world.advance(Duration::days(3)).await;
        assert_eq!(
            world.texts(&format!("{definition}/instances"), "status"),
            ["InProgress"]
        );
        world.advance(Duration::days(7)).await;
        assert_eq!(
            world.texts(&format!("{definition}/instances"), "status"),
            ["Completed", "InProgress"]
        );
        assert_eq!(status(&world, &definition), "InProgress");
        world.advance(Duration::days(21)).await;
        assert_eq!(
            world.texts(&format!("{definition}/instances"), "status"),
            ["Completed"; 2]
        );
        assert_eq!(status(&world, &definition), "Completed");
    })
    .await;
}

#[tokio::test]
async fn each_group_has_an_instance_of_its_own() {
    both(|world| async move {
        prepared(&world);
        world.group("other", &["ada"], &["ben"]);
        world.patch("/groups/team", json!({"groupTypes": ["Unified"]}));
        world.patch("/groups/other", json!({"groupTypes": ["Unified"]}));
        world.group("plain", &["ada"], &[]);
        let mut body = review("./members", &["./owners"]);
        body["instanceEnumerationScope"] = scope("/groups?$filter=(groupTypes/any(c:c+eq+'Unified'))&$count=true");
        let (definition, _) = opened(&world, body).await;
        let instances = world.list(&format!("{definition}/instances"));
        let queries: Vec<&str> = instances
            .iter()
            .map(|item| item["scope"]["query"].as_str().unwrap())
            .collect();
        assert_eq!(queries, ["/groups/team/members", "/groups/other/members"]);
        let of_other = format!("{definition}/instances/{}", instances[1]["id"].as_str().unwrap());
        world
            .signed_in("ben")
            .patch(&decision(&world, &of_other, "ada"), json!({"decision": "Deny"}));
    })
    .await;
}

#[tokio::test]
async fn a_stopped_review_opens_no_more() {
    both(|world| async move {
        prepared(&world);
        let mut body = review("/groups/team/members", &["/users/boss"]);
        body["settings"]["recurrence"] = json!({
            "pattern": {"type": "weekly", "interval": 1},
            "range": {"type": "noEnd", "startDate": world.after(Duration::ZERO)},
        });
        let (definition, instance) = opened(&world, body).await;
        world.post(&format!("{definition}/stop"), json!({}));
        assert_eq!(status(&world, &instance), "Completed");
        world.advance(Duration::days(30)).await;
        assert_eq!(world.list(&format!("{definition}/instances")).len(), 1);
        assert_eq!(
            (status(&world, &definition), status(&world, &instance)),
            ("Applied".into(), "Applied".into())
        );
        assert_eq!(
            world.refusal(Method::POST, &format!("{definition}/stop"), json!({})).0,
            400
        );
        world.delete(&definition);
        assert_eq!(world.send(Method::GET, &instance, None).0, 404);
    })
    .await;
}

#[tokio::test]
async fn inactive_guests_alone_are_reviewed() {
    both(|world| async move {
        prepared(&world);
        let mut body = review("", &["/users/boss"]);
        body["scope"] = json!({
            "@odata.type": "#microsoft.graph.accessReviewInactiveUsersQueryScope",
            "query": "/groups/team/members/microsoft.graph.user", "queryType": "MicrosoftGraph",
            "inactiveDuration": "P30D",
        });
        let (_, instance) = opened(&world, body).await;
        let items = world.list(&format!("{instance}/decisions"));
        assert_eq!((items.len(), &items[0]["principal"]["id"]), (1, &json!("eve")));
    })
    .await;
}
