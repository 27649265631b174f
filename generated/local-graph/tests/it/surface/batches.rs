//! `$batch`: what is done, in which order, and what each of its requests gets.

use http::Method;
use msgraph_local_graph::engine::Version;
use serde_json::{Value, json};

use super::local::{BASE, Got, Local};

const CATALOGS: &str = "/identityGovernance/entitlementManagement/catalogs";

fn send(local: &Local, requests: Value) -> Got {
    local.post("/$batch", &json!({"requests": requests}))
}

/// The response of an id.
fn of<'g>(got: &'g Got, id: &str) -> &'g Value {
    let responses = got.json["responses"].as_array().expect("responses");
    responses
        .iter()
        .find(|response| response["id"] == id)
        .expect("a response of that id")
}

#[test]
fn requests_are_done_after_those_they_depend_on() {
    for version in Version::ALL {
        let local = Local::new(version);
        local.post("/users", &json!({"id": "u1", "displayName": "Ann"})).is(201);
        let json = json!({"Content-Type": "application/json"});
        let got = send(
            &local,
            json!([
                {"id": "2", "method": "PATCH", "url": "/groups/g1", "headers": json, "dependsOn": ["1"],
                 "body": {"displayName": "Changed"}},
                {"id": "1", "method": "POST", "url": "/groups", "headers": json,
                 "body": {"id": "g1", "displayName": "Made"}},
                {"id": "3", "method": "get", "url": "groups/g1?$select=displayName", "dependsOn": ["2"]},
                {"id": "4", "method": "GET", "url": "/groups/none"},
                {"id": "5", "method": "GET", "url": "/users/u1", "dependsOn": ["4"]},
                {"id": "6", "method": "GET", "url": "/users/u1", "dependsOn": ["5", "1"]},
                {"id": "7", "method": "GET", "url": "/users/$count"},
            ]),
        )
        .is(200);
        let statuses: Vec<(&str, &Value)> = ["1", "2", "3", "4", "5", "6", "7"]
            .into_iter()
            .map(|id| (id, &of(&got, id)["status"]))
            .collect();
        let expected = [
            ("1", 201),
            ("2", 204),
            ("3", 200),
            ("4", 404),
            ("5", 424),
            ("6", 424),
            ("7", 200),
        ];
        let expected = expected.map(|(id, status)| (id, json!(status)));
        assert_eq!(
            statuses,
            expected.iter().map(|(id, status)| (*id, status)).collect::<Vec<_>>()
        );
        assert_eq!(of(&got, "3")["body"]["displayName"], "Changed");
        assert_eq!(of(&got, "5")["body"]["error"]["code"], "FailedDependency");
        assert_eq!(of(&got, "7")["body"], "1");
        assert!(of(&got, "2").get("body").is_none());
        assert!(
            of(&got, "1")["headers"]["Location"]
                .as_str()
                .unwrap()
                .ends_with("/groups/g1")
        );
    }
}

#[test]
fn bytes_stand_in_base64url() {
    let local = Local::new(Version::V1_0);
    let session = super::world::path_to(
        &local,
        local
            .version
            .api()
            .segments()
            .find(|segment| segment.text() == "$value")
            .unwrap(),
    );
    let got = send(
        &local,
        json!([
            {"id": "1", "method": "PUT", "url": session, "headers": {"Content-Type": "text/csv"}, "body": "YSxi_-8"},
            {"id": "2", "method": "GET", "url": session, "dependsOn": ["1"]},
            {"id": "3", "method": "PUT", "url": session, "headers": {"Content-Type": "text/csv"}, "body": "!"},
        ]),
    );
    // A body that cannot be read is the whole batch's.
    got.is(400);
    let got = send(
        &local,
        json!([
            {"id": "1", "method": "PUT", "url": session, "headers": {"Content-Type": "text/csv"}, "body": "YSxi_-8"},
            {"id": "2", "method": "GET", "url": session, "dependsOn": ["1"]},
        ]),
    )
    .is(200);
    assert_eq!(of(&got, "1")["status"], 204);
    assert_eq!(of(&got, "2")["headers"]["Content-Type"], "text/csv");
    assert_eq!(of(&got, "2")["body"], "YSxi_-8");
    assert_eq!(local.get(&session).is(200).bytes, &b"a,b\xff\xef"[..]);
}

