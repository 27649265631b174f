//! The local Graph under load: `cargo bench -p msgraph-local-graph --bench load`, with the count of assignments behind
//! `--` (100,000 unless given). Server and clients share the machine and this process; the figures are in
//! docs/figures.md.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement may panic"
)]

use std::time::{Duration, Instant};

use msgraph_local_graph::caller::Caller;
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::{LocalGraph, Seed};
use serde_json::{Value, json};

const GOVERNANCE: &str = "/v1.0/identityGovernance/entitlementManagement";

/// How many clients ask at once.
const CLIENTS: usize = 8;

/// How long each kind of request is measured.
const TIME: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() {
    let given = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let count: usize = given.unwrap_or(100_000);
    starts().await;
    let folder = tempfile::tempdir().unwrap();
    let before = resident();
    let graph = LocalGraph::builder().start().await.unwrap();
    let begun = Instant::now();
    fill(&graph, count);
    println!(
        "{count} assignments made in the store      {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    println!(
        "memory with them                        {} MB",
        (resident() - before) / 1024
    );
    reads(&graph, count).await;
    writes("in memory", &graph).await;
    days(&graph).await;
    let state = folder.path().join("state.jsonl");
    let kept = LocalGraph::builder().state(&state).start().await.unwrap();
    fill(&kept, count);
    writes("in a file", &kept).await;
    kept.stop().await;
    let begun = Instant::now();
    let kept = LocalGraph::builder().state(&state).start().await.unwrap();
    let size = std::fs::metadata(&state).unwrap().len() / 1_000_000;
    println!(
        "start on a file of {size} MB              {:.2} s",
        begun.elapsed().as_secs_f64()
    );
    kept.stop().await;
}

/// How long a start takes, without the process's own.
async fn starts() {
    for (name, seed) in [("nothing", Seed::Nothing), ("the demo organisation", Seed::Demo)] {
        let mut times = Vec::new();
        for _ in 0..11 {
            let begun = Instant::now();
            let graph = LocalGraph::builder().seed(seed.clone()).start().await.unwrap();
            times.push(begun.elapsed());
            graph.stop().await;
        }
        times.sort_unstable();
        println!("start with {name:<28} {:.1} ms", times[5].as_secs_f64() * 1000.0);
    }
}

/// Puts assignments of one access package into the store, each with a target of its own.
fn fill(graph: &LocalGraph, count: usize) {
    for first in (0..count).step_by(1000) {
        let done = graph.engine().turn(Version::V1_0, &Caller::default(), |turn| {
            let change = &mut turn.change;
            let owner = change
                .singleton(&["identityGovernance", "entitlementManagement"])
                .expect("it is a singleton");
            let package = change
                .find_named("accessPackage", "00000004-0000-4000-8000-000000000003")
                .expect("the demo has it");
            let (assignment, subject) = (
                change.ty("accessPackageAssignment").expect("a type"),
                change.ty("accessPackageSubject").expect("a type"),
            );
            for number in first..count.min(first + 1000) {
                let key = format!("{number:08x}-1000-4000-8000-000000000000");
                let person = change.insert(owner, "subjects", subject, &key);
                change.set(person, "id", key.as_str());
                change.set(person, "objectId", key.as_str());
                change.set(person, "displayName", format!("Person {number}"));
                let id = change.insert(owner, "assignments", assignment, &key);
                let members = json!({"id": key, "state": "delivered", "status": "Delivered", "expiredDateTime": null});
                change.set_all(id, members.as_object().expect("an object").clone());
                change.refer_to_one(id, "accessPackage", package);
                change.refer_to_one(id, "target", person);
            }
            Ok(())
        });
        done.unwrap();
    }
}

async fn reads(graph: &LocalGraph, count: usize) {
    let middle = count / 2;
    let one = format!("{middle:08x}-1000-4000-8000-000000000000");
    for (name, query) in [
        ("one assignment", format!("/assignments/{one}")),
        (
            "one with target and package",
            format!("/assignments/{one}?$expand=target,accessPackage"),
        ),
        ("a page of 100", "/assignments?$top=100".to_owned()),
        (
            "a filter on a member, first 100",
            "/assignments?$filter=state eq 'delivered'&$top=100".to_owned(),
        ),
        (
            "a filter on the target, one of all",
            format!("/assignments?$filter=target/objectId eq '{one}'"),
        ),
        ("$count of all", "/assignments/$count".to_owned()),
    ] {
        let url = format!("{}{GOVERNANCE}{query}", graph.url());
        rate(name, move |client| client.get(&url)).await;
    }
}

/// Requests for an access package that is given at once.
async fn writes(name: &str, graph: &LocalGraph) {
    let url = format!("{}{GOVERNANCE}/catalogs", graph.url());
    let body = json!({"displayName": "A catalog", "description": "of a measurement"}).to_string();
    rate(&format!("a catalog made, {name}"), move |client| {
        client
            .post(&url)
            .header("content-type", "application/json")
            .body(body.clone())
    })
    .await;
}

/// Asks for a while by all clients, and prints how many responses there were in a second.
async fn rate(
    name: &str,
    request: impl Fn(&reqwest::Client) -> reqwest::RequestBuilder + Send + Sync + Clone + 'static,
) {
    let begun = Instant::now();
    let clients = (0..CLIENTS).map(|_| {
        let request = request.clone();
        tokio::spawn(async move {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let mut done = 0_u32;
            while begun.elapsed() < TIME {
                let response = request(&client).send().await.unwrap();
                assert!(response.status().is_success(), "{}", response.text().await.unwrap());
                response.bytes().await.unwrap();
                done += 1;
            }
            done
        })
    });
    let mut done = 0;
    for client in clients.collect::<Vec<_>>() {
        done += client.await.unwrap();
    }
    let rate = f64::from(done) / begun.elapsed().as_secs_f64();
    println!("{name:<36} {rate:>9.0} per second");
}

/// Fourteen days, in which a hundred requests wait for an approval in vain.
async fn days(graph: &LocalGraph) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for number in 0..100 {
        let user = json!({"id": format!("{number:08x}-2000-4000-8000-000000000000"), "displayName": "Somebody"});
        let made = post(&client, &format!("{}/v1.0/users", graph.url()), "", &user).await;
        let person = made["id"].as_str().unwrap();
        let request = json!({
            "requestType": "userAdd",
            "assignment": {
                "accessPackage": {"id": "00000004-0000-4000-8000-000000000004"},
                "assignmentPolicy": {"id": "00000005-0000-4000-8000-000000000004"},
            },
        });
        post(
            &client,
            &format!("{}{GOVERNANCE}/assignmentRequests", graph.url()),
            person,
            &request,
        )
        .await;
    }
    let begun = Instant::now();
    graph.advance(time::Duration::days(14)).await.unwrap();
    println!(
        "14 days, 100 requests waiting           {:.0} ms",
        begun.elapsed().as_secs_f64() * 1000.0
    );
}

async fn post(client: &reqwest::Client, url: &str, token: &str, body: &Value) -> Value {
    let request = client
        .post(url)
        .bearer_auth(token)
        .header("content-type", "application/json");
    let response = request.body(body.to_string()).send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert!(status.is_success(), "{url}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// The memory of this process, in KiB; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
