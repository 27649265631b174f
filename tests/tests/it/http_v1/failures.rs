//! What goes wrong between a request and its response.

use super::*;

#[tokio::test]
async fn what_is_no_list_does_not_read_as_an_empty_one() {
    let service = Service::start().await;
    service
        .respond("GET", REQUESTS, json(200, &json!({ "id": "a single entity" })))
        .await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let error = requests.list().send().await.unwrap_err();
    assert!(error.to_string().contains("it has no `value`"), "{error}");
}

#[tokio::test]
async fn what_graph_says_of_a_failure_is_in_the_error() {
    let service = Service::start().await;
    let body = json!({ "error": {
        "code": "ResourceNotFound", "message": "No request with that id.",
        "innerError": { "date": "2026-01-01T00:00:00", "request-id": "r", "client-request-id": "c" },
    }});
    service
        .respond("GET", &format!("{REQUESTS}/{ID}"), json(404, &body))
        .await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let error = requests
        .by_id(ID)
        .get()
        .client_request_id("mine")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.service().and_then(|error| error.code()), Some("ResourceNotFound"));
    assert_eq!(
        (error.request_id(), error.client_request_id()),
        (Some("11111111-2222-3333-4444-555555555555"), Some("mine"))
    );
    let words = format!("{error} {error:?}");
    assert!(
        words.contains("assignmentRequests/{id}") && !words.contains(ID) && !words.contains(TOKEN),
        "{words}"
    );
    assert_eq!(error.to_string().lines().count(), 1);
}

#[tokio::test]
async fn what_is_no_item_does_not_cost_the_page() {
    let service = Service::start().await;
    let list = json!({ "value": [{ "id": "1", "schedule": "soon" }, 7, { "id": "3" }] });
    let requests = |read: ReadOptions| {
        GraphClient::new(FakeCredential::new(), Some(service.options().with_read(read)))
            .unwrap()
            .identity_governance()
            .entitlement_management()
            .assignment_requests()
    };
    service.respond_once("GET", REQUESTS, json(200, &list)).await;
    let page = requests(ReadOptions::default()).list().send().await.unwrap();
    assert_eq!((page.value.len(), page.mismatched_items.len()), (2, 1));
    assert_eq!(
        (page.mismatched_items[0].place, page.mismatched_items[0].value.as_str()),
        (1, "7")
    );
    let odd = page.mismatches();
    let paths: Vec<&str> = odd.iter().map(|odd| odd.path.as_str()).collect();
    assert_eq!(paths, ["value[1]", "value[0].schedule"]);

    service.respond_once("GET", REQUESTS, json(200, &list)).await;
    let items: Vec<_> = requests(ReadOptions::default()).list().items().collect().await;
    let [Ok(_), Err(error), Ok(last)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert!(error.to_string().contains("value[1]: an object is expected"), "{error}");
    assert_eq!(last.id.as_deref(), Some("3"));

    service.respond_once("GET", REQUESTS, json(200, &list)).await;
    let error = requests(ReadOptions::strict()).list().send().await.unwrap_err();
    assert!(error.to_string().contains("value[0].schedule"), "{error}");
}

#[tokio::test]
async fn a_response_that_does_not_fit_is_reported_with_its_json_path() {
    let service = Service::start().await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    service
        .respond_once("GET", REQUESTS, json(200, &json!({ "value": { "id": "1" } })))
        .await;
    let error = requests.list().send().await.unwrap_err();
    let msgraph_identity_governance::Error::Decode(decode) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        decode.json().map(|json| json.path()).as_deref(),
        Some("value"),
        "{error}"
    );
    service
        .respond_once(
            "GET",
            REQUESTS,
            empty(200).set_body_raw("<html>sorry</html>", "text/html"),
        )
        .await;
    let error = requests.list().send().await.unwrap_err();
    assert!(
        error.to_string().contains("text/html") && !error.to_string().contains("sorry"),
        "{error}"
    );
    service.respond_once("GET", REQUESTS, empty(200)).await;
    assert!(
        requests
            .list()
            .send()
            .await
            .unwrap_err()
            .to_string()
            .contains("no body")
    );
}

#[tokio::test]
async fn a_resume_is_retried_only_when_it_was_not_done() {
    for (status, headers, tries) in [
        (429, Some(("retry-after", "0")), 2),
        (503, Some(("retry-after", "0")), 2),
        (503, None, 1),
        (500, None, 1),
        (504, None, 1),
        (408, None, 1),
    ] {
        let service = Service::start().await;
        let path = format!("{REQUESTS}/{ID}/resume");
        let mut refusal = empty(status);
        if let Some((name, value)) = headers {
            refusal = refusal.insert_header(name, value);
        }
        service.respond_once("POST", &path, refusal).await;
        service.respond("POST", &path, empty(204)).await;
        let requests = client(&service)
            .identity_governance()
            .entitlement_management()
            .assignment_requests();
        let result = requests.by_id(ID).resume(resume_body()).send_with_response().await;
        assert_eq!(service.arrived().await.len(), tries, "{status} {headers:?}");
        match result {
            Ok(response) => assert_eq!(response.request_info().retries, 1),
            Err(error) => assert_eq!((error.status(), tries), (Some(status), 1)),
        }
    }
}

