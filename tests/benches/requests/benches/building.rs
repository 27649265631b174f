//! Building a request: from the client to method, URL, headers and body. Then what each costs in allocations.

use std::hint::black_box;

use allocation_counter::measure;
use criterion::Criterion;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{Request, WhatIf};
use requests_bench::{ID, client, resume, resume_json};

use AccessPackageAssignmentRequest as Asked;

/// The options from members' constants.
fn list(client: &GraphClient) -> WhatIf {
    let since = time::macros::datetime!(2026-01-01 0:00 UTC);
    client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .list()
        .filter(Asked::STATE.eq(AccessPackageRequestState::PendingApproval).and(Asked::CREATED_DATE_TIME.ge(since)))
        .select((Asked::ID, Asked::STATE))
        .expand(Asked::ACCESS_PACKAGE.select(AccessPackage::DISPLAY_NAME))
        .top(50)
        .what_if()
        .expect("it can be sent")
}

/// The same options as text.
fn raw_list(client: &GraphClient) -> WhatIf {
    client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .list()
        .filter_raw("state eq 'pendingApproval' and createdDateTime ge 2026-01-01T00:00:00Z")
        .select_raw("id,state")
        .expand_raw("accessPackage($select=displayName)")
        .top(50)
        .what_if()
        .expect("it can be sent")
}

fn main() {
    let client = client("http://127.0.0.1:1");
    let mut criterion = Criterion::default().configure_from_args();
    let built = |request: Request<()>| request.what_if().expect("it can be sent");
    let shown = built(resume(&client));
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(shown.body().unwrap_or_default()).ok(),
        Some(resume_json())
    );
    let url =
        format!("http://127.0.0.1:1/v1.0/identityGovernance/entitlementManagement/assignmentRequests/{ID}/resume");
    assert_eq!(shown.url().as_str(), url);

    let mut group = criterion.benchmark_group("building");
    group.bench_function("resume", |bencher| bencher.iter(|| built(resume(black_box(&client)))));
    assert_eq!(list(&client).url(), raw_list(&client).url());
    group.bench_function("list", |bencher| bencher.iter(|| list(black_box(&client))));
    group.bench_function("list, options as text", |bencher| {
        bencher.iter(|| raw_list(black_box(&client)))
    });
    group.finish();
    for (name, count) in [
        (
            "resume",
            measure(|| drop(black_box(built(resume(&client))))).count_total,
        ),
        ("list", measure(|| drop(black_box(list(&client)))).count_total),
        (
            "list, options as text",
            measure(|| drop(black_box(raw_list(&client)))).count_total,
        ),
    ] {
        println!("allocations of building a {name}: {count}");
    }
}
