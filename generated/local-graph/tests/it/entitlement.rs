//! Entitlement management over HTTP, by the library's typed clients of both versions.

use std::time::Duration;

use msgraph_identity_governance::{StaticTokenCredential, beta, v1_0};
use msgraph_local_graph::{Address, LocalGraph};
use serde_json::{Value, json};

use crate::service::{Service, ask, empty, get, json as sent, send};

const GOVERNANCE: &str = "/identityGovernance/entitlementManagement";

/// The names of a version.
struct Names {
    version: &'static str,
    catalogs: &'static str,
    extensions: &'static str,
    policies: &'static str,
    requests: &'static str,
    assignments: &'static str,
    stages: &'static str,
    state: &'static str,
}

const V1_0: Names = Names {
    version: "v1.0",
    catalogs: "catalogs",
    extensions: "customWorkflowExtensions",
    policies: "assignmentPolicies",
    requests: "assignmentRequests",
    assignments: "assignments",
    stages: "stages",
    state: "state",
};

const BETA: Names = Names {
    version: "beta",
    catalogs: "accessPackageCatalogs",
    extensions: "accessPackageCustomWorkflowExtensions",
    policies: "accessPackageAssignmentPolicies",
    requests: "accessPackageAssignmentRequests",
    assignments: "accessPackageAssignments",
    stages: "steps",
    state: "requestState",
};

/// A local Graph with a package, whose policy calls out when a request is made, and wants Ben's approval.
struct Scene {
    graph: LocalGraph,
    service: Service,
    names: &'static Names,
    package: String,
    policy: String,
}

impl Scene {
    async fn new(names: &'static Names, approved: bool) -> Self {
        let service = Service::start(&[202]).await;
        let address = Address {
            url: service.url.clone(),
            audience: Some("api://callouts".to_owned()),
        };
        let graph = empty().await;
        graph.set_callout("sod-check", Some(&address)).unwrap();
        let scene = Self {
            graph,
            service,
            names,
            package: String::new(),
            policy: String::new(),
        };
        for name in ["ada", "ben"] {
            let user = json!({"id": name, "displayName": name, "userPrincipalName": format!("{name}@contoso.example")});
            scene.make_at("/users", user).await;
        }
        let catalog = scene.make(names.catalogs, json!({"displayName": "General"})).await;
        let extension = json!({
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
            "displayName": "Separation of duties",
            "endpointConfiguration": {
                "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
                "subscriptionId": "s", "resourceGroupName": "g", "logicAppWorkflowName": "sod-check",
            },
            "callbackConfiguration": {
                "@odata.type": "#microsoft.graph.customExtensionCallbackConfiguration", "timeoutDuration": "PT1H",
            },
        });
        let extension = scene
            .make(&format!("{}/{catalog}/{}", names.catalogs, names.extensions), extension)
            .await;
        let package = json!({"displayName": "Engineering", "catalog": {"id": catalog}, "catalogId": catalog});
        let package = match names.version {
            "beta" => json!({"displayName": package["displayName"], "catalogId": catalog}),
            _ => json!({"displayName": package["displayName"], "catalog": {"id": catalog}}),
        };
        let package = scene.make("accessPackages", package).await;
        let stages = json!([{"stage": "assignmentRequestCreated", "customExtension": {"id": extension}}]);
        let approvers = json!([{"primaryApprovers": [match names.version {
            "beta" => json!({"@odata.type": "#microsoft.graph.singleUser", "id": "ben"}),
            _ => json!({"@odata.type": "#microsoft.graph.singleUser", "userId": "ben"}),
        }]}]);
        let policy = match names.version {
            "beta" => json!({
                "displayName": "Everybody", "accessPackageId": package, "durationInDays": 365,
                "requestorSettings": {"scopeType": "AllExistingDirectorySubjects", "acceptRequests": true},
                "requestApprovalSettings": {"isApprovalRequired": approved, "approvalStages": approvers},
                "customExtensionStageSettings": stages,
            }),
            _ => json!({
                "displayName": "Everybody", "accessPackage": {"id": package},
                "allowedTargetScope": "allDirectoryUsers",
                "requestorSettings": {"enableTargetsToSelfAddAccess": true},
                "requestApprovalSettings": {"isApprovalRequiredForAdd": approved, "stages": approvers},
                "expiration": {"type": "afterDuration", "duration": "P365D"},
                "customExtensionStageSettings": stages,
            }),
        };
        let policy = scene.make(names.policies, policy).await;
        Self {
            package,
            policy,
            ..scene
        }
    }

