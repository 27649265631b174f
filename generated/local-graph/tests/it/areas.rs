//! Lifecycle workflows and access reviews over HTTP, by the library's typed clients of both versions.

use std::time::Duration;

use msgraph_identity_governance::{StaticTokenCredential, beta, v1_0};
use msgraph_local_graph::{Address, LocalGraph};
use serde_json::{Value, json};

use crate::service::{Service, empty, send};

/// Makes an entity, and gives its id.
async fn make(graph: &LocalGraph, version: &str, path: &str, body: Value) -> String {
    let (status, made) = send(graph, "POST", &format!("/{version}{path}"), &body).await;
    assert_eq!(status, 201, "{path}: {made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn user(graph: &LocalGraph, version: &str, key: &str) {
    let body = json!({"id": key, "displayName": key, "userPrincipalName": format!("{key}@contoso.example")});
    make(graph, version, "/users", body).await;
}

/// The first callout, when it is there.
async fn called(service: &Service) -> Vec<u8> {
    for _ in 0..200 {
        if let Some(first) = service.received().first() {
            return first.body.to_string().into_bytes();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nothing was called")
}

macro_rules! areas_by_the_typed_client {
    ($workflows:ident, $reviews:ident, $version:ident, $name:literal) => {
        #[tokio::test]
        async fn $workflows() {
            use $version::callout::CustomTaskExtensionCallout as Callout;
            use $version::models::identity_governance::LifecycleWorkflowProcessingStatus as Status;

            let service = Service::start(&[202]).await;
            let graph = empty().await;
            let address = Address {
                url: service.url.clone(),
                audience: None,
            };
            graph.set_callout("offboarding", Some(&address)).unwrap();
            user(&graph, $name, "ada").await;
            let container = "/identityGovernance/lifecycleWorkflows";
            let extension = json!({
                "displayName": "offboarding",
                "endpointConfiguration": {
                    "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
                    "logicAppWorkflowName": "leaver",
                },
                "callbackConfiguration": {
                    "@odata.type": "#microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration",
                    "timeoutDuration": "PT1H",
                },
            });
            let extension = make(&graph, $name, &format!("{container}/customTaskExtensions"), extension).await;
            let workflow = json!({
                "category": "leaver", "displayName": "Leaver", "isEnabled": true, "isSchedulingEnabled": false,
                "executionConditions": {"@odata.type": "#microsoft.graph.identityGovernance.onDemandExecutionOnly"},
                "tasks": [{
                    "taskDefinitionId": "4262b724-8dba-4fad-afc3-43fcbb497a0e",
                    "displayName": "Call",
                    "isEnabled": true,
                    "arguments": [{"name": "customTaskExtensionID", "value": extension}],
                }],
            });
            let workflow = make(&graph, $name, &format!("{container}/workflows"), workflow).await;
            let activate = format!("/{}{container}/workflows/{workflow}/activate", $name);
            let (status, body) = send(&graph, "POST", &activate, &json!({"subjects": [{"id": "ada"}]})).await;
            assert_eq!(status, 204, "{body}");

            let callout = Callout::from_slice(&called(&service).await).unwrap();
            callout.check().unwrap();
            assert_eq!(callout.workflow_id(), Some(&*workflow));
            graph.posted().await;
            let options = $version::GraphClientOptions {
                cloud: graph.cloud(),
                ..Default::default()
            };
            let client = $version::GraphClient::new(StaticTokenCredential::new("service"), Some(options)).unwrap();
            let workflows = client.identity_governance().lifecycle_workflows().workflows();
            let runs = workflows.by_id(&workflow).runs();
            let run = runs.list().await.unwrap().value.remove(0);
            assert_eq!(run.processing_status, Some(Status::InProgress));
            callout.completed("Contoso.Offboarding").send(&client).await.unwrap();
            let again = callout.failed("Contoso.Offboarding").send(&client).await;
            assert_eq!(again.unwrap_err().status(), Some(409));
            let run = runs.by_id(run.id.unwrap()).get().await.unwrap();
            assert_eq!((run.processing_status, run.successful_users_count), (Some(Status::Completed), Some(1)));
        }

        #[tokio::test]
        async fn $reviews() {
            use $version::models::AccessReviewInstanceDecisionItem;

            let graph = empty().await;
            for key in ["boss", "ada"] {
                user(&graph, $name, key).await;
            }
            let members = json!([format!("https://graph.microsoft.com/{}/users/ada", $name)]);
            let group = json!({"id": "team", "displayName": "team", "members@odata.bind": members});
            make(&graph, $name, "/groups", group).await;
            let review = json!({
                "displayName": "Members",
                "scope": {
                    "@odata.type": "#microsoft.graph.accessReviewQueryScope",
                    "query": "/groups/team/members", "queryType": "MicrosoftGraph",
                },
                "reviewers": [{"query": "/users/boss", "queryType": "MicrosoftGraph"}],
                "settings": {"instanceDurationInDays": 3, "autoApplyDecisionsEnabled": true},
            });
            let definitions = "/identityGovernance/accessReviews/definitions";
            let definition = make(&graph, $name, definitions, review).await;
            graph.advance(time::Duration::SECOND).await.unwrap();
            let options = $version::GraphClientOptions {
                cloud: graph.cloud(),
                ..Default::default()
            };
            let token = StaticTokenCredential::new("boss@contoso.example");
            let client = $version::GraphClient::new(token, Some(options)).unwrap();
            let reviews = client.identity_governance().access_reviews().definitions();
            let instances = reviews.by_id(&definition).instances();
            let instance = instances.list().await.unwrap().value.remove(0);
            assert_eq!(instance.status.as_deref(), Some("InProgress"));
            let instance = instances.by_id(instance.id.unwrap());
            let item = instance.decisions().list().await.unwrap().value.remove(0);
            let decision = AccessReviewInstanceDecisionItem::new().with_decision("Deny");
            instance.decisions().by_id(item.id.unwrap()).update(decision).await.unwrap();
            instance.stop().await.unwrap();
            graph.advance(time::Duration::minutes(5)).await.unwrap();
            let ended = instance.get().await.unwrap();
            assert_eq!(ended.status.as_deref(), Some("Applied"));
            let path = format!("/{}/groups/team/members", $name);
            let (_, left) = crate::service::get(&graph, &path).await;
            assert_eq!(left["value"], json!([]));
        }
    };
}

areas_by_the_typed_client!(a_workflow_calls_out_in_v1_0, a_review_takes_away_in_v1_0, v1_0, "v1.0");
areas_by_the_typed_client!(a_workflow_calls_out_in_beta, a_review_takes_away_in_beta, beta, "beta");
