//! Reports.

use base64::Engine;

use super::*;

const HISTORIES: &str = "/identityGovernance/accessReviews/historyDefinitions";

fn report(world: &World, query: &str) -> Value {
    json!({
        "displayName": "Report",
        "decisions": ["deny"],
        "reviewHistoryPeriodStartDateTime": world.after(Duration::days(-10)),
        "reviewHistoryPeriodEndDateTime": world.after(Duration::days(10)),
        "scopes": [scope(query)],
    })
}

#[tokio::test]
async fn a_report_has_what_was_decided() {
    both(|world| async move {
        prepared(&world);
        let (_, instance) = opened(&world, review("/groups/team/members", &["/users/boss"])).await;
        let boss = world.signed_in("boss");
        boss.patch(&decision(&world, &instance, "eve"), json!({"decision": "Deny"}));
        let query = "/identityGovernance/accessReviews/definitions?$filter=contains(scope/query, '/groups')";
        let made = world.post(HISTORIES, report(&world, query));
        assert_eq!(
            (&made["status"], &made["createdBy"]["id"]),
            (&json!("requested"), &json!("admin"))
        );
        let history = format!("{HISTORIES}/{}", made["id"].as_str().unwrap());
        world.advance(Duration::MINUTE).await;
        assert_eq!(status(&world, &history), "inprogress");
        let id = world.texts(&format!("{history}/instances"), "id").remove(0);
        let uri = format!("{history}/instances/{id}/generateDownloadUri");
        assert_eq!(world.refusal(Method::POST, &uri, json!({})).0, 400);
        world.advance(Duration::MINUTE).await;
        assert_eq!(status(&world, &history), "done");
        let report = world.post(&uri, json!({}));
        let encoded = report["downloadUri"]
            .as_str()
            .unwrap()
            .strip_prefix("data:text/csv;base64,")
            .unwrap();
        let text = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
        let text = String::from_utf8(text).unwrap();
        let rows: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(rows.len(), 2, "{text}");
        assert!(rows[1].contains("\"eve\",\"team\",\"Deny\",\"boss\""), "{text}");
        world.advance(Duration::days(31)).await;
        assert_eq!(world.refusal(Method::POST, &uri, json!({})).0, 400);
    })
    .await;
}

#[tokio::test]
async fn a_report_recurs_by_its_schedule() {
    both(|world| async move {
        let mut body = report(
            &world,
            "/identityGovernance/accessReviews/definitions?$filter=contains(scope/query, 'x')",
        );
        for name in ["reviewHistoryPeriodStartDateTime", "reviewHistoryPeriodEndDateTime"] {
            body.as_object_mut().unwrap().remove(name);
        }
        body["decisions"] = json!([]);
        body["scheduleSettings"] = json!({
            "reportRange": "P1M",
            "recurrence": {
                "pattern": {"type": "weekly", "interval": 1},
                "range": {"type": "noEnd", "startDate": world.after(Duration::days(1))},
            },
        });
        let made = world.post(HISTORIES, body);
        assert_eq!(made["decisions"].as_array().unwrap().len(), 5);
        world.advance(Duration::days(9)).await;
        let history = format!("{HISTORIES}/{}", made["id"].as_str().unwrap());
        assert_eq!(world.texts(&format!("{history}/instances"), "status"), ["done", "done"]);
    })
    .await;
}

#[tokio::test]
async fn a_period_that_ends_before_it_begins_is_refused() {
    both(|world| async move {
        let mut body = report(&world, "x");
        body["reviewHistoryPeriodEndDateTime"] = json!(world.after(Duration::days(-20)));
        let refused = world.refusal(Method::POST, HISTORIES, body);
        assert_eq!(refused, (400, "reviewHistoryPeriodEndDateTime".to_owned()));
    })
    .await;
}
