//! The local Graph's own pages below `/local`.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;

use crate::service::{ask, empty, get, json as sent, send};
use msgraph_local_graph::{LocalGraph, Seed};

fn now(clock: &Value) -> OffsetDateTime {
    OffsetDateTime::parse(clock["now"].as_str().unwrap(), &Rfc3339).unwrap()
}

#[tokio::test]
async fn the_clock_is_moved_ahead() {
    let begin = datetime!(2026-01-01 00:00 UTC);
    let builder = LocalGraph::builder().seed(Seed::Nothing).clock(begin);
    let graph = builder.start().await.unwrap();
    let (_, clock) = get(&graph, "/local/clock").await;
    assert!((now(&clock) - begin).whole_seconds() < 60, "{clock}");

    let (status, clock) = send(&graph, "POST", "/local/clock", &json!({"advance": "P14DT1H"})).await;
    assert_eq!(
        (status, now(&clock).date().to_string().as_str()),
        (200, "2026-01-15"),
        "{clock}"
    );
    let (status, clock) = send(&graph, "POST", "/local/clock", &json!({"to": "2026-12-24T18:00:00Z"})).await;
    assert_eq!(
        (status, now(&clock).date().to_string().as_str()),
        (200, "2026-12-24"),
        "{clock}"
    );
    assert_eq!(graph.now().date().to_string(), "2026-12-24");

    for (body, words) in [
        (json!({"to": "2026-12-24T17:00:00Z"}), "only moved ahead"),
        (json!({"to": "tomorrow"}), "is a time as in"),
        (json!({"advance": "-P1D"}), "not negative"),
        (json!({"advance": "P1Y2"}), "duration of ISO 8601"),
        (json!({"advance": "P9999999999D"}), ""),
        (json!({"back": "P1D"}), "unknown variant `back`"),
        (json!([]), "does not fit"),
    ] {
        let (status, error) = send(&graph, "POST", "/local/clock", &body).await;
        let message = error["error"]["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(words), "{body}: {error}");
    }
}

#[tokio::test]
async fn faults_happen_as_the_rules_say() {
    let graph = empty().await;
    let rule = json!({"kind": "throttled", "method": "GET", "path": "/users/{id}", "count": 1, "retryAfter": 7});
    let (status, added) = send(&graph, "POST", "/local/faults", &rule).await;
    assert_eq!((status, &added["id"], &added["hits"]), (201, &json!(1), &json!(0)));
    assert_ne!(get(&graph, "/v1.0/users").await.0, 429);
    let response = ask(&graph, "GET", "/v1.0/users/1").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    assert_ne!(get(&graph, "/v1.0/users/1").await.0, 429);

    send(&graph, "POST", "/local/faults", &json!({"kind": "unavailable"})).await;
    let response = ask(&graph, "GET", "/beta/users").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    // The local Graph's own pages have none.
    let (_, rules) = get(&graph, "/local/faults").await;
    assert_eq!(rules["value"][0]["hits"], 1);
    assert_eq!(sent(ask(&graph, "DELETE", "/local/faults/2")).await.0, 204);
    assert_eq!(sent(ask(&graph, "DELETE", "/local/faults/2")).await.0, 404);

    send(&graph, "POST", "/local/faults", &json!({"kind": "cutBody"})).await;
    let response = ask(&graph, "GET", "/v1.0/users").send().await.unwrap();
    assert!(response.content_length().unwrap() > 0);
    assert!(response.bytes().await.is_err(), "the body is whole");
    assert_eq!(sent(ask(&graph, "DELETE", "/local/faults")).await.0, 204);

    send(
        &graph,
        "POST",
        "/local/faults",
        &json!({"kind": "latency", "milliseconds": 150}),
    )
    .await;
    let begun = std::time::Instant::now();
    get(&graph, "/v1.0/users").await;
    assert!(begun.elapsed().as_millis() >= 150);
    let (status, error) = send(&graph, "POST", "/local/faults", &json!({"kind": "latency", "ms": 1})).await;
    assert!(
        status == 400 && error["error"]["message"].as_str().unwrap().contains("unknown field"),
        "{error}"
    );
}

#[tokio::test]
async fn exchanges_are_kept_without_secrets() {
    let graph = empty().await;
    sent(ask(&graph, "GET", "/v1.0/users?$top=1").bearer_auth("hush")).await;
    let (_, kept) = get(&graph, "/local/exchanges").await;
    let exchange = &kept["value"][0];
    assert_eq!(exchange["url"], "/v1.0/users?$top=1");
    assert_eq!(exchange["requestHeaders"]["authorization"], "***");
    assert!(!kept.to_string().contains("hush"));
    let number = exchange["number"].as_u64().unwrap();
    let (_, none) = get(&graph, &format!("/local/exchanges?since={number}")).await;
    assert_eq!(none["value"], json!([]));
    assert_eq!(get(&graph, "/local/exchanges?since=x").await.0, 400);
}

#[tokio::test]
async fn gaps_are_listed() {
    let graph = empty().await;
    let (status, gaps) = get(&graph, "/local/gaps").await;
    assert_eq!(status, 200);
    let rules = gaps["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["area"] == "server"), "{gaps}");
    assert!(gaps["operations"].is_array());
}
