//! Operations of v1.0 through the whole pipeline to a service on loopback: method, path, headers and JSON as the
//! reference documents them.

mod failures;

use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _};
use integration_tests::http::{Arrived, FakeCredential, SCOPE, Service, TOKEN, empty, json};
use msgraph_identity_governance::json::ReadOptions;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use serde_json::{Value, json};

const REQUESTS: &str = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests";
const ID: &str = "0e60f18c-b2a0-4887-9da8-da2e30a39d99";

fn client(service: &Service) -> GraphClient {
    GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap()
}

/// What every request must carry.
fn check_headers(arrived: &Arrived) {
    assert_eq!(
        arrived.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    let id = arrived.header("client-request-id").expect("a client-request-id");
    assert_eq!(id.len(), 36, "{id}");
    assert_eq!(
        arrived.header("x-ms-client-request-id"),
        None,
        "azure_core's own name for it is not Graph's"
    );
    assert_eq!(
        arrived.header("content-type"),
        (!arrived.body.is_empty()).then_some("application/json")
    );
}

fn resume_body() -> ResumeRequest {
    ResumeRequest::new()
        .with_source("Contoso.SodCheckProcess")
        .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
        .with_data(
            AccessPackageAssignmentRequestCallbackData::new()
                .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
                .with_custom_extension_stage_instance_id("957d0c50-466b-4840-bb5b-c92cea7141ff")
                .with_custom_extension_stage_instance_detail("This user is all verified"),
        )
}

#[tokio::test]
async fn resume_is_sent_as_documented_and_204_is_its_response() {
    let service = Service::start().await;
    let path = format!("{REQUESTS}/{ID}/resume");
    service.respond("POST", &path, empty(204)).await;
    let credential = FakeCredential::new();
    let client = GraphClient::new(credential.clone(), Some(service.options())).unwrap();
    let request = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .by_id(ID)
        .resume(resume_body());

    let shown = request.what_if().unwrap();
    assert!(
        service.arrived().await.is_empty() && credential.asked() == 0,
        "what_if must neither send nor ask for a token"
    );
    let response = request.send_with_response().await.unwrap();

    assert_eq!((response.status(), response.has_body()), (204, false));
    assert_eq!(credential.scopes(), [SCOPE]);
    let arrived = service.only().await;
    check_headers(&arrived);
    assert_eq!(
        (arrived.method.as_str(), arrived.target.as_str()),
        ("POST", path.as_str())
    );
    assert_eq!(
        arrived.json(),
        json!({
            "source": "Contoso.SodCheckProcess",
            "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
            "data": {
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
                "stage": "assignmentRequestCreated",
                "customExtensionStageInstanceId": "957d0c50-466b-4840-bb5b-c92cea7141ff",
                "customExtensionStageInstanceDetail": "This user is all verified",
            },
        })
    );
    assert_eq!(shown.method().as_str(), "POST");
    assert_eq!(shown.url().path(), path);
    assert_eq!(shown.body(), Some(arrived.body.as_slice()));
    assert_eq!(
        shown.headers(),
        [("accept", "application/json"), ("content-type", "application/json")]
    );
}

#[tokio::test]
async fn actions_without_a_body_are_sent_without_one() {
    let service = Service::start().await;
    let request = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .by_id(ID);
    for action in ["cancel", "reprocess"] {
        service
            .respond(
                "POST",
                &format!("{REQUESTS}/{ID}/{action}"),
                empty(if action == "cancel" { 200 } else { 202 }),
            )
            .await;
    }
    request.cancel().send().await.unwrap();
    request.reprocess().send().await.unwrap();
    let arrived = service.arrived().await;
    for (arrived, action) in arrived.iter().zip(["cancel", "reprocess"]) {
        check_headers(arrived);
        assert_eq!(
            (arrived.method.as_str(), arrived.target.as_str()),
            ("POST", format!("{REQUESTS}/{ID}/{action}").as_str())
        );
        assert!(arrived.body.is_empty());
        assert_eq!(arrived.header("content-length"), Some("0"));
    }
    assert_eq!(arrived.len(), 2);
}

#[tokio::test]
async fn create_get_list_and_delete_of_assignment_requests() {
    let service = Service::start().await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let stored = json!({
        "@odata.context": "https://graph.example/v1.0/$metadata#assignmentRequests/$entity",
        "id": ID,
        "requestType": "adminAdd",
        "state": "submitted",
        "status": "Accepted",
        "createdDateTime": "2026-02-03T04:05:06.789Z",
    });
    service.respond("POST", REQUESTS, json(201, &stored)).await;
    service
        .respond("GET", &format!("{REQUESTS}/{ID}"), json(200, &stored))
        .await;
    service.respond("DELETE", &format!("{REQUESTS}/{ID}"), empty(204)).await;
    service
        .respond(
            "GET",
            REQUESTS,
            json(200, &json!({ "@odata.count": 1, "value": [stored] })),
        )
        .await;

    let body = AccessPackageAssignmentRequest::new()
        .with_id("left out: the service gives it")
        .with_request_type(AccessPackageRequestType::AdminAdd)
        .with_assignment(
            AccessPackageAssignment::new()
                .with_target(AccessPackageSubject::new().with_object_id("46184453-e63b-4f20-86c2-c557ed5d5df9")),
        );
    let created = requests.create(body).send().await.unwrap();
    let got = requests
        .by_id(ID)
        .get()
        .select_raw("id,state")
        .expand_raw("assignment($expand=target)")
        .send_with_response()
        .await
        .unwrap();
    let page = requests
        .list()
        .filter_raw("state eq 'submitted' and status eq 'a & b'")
        .top(5)
        .count(true)
        .send()
        .await
        .unwrap();
    requests.by_id(ID).delete().send().await.unwrap();

    assert_eq!(created.id.as_deref(), Some(ID));
    assert_eq!(got.state, Some(AccessPackageRequestState::Submitted));
    assert_eq!(
        got.request_info().request_id.as_deref(),
        Some("11111111-2222-3333-4444-555555555555")
    );
    assert_eq!(
        (page.count, page.value.len(), page.next_link.as_deref()),
        (Some(1), 1, None)
    );
    let arrived = service.arrived().await;
    arrived.iter().for_each(check_headers);
    assert_eq!(
        arrived[0].json(),
        json!({ "requestType": "adminAdd", "assignment": { "target": { "objectId": "46184453-e63b-4f20-86c2-c557ed5d5df9" } } })
    );
    let sent: Vec<String> = arrived
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        sent,
        [
            format!("POST {REQUESTS}"),
            format!("GET {REQUESTS}/{ID}?$select=id,state&$expand=assignment($expand%3Dtarget)"),
            format!(
                "GET {REQUESTS}?$filter=state%20eq%20%27submitted%27%20and%20status%20eq%20%27a%20%26%20b%27&$top=5&$count=true"
            ),
            format!("DELETE {REQUESTS}/{ID}"),
        ]
    );
}

