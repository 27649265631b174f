//! Bodies in place of those that an operation responds with.

use super::*;

#[tokio::test]
async fn a_web_page_is_no_response_where_none_is_expected() {
    let page = || Reply::bytes(200, "text/html; charset=utf-8", "<html>sign in, secret</html>");
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, &format!("{REQUESTS}/{{id}}/resume"))
        .always(page());
    graph.on(Method::Delete, &format!("{REQUESTS}/{{id}}")).always(page());
    let client = client(&graph);
    let request = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .by_id("1");
    let mut batch = client.batch();
    let handle = batch.add(request.delete());
    let mut responses = batch.send().await;
    for error in [
        request.resume(ResumeRequest::new()).send().await.unwrap_err(),
        request.delete().send().await.unwrap_err(),
        responses.take(handle).unwrap_err(),
    ] {
        let reported = error.to_string();
        assert!(matches!(error, Error::Decode(_)), "{reported}");
        assert!(
            reported.contains("text/html") && reported.contains("a gateway or proxy"),
            "{reported}"
        );
        assert!(!reported.contains("secret"), "{reported}");
    }
    // Any other body is none of the operation's business.
    graph
        .on(Method::Post, &format!("{REQUESTS}/{{id}}/cancel"))
        .always(Reply::json(200, json!({"done": true})));
    request.cancel().send().await.unwrap();
}

/// One catalog, as this body of a GET has it.
async fn catalog(body: &str) -> Result<AccessPackageCatalog, Error> {
    let reply = Reply::bytes(200, "application/json", body.as_bytes());
    let [alone, batched] = both::<AccessPackageCatalog>(Method::Get, reply).await;
    // Without the id of the request.
    let reported = |result: &Result<_, Error>| {
        result
            .as_ref()
            .err()
            .map(|error| error.to_string().split_once("): ").unwrap().1.to_owned())
    };
    assert_eq!(reported(&alone), reported(&batched), "{body}");
    assert_eq!(alone.as_ref().ok(), batched.as_ref().ok(), "{body}");
    alone
}