#[test]
fn a_batch_that_is_none_is_refused_as_a_whole() {
    let local = Local::new(Version::V1_0);
    let one = |id: &str| json!({"id": id, "method": "GET", "url": CATALOGS});
    let many = |number: usize| (0..number).map(|id| one(&id.to_string())).collect::<Vec<_>>();
    assert_eq!(
        send(&local, json!(many(20))).is(200).json["responses"]
            .as_array()
            .unwrap()
            .len(),
        20
    );
    for (requests, target) in [
        (json!(many(21)), "requests"),
        (json!({}), "requests"),
        (json!([1]), "requests[0]"),
        (json!([one("1"), one("1")]), "requests[1]/id"),
        (json!([one("1"), {"id": "2", "method": "GET"}]), "requests[1]"),
        (json!([{"id": "1", "method": "G T", "url": CATALOGS}]), "requests[0]"),
        (
            json!([{"id": "1", "method": "GET", "url": "https://graph.microsoft.com/v1.0/users"}]),
            "requests[0]",
        ),
        (
            json!([{"id": "1", "method": "GET", "url": CATALOGS, "headers": {"a b": "c"}}]),
            "requests[0]",
        ),
        (
            json!([{"id": "1", "method": "GET", "url": CATALOGS, "dependsOn": "2"}]),
            "requests[0]",
        ),
        (
            json!([{"id": "1", "method": "GET", "url": CATALOGS, "dependsOn": ["2"]}]),
            "dependsOn",
        ),
        (
            json!([{"id": "1", "method": "GET", "url": CATALOGS, "dependsOn": ["1"]}]),
            "dependsOn",
        ),
    ] {
        let got = send(&local, requests).is(400);
        assert_eq!(got.text("/error/target"), target, "{}", got.json);
    }
    let nested = json!([{"id": "1", "method": "POST", "url": "/$batch", "body": {"requests": []}}]);
    assert_eq!(of(&send(&local, nested).is(200), "1")["status"], 400);
    local.send(Method::GET, "/$batch", &[], "").is(400);
}

#[test]
fn a_batch_takes_urls_as_clients_write_them() {
    let local = Local::new(Version::V1_0);
    local.post(CATALOGS, &json!({"displayName": "Lending"})).is(201);
    let urls = [
        CATALOGS.to_owned(),
        CATALOGS.trim_start_matches('/').to_owned(),
        format!("/v1.0{CATALOGS}"),
        // As msgraph-core (Python) writes them.
        format!("{BASE}/v1.0{CATALOGS}"),
        format!("{CATALOGS}?$filter=description%20ne%20'https://lending.example'"),
        format!("{CATALOGS}?$filter=description%20ne%20'https://lending.example'&$top=1"),
    ];
    let requests: Vec<_> = urls.iter().enumerate().map(|(at, url)| get(at, url)).collect();
    let got = local.post("/$batch", &json!({"requests": requests})).is(200);
    let responses = got.json["responses"].as_array().unwrap();
    assert_eq!(responses.len(), urls.len());
    for (response, url) in responses.iter().zip(urls) {
        assert_eq!(response["status"], 200, "{url}: {response}");
        assert_eq!(response["body"]["value"][0]["displayName"], "Lending", "{url}");
    }
}

#[test]
fn a_batch_takes_no_url_of_another_service() {
    let local = Local::new(Version::V1_0);
    for url in [
        format!("https://other.example/v1.0{CATALOGS}"),
        format!("{BASE}/beta{CATALOGS}"),
        format!("{BASE}/v1.0.other.example{CATALOGS}"),
        "https:".to_owned(),
    ] {
        let got = local.post("/$batch", &json!({"requests": [get(0, &url)]})).is(400);
        assert_eq!(got.text("/error/target"), "requests[0]", "{url}");
    }
}

#[test]
fn a_batch_writes_headers_as_the_service_does() {
    let local = Local::new(Version::V1_0);
    let post = json!({
        "id": "1", "method": "POST", "url": CATALOGS,
        "headers": {"content-type": "application/json"}, "body": {"displayName": "Lending"},
    });
    let got = local.post("/$batch", &json!({"requests": [post]})).is(200);
    assert_eq!(got.json["responses"][0]["status"], 201);
    let headers = got.json["responses"][0]["headers"].as_object().unwrap();
    let names: Vec<&str> = headers.keys().map(String::as_str).collect();
    let due = [
        "Content-Type",
        "ETag",
        "Location",
        "OData-Version",
        "client-request-id",
        "request-id",
    ];
    assert_eq!(names, due);
}

fn get(id: usize, url: &str) -> serde_json::Value {
    json!({"id": id.to_string(), "method": "GET", "url": url})
}