    /// Makes an entity, and gives its id.
    async fn make(&self, path: &str, body: Value) -> String {
        self.make_at(&format!("{GOVERNANCE}/{path}"), body).await
    }

    async fn make_at(&self, path: &str, body: Value) -> String {
        let (status, made) = send(&self.graph, "POST", &format!("/{}{path}", self.names.version), &body).await;
        assert_eq!(status, 201, "{path}: {made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn get(&self, path: &str) -> Value {
        let (status, found) = get(&self.graph, &format!("/{}{GOVERNANCE}/{path}", self.names.version)).await;
        assert_eq!(status, 200, "{path}: {found}");
        found
    }

    /// Ada asks for the package, with these answers.
    fn body(&self, answers: Value) -> Value {
        let assignment = match self.names.version {
            "beta" => "accessPackageAssignment",
            _ => "assignment",
        };
        let spec = json!({"targetId": "ada", "assignmentPolicyId": self.policy, "accessPackageId": self.package});
        json!({"requestType": "userAdd", assignment: spec, "answers": answers})
    }

    /// Asks as a user.
    async fn ask_as(&self, user: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = ask(
            &self.graph,
            method,
            &format!("/{}{GOVERNANCE}/{path}", self.names.version),
        );
        let request = request.bearer_auth(user).header("content-type", "application/json");
        sent(request.body(if body.is_null() {
            String::new()
        } else {
            body.to_string()
        }))
        .await
    }

    /// The last callout, when there are that many.
    async fn called(&self, times: usize) -> Vec<u8> {
        for _ in 0..200 {
            let received = self.service.received();
            if received.len() >= times {
                return received[times - 1].body.to_string().into_bytes();
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("not called {times} times");
    }

    /// The request's state, once it is that.
    async fn becomes(&self, request: &str, state: &str) {
        let path = format!("{}/{request}", self.names.requests);
        let mut last = Value::Null;
        for _ in 0..200 {
            last = self.get(&path).await;
            let found = last[self.names.state].as_str().unwrap_or_default();
            if found.eq_ignore_ascii_case(state) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("not {state}: {last}");
    }
}

macro_rules! loop_by_the_typed_client {
    ($name:ident, $version:ident, $names:expr, $assignment:ident, $set_assignment:ident, $list:ident) => {
        #[tokio::test]
        async fn $name() {
            use $version::callout::AccessPackageAssignmentRequestCallout as Callout;
            use $version::models::*;

            let scene = Scene::new($names, true).await;
            let options = $version::GraphClientOptions {
                cloud: scene.graph.cloud(),
                ..Default::default()
            };
            let client = |user: &str| {
                let options = Some(options.clone());
                $version::GraphClient::new(StaticTokenCredential::new(user), options).unwrap()
            };
            let ada = client("ada@contoso.example");
            let requests = ada.identity_governance().entitlement_management().assignment_requests();
            let assignment = format!(
                r#"{{"targetId": "ada", "assignmentPolicyId": "{}", "accessPackageId": "{}"}}"#,
                scene.policy, scene.package
            );
            let assignment = AccessPackageAssignment::from_slice(assignment.as_bytes()).unwrap();
            let body = AccessPackageAssignmentRequest::new()
                .with_request_type("userAdd")
                .$set_assignment(assignment);
            let made = requests.create(body.clone()).await.unwrap();
            let id = made.id.clone().unwrap();
            assert!(made.created_date_time.is_some());
            scene.becomes(&id, "submitted").await;

            let twice = requests.create(body).await.unwrap_err();
            assert_eq!(twice.status(), Some(409));

            let callout = Callout::from_slice(&scene.called(1).await).unwrap();
            callout.check().unwrap();
            assert_eq!(callout.request_id(), Some(&*id));
            scene.graph.posted().await;
            let shown = requests.by_id(&id).get().await.unwrap();
            let [instance] = shown.custom_extension_callout_instances.as_slice() else {
                panic!("{shown:?}")
            };
            assert_eq!(instance.status, Some(CustomExtensionCalloutInstanceStatus::WaitingForCallback));
            assert_eq!(instance.id.as_deref(), callout.stage_instance_id());

            // Anybody with the right to it resumes: here a service without a user.
            let service = client("service");
            callout.approve("Contoso.SodCheckProcess", "no conflict").send(&service).await.unwrap();
            let again = callout.approve("Contoso.SodCheckProcess", "no conflict").send(&service).await;
            assert_eq!(again.unwrap_err().status(), Some(409));
            scene.becomes(&id, "pendingApproval").await;

            let approval = format!("accessPackageAssignmentApprovals/{id}/{}", scene.names.stages);
            let stages = scene.get(&approval).await;
            let stage = stages["value"][0]["id"].as_str().unwrap();
            let path = format!("{approval}/{stage}");
            let decision = json!({"reviewResult": "Approve", "justification": "She builds it"});
            let (status, _) = scene.ask_as("ada@contoso.example", "PATCH", &path, &decision).await;
            assert_eq!(status, 403);
            let (status, _) = scene.ask_as("ben@contoso.example", "PATCH", &path, &decision).await;
            assert!(matches!(status, 200 | 204), "{status}");
            let decided = scene.get(&path).await;
            assert_eq!(decided["reviewResult"], "Approve");
            assert_eq!(decided["reviewedBy"]["id"], "ben");

            scene.becomes(&id, "delivered").await;
            let own = format!("{}/filterByCurrentUser(on='target')?$expand=accessPackage", scene.names.assignments);
            let (status, found) = scene.ask_as("ada@contoso.example", "GET", &own, &Value::Null).await;
            assert_eq!(status, 200, "{found}");
            assert_eq!(found["value"].as_array().unwrap().len(), 1, "{found}");
            assert_eq!(found["value"][0]["accessPackage"]["displayName"], "Engineering");
            let expanded = format!("{}/{id}?$expand=requestor,accessPackage,{}", scene.names.requests, stringify!($assignment));
            let expanded = scene.get(&expanded).await;
            assert_eq!(expanded["requestor"]["objectId"], "ada");
            let assignment = expanded[stringify!($assignment)]["id"].as_str().unwrap().to_owned();

            // What stands on it cannot be removed; a year later it has ended.
            let (status, _) = scene.ask_as("x", "DELETE", &format!("accessPackages/{}", scene.package), &Value::Null).await;
            assert_eq!(status, 409);
            scene.graph.advance(time::Duration::days(366)).await.unwrap();
            let ended = scene.get(&format!("{}/{assignment}", scene.names.assignments)).await;
            assert!(ended["expiredDateTime"].is_string(), "{ended}");
            let management = ada.identity_governance().entitlement_management();
            let assignments = management.$list().list().await.unwrap();
            assert_eq!(assignments.value.len(), 1);
        }
    };
}

loop_by_the_typed_client!(
    the_whole_loop_in_v1_0,
    v1_0,
    &V1_0,
    assignment,
    with_assignment,
    assignments
);
loop_by_the_typed_client!(
    the_whole_loop_in_beta,
    beta,
    &BETA,
    accessPackageAssignment,
    with_access_package_assignment,
    access_package_assignments
);

#[tokio::test]
async fn a_denial_a_cancellation_and_a_silent_service_over_http() {
    for names in [&V1_0, &BETA] {
        let scene = Scene::new(names, false).await;
        let assignment = if names.version == "beta" {
            "accessPackageAssignment"
        } else {
            "assignment"
        };
        let body = json!({
            "requestType": "userAdd",
            assignment: {"targetId": "ada", "assignmentPolicyId": scene.policy, "accessPackageId": scene.package},
        });
        let ask = || async {
            let (status, made) = scene.ask_as("ada@contoso.example", "POST", names.requests, &body).await;
            assert_eq!(status, 201, "{made}");
            made["id"].as_str().unwrap().to_owned()
        };
        let resume = |id: String, state: Value, callout: Vec<u8>| async move {
            let callout: Value = serde_json::from_slice(&callout).unwrap();
            let data = json!({
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
                "stage": "assignmentRequestCreated", "state": state,
                "customExtensionStageInstanceId": callout["CustomExtensionStageInstanceId"],
            });
            let body = json!({"source": "x", "type": "x.assignmentRequestCreated", "data": data});
            let path = format!("{}/{id}/resume", names.requests);
            (path, body)
        };
        let denied = ask().await;
        let (path, body) = resume(denied.clone(), json!("denied"), scene.called(1).await).await;
        assert_eq!(scene.ask_as("x", "POST", &path, &body).await.0, 204);
        scene.becomes(&denied, "denied").await;

        let canceled = ask().await;
        let callout = scene.called(2).await;
        let path = format!("{}/{canceled}/cancel", names.requests);
        let (status, why) = scene.ask_as("ada@contoso.example", "POST", &path, &Value::Null).await;
        assert!(matches!(status, 200 | 204), "{status} {why}");
        let (path, body) = resume(canceled.clone(), Value::Null, callout).await;
        let (status, refused) = scene.ask_as("x", "POST", &path, &body).await;
        assert_eq!(status, 409, "{refused}");
        assert!(refused["error"]["message"].is_string());
        scene.becomes(&canceled, "canceled").await;

        let silent = ask().await;
        let callout = scene.called(3).await;
        scene.graph.posted().await;
        scene.graph.advance(time::Duration::hours(2)).await.unwrap();
        scene.becomes(&silent, "deliveryFailed").await;
        let shown = scene.get(&format!("{}/{silent}", names.requests)).await;
        assert_eq!(
            shown["customExtensionCalloutInstances"][0]["status"],
            "callbackTimedOut"
        );
        let (path, body) = resume(silent.clone(), Value::Null, callout).await;
        assert_eq!(scene.ask_as("x", "POST", &path, &body).await.0, 409);

        let nowhere = format!("{}/{}/resume", names.requests, scene.package);
        assert_eq!(scene.ask_as("x", "POST", &nowhere, &body).await.0, 404);
        let (status, refused) = scene
            .ask_as("x", "POST", names.requests, &json!({"requestType": "userAdd"}))
            .await;
        assert_eq!((status, &refused["error"]["target"]), (400, &json!("accessPackage")));
    }
}

#[tokio::test]
async fn a_connection_is_tested_at_a_local_page() {
    for names in [&V1_0, &BETA] {
        let scene = Scene::new(names, false).await;
        let catalogs = scene
            .get(&format!("{}?$expand={}", names.catalogs, names.extensions))
            .await;
        let extension = catalogs["value"][0][names.extensions][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let test = |extension: &str| json!({"extension": extension});
        let (status, result) = send(&scene.graph, "POST", "/local/callouts/test", &test(&extension)).await;
        assert_eq!((status, &result["status"]), (200, &json!("calloutSent")), "{result}");
        let posted = scene.service.received().pop().unwrap();
        assert_eq!(posted.body, json!({"Stage": "CustomExtensionConnectionTest"}));
        let (status, _) = send(&scene.graph, "POST", "/local/callouts/test", &test("nothing")).await;
        assert_eq!(status, 404);
        scene.graph.set_callout("sod-check", None).unwrap();
        let (status, refused) = send(&scene.graph, "POST", "/local/callouts/test", &test(&extension)).await;
        assert_eq!(status, 409, "{refused}");
    }
}

#[tokio::test]
async fn a_resume_by_the_other_version_is_taken() {
    for (names, other) in [(&V1_0, &BETA), (&BETA, &V1_0)] {
        let scene = Scene::new(names, false).await;
        let body = scene.body(Value::Null);
        let (status, made) = scene.ask_as("ada@contoso.example", "POST", names.requests, &body).await;
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().unwrap();
        let callout: Value = serde_json::from_slice(&scene.called(1).await).unwrap();
        let data = json!({
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
            "stage": "assignmentRequestCreated",
            "customExtensionStageInstanceId": callout["CustomExtensionStageInstanceId"],
        });
        let body = json!({"source": "x", "type": "x.assignmentRequestCreated", "data": data});
        let path = format!("/{}{GOVERNANCE}/{}/{id}/resume", other.version, other.requests);
        let (status, refused) = send(&scene.graph, "POST", &path, &body).await;
        assert_eq!(status, 204, "{refused}");
        scene.becomes(id, "delivered").await;
        assert_eq!(send(&scene.graph, "POST", &path, &body).await.0, 409);
        let nowhere = path.replace(id, "nobody");
        assert_eq!(send(&scene.graph, "POST", &nowhere, &body).await.0, 404);
    }
}

#[tokio::test]
async fn required_questions_are_answered_over_http() {
    for names in [&V1_0, &BETA] {
        let scene = Scene::new(names, false).await;
        let text = match names.version {
            "beta" => json!({"defaultText": "Why?"}),
            _ => json!("Why?"),
        };
        let question = json!({
            "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "text": text, "isRequired": true,
        });
        let policy = format!("{}/{}", names.policies, scene.policy);
        let (status, why) = match names.version {
            // In v1.0 a question is an entity.
            "v1.0" => {
                scene
                    .ask_as("x", "POST", &format!("{policy}/questions"), &question)
                    .await
            }
            // Beta's policies are replaced as a whole.
            _ => {
                let mut whole = scene.get(&policy).await;
                whole["questions"] = json!([question]);
                scene.ask_as("x", "PUT", &policy, &whole).await
            }
        };
        assert!(matches!(status, 200 | 201 | 204), "{status} {why}");
        let package = format!("accessPackages/{}/getApplicablePolicyRequirements", scene.package);
        let (status, required) = scene
            .ask_as("ada@contoso.example", "POST", &package, &Value::Null)
            .await;
        assert_eq!(status, 200, "{required}");
        assert_eq!(required["value"][0]["policyId"], scene.policy);
        let id = required["value"][0]["questions"][0]["id"].as_str().unwrap().to_owned();

        let unanswered = scene.body(json!([]));
        let (status, refused) = scene
            .ask_as("ada@contoso.example", "POST", names.requests, &unanswered)
            .await;
        assert_eq!((status, &refused["error"]["target"]), (400, &json!("answers")));
        let answer = json!({
            "@odata.type": "#microsoft.graph.accessPackageAnswerString", "value": "for the engine",
            "answeredQuestion": {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": id},
        });
        let answered = scene.body(json!([answer]));
        let (status, made) = scene
            .ask_as("ada@contoso.example", "POST", names.requests, &answered)
            .await;
        assert_eq!(status, 201, "{made}");
        let shown = scene
            .get(&format!("{}/{}", names.requests, made["id"].as_str().unwrap()))
            .await;
        assert_eq!(shown["answers"][0]["value"], "for the engine");
        let callout: Value = serde_json::from_slice(&scene.called(1).await).unwrap();
        assert_eq!(callout["Answers"][0]["AnsweredQuestion"]["Id"], id);
    }
}

#[tokio::test]
async fn the_demo_organisations_packages_can_be_asked_for() {
    let service = Service::start(&[202]).await;
    let address = Address {
        url: service.url.clone(),
        audience: None,
    };
    let graph = LocalGraph::builder().callout("*", address).start().await.unwrap();
    for names in [&V1_0, &BETA] {
        let below = format!("/{}{GOVERNANCE}", names.version);
        let filtered = format!("{below}/accessPackages/filterByCurrentUser(on='allowedRequestor')");
        let (_, users) = get(&graph, &format!("/{}/users", names.version)).await;
        let mut asked = 0;
        for user in users["value"].as_array().unwrap() {
            let user = user["id"].as_str().unwrap();
            let (status, packages) = sent(ask(&graph, "GET", &filtered).bearer_auth(user)).await;
            assert_eq!(status, 200, "{packages}");
            for package in packages["value"].as_array().unwrap() {
                let path = format!(
                    "{below}/accessPackages/{}/getApplicablePolicyRequirements",
                    package["id"].as_str().unwrap()
                );
                let (status, found) = sent(ask(&graph, "POST", &path).bearer_auth(user)).await;
                assert_eq!(status, 200, "{found}");
                assert!(!found["value"].as_array().unwrap().is_empty());
                asked += 1;
            }
        }
        assert!(asked > 0, "{}: nobody may ask for anything", names.version);
    }
}
