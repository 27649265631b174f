//! Custom extension stages: what is posted, the resume, and what is refused.

use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::{beta, v1_0};
use serde_json::{Value, json};
use time::Duration;

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

#[tokio::test]
async fn what_is_posted_at_each_stage_is_read_by_the_library() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let questions = json!([{
            "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": "q1", "isRequired": true,
        }]);
        let stages = [
            Stage::Created,
            Stage::Determining,
            Stage::Approved,
            Stage::Granted,
            Stage::Removed,
        ];
        let spec = stages
            .into_iter()
            .fold(Spec::new(), |spec, stage| spec.at(stage, LAUNCHED));
        let spec = spec.at(Stage::FourteenDays, EXPIRING).at(Stage::OneDay, EXPIRING);
        scene.policy(&spec.with(json!({"questions": questions})));
        let target = json!({"targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let answer = json!({
            "@odata.type": "#microsoft.graph.accessPackageAnswerString", "value": "for the engine",
            "displayValue": "for the engine",
            "answeredQuestion": {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": "q1"},
        });
        let body = json!({"requestType": "userAdd", "assignment": target, "answers": [answer]});
        let request = scene.request(&user("ada"), body).unwrap();
        scene.settle().await;
        assert_eq!(scene.state(request), "delivered");
        scene.advance(Duration::days(366)).await;

        let posts = scene.posts();
        let expected: Vec<&str> = [&stages[..4], &[Stage::FourteenDays, Stage::OneDay, Stage::Removed]]
            .concat()
            .into_iter()
            .map(Stage::name)
            .collect();
        let mut found = Vec::new();
        for post in &posts {
            let (id, instance, stage, mismatches) = read(&post.body);
            assert!(id.is_some() && instance.is_some(), "{}", post.body);
            assert_eq!(mismatches, Vec::<String>::new(), "{}", post.body);
            found.push(stage.unwrap());
        }
        assert_eq!(found, expected);
        let answers = &posts[0].body["Answers"];
        assert_eq!(answers[0]["Value"], "for the engine");
        assert_eq!(answers[0]["AnsweredQuestion"]["Id"], "q1");
        let before = &posts[4].body;
        assert_eq!(before["AccessPackageAssignmentRequestId"], scene.key(request));
        assert_eq!(before["Assignment"]["State"], "Delivered");
        assert!(before.get("CallbackUriPath").is_none() && before.get("Requestor").is_none());
        assert_eq!(posts[6].body["RequestType"], "SystemRemove");
        let (assignment, _) = scene.assignment(request).unwrap();
        assert_eq!(scene.instances(assignment).len(), 2);
        assert_eq!(scene.instances(request).len(), 4);
    }
}

#[tokio::test]
async fn a_resume_that_does_not_fit_is_refused() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS));
        let request = scene.ada_asks().await;
        let id = scene.instances(request)[0].id.clone();
        let own = json!({"stage": "AssignmentRequestCreated", "customExtensionStageInstanceId": id});
        let with = |more: Value| {
            let mut data = own.clone();
            data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            data
        };
        let approvers = json!({"approvalStage": stage_of(&["ben"])});
        for (data, status, about) in [
            (Value::Null, 400, "data"),
            (
                json!({"stage": "assignmentRequestCreated"}),
                400,
                "data/customExtensionStageInstanceId",
            ),
            (with(json!({"stage": null})), 400, "data/stage"),
            (with(json!({"stage": "assignmentRequestMade"})), 400, "data/stage"),
            (with(json!({"stage": "assignmentRequestGranted"})), 400, "data/stage"),
            (
                with(json!({"customExtensionStageInstanceId": PACKAGE})),
                404,
                "data/customExtensionStageInstanceId",
            ),
            (with(json!({"state": "Delivered"})), 400, "data/state"),
            (with(approvers), 400, "data/approvalStage"),
        ] {
            let refused = scene.resume_with(request, data.clone());
            assert_eq!(why(refused), (status, Some(about.to_owned())), "{data}");
        }
        let set = scene.words().requests;
        let wrong_type = json!({
            "source": "x", "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestRemoved",
            "data": own,
        });
        let refused = scene.call(&Caller::default(), set, "resume", Bound::Entity(request), wrong_type);
        assert_eq!(why(refused), (400, Some("type".to_owned())));
        assert_eq!(scene.status(request), "WaitingForCallback");

        // The stage in any case, and the id in any case, are fine. Twice is not.
        scene
            .resume_with(
                request,
                with(json!({"customExtensionStageInstanceId": id.to_uppercase()})),
            )
            .unwrap();
        assert_eq!(why(scene.resume_with(request, own.clone())), (409, None));

        // After its time, of a request that was canceled, and of one that waits for nothing.
        let after = Scene::new(version);
        after.policy(&Spec::new().at(Stage::Created, WAITS));
        let late = after.ada_asks().await;
        after.advance(Duration::minutes(121)).await;
        assert_eq!(after.instances(late)[0].status, Status::TimedOut);
        assert_eq!(why(after.resume(late, json!({}))), (409, None));
        let again = after.ada_asks().await;
        after
            .call(&user("ada"), set, "cancel", Bound::Entity(again), json!({}))
            .unwrap();
        assert_eq!(why(after.resume(again, json!({}))), (409, None));
        after.advance(Duration::hours(3)).await;
        assert_eq!(after.state(again), "canceled");
        let plain = Scene::new(version);
        plain.policy(&Spec::new().at(Stage::Created, LAUNCHED));
        let delivered = plain.ada_asks().await;
        assert_eq!(why(plain.resume(delivered, json!({}))), (409, None));
    }
}

