//! The callout from end to end, by the real programs: `msgraph-ig serve` calls out, the callout service of the examples
//! decides and resumes, and the command line makes the requests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Ended, program};
use crate::serve::{Serving, ask};

const ORDERS: u32 = 1;
const PAYMENTS: u32 = 2;
const SAFETY_OFFICER: u32 = 5;
const ADA: &str = "ada@larkfield.example";
const CHIARA: &str = "chiara@larkfield.example";
const AUDIENCE: &str = "api://callout-service";

/// How long a state may take to come.
const TIME: Duration = Duration::from_secs(30);

fn id(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// The binary of the example, beside ours: built where nobody has built it yet.
fn service_binary() -> PathBuf {
    let name = format!("callout-service{}", std::env::consts::EXE_SUFFIX);
    let path = Path::new(env!("CARGO_BIN_EXE_msgraph-ig")).with_file_name(name);
    if !path.exists() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--locked", "--package", "callout-service"])
            .status();
        assert!(built.unwrap().success());
    }
    path
}

/// The callout service. It is killed at the end.
struct Service {
    child: Child,
    url: String,
}

impl Service {
    fn start(folder: &TempDir, graph: &str) -> Self {
        let rules = json!({
            "conflicts": [{"packages": [id(4, ORDERS), id(4, PAYMENTS)], "reason": "who orders must not pay"}],
            "approvers": {(id(4, SAFETY_OFFICER)): [id(1, 1)]},
        });
        let path = folder.path().join("rules.json");
        std::fs::write(&path, rules.to_string()).unwrap();
        let identity = msgraph_local_graph::Identity::default();
        let mut child = Command::new(service_binary())
            .args([
                "--listen",
                "127.0.0.1:0",
                "--tenant",
                &identity.tenant,
                "--caller",
                &identity.application,
            ])
            .args([
                "--role",
                &identity.roles[0],
                "--audience",
                AUDIENCE,
                "--credential",
                "token",
            ])
            .args(["--authority", graph, "--graph", graph, "--retry-after", "1"])
            .arg("--rules")
            .arg(&path)
            .arg("--database")
            .arg(folder.path().join("callouts.db"))
            .env("CALLOUT_TOKEN", "the-services-own")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A service that responds with one status and does nothing.
struct Stub {
    url: String,
    received: Arc<Mutex<Vec<Value>>>,
}

impl Stub {
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        // It ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut reader = BufReader::new(stream.unwrap());
                let (mut line, mut length) = (String::new(), 0);
                while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                        length = value.trim().parse().unwrap();
                    }
                    line.clear();
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                kept.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
                let response = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                reader.get_mut().write_all(response.as_bytes()).unwrap();
            }
        });
        Self { url, received }
    }
}

