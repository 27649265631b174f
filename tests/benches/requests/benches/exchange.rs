//! A full exchange with a service on loopback, connection kept: by the client, and by reqwest and serde_json alone.
//!
//! The bare one has the same transport settings, sends the same headers but azure_core's user agent, and reads into
//! `serde_json::Value`, or into a derived struct of five members. Its resume makes the body of a `serde_json::Value`,
//! as a program without types would.

use std::hint::black_box;
use std::time::Duration;

use allocation_counter::measure;
use criterion::Criterion;
use msgraph_identity_governance::v1_0::GraphClient;
use requests_bench::{ID, ITEMS, TOKEN, client, resume, resume_json, serve};
use tokio::runtime::{Builder, Runtime};

/// reqwest as azure_core sets it up.
fn bare_client() -> reqwest::Client {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(20))
        .read_timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("reqwest is there")
}

struct Bare {
    client: reqwest::Client,
    root: String,
}

impl Bare {
    async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Response {
        request
            .header("accept", "application/json")
            .header("client-request-id", azure_core::Uuid::new_v4().to_string())
            .bearer_auth(TOKEN)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("the service responds")
    }

    async fn resume(&self) {
        let request = self
            .client
            .post(format!("{}/assignmentRequests/{ID}/resume", self.root))
            .header("content-type", "application/json")
            .body(resume_json().to_string());
        assert_eq!(self.send(request).await.status(), 204);
    }

    async fn bytes(&self, path: &str) -> impl AsRef<[u8]> + use<> {
        let response = self.send(self.client.get(format!("{}{path}", self.root))).await;
        response.bytes().await.expect("the body comes")
    }
}

async fn get(client: &GraphClient) -> bool {
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    requests.by_id(ID).get().send().await.expect("it responds").id.is_some()
}

async fn list(client: &GraphClient) -> usize {
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    requests.list().send().await.expect("it responds").value.len()
}

fn main() {
    let endpoint = serve();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ours = client(&endpoint);
    let bare = Bare {
        client: bare_client(),
        root: format!("{endpoint}/v1.0/identityGovernance/entitlementManagement"),
    };
    let one = format!("/assignmentRequests/{ID}");
    let mut criterion = Criterion::default().configure_from_args();

    let mut group = criterion.benchmark_group("resume");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| runtime.block_on(async { resume(&ours).send().await.expect("it responds") }));
    });
    group.bench_function("bare", |bencher| bencher.iter(|| runtime.block_on(bare.resume())));
    group.finish();

    let mut group = criterion.benchmark_group("get");
    group.bench_function("ours", |bencher| bencher.iter(|| assert!(runtime.block_on(get(&ours)))));
    group.bench_function("bare, Value", |bencher| {
        bencher.iter(|| {
            let body = runtime.block_on(bare.bytes(&one));
            black_box(serde_json::from_slice::<serde_json::Value>(body.as_ref()).expect("it is JSON"))
        });
    });
    group.bench_function("bare, derives", |bencher| {
        bencher.iter(|| {
            let body = runtime.block_on(bare.bytes(&one));
            black_box(serde_json::from_slice::<Derived>(body.as_ref()).expect("it fits"))
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("list");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| assert_eq!(runtime.block_on(list(&ours)), ITEMS))
    });
    group.bench_function("bare, Value", |bencher| {
        bencher.iter(|| {
            let body = runtime.block_on(bare.bytes("/assignmentRequests"));
            black_box(serde_json::from_slice::<serde_json::Value>(body.as_ref()).expect("it is JSON"))
        });
    });
    group.bench_function("bare, derives", |bencher| {
        bencher.iter(|| {
            let body = runtime.block_on(bare.bytes("/assignmentRequests"));
            black_box(serde_json::from_slice::<DerivedPage>(body.as_ref()).expect("it fits"))
        });
    });
    group.finish();
    allocations(&runtime, &ours, &bare);
}

/// What one writes down by hand: the few members that a program needs. Everything else is passed over, where ours keeps
/// it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is read and dropped")]
struct Derived {
    id: Option<String>,
    state: Option<String>,
    request_type: Option<String>,
    created_date_time: Option<String>,
    justification: Option<String>,
}

/// A page of them.
#[derive(serde::Deserialize)]
struct DerivedPage {
    #[expect(dead_code, reason = "it is read and dropped")]
    value: Vec<Derived>,
}

fn allocations(runtime: &Runtime, ours: &GraphClient, bare: &Bare) {
    let of_ours = measure(|| runtime.block_on(async { resume(ours).send().await.expect("it responds") }));
    let of_bare = measure(|| runtime.block_on(bare.resume()));
    println!(
        "allocations of a resume: ours {}, bare {}",
        of_ours.count_total, of_bare.count_total
    );
}
