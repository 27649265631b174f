//! `$batch` with URLs as clients write them.

use msgraph_local_graph::engine::Version;
use serde_json::json;

use super::local::{BASE, Local};

const CATALOGS: &str = "/identityGovernance/entitlementManagement/catalogs";

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

fn get(id: usize, url: &str) -> serde_json::Value {
    json!({"id": id.to_string(), "method": "GET", "url": url})
}
