//! Batches through the whole pipeline to a service on loopback that does what each test tells it: what is sent, what
//! becomes of each request, what is sent again.

mod retries;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use azure_core::stream::{BytesStream, SeekableStream};
use integration_tests::http::{FakeCredential, SCOPE};
use msgraph_identity_governance::json::ReadOptions;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{
    Batch, BatchHandle, Cloud, ContentBody, Error, GraphClientOptions, RetryOptions, TransportFailure,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";
const PACKAGES: &str = "/identityGovernance/entitlementManagement/accessPackages";

/// What the service does with a call.
enum Act {
    /// Responds with a status, a content type and a body.
    Respond(u16, &'static str, String),
    /// Reads the call and closes the connection.
    Close,
    /// Reads the call and says nothing more.
    Stall,
}

/// What decides what is done: it gets the call's number and the batch.
type Script = Box<dyn FnMut(usize, &Value) -> Act + Send>;

/// A service of one script, and the batches that it has got.
struct Service {
    endpoint: String,
    calls: Arc<Mutex<Vec<Value>>>,
}

impl Service {
    async fn start(mut script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(Mutex::new(Vec::new()));
        let seen = calls.clone();
        tokio::spawn(async move {
            let mut stalled = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(batch) = read_call(&mut stream).await else {
                    continue;
                };
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(batch.clone());
                    seen.len() - 1
                };
                match script(number, &batch) {
                    Act::Respond(status, kind, body) => {
                        let head = format!(
                            "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\nrequest-id: outer\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                            body.len()
                        );
                        let _ = stream.write_all((head + &body).as_bytes()).await;
                    }
                    Act::Close => {}
                    Act::Stall => stalled.push(stream),
                }
            }
        });
        Self { endpoint, calls }
    }

    /// One that responds to each request with a status and a JSON body.
    async fn responding(response: impl FnMut(usize, &Value) -> Value + Send + 'static) -> Self {
        let mut respond = response;
        Self::start(Box::new(move |number, batch| {
            responses(
                batch["requests"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|request| respond(number, request))
                    .collect(),
            )
        }))
        .await
    }

    fn options(&self) -> GraphClientOptions {
        GraphClientOptions::new()
            .with_cloud(Cloud::Custom {
                endpoint: self.endpoint.clone(),
                scope: SCOPE.to_owned(),
            })
            .with_retry(RetryOptions::default().with_first_delay(Duration::from_millis(2)))
    }

    fn client(&self) -> GraphClient {
        GraphClient::new(FakeCredential::new(), Some(self.options())).unwrap()
    }

    fn calls(&self) -> Vec<Value> {
        self.calls.lock().unwrap().clone()
    }

    /// The ids of each call's requests.
    fn ids(&self) -> Vec<Vec<usize>> {
        let id = |request: &Value| request["id"].as_str().unwrap().parse().unwrap();
        self.calls()
            .iter()
            .map(|call| call["requests"].as_array().unwrap().iter().map(id).collect())
            .collect()
    }
}

/// Reads a call; nothing unless it is a batch with a token.
async fn read_call(stream: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 65536];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        assert!(head.starts_with("post /v1.0/$batch http/1.1"), "{head}");
        assert!(
            head.contains("authorization: bearer") && head.contains("content-type: application/json"),
            "{head}"
        );
        let length: usize = head.split("content-length: ").nth(1)?.lines().next()?.parse().ok()?;
        if bytes.len() >= end + 4 + length {
            return serde_json::from_slice(&bytes[end + 4..]).ok();
        }
    }
}

fn responses(parts: Vec<Value>) -> Act {
    let parts: Vec<Value> = parts.into_iter().filter(|part| !part.is_null()).collect();
    Act::Respond(200, "application/json", json!({ "responses": parts }).to_string())
}

/// A response to a request, with JSON.
fn part(request: &Value, status: u16, body: Value) -> Value {
    json!({ "id": request["id"], "status": status, "headers": { "Content-Type": "application/json" }, "body": body })
}

/// The response that a service without surprises gives.
fn good(request: &Value) -> Value {
    match request["method"].as_str().unwrap() {
        "GET" => part(request, 200, json!({ "id": request["url"] })),
        _ => json!({ "id": request["id"], "status": 204 }),
    }
}

fn packages(client: &GraphClient) -> msgraph_identity_governance::v1_0::builders::AccessPackageCollectionBuilder {
    client.identity_governance().entitlement_management().access_packages()
}

fn requests(
    client: &GraphClient,
) -> msgraph_identity_governance::v1_0::builders::AccessPackageAssignmentRequestCollectionBuilder {
    client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
}

