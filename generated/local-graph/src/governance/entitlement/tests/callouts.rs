//! Custom extension stages: what is posted, the resume, and what is refused.

use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::{beta, v1_0};
use serde_json::{Value, json};

use super::*;
use crate::governance::callouts::Status;

/// A body as the library reads it: the facts of both versions' types, and what does not fit.
fn read(body: &Value) -> (Option<String>, Option<String>, Option<String>, Vec<String>) {
    macro_rules! read {
        ($version:ident) => {{
            let callout =
                $version::callout::AccessPackageAssignmentRequestCallout::from_slice(body.to_string().as_bytes())
                    .unwrap();
            if !callout.is_connection_test() {
                callout.check().unwrap();
            }
            let mismatches = callout.data().mismatches();
            (
                callout.request_id().map(str::to_owned),
                callout.stage_instance_id().map(str::to_owned),
                callout.stage().map(|stage| stage.as_str().to_owned()),
                mismatches.into_iter().map(|mismatch| mismatch.path).collect::<Vec<_>>(),
            )
        }};
    }
    let (first, second) = (read!(v1_0), read!(beta));
    assert_eq!(first, second);
    first
}

#[tokio::test]
async fn a_request_is_called_out_resumed_and_delivered() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS));
        let request = scene.ada_asks().await;
        assert_eq!(scene.state(request), "submitted");
        assert_eq!(scene.status(request), "WaitingForCallback");
        let [post] = scene.posts().try_into().unwrap();
        assert_eq!((post.node, post.audience.as_deref()), (request, Some("api://callouts")));
        let [instance] = scene.instances(request).try_into().unwrap();
        assert_eq!(instance.status, Status::Waiting);
        let (id, instance_id, stage, mismatches) = read(&post.body);
        assert_eq!(id.as_deref(), Some(&*scene.key(request)));
        assert_eq!(instance_id.as_deref(), Some(&*instance.id));
        assert_eq!(stage.as_deref(), Some("assignmentRequestCreated"));
        assert_eq!(mismatches, Vec::<String>::new());
        assert_eq!(post.body["Stage"], "AssignmentRequestCreated");
        assert_eq!(post.body["RequestType"], "UserAdd");
        assert_eq!(post.body["State"], "Submitted");
        assert_eq!(post.body["CallbackConfiguration"]["DurationBeforeTimeout"], "PT2H");
        assert_eq!(post.body["Requestor"]["ObjectId"], "ada");
        assert_eq!(post.body["AccessPackage"]["DisplayName"], "Engineering");
        assert_eq!(post.body["AccessPackageCatalog"]["Id"], CATALOG);
        assert_eq!(scene.assignment(request), None);

        scene.resume(request, json!({})).unwrap();
        assert_eq!(scene.state(request), "delivered");
        let (assignment, state) = scene.assignment(request).unwrap();
        assert_eq!(state, "delivered");
        assert_eq!(post.body["Assignment"]["Id"], scene.key(assignment));
        let shown = scene.member(request, "customExtensionCalloutInstances");
        let expected = json!([{
            "id": instance.id, "customExtensionId": WAITS, "externalCorrelationId": null,
            "status": "callbackReceived", "detail": "looked at",
        }]);
        assert_eq!(shown, expected);
        if version == Version::Beta {
            let handlers = scene.member(request, "customExtensionHandlerInstances");
            assert_eq!(handlers[0]["status"], "requestReceived");
            assert_eq!(handlers[0]["stage"], "assignmentRequestCreated");
        }
    }
}
