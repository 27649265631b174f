//! What is refused, with which status, and what the refusal says.

use http::Method;
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::store::NodeId;
use serde_json::{Value, json};

use super::local::{Got, Local};
use super::openapi::Document;

const ENTITLEMENT: &str = "/identityGovernance/entitlementManagement";
const POLICIES: &str = "/identityGovernance/entitlementManagement/assignmentPolicies";
const CATALOGS: &str = "/identityGovernance/entitlementManagement/catalogs";

/// Asserts a refusal's status and code, and that it is one as the document has them.
#[track_caller]
fn refused(got: Got, status: u16, code: &str) -> Got {
    let got = got.is(status);
    assert_eq!(got.text("/error/code"), code);
    if let Some(document) = Document::of(Version::V1_0) {
        assert_eq!(document.faults(document.error(), &got.json), Vec::<String>::new());
    }
    got
}

/// What a body at a collection is refused for: the member's path.
#[track_caller]
fn refused_at(local: &Local, collection: &str, body: &Value, target: &str) {
    let before = count(local);
    let got = refused(local.post(collection, body), 400, "BadRequest");
    assert_eq!(got.text("/error/target"), target, "{}", got.json);
    assert_eq!(count(local), before, "nothing is made of what is refused");
}

fn count(local: &Local) -> usize {
    local.engine.read(|state| state.store(local.version).len())
}

#[test]
fn a_value_of_another_kind_is_refused_with_its_path() {
    let local = Local::new(Version::V1_0);
    local.get(POLICIES).is(200);
    for (body, target) in [
        (json!({"displayName": 1}), "displayName"),
        (
            json!({"displayName": "P", "specificAllowedTargets": {}}),
            "specificAllowedTargets",
        ),
        (json!({"specificAllowedTargets": [{}, 1]}), "specificAllowedTargets[1]"),
        (json!({"allowedTargetScope": "everybody"}), "allowedTargetScope"),
        (json!({"createdDateTime": "yesterday"}), "createdDateTime"),
        (
            json!({"expiration": {"duration": "long", "type": "afterDuration"}}),
            "expiration/duration",
        ),
        (
            json!({"requestApprovalSettings": {"stages": [{"durationBeforeAutomaticDenial": 3}]}}),
            "requestApprovalSettings/stages[0]/durationBeforeAutomaticDenial",
        ),
        (
            json!({"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.singleUser", "userId": false}]}),
            "specificAllowedTargets[0]/userId",
        ),
        (json!({"questions": [{"@odata.type": 7}]}), "questions[0]/@odata.type"),
        (json!({"questions": [1]}), "questions[0]"),
        (json!({"catalog": []}), "catalog"),
        (json!({"colour@odata.bind": "x"}), "colour@odata.bind"),
        (json!({"catalog@odata.bind": 1}), "catalog@odata.bind"),
    ] {
        refused_at(&local, POLICIES, &body, target);
    }
    // An abstract type says which it is, or cannot be made.
    let extensions = "/identityGovernance/entitlementManagement/assignmentPolicies";
    let abstract_ty = json!({"questions": [{"sequence": 1}]});
    refused_at(&local, extensions, &abstract_ty, "questions[0]/@odata.type");
}

#[test]
fn what_is_not_clearly_wrong_is_kept() {
    let local = Local::new(Version::V1_0);
    let body = json!({
        "displayname": "in another case",
        "colour": {"red": [1, null]},
        "description": null,
        "state": "Published",
        "requestorSettings": {"@odata.type": "#microsoft.graph.requesterSettings", "colour": 1},
    });
    let made = local.post(POLICIES, &body).is(201);
    let read = local.get(&format!("{POLICIES}/{}", made.text("/id"))).is(200);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&read.json[name], value, "{name}");
    }
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    let local = Local::new(Version::V1_0);
    let json = [("content-type", "application/json")];
    let post = |body: &str| local.send(Method::POST, CATALOGS, &json, body.to_owned());
    for body in [
        "",
        "{",
        "[]",
        "\"text\"",
        "1",
        "null",
        "{\"a\": 01}",
        "\u{1}",
        "{\"displayName\": \"\u{1}\"}",
    ] {
        refused(post(body), 400, "BadRequest");
    }
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100), "]".repeat(100));
    refused(post(&deep), 400, "BadRequest");
    let bomb = "[".repeat(1_000_000);
    refused(post(&bomb), 400, "BadRequest");
    let large = format!("{{\"description\": \"{}\"}}", "x".repeat(4 * 1024 * 1024));
    refused(post(&large), 413, "RequestEntityTooLarge");
    let xml = [("content-type", "application/xml")];
    let got = local.send(Method::POST, CATALOGS, &xml, "<a/>");
    refused(got, 415, "UnsupportedMediaType");
    let invalid = local.send(Method::POST, CATALOGS, &json, vec![0xff, 0xfe]);
    refused(invalid, 400, "BadRequest");
    assert_eq!(local.get(CATALOGS).is(200).ids(), Vec::<&str>::new());
}

