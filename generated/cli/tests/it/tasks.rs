//! `resume`, `waiting` and `find`.

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::process::{Ended, run, run_at};

const BELOW: &str = "/v1.0/identityGovernance/entitlementManagement";

/// An organisation with one policy that calls out at two stages, and requests that wait or do not.
async fn server(requests: Vec<Value>) -> MockServer {
    let server = MockServer::start().await;
    let extension = |id: &str| {
        json!({
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
            "id": id,
            "callbackConfiguration": { "timeoutDuration": "PT2H" },
        })
    };
    let policies = json!({ "value": [{
        "id": "policy",
        "accessPackage": { "id": "package" },
        "customExtensionStageSettings": [
            { "stage": "assignmentRequestCreated", "customExtension": extension("ext-1") },
            { "stage": "assignmentRequestApproved", "customExtension": extension("ext-2") },
            { "stage": "assignmentRequestGranted", "customExtension": extension("ext-2") },
        ],
    }]});
    let get = |at: String, json: Value| {
        Mock::given(method("GET"))
            .and(path(at))
            .respond_with(ResponseTemplate::new(200).set_body_json(json))
    };
    get(format!("{BELOW}/assignmentPolicies"), policies)
        .mount(&server)
        .await;
    for request in &requests {
        let id = request["id"].as_str().unwrap();
        get(format!("{BELOW}/assignmentRequests/{id}"), request.clone())
            .mount(&server)
            .await;
    }
    get(format!("{BELOW}/assignmentRequests"), json!({ "value": requests }))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    server
}

fn request(id: &str, callouts: &[(&str, &str, &str)]) -> Value {
    let instances: Vec<Value> = callouts
        .iter()
        .map(|(id, extension, status)| json!({ "id": id, "customExtensionId": extension, "status": status }))
        .collect();
    json!({
        "id": id,
        "createdDateTime": "2026-11-28T08:00:00Z",
        "accessPackage": { "id": "package", "displayName": "Sales" },
        "requestor": { "displayName": "Ada" },
        "customExtensionCalloutInstances": instances,
    })
}

async fn at(server: &MockServer, args: &[&str]) -> Ended {
    let (endpoint, args) = (
        server.uri(),
        args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>(),
    );
    tokio::task::spawn_blocking(move || run_at(&endpoint, args))
        .await
        .unwrap()
}