/// So many gets, by the ids `0`, `1`, ….
fn gets(client: &GraphClient, count: usize) -> (Batch, Vec<BatchHandle<AccessPackage>>) {
    let mut batch = client.batch();
    let handles = (0..count)
        .map(|number| batch.add(packages(client).by_id(number.to_string()).get()))
        .collect();
    (batch, handles)
}

fn transport(error: &Error) -> TransportFailure {
    match error {
        Error::Transport(error) => error.failure,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn each_kind_of_request_is_sent_and_read_as_by_itself() {
    let service = Service::responding(|_, request| match request["id"].as_str().unwrap() {
        "1" => part(request, 200, json!({ "id": "p", "displayName": "Sales" })),
        "2" => part(request, 201, json!({ "id": "new" })),
        "3" => json!({ "id": "3", "status": 204 }),
        "4" => json!({ "id": "4", "status": "204", "headers": {}, "body": null }),
        "5" => part(
            request,
            200,
            json!({ "@odata.count": 7, "value": [{ "id": "a" }, { "id": "b" }] }),
        ),
        "6" => json!({ "id": "6", "status": 200, "headers": { "Content-Type": "text/plain" }, "body": 42 }),
        "7" => json!({ "id": "7", "status": 200, "headers": { "Content-Type": "text/plain" }, "body": "\u{feff}43" }),
        "8" => json!({ "id": "8", "status": 200, "headers": { "Content-Type": "text/plain" }, "body": "NDQ=" }),
        "9" => json!({ "id": "9", "status": 200, "headers": { "content-type": "text/csv" }, "body": "YSxiCjEsMgo=" }),
        "10" => json!({ "id": 10, "status": 204 }),
        "11" => {
            json!({ "id": "11", "status": 404, "headers": { "request-id": "inner", "Content-Type": "application/json" },
            "body": { "error": { "code": "ResourceNotFound", "message": "None." } } })
        }
        "12" => part(request, 200, json!({ "value": [{ "id": "mine" }] })),
        other => panic!("{other}"),
    })
    .await;
    let client = service.client();
    let file = client
        .identity_governance()
        .entitlement_management()
        .resources()
        .by_id("r")
        .upload_sessions()
        .by_id("u")
        .files()
        .by_id("f")
        .content();
    let mut batch = client.batch();
    let got = batch.add(
        packages(&client)
            .by_id("a/b 'c'")
            .get()
            .select_raw("id,displayName")
            .expand_raw("catalog($select=id)"),
    );
    let created = batch.add(
        packages(&client)
            .create(AccessPackage::new().with_display_name("New"))
            .prefer("return=minimal"),
    );
    let updated = batch.add(
        packages(&client)
            .by_id("p")
            .update(AccessPackage::new().with_display_name("S"))
            .if_match("W/\"1\""),
    );
    let deleted = batch.add(packages(&client).by_id("p").delete());
    let listed = batch.add(
        packages(&client)
            .list()
            .top(2)
            .count(true)
            .filter_raw("displayName eq 'a&b'")
            .consistency_level("eventual"),
    );
    let counts = [(); 3].map(|()| batch.add(packages(&client).count()));
    let content = batch.add(file.get());
    let put = batch.add(file.replace(ContentBody::new(b"\xfb\xff\x00".to_vec()).with_content_type("text/csv")));
    let missing = batch.add(packages(&client).by_id("gone").get().client_request_id("my-own"));
    let on = AccessPackageAssignmentRequestFilterByCurrentUserOptions::Target;
    let mine = batch.add(requests(&client).filter_by_current_user(on));

    let shown = batch.what_if().unwrap();
    let debug = format!("{batch:?}");
    assert!(
        debug.contains("accessPackages/{id}") && !debug.contains("a/b") && !debug.contains("a%2Fb"),
        "{debug}"
    );
    let mut responses = batch.send().await;
    let debug = format!("{responses:?}");
    assert!(
        debug.contains("404 ResourceNotFound") && !debug.contains("Sales") && !debug.contains("gone"),
        "{debug}"
    );

    assert_eq!(responses.take(got).unwrap().display_name.as_deref(), Some("Sales"));
    assert_eq!(responses.take(created).unwrap().id.as_deref(), Some("new"));
    assert_eq!(responses.take(updated).unwrap(), None);
    let response = responses.take_response(deleted).unwrap();
    assert_eq!(
        (response.status(), response.request_info().request_id.as_deref()),
        (204, Some("outer"))
    );
    assert!(response.request_info().client_request_id.is_some());
    let page = responses.take(listed).unwrap();
    assert_eq!((page.count, page.value.len()), (Some(7), 2));
    assert_eq!(counts.map(|count| responses.take(count).unwrap().get()), [42, 43, 44]);
    let content = responses.take(content).unwrap();
    assert_eq!(content.content_type(), Some("text/csv"));
    assert_eq!(content.bytes().await.unwrap().as_ref(), b"a,b\n1,2\n");
    responses.take(put).unwrap();
    assert!(responses.error(missing).is_some_and(Error::is_not_found));
    let error = responses.take(missing).unwrap_err();
    assert_eq!(
        (error.request_id(), error.client_request_id()),
        (Some("inner"), Some("my-own"))
    );
    assert_eq!(
        error.to_string(),
        "GET /identityGovernance/entitlementManagement/accessPackages/{id} (request-id inner): 404 ResourceNotFound: None."
    );
    assert_eq!(responses.take(mine).unwrap().value.len(), 1);
    assert!(
        responses
            .take(missing)
            .unwrap_err()
            .to_string()
            .contains("taken already")
    );
    assert_eq!(responses.failures().count(), 0);

    let calls = service.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].url().path(), "/v1.0/$batch");
    assert_eq!(
        serde_json::from_slice::<Value>(shown[0].body().unwrap()).unwrap(),
        calls[0]
    );
    let file = "/identityGovernance/entitlementManagement/resources/r/uploadSessions/u/files/f/$value";
    let count = |id: &str| json!({ "id": id, "method": "GET", "url": format!("{PACKAGES}/$count"), "headers": { "accept": "text/plain" } });
    assert_eq!(
        calls[0]["requests"],
        json!([
            { "id": "1", "method": "GET",
              "url": format!("{PACKAGES}/a%2Fb%20%27c%27?$select=id,displayName&$expand=catalog($select%3Did)") },
            { "id": "2", "method": "POST", "url": PACKAGES, "body": { "displayName": "New" },
              "headers": { "content-type": "application/json", "prefer": "return=minimal" } },
            { "id": "3", "method": "PATCH", "url": format!("{PACKAGES}/p"), "body": { "displayName": "S" },
              "headers": { "content-type": "application/json", "if-match": "W/\"1\"" } },
            { "id": "4", "method": "DELETE", "url": format!("{PACKAGES}/p") },
            { "id": "5", "method": "GET", "url": format!("{PACKAGES}?$top=2&$count=true&$filter=displayName%20eq%20%27a%26b%27"),
              "headers": { "consistencylevel": "eventual" } },
            count("6"), count("7"), count("8"),
            { "id": "9", "method": "GET", "url": file },
            { "id": "10", "method": "PUT", "url": file, "headers": { "content-type": "text/csv" }, "body": "-_8A" },
            { "id": "11", "method": "GET", "url": format!("{PACKAGES}/gone"), "headers": { "client-request-id": "my-own" } },
            { "id": "12", "method": "GET", "url": format!("{REQUESTS}/filterByCurrentUser(on='target')") },
        ])
    );
}

