//! What nobody should send: it is refused or kept, and never the local Graph's own failure.

use http::Method;
use msgraph_identity_governance::reflection::{Body, Operation};
use msgraph_local_graph::engine::Version;
use serde_json::json;

use super::local::Local;
use super::world;

/// Bodies that fit no type, fit any, or say what a body should not say.
fn bodies() -> Vec<String> {
    let deep = (0..60).fold(json!(1), |inner, _| json!({"a": inner}));
    [
        json!([]),
        json!({}),
        json!({"": "", "@": 1, "@odata.type": "#", "@odata.id": "", "@odata.bind": []}),
        json!({"@odata.type": "#microsoft.graph.entity", "id": ""}),
        json!({"@odata.type": "#microsoft.graph.accessPackageRequestType", "id": "../../users"}),
        json!({"id": "a/b?c#d'e\u{0}\u{202e}", "displayName": "\u{ffff}"}),
        json!({"id": 1e300, "a@odata.bind": "x", "members@odata.bind": ["https://"]}),
        json!({"catalog": {"catalog": {"catalog": {"id": "1"}}}, "accessPackage": null, "tasks": [null]}),
        deep,
    ]
    .iter()
    .map(ToString::to_string)
    .chain(["{\"id\":\"1\",\"id\":\"2\"}".to_owned(), "{\"a\":1e999}".to_owned()])
    .collect()
}

fn send(local: &Local, operation: Operation, url: &str, body: String) {
    let method = Method::from_bytes(operation.method().to_string().as_bytes()).unwrap();
    let got = local.send(method, url, &[("content-type", "application/json")], body.clone());
    assert!(
        got.status.as_u16() < 500,
        "{operation} {body}: {}",
        String::from_utf8_lossy(&got.bytes)
    );
}

#[tokio::test]
async fn no_body_is_the_local_graphs_failure() {
    let bodies = bodies();
    for version in Version::ALL {
        let local = Local::governed(version);
        let takes_json = |operation: &Operation| matches!(operation.body(), Some(Body::Model(_) | Body::Reference));
        // One of six: the places of a type share their code.
        for operation in version.api().operations().filter(takes_json).step_by(6) {
            let url = world::path_to(&local, operation.segment());
            for body in &bodies {
                send(&local, operation, &url, body.clone());
            }
        }
    }
}

#[test]
fn no_path_is_the_local_graphs_failure() {
    let local = Local::new(Version::V1_0);
    let catalogs = "/identityGovernance/entitlementManagement/catalogs";
    let ends = [
        "//",
        "/''",
        "('')",
        "('",
        "(')",
        "(a='b'",
        "(uniqueName='%27')",
        "/%00",
        "/%E2%80%AE",
        "/1/$ref",
        "/1/$value",
        "/$count/$count",
        "/graph.user",
        "/microsoft.graph.accessPackageCatalog/1/graph.group",
        "?$filter=%ff",
        "?$skiptoken=AAAA",
        "?&&==&$top=-1",
        "?$expand=accessPackages($expand=catalog($expand=accessPackages($levels=max)))",
        "/1?@id=",
    ];
    for end in ends {
        for method in [
            Method::GET,
            Method::POST,
            Method::PATCH,
            Method::PUT,
            Method::DELETE,
            Method::TRACE,
        ] {
            let got = local.json(method, &format!("{catalogs}{end}"), &json!({}));
            assert!(
                got.status.is_client_error() || got.status.is_success(),
                "{end}: {}",
                got.status
            );
        }
    }
}