/// That each of these is the service's error.
fn refused<A>(kind: &str, results: [Result<A, Error>; 2]) {
    for (result, how) in results.into_iter().zip(["alone", "in a batch"]) {
        let Err(Error::Service(error)) = result else {
            panic!("{kind}, {how}: {:?}", result.err());
        };
        assert_eq!(
            (error.status(), error.code(), error.message()),
            (200, Some("InternalServerError"), Some("x")),
            "{kind}, {how}"
        );
        assert_eq!(error.request_id(), Some("r-1"), "{kind}, {how}");
        assert!(!error.body().is_empty(), "{kind}, {how}");
        let words = "(request-id r-1): 200, but with an error in it: InternalServerError: x";
        assert!(error.to_string().ends_with(words), "{kind}, {how}: {error}");
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Lenient {
    #[allow(dead_code, reason = "that it would fit is what matters")]
    id: Option<String>,
}

#[tokio::test]
async fn an_error_object_under_a_good_status_is_an_error() {
    let Some(file) = shared("cases/error-with-status-200.json") else {
        return;
    };
    let alone = std::fs::read_to_string(file).unwrap();
    let inner = alone.trim().trim_start_matches('{').trim_end_matches('}').to_owned() + "}";
    let reply = |body: &str| Reply::bytes(200, "application/json", body.as_bytes()).with_header("request-id", "r-1");
    for body in [
        alone.clone(),
        format!("\u{feff} {alone}"),
        format!(r#"{{"@odata.error":1,{inner}}}"#),
        alone.replace("\"error\"", "\"Error\""),
        alone.replace("\"error\"", "\"odata.error\""),
    ] {
        for method in [Method::Get, Method::Post, Method::Patch, Method::Delete] {
            let kind = |name: &str| format!("{method} {name} {body}");
            refused(&kind("()"), both::<()>(method, reply(&body)).await);
            refused(&kind("model"), both::<AccessPackageCatalog>(method, reply(&body)).await);
            refused(&kind("Any"), both::<AnySubjectSet>(method, reply(&body)).await);
            refused(
                &kind("Option"),
                both::<Option<AccessPackageCatalog>>(method, reply(&body)).await,
            );
            refused(
                &kind("Page"),
                both::<Page<AccessPackageCatalog>>(method, reply(&body)).await,
            );
            refused(
                &kind("ItemCount"),
                both::<ItemCount<AccessPackageCatalog>>(method, reply(&body)).await,
            );
            refused(&kind("Value"), both::<Value<bool>>(method, reply(&body)).await);
            refused(
                &kind("no Value"),
                both::<Option<Value<bool>>>(method, reply(&body)).await,
            );
            refused(&kind("Reference"), both::<Reference>(method, reply(&body)).await);
            refused(&kind("Json"), both::<Json>(method, reply(&body)).await);
            refused(&kind("Serde"), both::<Serde<Lenient>>(method, reply(&body)).await);
            refused(&kind("Content"), both::<Content>(method, reply(&body)).await);
        }
    }
    // Not all that comes: where the kind of response has no member of this name, and nothing that it is made of.
    for body in [
        format!(r#"{{"requestId":"1",{inner}}}"#),
        format!(r#"{{"@odata.context":"c",{inner}}}"#),
        format!(
            r#"{{"requestId":"1",{}}}"#,
            inner.replace("\"error\"", "\"odata.error\"")
        ),
    ] {
        let (get, post) = (Method::Get, Method::Post);
        refused(&body, both::<()>(post, reply(&body)).await);
        refused(&body, both::<AccessPackageCatalog>(get, reply(&body)).await);
        refused(&body, both::<Option<AccessPackageCatalog>>(post, reply(&body)).await);
        refused(&body, both::<Page<Json>>(get, reply(&body)).await);
        refused(&body, both::<Option<Value<bool>>>(post, reply(&body)).await);
        refused(&body, both::<Reference>(get, reply(&body)).await);
    }
    let list = format!(r#"{{"value":[{{"id":"1"}}],{inner}}}"#);
    refused(
        &list,
        both::<Page<AccessPackageCatalog>>(Method::Get, reply(&list)).await,
    );
    // Whatever type it is said to have.
    let text = || Reply::text(200, alone.clone()).with_header("request-id", "r-1");
    refused("text", both::<()>(Method::Post, text()).await);
    refused("text", both::<ItemCount<Json>>(Method::Get, text()).await);
}

#[tokio::test]
async fn what_has_a_member_of_that_name_is_no_error() {
    // A type of later may have it.
    let read = catalog(r#"{"error":{"code":"c"},"id":"1"}"#).await.unwrap();
    assert_eq!(read.id.as_deref(), Some("1"));
    assert!(read.additional_properties.get("error").is_some());
    let typed = catalog(r##"{"@odata.type":"#microsoft.graph.accessPackageCatalog","error":{"code":"c"}}"##).await;
    assert!(typed.unwrap().additional_properties.get("error").is_some());
    let text = catalog(r#"{"error":"none"}"#).await.unwrap();
    assert!(text.additional_properties.get("error").is_some());
    // Elsewhere in Graph an entity may have been asked for its `error` alone.
    let body = r#"{"@odata.context":"c","error":{"code":"c"}}"#;
    let reply = || Reply::bytes(200, "application/json", body);
    for json in both::<Json>(Method::Get, reply()).await {
        assert_eq!(json.unwrap().as_str(), body);
    }
    for value in both::<Serde<serde_json::Value>>(Method::Get, reply()).await {
        assert_eq!(value.unwrap().0["error"]["code"], "c");
    }
    // A stream is handed on unread, unless it is JSON and short.
    let refusal = r#"{"error":{"code":"c"}}"#;
    let long = format!(r#"{{"error":{{"code":"{}"}}}}"#, "c".repeat(20_000));
    for (kind, body) in [
        ("application/octet-stream", refusal),
        ("application/json", &*long),
        ("application/json", "[1]"),
    ] {
        for content in both::<Content>(Method::Get, Reply::bytes(200, kind, body)).await {
            assert_eq!(content.unwrap().bytes().await.unwrap(), body, "{kind}");
        }
    }
    // One that breaks off is handed on as far as it goes.
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, "/x")
        .always(Reply::bytes(200, "application/json", r#"{"error":"#).cut_off());
    let mut content = client(&graph)
        .request::<Content>(Method::Get, "/x")
        .send()
        .await
        .unwrap();
    assert_eq!(content.next().await.unwrap().unwrap(), r#"{"error":"#);
    assert!(content.next().await.unwrap().is_err());
}

#[tokio::test]
async fn an_error_object_for_a_batch_is_an_error_of_each_request() {
    let graph = FakeGraph::new();
    let error = json!({"error": {"code": "InternalServerError", "message": "x"}});
    graph.on(Method::Post, "/$batch").always(Reply::json(200, &error));
    let client = client(&graph);
    let mut batch = client.batch();
    let handles = [0, 1].map(|_| batch.add(client.request::<()>(Method::Post, "/x")));
    let mut responses = batch.send().await;
    assert_eq!(responses.failures().count(), 2);
    for handle in handles {
        let error = responses.take(handle).unwrap_err();
        assert_eq!(
            error.service().and_then(|error| error.code()),
            Some("InternalServerError")
        );
    }
    // One of a member is among the failures before it is taken.
    let graph = FakeGraph::new();
    graph.on(Method::Post, "/x").always(Reply::json(200, &error));
    let client = self::client(&graph);
    let mut batch = client.batch();
    let handle = batch.add(client.request::<()>(Method::Post, "/x"));
    let responses = batch.send().await;
    let failed = responses.error(handle).and_then(Error::service);
    assert_eq!(failed.and_then(|error| error.code()), Some("InternalServerError"));
}

#[tokio::test]
async fn one_entity_in_a_wrapper_is_read_and_reported() {
    let Some(file) = shared("cases/catalog-wrapped-in-value.json") else {
        return;
    };
    let listed = std::fs::read_to_string(file).unwrap();
    let read = catalog(&listed).await.unwrap();
    assert_eq!(
        (read.id.as_deref(), read.display_name.as_deref()),
        (Some("1"), Some("Sales"))
    );
    let context = read.additional_properties.get("@odata.context").unwrap();
    assert!(
        context.as_str().contains("catalogs(id,displayName)"),
        "what stood beside it is kept"
    );
    let odd = read.mismatches();
    assert_eq!((odd.len(), odd[0].path.as_str()), (1, "value"));
    assert_eq!(
        odd[0].reason,
        "the entity is expected, an object with it in `value` is there"
    );
    // It is the entity that is sent back, not the wrapper.
    let sent: serde_json::Value = serde_json::from_slice(&read.to_body()).unwrap();
    assert_eq!(sent, json!({"displayName": "Sales", "catalogType": "userManaged"}));

    let read = catalog(r#"{"value":{"id":"1","state":7},"@odata.etag":"e"}"#)
        .await
        .unwrap();
    assert_eq!(
        (read.id.as_deref(), read.odata_etag().as_deref()),
        (Some("1"), Some("e"))
    );
    let paths: Vec<_> = read.mismatches().into_iter().map(|odd| odd.path).collect();
    assert_eq!(paths, ["value", "value.state"]);
    let typed =
        r##"{"@odata.type":"#Collection(microsoft.graph.accessPackageCatalog)","value":[{"id":"1","state":7}]}"##;
    let read = catalog(typed).await.unwrap();
    assert_eq!(read.mismatches()[1].path, "value[0].state");

    let reply = || {
        Reply::json(
            200,
            json!({"value": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "u"}]}),
        )
    };
    for any in both::<AnySubjectSet>(Method::Get, reply()).await {
        assert!(matches!(any.unwrap(), AnySubjectSet::SingleUser(_)));
    }
    for option in
        both::<Option<AccessPackageCatalog>>(Method::Patch, Reply::json(200, json!({"value": {"id": "1"}}))).await
    {
        assert_eq!(option.unwrap().unwrap().id.as_deref(), Some("1"));
    }
    // A strict client is reported of it.
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, CATALOG)
        .always(Reply::bytes(200, "application/json", listed));
    let options = graph.options().with_read(ReadOptions::strict());
    let strict = GraphClient::new(graph.credential(), Some(options)).unwrap();
    let catalogs = strict.identity_governance().entitlement_management().catalogs();
    let error = catalogs.by_id("1").get().send().await.unwrap_err();
    let Error::Decode(decode) = &error else {
        panic!("{error}")
    };
    assert_eq!(decode.json().unwrap().path(), "value");
}

#[tokio::test]
async fn anything_else_in_a_wrapper_is_an_error_with_its_place() {
    for (body, path, words) in [
        (
            r#"{"value":[{"id":"1"},{"id":"2"}]}"#,
            "value",
            "one entity is expected, a list of several items",
        ),
        (
            r#"{"value":[]}"#,
            "value",
            "one entity is expected, a list without items",
        ),
        (
            r#"{"@odata.context":"c","value":[7]}"#,
            "value[0]",
            "an object is expected, a number",
        ),
        (r#"{"value":"Sales"}"#, "value", "an object is expected, a string"),
        (r#"{"value":null}"#, "value", "an object is expected, null"),
        (r#"{"value":{}}"#, "value", "has none of its members"),
        (
            r#"{"value":[{"value":[{"id":"1"}]}]}"#,
            "value",
            "has none of its members",
        ),
        (
            r#"{"value":{"error":{"code":"c"}}}"#,
            "value",
            "has none of its members",
        ),
    ] {
        let error = catalog(body).await.unwrap_err();
        let Error::Decode(decode) = &error else {
            panic!("{body}: {error}")
        };
        let json = decode.json().unwrap();
        assert_eq!(json.path(), path, "{body}: {error}");
        assert!(json.reason().contains(words), "{body}: {error}");
    }
    // What has members of its own is not looked at for a wrapper, nor what has a member `value` by its type.
    let read = catalog(r#"{"id":"1","value":[{"id":"2"}]}"#).await.unwrap();
    assert_eq!((read.id.as_deref(), read.mismatches().len()), (Some("1"), 0));
    for value in both::<KeyValue>(Method::Get, Reply::json(200, json!({"value": "v"}))).await {
        assert_eq!(value.unwrap().value.as_deref(), Some("v"));
    }
    // An open type may have one by itself.
    for (body, fits) in [
        (json!({"value": "v"}), true),
        (json!({"value": [{"id": "1"}]}), true),
        (json!({"value": []}), false),
    ] {
        for user in both::<User>(Method::Get, Reply::json(200, &body)).await {
            assert_eq!(user.is_ok(), fits, "{body}");
        }
    }
}

#[tokio::test]
async fn where_nothing_is_related_there_is_no_decoding_error() {
    let nothing = || {
        [
            Reply::empty(204),
            Reply::json(200, json!(null)),
            Reply::json(200, json!({"@odata.null": true})),
            Reply::json(
                200,
                json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Null", "@odata.null": true}),
            ),
        ]
    };
    /// That each of these is without content.
    fn without<A>(results: [Result<A, Error>; 2]) {
        for error in results.into_iter().map(|result| result.err().unwrap()) {
            assert!(error.is_no_content() && matches!(error, Error::NoContent(_)), "{error}");
            assert!(
                error.to_string().contains("has no content: nothing is related there"),
                "{error}"
            );
            assert!(error.request_info().is_some() && matches!(error.status(), Some(200 | 204)));
        }
    }
    for reply in nothing() {
        let get = Method::Get;
        without(both::<AccessPackageCatalog>(get, reply.clone()).await);
        without(both::<AnySubjectSet>(get, reply.clone()).await);
        without(both::<Reference>(get, reply.clone()).await);
        without(both::<Value<bool>>(get, reply.clone()).await);
        without(both::<Serde<Lenient>>(get, reply.clone()).await);
        without(both::<Page<AccessPackageCatalog>>(get, reply.clone()).await);
        for option in both::<Option<AccessPackageCatalog>>(get, reply.clone()).await {
            assert_eq!(option.unwrap(), None);
        }
        for option in both::<Serde<Option<Lenient>>>(get, reply.clone()).await {
            assert!(option.unwrap().0.is_none());
        }
        for option in both::<Option<Value<bool>>>(get, reply).await {
            assert_eq!(option.unwrap(), None);
        }
    }
    without(both::<Value<bool>>(Method::Get, Reply::json(200, json!({"value": null}))).await);
    // Without a status that says it, a lost body is a lost body.
    for result in both::<AccessPackageCatalog>(Method::Get, Reply::empty(200)).await {
        assert!(matches!(result, Err(Error::Decode(_))));
    }

    let graph = FakeGraph::new();
    let responses = graph.on(
        Method::Get,
        "/identityGovernance/entitlementManagement/accessPackages/{id}/catalog",
    );
    responses
        .respond(Reply::empty(204))
        .respond(Reply::json(200, json!({"id": "1"})))
        .respond(Reply::error(404, "ResourceNotFound", "x"))
        .respond(Reply::json(200, json!(null)));
    let client = client(&graph);
    let packages = client.identity_governance().entitlement_management().access_packages();
    let catalog = || packages.by_id("1").catalog().get();
    assert_eq!(catalog().send_optional().await.unwrap(), None);
    assert_eq!(
        catalog().send_optional().await.unwrap().unwrap().id.as_deref(),
        Some("1")
    );
    assert!(catalog().send_optional().await.unwrap_err().is_not_found());
    let mut batch = client.batch();
    let handle = batch.add(catalog());
    assert_eq!(batch.send().await.take_optional(handle).unwrap(), None);
    graph.assert_all_used();
}

#[tokio::test]
async fn a_change_that_is_responded_to_with_nothing_is_done() {
    for reply in [
        Reply::empty(204),
        Reply::empty(200),
        Reply::json(200, json!(null)),
        Reply::json(200, json!({"@odata.null": true})),
    ] {
        for method in [Method::Post, Method::Patch, Method::Put] {
            for done in both::<()>(method, reply.clone()).await {
                done.unwrap();
            }
            for option in both::<Option<AccessPackageCatalog>>(method, reply.clone()).await {
                assert_eq!(option.unwrap(), None);
            }
            for created in both::<AccessPackageCatalog>(method, reply.clone()).await {
                assert_eq!(created.unwrap(), AccessPackageCatalog::new());
            }
            for own in both::<Serde<Lenient>>(method, reply.clone()).await {
                assert!(own.unwrap().0.id.is_none());
            }
            let graph = FakeGraph::new();
            graph.on(method, "/x").always(reply.clone());
            let request = client(&graph).request::<AccessPackageCatalog>(method, "/x");
            assert!(!request.send_with_response().await.unwrap().has_body());
        }
    }
}
