//! A long list: pages of a hundred items, one in fifty answers throttled, and in the end every item once, in as much
//! memory as at the beginning.
//!
//! The long run is `cargo test -p integration-tests --test it soak:: -- --ignored --nocapture`, the bounded one a part
//! of every test run. Each has a process of its own, because it measures the whole process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use futures::TryStreamExt as _;
use integration_tests::http::FakeCredential;
use integration_tests::http::misbehaving::{Act, Misbehaving, Received, response};
use integration_tests::own_process::run_alone;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use serde_json::json;

const PAGE: u64 = 100;
const PATH: &str = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests";

/// What the process may need in the rest of a run beyond what it needed after the first tenth.
const MOST: u64 = 4 * 1024 * 1024;

/// The most memory that the process ever had, in bytes; nothing where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

/// The page that a request asks for, made of its number.
fn page(received: &Received, endpoint: &str, items: u64) -> Vec<u8> {
    let number = received
        .request
        .target
        .split_once("$skiptoken=")
        .map_or(0, |(_, number)| number.parse().unwrap());
    let first = number * PAGE;
    let request = |id: u64| {
        json!({
            "id": id.to_string(),
            "requestType": "adminAdd",
            "state": "delivered",
            "createdDateTime": "2026-02-03T04:05:06.789Z",
            "requestor": { "id": format!("r{id}"), "displayName": "Somebody", "email": format!("somebody{id}@contoso.example") },
            "answers": [{ "@odata.type": "#microsoft.graph.accessPackageAnswerString", "value": format!("because {id}") }],
        })
    };
    let mut page = json!({ "value": (first..(first + PAGE).min(items)).map(request).collect::<Vec<_>>() });
    if first + PAGE < items {
        page["@odata.nextLink"] = format!("{endpoint}{PATH}?$skiptoken={}", number + 1).into();
    }
    response(200, &[("content-type", "application/json")], page.to_string())
}

async fn soak(items: u64) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let asked = AtomicU64::new(0);
    let server = Misbehaving::listen(listener, [], move |received| {
        let past = "Sun, 06 Nov 1994 08:49:37 GMT";
        Act::Send(match asked.fetch_add(1, Ordering::Relaxed) % 100 {
            20 => response(429, &[("retry-after", "0")], "slow down"),
            70 => response(503, &[("retry-after", past)], ""),
            _ => page(received, &endpoint, items),
        })
    });
    let client = GraphClient::new(FakeCredential::new(), Some(server.options())).unwrap();
    let begun = Instant::now();
    let mut stream = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .list()
        .items();
    let (mut got, mut at_a_tenth) = (0, None);
    while let Some(item) = stream.try_next().await.unwrap() {
        assert_eq!(item.id, Some(got.to_string()));
        let Some(AnyAccessPackageAnswer::AccessPackageAnswerString(reason)) = item.answers.first() else {
            panic!("{item:?}")
        };
        assert_eq!(reason.value, Some(format!("because {got}")));
        got += 1;
        if got == items / 10 {
            at_a_tenth = peak();
        }
    }
    let (took, in_the_end) = (begun.elapsed(), peak());
    assert_eq!(got, items);
    let pages = items.div_ceil(PAGE) as usize;
    let throttled = server.count() - pages;
    assert!(
        (pages / 50..=pages / 50 + 1).contains(&throttled),
        "{throttled} of {pages} pages were throttled"
    );
    if let (Some(before), Some(after)) = (at_a_tenth, in_the_end) {
        let mebibytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
        println!(
            "{items} items, {pages} pages, {throttled} throttled: {:.2} s; peak {:.1} MiB after a tenth, {:.1} MiB in the end",
            took.as_secs_f64(),
            mebibytes(before),
            mebibytes(after)
        );
        assert!(
            after - before < MOST,
            "{} bytes more than after a tenth",
            after - before
        );
    }
}

#[tokio::test]
async fn ten_thousand_items_arrive_once_each_in_flat_memory() {
    if !run_alone(module_path!(), "ten_thousand_items_arrive_once_each_in_flat_memory") {
        return;
    }
    soak(10_000).await;
}

#[tokio::test]
#[ignore = "the long run: its command is at the top of this file"]
async fn a_hundred_thousand_items_arrive_once_each_in_flat_memory() {
    if !run_alone(
        module_path!(),
        "a_hundred_thousand_items_arrive_once_each_in_flat_memory",
    ) {
        return;
    }
    soak(100_000).await;
}