/// A local Graph, and one who asks it by the command line.
struct Scene {
    graph: Serving,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        Self {
            graph: Serving::start(&["--quiet"]),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn local(&self, path: &str, body: &Value) -> Value {
        let (status, response) = ask(&self.graph.url, "POST", path, body).unwrap();
        assert!((200..300).contains(&status), "{path}: {response}");
        response
    }

    fn post_callouts_to(&self, url: &str) {
        self.local(
            "/local/callouts",
            &json!({"extension": "*", "url": url, "audience": AUDIENCE}),
        );
    }

    /// Runs the command line as somebody.
    fn run(&self, who: &str, args: &[&str]) -> Ended {
        let token = self.folder.path().join(who);
        std::fs::write(&token, who).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&token, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let output = program()
            .env("MSGRAPH_IG_ENDPOINT", &self.graph.url)
            .env("MSGRAPH_IG_TOKEN_FILE", &token)
            .args(args)
            .output();
        Ended::of(output.unwrap())
    }

    fn json(&self, who: &str, args: &[&str]) -> Value {
        let ended = self.run(who, args);
        assert_eq!(ended.code, 0, "{args:?}: {}", ended.stderr);
        serde_json::from_str(&ended.stdout).unwrap_or(Value::Null)
    }

    /// Asks for an access package, and gives the request's id.
    fn request(&self, package: u32) -> String {
        let body = json!({
            "requestType": "userAdd",
            "assignment": {"accessPackage": {"id": id(4, package)}, "assignmentPolicy": {"id": id(5, package)}},
        });
        let body = body.to_string();
        let made = self.json(
            CHIARA,
            &[
                "entitlement-management",
                "assignment-requests",
                "create",
                "--body",
                &body,
            ],
        );
        made["id"].as_str().unwrap().to_owned()
    }

    fn read(&self, request: &str) -> Value {
        let option = "--access-package-assignment-request-id";
        self.json(
            CHIARA,
            &["entitlement-management", "assignment-requests", "get", option, request],
        )
    }

    /// The service refuses to resume a request's callout.
    fn is_not_resumed(&self, request: &str) {
        let read = self.read(request);
        let instance = read["customExtensionCalloutInstances"][0]["id"].as_str().unwrap();
        let args = [
            "--approve",
            "--stage",
            "assignmentRequestCreated",
            "--instance",
            instance,
        ];
        let resumed = self.run(CHIARA, &[&["resume", request][..], &args].concat());
        assert_eq!(resumed.code, 1, "{}{}", resumed.stdout, resumed.stderr);
    }

    /// Waits until a request is in a state, and its last callout has a status.
    fn wait(&self, request: &str, state: &str, callout: &str) -> Value {
        let begun = Instant::now();
        loop {
            let read = self.read(request);
            let instances = read["customExtensionCalloutInstances"].as_array().unwrap();
            let status = instances.last().map_or(&Value::Null, |instance| &instance["status"]);
            if read["state"] == state && (status == callout || callout.is_empty()) {
                return read;
            }
            assert!(begun.elapsed() < TIME, "it was to be {state} with {callout}: {read}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn a_request_is_approved_and_the_next_one_denied() {
    let scene = Scene::new();
    let service = Service::start(&scene.folder, &scene.graph.url);
    scene.post_callouts_to(&format!("{}/callouts/access-package", service.url));
    let orders = scene.request(ORDERS);
    scene.wait(&orders, "delivered", "callbackReceived");
    let payments = scene.request(PAYMENTS);
    let denied = scene.wait(&payments, "denied", "callbackReceived");
    let detail = denied["customExtensionCalloutInstances"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("who orders must not pay"), "{denied}");
    let list = [
        "entitlement-management",
        "assignments",
        "list",
        "--expand",
        "target,accessPackage",
    ];
    let assignments = scene.json(CHIARA, &list);
    let of_chiara = assignments["value"].as_array().unwrap().iter();
    let of_chiara = of_chiara.filter(|assignment| assignment["target"]["objectId"] == id(1, 3));
    let mut packages: Vec<&str> = of_chiara
        .map(|one| one["accessPackage"]["displayName"].as_str().unwrap())
        .collect();
    packages.sort_unstable();
    assert_eq!(packages, ["Place orders", "Sales figures"]);

    // A second resume of the same callout is refused, and changes nothing.
    scene.is_not_resumed(&orders);
    assert_eq!(scene.read(&orders)["state"], "delivered");
}

#[test]
fn a_service_determines_who_approves() {
    let scene = Scene::new();
    let service = Service::start(&scene.folder, &scene.graph.url);
    scene.post_callouts_to(&format!("{}/callouts/access-package", service.url));
    let request = scene.request(SAFETY_OFFICER);
    scene.wait(&request, "pendingApproval", "callbackReceived");
    let approvals = "/identityGovernance/entitlementManagement/accessPackageAssignmentApprovals";
    let approval = scene.json(ADA, &["get", &format!("{approvals}/{request}?$expand=stages")]);
    let stage = approval["stages"][0]["id"].as_str().unwrap();
    let decision = json!({"reviewResult": "Approve", "justification": "she knows the laboratory"}).to_string();
    let path = format!("{approvals}/{request}/stages/{stage}");
    // Nobody else may.
    assert_eq!(
        scene
            .run("bruno@larkfield.example", &["patch", &path, "--body", &decision])
            .code,
        1
    );
    assert_eq!(scene.run(ADA, &["patch", &path, "--body", &decision]).code, 0);
    scene.wait(&request, "delivered", "");
}

#[test]
fn a_service_that_is_silent_is_waited_for_in_vain() {
    let scene = Scene::new();
    let stub = Stub::start(202);
    scene.post_callouts_to(&stub.url);
    let request = scene.request(ORDERS);
    scene.wait(&request, "submitted", "waitingForCallback");
    scene.local("/local/clock", &json!({"advance": "PT59M"}));
    scene.wait(&request, "submitted", "waitingForCallback");
    scene.local("/local/clock", &json!({"advance": "PT2M"}));
    let read = scene.read(&request);
    let status = &read["customExtensionCalloutInstances"][0]["status"];
    assert_eq!(status, "callbackTimedOut", "{read}");
    scene.is_not_resumed(&request);
    assert_eq!(stub.received.lock().unwrap().len(), 1);
}

#[test]
fn a_service_that_fails_or_is_down_ends_the_callout() {
    let scene = Scene::new();
    let stub = Stub::start(500);
    scene.post_callouts_to(&stub.url);
    let failed = scene.request(ORDERS);
    let begun = Instant::now();
    let status = |request: &str| scene.read(request)["customExtensionCalloutInstances"][0]["status"].clone();
    while status(&failed) != "calloutFailed" {
        assert!(begun.elapsed() < TIME, "{}", scene.read(&failed));
    }
    // The extension allows one retry.
    assert_eq!(stub.received.lock().unwrap().len(), 2);

    scene.post_callouts_to("http://127.0.0.1:9/");
    let down = scene.request(PAYMENTS);
    while status(&down) != "calloutFailed" {
        assert!(begun.elapsed() < TIME, "{}", scene.read(&down));
    }
}

#[test]
fn a_cancelled_request_is_not_resumed() {
    let scene = Scene::new();
    let stub = Stub::start(202);
    scene.post_callouts_to(&stub.url);
    let request = scene.request(ORDERS);
    scene.wait(&request, "submitted", "waitingForCallback");
    let path = format!("/identityGovernance/entitlementManagement/assignmentRequests/{request}");
    let cancelled = scene.run(CHIARA, &["post", &format!("{path}/cancel")]);
    assert_eq!(cancelled.code, 0, "{}", cancelled.stderr);
    assert_eq!(scene.read(&request)["state"], "canceled");
    scene.is_not_resumed(&request);
    assert_eq!(scene.read(&request)["state"], "canceled");
}

/// Makes a workflow of one task, which calls out, and gives its path.
fn workflow(scene: &Scene) -> String {
    let root = "/identityGovernance/lifecycleWorkflows";
    let extension = json!({
        "displayName": "Badge",
        "endpointConfiguration": {
            "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "subscriptionId": "s", "resourceGroupName": "g", "logicAppWorkflowName": "badge",
        },
        "callbackConfiguration": {
            "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration",
            "timeoutDuration": "PT1H",
        },
    });
    let path = format!("{root}/customTaskExtensions");
    let extension = scene.json(ADA, &["post", &path, "--body", &extension.to_string()]);
    let body = json!({
        "category": "leaver", "displayName": "Takes the badge", "isEnabled": true, "isSchedulingEnabled": false,
        "executionConditions": {"@odata.type": "#microsoft.graph.identityGovernance.onDemandExecutionOnly"},
        "tasks": [{
            "taskDefinitionId": "4262b724-8dba-4fad-afc3-43fcbb497a0e",
            "displayName": "The badge", "isEnabled": true, "continueOnError": false,
            "arguments": [{"name": "customTaskExtensionID", "value": extension["id"]}],
        }],
    });
    let path = format!("{root}/workflows");
    let made = scene.json(ADA, &["post", &path, "--body", &body.to_string()]);
    format!("{root}/workflows/{}", made["id"].as_str().unwrap())
}

/// Runs a workflow for a user.
fn run_workflow(scene: &Scene, workflow: &str) {
    let subjects = json!({"subjects": [{"id": id(1, 8)}]}).to_string();
    let activate = format!("{workflow}/microsoft.graph.identityGovernance.activate");
    let ended = scene.run(ADA, &["post", &activate, "--body", &subjects]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

/// Waits for the status of a workflow's one run.
fn wait_for_run(scene: &Scene, workflow: &str, expected: &str) {
    let begun = Instant::now();
    loop {
        let runs = scene.json(ADA, &["get", &format!("{workflow}/runs")]);
        if runs["value"][0]["processingStatus"] == expected {
            return;
        }
        assert!(begun.elapsed() < TIME, "it was to be {expected}: {runs}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_task_of_a_workflow_is_completed() {
    let scene = Scene::new();
    let service = Service::start(&scene.folder, &scene.graph.url);
    scene.post_callouts_to(&format!("{}/callouts/custom-task", service.url));
    let workflow = workflow(&scene);
    run_workflow(&scene, &workflow);
    wait_for_run(&scene, &workflow, "completed");
}

#[test]
fn a_task_of_a_workflow_fails() {
    let scene = Scene::new();
    let stub = Stub::start(202);
    scene.post_callouts_to(&stub.url);
    let workflow = workflow(&scene);
    run_workflow(&scene, &workflow);
    let begun = Instant::now();
    while stub.received.lock().unwrap().is_empty() {
        assert!(begun.elapsed() < TIME, "nothing was called out");
        std::thread::sleep(Duration::from_millis(20));
    }
    let path = stub.received.lock().unwrap()[0]["data"]["callbackUriPath"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({"source": "badges", "type": "lifecycleEvent", "data": {
        "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackData",
        "operationStatus": "failed",
    }});
    let body = body.to_string();
    let resume = ["post", &path, "--body", &body];
    let ended = scene.run(ADA, &resume);
    assert_eq!(ended.code, 0, "{path}: {}", ended.stderr);
    wait_for_run(&scene, &workflow, "failed");
    assert_eq!(scene.run(ADA, &resume).code, 1);
}