#[tokio::test]
async fn a_long_retry_after_is_returned_a_retried_delete_succeeds() {
    let service = Service::start().await;
    let path = format!("{REQUESTS}/{ID}");
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    service
        .respond_once("GET", &path, empty(429).insert_header("retry-after", "7200"))
        .await;
    let error = requests.by_id(ID).get().send().await.unwrap_err();
    assert!(error.is_throttled());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7200)));

    service.respond_once("DELETE", &path, empty(502)).await;
    service.respond("DELETE", &path, empty(404)).await;
    let response = requests.by_id(ID).delete().send_with_response().await.unwrap();
    assert!(response.already_gone());
    assert!(
        requests.by_id(ID).delete().send().await.unwrap_err().is_not_found(),
        "a first 404 is an error"
    );
    let other = format!("{REQUESTS}/other");
    service
        .respond_once("DELETE", &other, empty(503).insert_header("retry-after", "0"))
        .await;
    service.respond("DELETE", &other, empty(404)).await;
    assert!(
        requests
            .by_id("other")
            .delete()
            .send()
            .await
            .unwrap_err()
            .is_not_found(),
        "a 503 says that nothing was done"
    );
}

#[tokio::test]
async fn redirects_are_followed_for_get_without_the_token_elsewhere() {
    let (service, other) = (Service::start().await, Service::start().await);
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let path = format!("{REQUESTS}/{ID}");
    let elsewhere = format!("{}/moved", other.endpoint());
    service
        .respond("GET", &path, empty(302).insert_header("location", elsewhere.as_str()))
        .await;
    service
        .respond(
            "DELETE",
            &path,
            empty(307).insert_header("location", elsewhere.as_str()),
        )
        .await;
    other
        .respond("GET", "/moved", json(200, &json!({ "id": "there" })))
        .await;
    assert_eq!(
        requests.by_id(ID).get().send().await.unwrap().id.as_deref(),
        Some("there")
    );
    let arrived = other.only().await;
    assert_eq!(arrived.header("authorization"), None);
    let error = requests.by_id(ID).delete().send().await.unwrap_err();
    assert!(error.to_string().contains("redirect"), "{error}");
    assert_eq!(other.arrived().await.len(), 1);
}

#[tokio::test]
async fn what_must_not_be_sent_is_not() {
    let service = Service::start().await;
    let credential = FakeCredential::new();
    let client = GraphClient::new(credential.clone(), Some(service.options())).unwrap();
    let requests = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    for bad in ["", ".", ".."] {
        let error = requests.by_id(bad).delete().send().await.unwrap_err();
        assert!(error.to_string().contains("assignmentRequests/{id}"), "{error}");
    }
    assert!(
        requests
            .list()
            .header("authorization", "Bearer mine")
            .send()
            .await
            .is_err()
    );
    assert!(requests.list().header("x-note", "two\r\nlines").what_if().is_err());
    assert!(service.arrived().await.is_empty() && credential.asked() == 0);

    let broken = GraphClient::new(FakeCredential::broken(), Some(service.options())).unwrap();
    let error = broken.identity_governance().get().send().await;
    assert!(
        matches!(error, Err(msgraph_identity_governance::Error::Credential(_))),
        "{error:?}"
    );
    assert!(service.arrived().await.is_empty());
}

#[tokio::test]
async fn a_timeout_ends_the_wait() {
    let service = Service::start().await;
    service
        .respond(
            "GET",
            REQUESTS,
            empty(200).set_delay(std::time::Duration::from_secs(30)),
        )
        .await;
    let requests = client(&service)
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let error = requests
        .list()
        .timeout(std::time::Duration::from_millis(50))
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("timeout"), "{error}");
}

#[test]
fn clients_and_requests_cross_threads() {
    fn crosses<T: Send + Sync + Clone + 'static>() {}
    fn moves<T: Send + 'static>(_: &T) {}
    crosses::<GraphClient>();
    let client = GraphClient::new(FakeCredential::new(), None).unwrap();
    let _: Arc<GraphClient> = Arc::new(client.clone());
    let request = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .list();
    moves(&request);
    moves(&request.clone().items());
    moves(&request.send());
    let _: Value = json!(null);
}