async fn posted(server: &MockServer) -> Vec<(String, Value)> {
    let requests = server.received_requests().await.unwrap();
    let posts = requests.into_iter().filter(|request| request.method.as_str() == "POST");
    posts
        .map(|request| {
            (
                request.url.path().to_owned(),
                serde_json::from_slice(&request.body).unwrap(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn resume_reads_from_the_request_what_is_not_given() {
    let waits = request(
        "r-1",
        &[
            ("i-0", "ext-1", "callbackReceived"),
            ("i-1", "ext-1", "waitingForCallback"),
        ],
    );
    let server = server(vec![waits]).await;
    let ended = at(
        &server,
        &["resume", "r-1", "--deny", "--detail", "conflict", "--source", "Contoso"],
    )
    .await;
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
    let expected = json!({
        "source": "Contoso",
        "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
        "data": {
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
            "stage": "assignmentRequestCreated",
            "customExtensionStageInstanceId": "i-1",
            "customExtensionStageInstanceDetail": "conflict",
            "state": "denied",
        },
    });
    assert_eq!(
        posted(&server).await,
        [(format!("{BELOW}/assignmentRequests/r-1/resume"), expected)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn resume_says_what_it_cannot_know() {
    let server = server(vec![
        request("none", &[("i", "ext-1", "callbackTimedOut")]),
        request(
            "several",
            &[
                ("i-1", "ext-1", "waitingForCallback"),
                ("i-2", "ext-2", "waitingForCallback"),
            ],
        ),
        request("stages", &[("i-1", "ext-2", "waitingForCallback")]),
        request("unknown", &[("i-1", "ext-9", "waitingForCallback")]),
    ])
    .await;
    for (id, words) in [
        ("none", vec!["none of its callouts waits", "callbackTimedOut"]),
        ("several", vec!["several of its callouts wait", "i-1, i-2"]),
        (
            "stages",
            vec![
                "at several stages",
                "assignmentRequestApproved, assignmentRequestGranted",
            ],
        ),
        ("unknown", vec!["no policy says at which stage", "--stage says it"]),
    ] {
        let ended = at(&server, &["resume", id, "--approve"]).await;
        assert_eq!(ended.code, 2, "{id}: {}", ended.stderr);
        assert!(
            words.iter().all(|word| ended.stderr.contains(word)),
            "{id}: {}",
            ended.stderr
        );
    }
    let said = ["resume", "several", "--approve", "--instance", "i-1"];
    assert_eq!(at(&server, &said).await.code, 0);
    let stage = ["resume", "stages", "--approve", "--stage", "AssignmentRequestGranted"];
    assert_eq!(at(&server, &stage).await.code, 0);
    let sent = posted(&server).await;
    let stages: Vec<&Value> = sent.iter().map(|(_, body)| &body["data"]["stage"]).collect();
    assert_eq!(stages, ["assignmentRequestCreated", "assignmentRequestGranted"]);
    assert!(
        sent.iter().all(|(_, body)| body["data"].get("state").is_none()),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_lists_what_waits_since_when_and_until_when() {
    let server = server(vec![
        request("r-1", &[("i-1", "ext-1", "waitingForCallback")]),
        request("r-2", &[("i-2", "ext-1", "callbackReceived")]),
        request("r-3", &[("i-3", "ext-9", "waitingForCallback")]),
    ])
    .await;
    let ended = at(&server, &["waiting"]).await;
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let shown: Value = serde_json::from_str(&ended.stdout).unwrap();
    let rows = shown["value"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{shown}");
    assert_eq!(rows[0]["id"], "r-1");
    assert_eq!(rows[0]["stage"], "assignmentRequestCreated");
    assert_eq!(rows[0]["until"], "2026-11-28T10:00:00Z");
    assert_eq!((&rows[1]["id"], &rows[1]["until"]), (&json!("r-3"), &Value::Null));
    let table = at(&server, &["waiting", "-o", "table"]).await;
    assert!(
        table.stdout.contains("Sales") && table.stdout.contains("Ada"),
        "{}",
        table.stdout
    );
    let nobody = at(&MockServer::start().await, &["waiting"]).await;
    assert_eq!(nobody.code, 1, "{}", nobody.stderr);
}

#[test]
fn find_finds_by_words_cmdlets_permissions_and_types() {
    let path =
        "/identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume";
    let first = |words: &[&str]| {
        run(["find"].iter().chain(words))
            .stdout
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(first(&["resume"]).contains(path), "{}", first(&["resume"]));
    let cmdlet = first(&["Resume-MgEntitlementManagementAssignmentRequest"]);
    assert!(cmdlet.contains(path), "{cmdlet}");
    let mgc = run([
        "find",
        "mgc",
        "identity-governance",
        "terms-of-use",
        "agreements",
        "list",
    ]);
    assert!(
        mgc.stdout.starts_with("msgraph-ig terms-of-use agreements list"),
        "{}",
        mgc.stdout
    );
    let permission = run(["find", "Agreement.Read.All", "--every"]);
    assert!(
        permission.stdout.contains("/identityGovernance/termsOfUse/agreements"),
        "{}",
        permission.stdout
    );
    let ty = run(["find", "accessPackageResourceScope"]);
    assert!(
        ty.stdout.contains("type microsoft.graph.accessPackageResourceScope"),
        "{}",
        ty.stdout
    );
    let like = run(["find", "Resume-MgEntitlementManagementAssignmentRequests"]);
    assert!(
        like.stdout.contains("nearest") && like.stdout.contains(path),
        "{}",
        like.stdout
    );
    let nothing = run(["find", "zebra"]);
    assert_eq!(nothing.code, 2);
    let json = run(["find", "resume", "-o", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        json["value"][0]["cmdlet"],
        "Resume-MgEntitlementManagementAssignmentRequest"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_the_permissions_of_its_operation() {
    let server = MockServer::start().await;
    let refusal = json!({ "error": { "code": "Forbidden", "message": "Insufficient privileges" } });
    let reply = ResponseTemplate::new(403).set_body_json(refusal);
    Mock::given(method("GET")).respond_with(reply).mount(&server).await;
    let ended = at(&server, &["access-reviews", "definitions", "list"]).await;
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("AccessReview.Read.All"), "{}", ended.stderr);
}