#[tokio::test]
async fn filter_by_current_user_calls_the_function() {
    let service = Service::start().await;
    let path = format!("{REQUESTS}/filterByCurrentUser(on='target')");
    service
        .respond(
            "GET",
            &path,
            json(200, &json!({ "value": [{ "id": "1" }, { "id": "2" }] })),
        )
        .await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let on = AccessPackageAssignmentRequestFilterByCurrentUserOptions::Target;
    let page = requests.filter_by_current_user(on).send().await.unwrap();
    let ids: Vec<_> = page.value.iter().filter_map(|request| request.id.as_deref()).collect();
    assert_eq!(ids, ["1", "2"]);
    let arrived = service.only().await;
    check_headers(&arrived);
    assert_eq!(
        (arrived.method.as_str(), arrived.target.as_str()),
        ("GET", path.as_str())
    );
}

#[tokio::test]
async fn items_follow_next_links_of_the_own_endpoint() {
    let service = Service::start().await;
    let next = format!("{}{REQUESTS}/page2?$skiptoken=x", service.endpoint());
    service
        .respond(
            "GET",
            REQUESTS,
            json(
                200,
                &json!({ "@odata.nextLink": next, "value": [{ "id": "1" }, { "id": "2" }] }),
            ),
        )
        .await;
    service
        .respond(
            "GET",
            &format!("{REQUESTS}/page2"),
            json(200, &json!({ "value": [{ "id": "3" }] })),
        )
        .await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let items: Vec<AccessPackageAssignmentRequest> = requests
        .list()
        .top(2)
        .consistency_level("eventual")
        .items()
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<_> = items.iter().filter_map(|request| request.id.as_deref()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    let arrived = service.arrived().await;
    assert_eq!(
        arrived[1].target,
        format!("{REQUESTS}/page2?$skiptoken=x"),
        "the link says it all: no option is added"
    );
    arrived
        .iter()
        .for_each(|request| assert_eq!(request.header("consistencylevel"), Some("eventual")));
}

#[tokio::test]
async fn a_next_link_elsewhere_is_refused_before_a_token_leaves() {
    let (service, other) = (Service::start().await, Service::start().await);
    for next in [
        format!("{}/v1.0/x", other.endpoint()),
        format!("{}/beta/x", service.endpoint()),
    ] {
        service
            .respond_once(
                "GET",
                REQUESTS,
                json(200, &json!({ "@odata.nextLink": next, "value": [{ "id": "1" }] })),
            )
            .await;
        let requests = client(&service)
            .identity_governance()
            .entitlement_management()
            .assignment_requests();
        let mut pages = requests.list().pages();
        assert_eq!(pages.try_next().await.unwrap().unwrap().value.len(), 1);
        let error = pages.try_next().await.unwrap_err();
        assert!(
            matches!(error, msgraph_identity_governance::Error::Invalid(_))
                && error
                    .to_string()
                    .contains("/assignmentRequests: the link: not sent: it"),
            "{error}"
        );
        assert_eq!(pages.next_link(), Some(next.as_str()));
        assert!(pages.try_next().await.unwrap().is_none());
    }
    assert!(other.arrived().await.is_empty());
    assert_eq!(service.arrived().await.len(), 2);
}

#[tokio::test]
async fn references_and_counts() {
    let service = Service::start().await;
    let root = "/v1.0/identityGovernance";
    let management = client(&service).identity_governance().entitlement_management();
    let packages = management.access_packages();
    service
        .respond(
            "GET",
            &format!("{root}/entitlementManagement/accessPackages/$count"),
            empty(200).set_body_string("\u{feff}42"),
        )
        .await;
    let sponsors = format!("{root}/entitlementManagement/accessPackages/p/incompatibleAccessPackages/$ref");
    service.respond("POST", &sponsors, empty(204)).await;
    let listed = json!({ "value": [{ "@odata.id": "https://graph.example/v1.0/a" }] });
    service.respond("GET", &sponsors, json(200, &listed)).await;
    service.respond("DELETE", &sponsors, empty(204)).await;

    assert_eq!(packages.count().send().await.unwrap().get(), 42);
    let incompatible = packages.by_id("p").incompatible_access_packages().reference();
    incompatible
        .add("/identityGovernance/entitlementManagement/accessPackages/q")
        .send()
        .await
        .unwrap();
    let references = incompatible.list().send().await.unwrap();
    let arrived = service.arrived().await;
    assert_eq!(references.value[0].id, "https://graph.example/v1.0/a");
    assert_eq!(
        arrived[1].json(),
        json!({ "@odata.id": format!("{}{root}/entitlementManagement/accessPackages/q", service.endpoint()) })
    );
    assert_eq!(arrived[0].header("accept"), Some("text/plain"));

    incompatible
        .remove("/identityGovernance/entitlementManagement/accessPackages/q")
        .send()
        .await
        .unwrap();
    let removed = service.arrived().await.pop().unwrap();
    assert_eq!(removed.method, "DELETE");
    assert!(
        removed.target.contains("?@id=") || removed.target.contains("?%40id="),
        "{}",
        removed.target
    );
    assert!(removed.target.ends_with("q"), "{}", removed.target);
    for bad in ["", "957d0c50-466b-4840-bb5b-c92cea7141ff"] {
        let error = incompatible.remove(bad).what_if().unwrap_err();
        assert!(error.to_string().contains("a reference is a URL"), "{error}");
    }
}

#[tokio::test]
async fn content_goes_up_and_comes_down_as_bytes() {
    let service = Service::start().await;
    let path = "/v1.0/identityGovernance/entitlementManagement/resources/r/uploadSessions/u/files/f/$value";
    service.respond("PUT", path, empty(204)).await;
    let csv = empty(200).set_body_raw(b"a,b\n1,2\n".to_vec(), "text/csv");
    service.respond("GET", path, csv).await;
    let management = client(&service).identity_governance().entitlement_management();
    let file = management
        .resources()
        .by_id("r")
        .upload_sessions()
        .by_id("u")
        .files()
        .by_id("f")
        .content();
    file.replace(b"a,b\n1,2\n".to_vec()).send().await.unwrap();
    let content = file.get().send().await.unwrap();
    assert_eq!(content.content_type(), Some("text/csv"));
    assert_eq!(content.bytes().await.unwrap().as_ref(), b"a,b\n1,2\n");
    let up = service.arrived().await.remove(0);
    assert_eq!(
        (up.method.as_str(), up.body.as_slice()),
        ("PUT", b"a,b\n1,2\n".as_slice())
    );
    assert_eq!(up.header("content-type"), Some("application/octet-stream"));
}

#[tokio::test]
async fn the_next_link_of_an_actions_list_is_got() {
    let service = Service::start().await;
    let path = "/v1.0/identityGovernance/entitlementManagement/accessPackages/p/getApplicablePolicyRequirements";
    let next = "/v1.0/identityGovernance/next";
    let first = json!({ "@odata.nextLink": format!("{}{next}", service.endpoint()), "value": [{ "policyId": "one" }] });
    service.respond("POST", path, json(200, &first)).await;
    service
        .respond("GET", next, json(200, &json!({ "value": [{ "policyId": "two" }] })))
        .await;
    let packages = client(&service)
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let items = packages.by_id("p").get_applicable_policy_requirements().items();
    let ids: Vec<_> = items
        .map_ok(|item| item.policy_id.unwrap())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(ids, ["one", "two"]);
}