/// A service that resumes while it is being called.
struct Hasty(std::sync::OnceLock<std::sync::Weak<Engine>>);

impl Poster for Hasty {
    fn post<'a>(&'a self, version: Version, post: &'a Post) -> BoxFuture<'a, Posted> {
        let engine = self.0.get().and_then(std::sync::Weak::upgrade).unwrap();
        let data = json!({
            "stage": post.body["Stage"],
            "customExtensionStageInstanceId": post.body["CustomExtensionStageInstanceId"],
        });
        let arguments = json!({"data": data}).as_object().unwrap().clone();
        let resumed = engine.turn(version, &Caller::default(), |turn| {
            super::super::resume::resume(turn, post.node, &arguments)
        });
        resumed.unwrap();
        Box::pin(async { responded(500) })
    }
}

#[tokio::test]
async fn a_service_may_resume_before_it_responds() {
    struct Shared(Arc<Hasty>);
    impl Poster for Shared {
        fn post<'a>(&'a self, version: Version, post: &'a Post) -> BoxFuture<'a, Posted> {
            self.0.post(version, post)
        }
    }
    for version in Version::ALL {
        let hasty = Arc::new(Hasty(std::sync::OnceLock::new()));
        let behaviors: Vec<Box<dyn Behavior>> = vec![Box::new(EntitlementManagement)];
        let poster = Box::new(Shared(Arc::clone(&hasty)));
        let mut scene = Scene::new(version);
        let json = scene.read(|store| store.to_delta().to_json());
        let mut state = State::new();
        let delta = crate::store::Delta::from_json(json, state.store(version)).unwrap();
        state.store_mut(version).apply(delta);
        scene.engine = Engine::new(state, Box::new(InMemory), behaviors, poster);
        hasty.0.set(Arc::downgrade(&scene.engine)).unwrap();
        scene.policy(&Spec::new().at(Stage::Created, WAITS).at(Stage::Granted, WAITS));
        let request = scene.ada_asks().await;
        assert_eq!(scene.state(request), "delivered");
        assert!(
            scene
                .instances(request)
                .iter()
                .all(|instance| instance.status == Status::Received)
        );
    }
}

#[tokio::test]
async fn an_extension_without_an_address_fails() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS));
        scene
            .turn(&Caller::default(), |turn| set_address(&mut turn.change, "*", None))
            .unwrap();
        let request = scene.ada_asks().await;
        assert_eq!(scene.state(request), "deliveryFailed");
        let [instance] = scene.instances(request).try_into().unwrap();
        assert_eq!(instance.status, Status::Failed);
        assert!(instance.detail.unwrap().contains("/local/callouts"));
        assert!(scene.posts().is_empty());
    }
}

#[tokio::test]
async fn extensions_of_one_stage_are_called_in_turn() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let spec = Spec::new()
            .at(Stage::Created, LAUNCHED)
            .at(Stage::Created, WAITS)
            .at(Stage::Created, WAITS);
        scene.policy(&spec);
        let request = scene.ada_asks().await;
        assert_eq!(scene.posts().len(), 2);
        scene.resume(request, json!({})).unwrap();
        scene.settle().await;
        assert_eq!((scene.posts().len(), &*scene.state(request)), (3, "submitted"));
        scene.resume(request, json!({})).unwrap();
        assert_eq!(scene.state(request), "delivered");
    }
}

#[tokio::test]
async fn a_connection_is_tested_without_a_request() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let test = |extension: &str| scene.turn(&user("admin"), |turn| super::super::test_connection(turn, extension));
        assert_eq!(why(test(PACKAGE)).0, 404);
        for (how, status) in [(responded(200), "calloutSent"), (responded(401), "calloutFailed")] {
            scene.respond(how);
            let extension = test(WAITS).unwrap();
            scene.settle().await;
            let post = scene.posts().pop().unwrap();
            let body = post.body.to_string();
            let callout = v1_0::callout::AccessPackageAssignmentRequestCallout::from_slice(body.as_bytes()).unwrap();
            assert!(callout.is_connection_test());
            let note = scene.read(|store| store.get(extension).unwrap().notes["connectionTest"].clone());
            assert_eq!(note["status"], status);
        }
    }
}

/// All paths of members in a value: `Assignment.Target.Id`, items of a list as one.
fn paths(value: &Value, at: &str, into: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                paths(value, &path, into);
                into.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, at, into)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_posted_has_the_members_of_reported_callouts() {
    for file in ["callout-entitlement.json", "callout-entitlement-created.json"] {
        let Some(file) = test_support::shared_folder::shared(&format!("cases/{file}")) else {
            return;
        };
        let reported: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let scene = Scene::new(Version::Beta);
        let questions = json!([{"id": "q1", "isRequired": false}]);
        let stage = Stage::from_name(reported["Stage"].as_str().unwrap()).unwrap();
        scene.policy(&Spec::new().at(stage, WAITS).with(json!({"questions": questions})));
        let answer = json!({
            "@odata.type": "#microsoft.graph.accessPackageAnswerString", "value": "x",
            "answeredQuestion": {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": "q1"},
        });
        let spec = json!({"targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let body = json!({"requestType": "userAdd", "accessPackageAssignment": spec, "answers": [answer]});
        scene.request(&user("ada"), body).unwrap();
        scene.settle().await;
        let post = scene.posts().pop().unwrap();
        let (mut own, mut theirs) = Default::default();
        paths(&post.body, "", &mut own);
        paths(&reported, "", &mut theirs);
        let missing: Vec<_> = theirs.difference(&own).collect();
        assert!(missing.is_empty(), "{missing:?} of {:?}", post.body);
        assert_eq!(post.body["Stage"], reported["Stage"]);
    }
}
