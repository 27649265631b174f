//! How often memory is asked for, and for how much: figures that a busy machine does not disturb. What they cost in
//! time is measured in `tests/benches`, with the same pages.

use allocation_counter::{AllocationInfo, measure};
use msgraph_identity_governance::model::Document as _;
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::models::{self, *};
use msgraph_identity_governance::{Page, testing::FakeGraph};

use AccessPackageAssignmentRequest as Asked;

#[path = "../../benches/models/src/pages.rs"]
mod pages;

/// How many items a page has.
const ITEMS: u64 = 100;

/// What `work` asks for.
fn counted<T>(work: impl FnOnce() -> T) -> AllocationInfo {
    let mut result = None;
    let counted = measure(|| result = Some(work()));
    drop(result);
    counted
}

/// At most so many allocations and bytes for each item of a page.
macro_rules! page {
    ($json:expr, $($model:ident)::+, $most:literal allocations, $bytes:literal bytes) => {{
        let json = $json;
        let counted = counted(|| Page::<models::$($model)::+>::from_slice(json.as_bytes()).unwrap());
        // Beside the items: the list, annotations, and what is learned of the order of members.
        let (most, bytes) = ($most * ITEMS + 20, $bytes * ITEMS + 20_000);
        assert!(counted.count_total <= most && counted.bytes_total <= bytes, "{}: {counted:?}", stringify!($($model)::+));
    }};
}

#[test]
fn reading_a_page_asks_for_what_it_keeps() {
    page!(pages::assignment_requests(100), AccessPackageAssignmentRequest, 78 allocations, 5930 bytes);
    page!(pages::policies(100), AccessPackageAssignmentPolicy, 69 allocations, 5210 bytes);
    page!(pages::workflows(100), identity_governance::Workflow, 82 allocations, 7820 bytes);
    page!(pages::mismatched_requests(100), AccessPackageAssignmentRequest, 80 allocations, 6230 bytes);
}

#[test]
fn an_object_is_written_into_one_buffer() {
    let json = pages::assignment_requests(1);
    let page = Page::<Asked>::from_slice(json.as_bytes()).unwrap();
    let counted = counted(|| page.value[0].to_json());
    // It is somewhat longer than what the buffer begins with.
    assert_eq!(counted.count_total, 2, "{counted:?}");
}

#[test]
fn building_a_request_asks_for_little() {
    let graph = FakeGraph::new();
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let requests = || {
        client
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
    };
    let since = time::macros::datetime!(2026-01-01 0:00 UTC);
    let typed = || {
        requests()
            .list()
            .filter(
                Asked::STATE
                    .eq(AccessPackageRequestState::PendingApproval)
                    .and(Asked::CREATED_DATE_TIME.ge(since)),
            )
            .select((Asked::ID, Asked::STATE))
            .expand(Asked::ACCESS_PACKAGE.select(AccessPackage::DISPLAY_NAME))
            .top(50)
            .what_if()
            .unwrap()
    };
    let text = || {
        requests()
            .list()
            .filter_raw("state eq 'pendingApproval' and createdDateTime ge 2026-01-01T00:00:00Z")
            .select_raw("id,state")
            .expand_raw("accessPackage($select=displayName)")
            .top(50)
            .what_if()
            .unwrap()
    };
    assert_eq!(typed().url(), text().url());
    let (typed, text) = (counted(typed), counted(text));
    // What the typed options cost beside the texts themselves.
    assert!(
        typed.count_total <= text.count_total + 6 && text.count_total <= 30,
        "{typed:?} {text:?}"
    );
}