#[test]
fn one_request_makes_so_many_entities_and_no_more() {
    let local = Local::new(Version::V1_0);
    let questions = |many: usize| {
        let question = json!({"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "isRequired": true});
        json!({"displayName": "P", "questions": vec![question; many]})
    };
    local.post(POLICIES, &questions(999)).is(201);
    let before = count(&local);
    refused(local.post(POLICIES, &questions(1_000)), 400, "BadRequest");
    assert_eq!(count(&local), before);
}

#[test]
fn what_is_not_there_is_said_so() {
    let local = Local::new(Version::V1_0);
    let unknown = refused(local.get(&format!("{CATALOGS}/7")), 404, "ResourceNotFound");
    assert!(
        unknown.text("/error/message").contains("accessPackageCatalog"),
        "{}",
        unknown.json
    );
    for method in [Method::PATCH, Method::DELETE] {
        refused(
            local.json(method, &format!("{CATALOGS}/7"), &json!({})),
            404,
            "ResourceNotFound",
        );
    }
    let nowhere = refused(
        local.get("/identityGovernance/entitlementManagment/catalogs"),
        400,
        "BadRequest",
    );
    assert_eq!(
        nowhere.text("/error/message"),
        "Resource not found for the segment 'entitlementManagment'."
    );
    for path in [
        "/",
        "/x",
        "/users/1/photo",
        "/%ff",
        "/identityGovernance//catalogs",
        "/identityGovernance/%2e%2e/users",
    ] {
        refused(local.get(path), 400, "BadRequest");
    }
    refused(
        local.get(&format!("/identityGovernance/{}", "x".repeat(20_000))),
        414,
        "UriTooLong",
    );
    // A reference to what is not there, in the body.
    let got = refused(
        local.post(POLICIES, &json!({"accessPackage": {"id": "7"}})),
        404,
        "ResourceNotFound",
    );
    assert_eq!(got.text("/error/target"), "accessPackage");
    let bind = json!({"accessPackage@odata.bind": "https://graph.microsoft.com/v1.0/x/accessPackages/7"});
    let got = refused(local.post(POLICIES, &bind), 404, "ResourceNotFound");
    assert_eq!(got.text("/error/target"), "accessPackage");
    // A property that leads to nothing.
    let policy = local.post(POLICIES, &json!({"displayName": "P"})).is(201);
    let url = format!("{POLICIES}/{}/accessPackage", policy.text("/id"));
    refused(local.get(&url), 404, "ResourceNotFound");
    // Text of others is escaped.
    let odd = refused(local.get(&format!("{CATALOGS}/a%1b%0ab")), 404, "ResourceNotFound");
    assert!(odd.text("/error/message").contains("a\\u{1b}\\nb"), "{}", odd.json);
}

#[test]
fn a_method_that_a_path_lacks_is_refused_with_those_it_has() {
    let local = Local::new(Version::V1_0);
    for (method, url, allowed) in [
        (Method::DELETE, CATALOGS.to_owned(), "GET, POST"),
        (Method::PUT, CATALOGS.to_owned(), "GET, POST"),
        (Method::POST, format!("{CATALOGS}/$count"), "GET"),
        (
            Method::GET,
            format!("{ENTITLEMENT}/assignmentRequests/1/resume"),
            "POST",
        ),
        (Method::OPTIONS, format!("{CATALOGS}/1"), "GET, DELETE, PATCH"),
    ] {
        let got = refused(local.json(method, &url, &json!({})), 405, "MethodNotAllowed");
        assert_eq!(got.header("allow"), allowed, "{url}");
    }
}

#[test]
fn a_key_is_taken_once() {
    let local = Local::new(Version::V1_0);
    local.post(CATALOGS, &json!({"id": "A1"})).is(201);
    for key in ["A1", "a1"] {
        let got = refused(local.post(CATALOGS, &json!({"id": key})), 409, "Conflict");
        assert_eq!(got.text("/error/target"), "id");
    }
    // Another collection may have it.
    local.post(POLICIES, &json!({"id": "A1"})).is(201);
}

#[test]
fn a_change_of_another_state_is_refused() {
    let local = Local::new(Version::V1_0);
    let made = local.post(CATALOGS, &json!({"displayName": "A"})).is(201);
    let url = format!("{CATALOGS}/{}", made.text("/id"));
    let first = made.header("etag").to_owned();
    assert!(first.starts_with("W/\""), "{first}");
    let patch = |etag: &str| {
        let headers = [("if-match", etag), ("content-type", "application/json")];
        local.send(Method::PATCH, &url, &headers, json!({"displayName": "B"}).to_string())
    };
    let second = patch(&first).is(204).header("etag").to_owned();
    assert_ne!(first, second);
    refused(patch(&first), 412, "PreconditionFailed");
    patch("*").is(204);
    let third = local.get(&url).is(200).header("etag").to_owned();
    let delete = |etag: &str| local.send(Method::DELETE, &url, &[("if-match", etag)], "");
    refused(delete(&second), 412, "PreconditionFailed");
    delete(&format!("\"x\", {third}")).is(204);
}

#[test]
fn a_refused_request_leaves_everything_as_it_was() {
    let local = Local::new(Version::V1_0);
    let policy = local.post(POLICIES, &json!({"displayName": "P"})).is(201);
    let url = format!("{POLICIES}/{}", policy.text("/id"));
    let before = local
        .engine
        .read(|state| state.store(local.version).to_delta().to_json());
    let body = json!({"displayName": "Q", "catalog": {"id": "7"}});
    refused(local.json(Method::PUT, &url, &body), 404, "ResourceNotFound");
    let after = local
        .engine
        .read(|state| state.store(local.version).to_delta().to_json());
    assert_eq!(before, after);
    assert!(
        local
            .engine
            .read(|state| state.store(local.version).get(NodeId::ROOT).is_some())
    );
}

#[test]
fn an_exchange_is_named() {
    let local = Local::new(Version::V1_0);
    let id = "7a6ab703-0780-4b37-8445-81f679b2d75c";
    for url in [CATALOGS, "/x"] {
        let got = local.send(Method::GET, url, &[("client-request-id", id)], "");
        assert_eq!(got.header("client-request-id"), id);
        let own = got.header("request-id").to_owned();
        assert_eq!(own.len(), 36);
        if got.status != 200 {
            assert_eq!(got.text("/error/innerError/request-id"), own);
            assert_eq!(got.text("/error/innerError/client-request-id"), id);
        }
    }
    let without = local.get(CATALOGS);
    assert_eq!(without.header("client-request-id"), without.header("request-id"));
    assert_ne!(without.header("request-id"), local.get(CATALOGS).header("request-id"));
}

#[test]
fn a_client_says_how_much_it_wants_back() {
    let local = Local::new(Version::V1_0);
    let with = |method: Method, url: &str, prefer: &str| {
        let headers = [("prefer", prefer), ("content-type", "application/json")];
        local.send(method, url, &headers, json!({"displayName": "A"}).to_string())
    };
    let made = with(Method::POST, CATALOGS, "return=minimal").is(204);
    assert_eq!(made.header("preference-applied"), "return=minimal");
    let url = made.header("location").split_once("/v1.0").unwrap().1.to_owned();
    with(Method::PATCH, &url, "respond-async").is(204);
    let got = with(Method::PATCH, &url, "respond-async, return=representation").is(200);
    assert_eq!(
        (got.text("/displayName"), got.header("preference-applied")),
        ("A", "return=representation")
    );
    let paged = with(
        Method::GET,
        CATALOGS,
        "odata.maxpagesize=1, include-unknown-enum-members",
    )
    .is(200);
    assert_eq!(
        paged.header("preference-applied"),
        "odata.maxpagesize=1, include-unknown-enum-members"
    );
}
