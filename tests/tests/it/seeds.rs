//! The resume requests that the reference pages show, read in place from `shared/seeds/`: made with the builders, they
//! have the same method, URL and JSON, but for the `#` of `@odata.type`, which OData 4.0 asks for and the pages leave
//! out, and the casing of enum values.

use integration_tests::http::FakeCredential;
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::{WhatIf, beta, v1_0};
use serde_json::Value;

/// The examples of a page: URL and body of each `POST` that is followed by JSON.
fn examples(page: &str) -> Option<Vec<(String, Value)>> {
    let text = std::fs::read_to_string(shared(page)?).unwrap();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("POST https://graph.microsoft.com/") {
        rest = &rest[start + "POST ".len()..];
        let url = rest.lines().next().unwrap().trim().to_owned();
        let body = &rest[rest.find('{').unwrap()..];
        let value = serde_json::Deserializer::from_str(body)
            .into_iter::<Value>()
            .next()
            .unwrap()
            .unwrap();
        found.push((url, value));
    }
    Some(found)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

/// What the page and the request may spell differently.
fn normal(mut body: Value) -> Value {
    for (pointer, normalize) in [
        (
            "/data/@odata.type",
            (|text: &str| text.trim_start_matches('#').to_owned()) as fn(&str) -> String,
        ),
        ("/data/stage", |text: &str| text.to_lowercase()),
    ] {
        let spelled = body.pointer_mut(pointer).unwrap();
        *spelled = normalize(spelled.as_str().unwrap()).into();
    }
    body
}

fn check(shown: &WhatIf, url: &str, body: &Value) {
    assert_eq!(shown.method().as_str(), "POST");
    assert_eq!(shown.url().as_str(), url);
    let sent: Value = serde_json::from_slice(shown.body().unwrap()).unwrap();
    assert_eq!(normal(sent), normal(body.clone()), "{url}");
}

macro_rules! resume {
    ($version:ident, $requests:ident, $url:expr, $body:expr) => {{
        use $version::models::*;
        let client = $version::GraphClient::new(FakeCredential::new(), None).unwrap();
        let id = $url.rsplit('/').nth(1).unwrap();
        let mut data = AccessPackageAssignmentRequestCallbackData::new()
            .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
            .with_custom_extension_stage_instance_id(text($body, "/data/customExtensionStageInstanceId"))
            .with_custom_extension_stage_instance_detail(text($body, "/data/customExtensionStageInstanceDetail"));
        if $body.pointer("/data/state").is_some() {
            data = data.with_state(text($body, "/data/state"));
        }
        let resume = ResumeRequest::new()
            .with_source(text($body, "/source"))
            .with_type(text($body, "/type"))
            .with_data(data);
        client
            .identity_governance()
            .entitlement_management()
            .$requests()
            .by_id(id)
            .resume(resume)
            .what_if()
            .unwrap()
    }};
}

#[test]
fn v1_0_resumes_as_its_page_says() {
    let Some(examples) = examples("seeds/v1.0-accessPackageAssignmentRequest-resume.zh-cn.txt") else {
        return;
    };
    assert_eq!(examples.len(), 2);
    for (url, body) in &examples {
        check(&resume!(v1_0, assignment_requests, url, body), url, body);
    }
}

#[test]
fn beta_resumes_as_its_page_says() {
    let Some(examples) = examples("seeds/beta-accessPackageAssignmentRequest-resume.txt") else {
        return;
    };
    assert_eq!(examples.len(), 2);
    for (url, body) in &examples {
        check(&resume!(beta, access_package_assignment_requests, url, body), url, body);
        let other = url.replace("accessPackageAssignmentRequests", "assignmentRequests");
        check(&resume!(beta, assignment_requests, &other, body), &other, body);
    }
}

/// What the guide shows beside other languages' code.
#[allow(dead_code, reason = "its `main` is for who runs it")]
#[path = "../../../generated/examples/from_other_languages.rs"]
mod beside_other_languages;

#[test]
fn the_guide_s_calls_are_those_of_the_pages() {
    let Some(examples) = examples("seeds/beta-accessPackageAssignmentRequest-resume.txt") else {
        return;
    };
    let client = beta::GraphClient::new(FakeCredential::new(), None).unwrap();
    for (url, body) in &examples {
        let id = url.rsplit('/').nth(1).unwrap();
        let instance = text(body, "/data/customExtensionStageInstanceId");
        let detail = text(body, "/data/customExtensionStageInstanceDetail");
        let call = match body.pointer("/data/state") {
            None => beside_other_languages::approve,
            Some(_) => beside_other_languages::deny,
        };
        check(&call(&client, id, instance, detail).what_if().unwrap(), url, body);
    }
}

#[tokio::test]
async fn the_guide_s_policy_is_asked_for_as_on_its_page() {
    use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};

    let Some(page) = shared("seeds/beta-accessPackageAssignmentPolicy-get.txt") else {
        return;
    };
    let page = std::fs::read_to_string(page).unwrap();
    let expand = "$expand=customExtensionStageSettings($expand=customExtension)";
    let line = page
        .lines()
        .find(|line| line.starts_with("GET https://") && line.ends_with(expand));
    let url = line.unwrap().trim_start_matches("GET ");
    let id = url.split('?').next().unwrap().rsplit('/').next().unwrap();

    let graph = FakeGraph::new();
    let path = "/identityGovernance/entitlementManagement/accessPackageAssignmentPolicies/{id}";
    graph
        .on(Method::Get, path)
        .respond(Reply::json(200, serde_json::json!({"id": id})));
    let client = beta::GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    beside_other_languages::extensions(&client, id).await.unwrap();
    let sent = graph.sent_to(Method::Get, path);
    let asked = format!("{}?$expand={}", sent[0].path(), sent[0].query("$expand").unwrap());
    assert_eq!(asked, url.trim_start_matches("https://graph.microsoft.com/beta"));
}
