//! What of a batch is retried, and what a failed call costs.

use super::*;

#[tokio::test]
async fn a_post_without_a_response_is_not_retried() {
    for answer in [
        Value::Null,
        json!({ "status": 0 }),
        json!({ "status": 500 }),
        json!({ "status": 503 }),
        json!({ "status": 504 }),
    ] {
        let shown = answer.clone();
        let service = Service::responding(move |_, request| {
            let mut answer = answer.clone();
            if answer.is_object() {
                answer["id"] = request["id"].clone();
            }
            answer
        })
        .await;
        let client = service.client();
        let mut batch = client.batch();
        let post = batch.add(requests(&client).by_id("x").cancel());
        let patch = batch.add(packages(&client).by_id("x").update(AccessPackage::new()));
        let mut responses = batch.send().await;
        assert_eq!(service.ids(), [[1, 2]], "{shown}");
        for error in [responses.take(post).unwrap_err(), responses.take(patch).unwrap_err()] {
            match shown["status"].as_u64().filter(|status| *status > 0) {
                Some(status) => assert_eq!(error.status().map(u64::from), Some(status)),
                None => assert_eq!(transport(&error), TransportFailure::NoResponse),
            }
            assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}

#[tokio::test]
async fn a_throttled_member_is_retried_with_its_dependents() {
    let mut tries: BTreeMap<String, usize> = BTreeMap::new();
    let service = Service::responding(move |_, request| {
        let id = request["id"].as_str().unwrap().to_owned();
        let tries = tries.entry(id.clone()).or_default();
        *tries += 1;
        match (id.as_str(), *tries) {
            ("2", 1) => json!({ "id": "2", "status": 429, "headers": { "Retry-After": "1" } }),
            ("3" | "5", 1) => part(request, 424, json!({ "error": { "code": "FailedDependency" } })),
            // The service's own 503 with a time: a POST is repeated, too.
            ("4", 1) => json!({ "id": "4", "status": 503, "headers": { "retry-after": "0" } }),
            _ => good(request),
        }
    })
    .await;
    let client = service.client();
    let mut batch = client.batch();
    let first = batch.add(packages(&client).by_id("1").get());
    let second = batch.add_after(requests(&client).by_id("2").cancel(), &[first.into()]);
    let third = batch.add_after(requests(&client).by_id("3").cancel(), &[first.into(), second.into()]);
    let fourth = batch.add(requests(&client).by_id("4").cancel());
    let fifth = batch.add_after(packages(&client).by_id("5").get(), &[third.into()]);
    let start = Instant::now();
    let mut responses = batch.send().await;
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "the longest wait that a member asks for counts"
    );
    responses.take(first).unwrap();
    for handle in [second, third, fourth] {
        assert_eq!(responses.take_response(handle).unwrap().request_info().retries, 1);
    }
    responses.take(fifth).unwrap();
    assert_eq!(service.ids(), [vec![1, 2, 3, 4, 5], vec![2, 3, 4, 5]]);
    let again = &service.calls()[1]["requests"];
    assert_eq!(
        again[0].get("dependsOn"),
        None,
        "what succeeded is not waited for again"
    );
    assert_eq!(again[1]["dependsOn"], json!(["2"]));
    assert_eq!(again[3]["dependsOn"], json!(["3"]));
}

#[tokio::test]
async fn retries_end_and_a_long_wait_is_reported() {
    let service = Service::responding(|_, request| {
        let (status, after) = if request["id"] == "1" {
            (509, "0")
        } else {
            (429, "7199.5")
        };
        json!({ "id": request["id"], "status": status, "headers": { "Retry-After": after } })
    })
    .await;
    let retry = RetryOptions::default()
        .with_max_retries(2)
        .with_first_delay(Duration::from_millis(20));
    let client = GraphClient::new(FakeCredential::new(), Some(service.options().with_retry(retry))).unwrap();
    let (mut batch, handles) = gets(&client, 2);
    let dependent = batch.add_after(packages(&client).by_id("x").get(), &[handles[1].into()]);
    let begun = Instant::now();
    let mut responses = batch.send().await;
    assert!(
        begun.elapsed() >= Duration::from_millis(10 + 20),
        "`0` is no reason for no wait"
    );
    let error = responses.take(handles[0]).unwrap_err();
    assert_eq!((error.is_throttled(), error.request_info().unwrap().retries), (true, 2));
    assert_eq!(
        responses.take(handles[1]).unwrap_err().retry_after(),
        Some(Duration::from_secs(7200))
    );
    assert!(responses.take(dependent).is_err());
    assert_eq!(service.ids(), [vec![1, 2, 3], vec![1], vec![1]]);
}

#[tokio::test]
async fn a_dependent_of_what_failed_for_good_stays_failed() {
    let service = Service::responding(|_, request| match request["id"].as_str().unwrap() {
        "1" => part(request, 404, json!({ "error": { "code": "NotFound" } })),
        "2" => part(
            request,
            424,
            json!({ "error": { "code": "FailedDependency", "message": "It failed." } }),
        ),
        _ => Value::Null,
    })
    .await;
    let client = service.client();
    let mut batch = client.batch();
    let first = batch.add(packages(&client).by_id("1").get());
    let second = batch.add_after(packages(&client).by_id("2").get(), &[first.into()]);
    // A POST of which nothing is known: what waits for it must not run without it.
    let post = batch.add(requests(&client).by_id("3").cancel());
    let after = batch.add_after(packages(&client).by_id("4").get(), &[post.into()]);
    let mut responses = batch.send().await;
    assert!(responses.take(first).unwrap_err().is_not_found());
    let error = responses.take(second).unwrap_err();
    assert_eq!(
        (error.status(), error.service().unwrap().code()),
        (Some(424), Some("FailedDependency"))
    );
    assert_eq!(
        transport(&responses.take(post).unwrap_err()),
        TransportFailure::NoResponse
    );
    assert_eq!(
        transport(&responses.take(after).unwrap_err()),
        TransportFailure::NoResponse
    );
    assert_eq!(service.ids(), [[1, 2, 3, 4]]);
}

#[tokio::test]
async fn a_call_failing_half_way_costs_only_what_cannot_be_retried() {
    let service = Service::start(Box::new(|number, batch| match number {
        1 => Act::Close,
        _ => responses(batch["requests"].as_array().unwrap().iter().map(good).collect()),
    }))
    .await;
    let client = service.client();
    let mut batch = client.batch();
    let mut deletes = Vec::new();
    let mut posts = Vec::new();
    for number in 0..22 {
        deletes.push(batch.add(packages(&client).by_id(number.to_string()).delete()));
        posts.push(batch.add(requests(&client).by_id(number.to_string()).cancel()));
    }
    let mut responses = batch.send().await;
    for (number, handle) in deletes.into_iter().enumerate() {
        let retries = responses.take_response(handle).unwrap().request_info().retries;
        assert_eq!(retries, u32::from((10..20).contains(&number)), "{number}");
    }
    for (number, handle) in posts.into_iter().enumerate() {
        match responses.take(handle) {
            Ok(()) => assert!(!(10..20).contains(&number)),
            Err(error) => {
                assert!((10..20).contains(&number));
                assert_eq!(transport(&error), TransportFailure::Lost);
                assert!(error.to_string().contains("assignmentRequests/{id}/cancel"), "{error}");
            }
        }
    }
    let ids = service.ids();
    assert_eq!(ids[2], (21..=40).step_by(2).collect::<Vec<_>>(), "the deletes alone");
    assert_eq!(ids[3], [41, 42, 43, 44]);
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_retried_delete_that_finds_nothing_succeeded() {
    let mut deletes = 0;
    let service = Service::responding(move |number, request| match (request["id"].as_str().unwrap(), number) {
        ("1", 0) => json!({ "id": "1", "status": 502 }),
        ("1", _) => {
            deletes += 1;
            assert_eq!(deletes, 1, "what is gone is not deleted again");
            json!({ "id": "1", "status": 404 })
        }
        ("2", 0 | 1) => json!({ "id": "2", "status": 424 }),
        _ => good(request),
    })
    .await;
    let client = service.client();
    let mut batch = client.batch();
    let deleted = batch.add(packages(&client).by_id("1").delete());
    let created = batch.add_after(requests(&client).by_id("2").cancel(), &[deleted.into()]);
    let mut responses = batch.send().await;
    let response = responses.take_response(deleted).unwrap();
    assert_eq!((response.status(), response.already_gone()), (204, true));
    responses.take(created).unwrap();
    assert_eq!(service.ids(), [vec![1, 2], vec![1, 2], vec![2]]);
}

#[tokio::test]
async fn a_refused_call_is_reported_of_each_member() {
    let error = json!({ "error": { "code": "InvalidAuthenticationToken", "message": "Expired." } }).to_string();
    for (status, kind, body, words) in [
        (
            401,
            "application/json",
            error.as_str(),
            "(request-id outer): 401 InvalidAuthenticationToken: Expired.",
        ),
        (200, "text/html", "<html>secret</html>", "text/html, not JSON"),
        (
            200,
            "application/json",
            "{\"responses\":[{\"id\":\"1\",\"status\":200,",
            "responses[0]: a member's name",
        ),
        (200, "application/json", "[]", "an object is expected"),
        (400, "text/html", "<html>secret</html>", "400, a web page"),
    ] {
        let answer = body.to_owned();
        let service = Service::start(Box::new(move |_, _| Act::Respond(status, kind, answer.clone()))).await;
        let client = service.client();
        let (mut batch, handles) = gets(&client, 21);
        let post = batch.add(requests(&client).by_id("x").cancel());
        let mut responses = batch.send().await;
        let get = responses.take(handles[20]).unwrap_err();
        let post = responses.take(post).unwrap_err();
        for (error, template) in [
            (&get, "GET /"),
            (
                &post,
                "POST /identityGovernance/entitlementManagement/assignmentRequests/{id}/cancel",
            ),
        ] {
            let text = error.to_string();
            assert!(
                text.contains(words) && text.starts_with(template) && !text.contains("secret"),
                "{text}"
            );
            assert_eq!(text.lines().count(), 1);
        }
        assert_eq!(get.is_unauthorized(), status == 401);
        assert_eq!(service.ids().len(), 2, "later calls are still made, none is made twice");
    }
}

#[tokio::test]
async fn what_was_read_before_a_break_stays() {
    let service = Service::start(Box::new(|_, _| {
        let first = r#"{"responses":[{"id":"1","status":200,"body":{"id":"one"}},{"id":"2","sta"#;
        Act::Respond(200, "application/json", first.to_owned())
    }))
    .await;
    let (batch, handles) = gets(&service.client(), 2);
    let mut responses = batch.send().await;
    assert_eq!(responses.take(handles[0]).unwrap().id.as_deref(), Some("one"));
    assert!(matches!(responses.take(handles[1]), Err(Error::Decode(_))));
}

#[tokio::test]
async fn a_fault_of_the_call_retries_what_can_be_retried() {
    for status in [500, 502, 503, 504, 408] {
        let service = Service::start(Box::new(move |number, batch| match number {
            0 => Act::Respond(status, "text/html", "<html></html>".to_owned()),
            _ => responses(batch["requests"].as_array().unwrap().iter().map(good).collect()),
        }))
        .await;
        let client = service.client();
        let (mut batch, handles) = gets(&client, 1);
        let post = batch.add(requests(&client).by_id("x").cancel());
        let mut responses = batch.send().await;
        responses.take(handles[0]).unwrap();
        assert_eq!(responses.take(post).unwrap_err().status(), Some(status));
        assert_eq!(service.ids(), [vec![1, 2], vec![1]], "{status}");
    }
}

#[tokio::test]
async fn a_throttled_call_is_retried_whole_as_often_as_set() {
    let throttled = || Act::Respond(429, "application/json", String::new());
    let service = Service::start(Box::new(move |number, batch| match number {
        0 => throttled(),
        _ => responses(batch["requests"].as_array().unwrap().iter().map(good).collect()),
    }))
    .await;
    let client = service.client();
    let mut batch = client.batch();
    let post = batch.add(requests(&client).by_id("x").cancel());
    let mut responses = batch.send().await;
    assert_eq!(responses.take_response(post).unwrap().request_info().retries, 1);

    let service = Service::start(Box::new(move |_, _| throttled())).await;
    let retry = RetryOptions::default()
        .with_first_delay(Duration::from_millis(1))
        .with_max_retries(2);
    let client = GraphClient::new(FakeCredential::new(), Some(service.options().with_retry(retry))).unwrap();
    let (batch, handles) = gets(&client, 1);
    assert!(batch.send().await.take(handles[0]).unwrap_err().is_throttled());
    assert_eq!(service.ids().len(), 3);
}

#[tokio::test]
async fn a_timeout_keeps_what_is_known() {
    let service = Service::start(Box::new(|number, batch| match number {
        0 => responses(batch["requests"].as_array().unwrap().iter().map(good).collect()),
        _ => Act::Stall,
    }))
    .await;
    let (batch, handles) = gets(&service.client(), 41);
    let batch = batch.timeout(Duration::from_millis(300)).client_request_id("all-of-it");
    let mut responses = batch.send().await;
    let first = responses.take_response(handles[0]).unwrap();
    assert_eq!(first.request_info().client_request_id.as_deref(), Some("all-of-it"));
    assert_eq!(
        transport(&responses.take(handles[20]).unwrap_err()),
        TransportFailure::TimedOut
    );
    let unsent = responses.take(handles[40]).unwrap_err();
    assert_eq!(transport(&unsent), TransportFailure::NotSent);
    assert!(
        unsent
            .to_string()
            .ends_with("it was not sent: the batch's timeout of 300 ms passed before"),
        "{unsent}"
    );
}

#[tokio::test]
async fn no_token_and_no_connection_are_reported_of_each() {
    let service = Service::responding(|_, request| good(request)).await;
    let client = GraphClient::new(FakeCredential::broken(), Some(service.options())).unwrap();
    let (batch, handles) = gets(&client, 2);
    let mut responses = batch.send().await;
    for handle in handles {
        let error = responses.take(handle).unwrap_err();
        assert!(
            matches!(&error, Error::Credential(_)) && error.to_string().contains("no directory"),
            "{error}"
        );
    }
    assert!(service.calls().is_empty());

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let mut options = service.options().with_retry(RetryOptions::none());
    options.cloud = Cloud::Custom {
        endpoint,
        scope: SCOPE.to_owned(),
    };
    let client = GraphClient::new(FakeCredential::new(), Some(options)).unwrap();
    let (batch, handles) = gets(&client, 1);
    assert_eq!(
        transport(&batch.send().await.take(handles[0]).unwrap_err()),
        TransportFailure::NotConnected
    );
}

#[tokio::test]
async fn mismatched_responses_are_read_by_the_clients_options() {
    let service = Service::responding(|_, request| match request["id"].as_str().unwrap() {
        "1" => part(request, 200, json!({ "id": 7 })),
        "2" => json!({ "id": "2", "status": 302, "headers": { "Location": "https://elsewhere.example/" } }),
        _ => json!({ "id": "3", "status": 200, "headers": { "Content-Type": "text/html" }, "body": "PGh0bWw-" }),
    })
    .await;
    let options = service.options().with_read(ReadOptions::strict());
    let (batch, handles) = gets(&GraphClient::new(FakeCredential::new(), Some(options)).unwrap(), 3);
    let mut responses = batch.send().await;
    let strict = responses.take(handles[0]).unwrap_err();
    assert!(strict.to_string().contains("could not be read: id: "), "{strict}");
    assert_eq!(
        transport(&responses.take(handles[1]).unwrap_err()),
        TransportFailure::Redirect
    );
    let html = responses.take(handles[2]).unwrap_err();
    assert!(html.to_string().contains("text/html"), "{html}");
}
