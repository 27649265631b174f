//! What a filter over 100,000 entities costs. `cargo test --release -p msgraph-local-graph --test odata measure --
//! --nocapture` prints it; the bound is for a build without optimization on a busy machine.

use std::time::Instant;

use super::*;

const ENTITIES: usize = 100_000;

fn assignments() -> JsonGraph {
    let documents = (0..ENTITIES).map(|number| {
        json!({
            "id": format!("{number:06}"),
            "state": if number % 3 == 0 { "delivered" } else { "expired" },
            "status": "Delivered",
            "schedule": {"startDateTime": format!("2026-01-{:02}T10:00:00Z", number % 28 + 1)},
            "target": {"id": format!("t{number}"), "objectId": format!("user{}", number % 100)},
        })
    });
    JsonGraph::new(ty("accessPackageAssignment"), documents)
}

#[test]
fn a_filter_over_100_000_entities() {
    let graph = assignments();
    let subject = Subject::collection_of(ty("accessPackageAssignment"));
    let tokens = TokenKey::from_bytes(b"of tests");
    let place = v1_0::API.resolve(PACKAGES).expect("a path");
    let address = Address::of(SERVICE, PACKAGES, &place);
    let late = (0..ENTITIES).step_by(3).filter(|number| number % 28 >= 14).count();
    for (query, expected) in [
        ("$filter=state eq 'delivered'", 33_334),
        ("$filter=target/objectId eq 'USER7'", 1_000),
        (
            "$filter=schedule/startDateTime ge 2026-01-15T00:00:00Z and state eq 'delivered'",
            late,
        ),
        ("$filter=contains(target/objectId,'r99')", 1_000),
        (
            "$orderby=schedule/startDateTime desc,target/objectId&$filter=status eq 'delivered'",
            ENTITIES,
        ),
    ] {
        let options = QueryOptions::parse(&encoded(query), subject).expect(query);
        let view = View::new(&graph, NOW, &tokens);
        let begin = Instant::now();
        let count = view.count(graph.roots().iter().copied(), &options).expect(query);
        let counted = begin.elapsed();
        let begin = Instant::now();
        let nodes = graph.roots().iter().copied();
        let body = view
            .collection(nodes, &options, &address, &Preferences::default())
            .expect(query);
        let listed = begin.elapsed();
        println!("{query}: {count} of {ENTITIES} counted in {counted:.1?}, a page in {listed:.1?}");
        assert_eq!(count, expected, "{query}");
        assert_eq!(body["value"].as_array().map(Vec::len), Some(100));
        assert!(counted.as_secs() < 20, "{query}: {counted:?}");
    }
}