#[tokio::test]
async fn more_than_twenty_are_split_in_order() {
    for (count, sizes) in [(0, vec![]), (20, vec![20]), (21, vec![20, 1]), (45, vec![20, 20, 5])] {
        let service = Service::responding(|_, request| good(request)).await;
        let (batch, handles) = gets(&service.client(), count);
        assert_eq!((batch.len(), batch.what_if().unwrap().len()), (count, sizes.len()));
        let mut responses = batch.send().await;
        for (number, handle) in handles.into_iter().enumerate() {
            assert_eq!(responses.take(handle).unwrap().id, Some(format!("{PACKAGES}/{number}")));
        }
        let ids = service.ids();
        assert_eq!(ids.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
        assert_eq!(ids.concat(), (1..=count).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_depends_on_each_other_goes_in_one_call() {
    let service = Service::responding(|_, request| good(request)).await;
    let client = service.client();
    let (mut batch, handles) = gets(&client, 30);
    let last = batch.add_after(
        requests(&client).by_id("x").cancel(),
        &[handles[0].into(), handles[29].into(), handles[0].into()],
    );
    batch.send().await.take(last).unwrap();
    let calls = service.calls();
    let call = calls
        .iter()
        .find(|call| call.to_string().contains("dependsOn"))
        .unwrap();
    let members = call["requests"].as_array().unwrap();
    let member = members.iter().find(|member| member["id"] == "31").unwrap();
    assert_eq!(member["dependsOn"], json!(["1", "30"]));
    assert!(
        ["1", "30"]
            .iter()
            .all(|id| members.iter().any(|member| member["id"] == *id))
    );
    let mut ids = service.ids().concat();
    ids.sort_unstable();
    assert_eq!(ids, (1..=31).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_sent_is_reported_and_the_rest_is_sent() {
    let service = Service::responding(|_, request| good(request)).await;
    let client = service.client();
    let other = GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap();
    let mut batch = client.batch();
    let fine = batch.add(packages(&client).by_id("1").get());
    let foreign = batch.add(packages(&other).by_id("1").get());
    let empty = batch.add(packages(&client).by_id("").get());
    let after = batch.add_after(packages(&client).by_id("2").delete(), &[empty.into()]);
    let further = batch.add_after(packages(&client).by_id("2").delete(), &[fine.into(), after.into()]);
    let late = batch.add(packages(&client).by_id("1").get().timeout(Duration::from_secs(1)));
    let stranger = gets(&client, 1).1[0];
    let lost = batch.add_after(packages(&client).by_id("3").get(), &[stranger.into()]);
    let file = client
        .identity_governance()
        .entitlement_management()
        .resources()
        .by_id("r")
        .upload_sessions()
        .by_id("u")
        .files()
        .by_id("f")
        .content();
    let no_json = file.replace(ContentBody::new(b"{".to_vec()).with_content_type("application/json"));
    let no_json = batch.add(no_json);
    let stream: Box<dyn SeekableStream> = Box::new(BytesStream::new(b"x".to_vec()));
    let stream = batch.add(file.replace(stream));
    let mut chain = batch.add(packages(&client).by_id("c").get());
    let first = chain;
    for _ in 0..20 {
        chain = batch.add_after(packages(&client).by_id("c").get(), &[chain.into()]);
    }
    assert!(matches!(batch.what_if(), Err(Error::Invalid(_))));
    let mut responses = batch.send().await;
    assert_eq!(responses.take(fine).unwrap().id, Some(format!("{PACKAGES}/1")));
    let mut words = |handle| match responses.take(handle).unwrap_err() {
        Error::Invalid(problem) => problem.to_string(),
        other => panic!("{other}"),
    };
    for (handle, why) in [
        (foreign, "another client"),
        (empty, "`id` is empty"),
        (late, "set it on the batch"),
        (lost, "another batch"),
        (stranger, "another batch"),
        (
            first,
            "21 requests depend on each other, a call takes 20: GET /identityGovernance",
        ),
        (chain, "21 requests depend on each other"),
    ] {
        let words = words(handle);
        assert!(words.contains(why), "{words}");
    }
    for handle in [after, further] {
        let error = responses.take(handle).unwrap_err();
        assert!(
            error.to_string().contains("what it waits for cannot be sent"),
            "{error}"
        );
    }
    let error = responses.take(no_json).unwrap_err();
    assert!(error.to_string().contains("said to be JSON"), "{error}");
    let error = responses.take(stream).unwrap_err();
    assert!(error.to_string().contains("its body is a stream"), "{error}");
    assert_eq!(service.ids(), [[1]]);
}

#[tokio::test]
async fn responses_are_told_apart_whatever_order_they_come_in() {
    let service = Service::start(Box::new(|number, batch| {
        let members = batch["requests"].as_array().unwrap();
        if number > 0 {
            return responses(members.iter().map(good).collect());
        }
        let mut parts: Vec<Value> = members.iter().map(good).collect();
        parts.reverse();
        // The third is missing, the fourth has no status, the fifth comes twice, and two are for nobody.
        parts.retain(|part| part["id"] != "3");
        parts
            .iter_mut()
            .filter(|part| part["id"] == "4")
            .for_each(|part| part["status"] = json!(0));
        parts.push(json!({ "id": "5", "status": 500 }));
        parts.push(json!({ "id": "77", "status": 200 }));
        parts.push(json!("noise"));
        responses(parts)
    }))
    .await;
    let client = service.client();
    let (mut batch, handles) = gets(&client, 5);
    let done = batch.add(requests(&client).by_id("x").cancel());
    let mut responses = batch.send().await;
    for (number, handle) in handles.into_iter().enumerate() {
        let response = responses.take_response(handle).unwrap();
        assert_eq!(response.id, Some(format!("{PACKAGES}/{number}")));
        assert_eq!(response.request_info().retries, u32::from(number == 2 || number == 3));
    }
    responses.take(done).unwrap();
    assert_eq!(service.ids(), [vec![1, 2, 3, 4, 5, 6], vec![3, 4]]);
}
