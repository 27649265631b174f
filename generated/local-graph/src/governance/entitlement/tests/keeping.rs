//! What is kept beside requests: policies' stages, resources, settings, what cannot be removed, how all of it persists.

use serde_json::{Value, json};

use super::*;
use crate::store::Delta;

#[tokio::test]
async fn what_is_used_cannot_be_removed() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let words = scene.words();
        let policy = scene.policy(&Spec::new().at(Stage::Created, WAITS).at(Stage::Granted, WAITS));
        let request = scene.ada_asks().await;
        let find = |ty: &str, key: &str| scene.read(|store| store.find_named(ty, key)).unwrap();
        let (package, catalog) = (find("accessPackage", PACKAGE), find("accessPackageCatalog", CATALOG));
        let extension = find("customCalloutExtension", WAITS);
        let refused = |node| why(scene.delete(node)).0;
        for node in [package, catalog, policy, request, extension] {
            assert_eq!(refused(node), 409);
        }
        scene.resume(request, json!({})).unwrap();
        let (assignment, _) = scene.assignment(request).unwrap();
        for node in [package, policy, request, assignment] {
            assert_eq!(refused(node), 409);
        }
        scene.resume(request, json!({})).unwrap();
        let subject = scene.read(|store| store.one(request, "requestor").unwrap());
        for node in [package, policy, request, assignment, subject] {
            assert_eq!(refused(node), 409);
        }
        let body = json!({"requestType": "adminRemove", "assignment": {"id": scene.key(assignment)}});
        scene.request(&user("admin"), body).unwrap();
        scene.settle().await;
        for node in [assignment, request, policy, extension, package] {
            scene.delete(node).unwrap();
        }
        assert_eq!(refused(catalog), 409, "the other package");
        scene.delete(find("accessPackage", OTHER)).unwrap();
        scene.delete(catalog).unwrap();

        let organization = scene
            .make("connectedOrganization", "connectedOrganizations", "o1", json!({}))
            .unwrap();
        assert_eq!(scene.member(organization, "state"), "configured");
        let sets = json!([{"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "id": "O1"}]);
        let spec = match version {
            Version::V1_0 => json!({"specificAllowedTargets": sets}),
            Version::Beta => json!({"requestorSettings": {"allowedRequestors": sets}}),
        };
        let policy = scene
            .make("accessPackageAssignmentPolicy", words.policies, "p1", spec)
            .unwrap();
        assert_eq!(refused(organization), 409);
        scene.delete(policy).unwrap();
        scene.delete(organization).unwrap();
    }
}

#[tokio::test]
async fn a_policys_stages_are_checked_and_replaced() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let policy = scene.policy(&Spec::new().at(Stage::Created, WAITS));
        let stages = |property: &str| {
            scene.read(|store| {
                let settings = store.contained(policy, property).map(|id| {
                    let extension = store.one(id, "customExtension").and_then(|id| store.get(id)).unwrap();
                    (
                        store.get(id).unwrap().text("stage").unwrap().to_owned(),
                        extension.key().to_owned(),
                    )
                });
                settings.collect::<Vec<_>>()
            })
        };
        let property = "customExtensionStageSettings";
        assert_eq!(
            stages(property),
            [("assignmentRequestCreated".to_owned(), WAITS.to_owned())]
        );
        let setting =
            |stage: &str, extension: Value| json!({property: [{"stage": stage, "customExtension": extension}]});
        for wrong in [
            setting("assignmentRequestMade", json!({"id": WAITS})),
            setting("assignmentRequestCreated", json!({"id": PACKAGE})),
            setting("assignmentRequestCreated", Value::Null),
            setting("assignmentRequestCreated", json!({"id": EXPIRING})),
            setting("assignmentOneDayBeforeExpiration", json!({"id": WAITS})),
        ] {
            let refused = scene.patch(&user("admin"), policy, wrong.clone());
            assert_eq!(why(refused), (400, Some(property.to_owned())), "{wrong}");
        }
        assert_eq!(stages(property).len(), 1);
        scene
            .patch(
                &user("admin"),
                policy,
                setting("AssignmentRequestGranted", json!({"id": LAUNCHED})),
            )
            .unwrap();
        assert_eq!(
            stages(property),
            [("assignmentRequestGranted".to_owned(), LAUNCHED.to_owned())]
        );
        let url = format!("https://localhost/customWorkflowExtensions/{WAITS}");
        let bound = json!({property: [{"stage": "assignmentRequestRemoved", "customExtension@odata.bind": url}]});
        scene.patch(&user("admin"), policy, bound).unwrap();
        assert_eq!(
            stages(property),
            [("assignmentRequestRemoved".to_owned(), WAITS.to_owned())]
        );
        scene
            .patch(&user("admin"), policy, json!({"displayName": "x"}))
            .unwrap();
        assert_eq!(stages(property).len(), 1);
        scene.patch(&user("admin"), policy, json!({property: []})).unwrap();
        assert!(stages(property).is_empty());
        if version == Version::Beta {
            let handlers = json!([{"stage": "assignmentRequestCreated", "customExtension": {"id": LAUNCHED}}]);
            scene
                .patch(&user("admin"), policy, json!({"customExtensionHandlers": handlers}))
                .unwrap();
            assert_eq!(stages("customExtensionHandlers").len(), 1);
            scene.ada_asks().await;
            assert_eq!(scene.posts().len(), 1);
        }

        let body = Spec::new().at(Stage::Created, WAITS).body(version);
        let admin = user("admin");
        scene.patch(&admin, policy, json!({property: body[property]})).unwrap();
        let extension = scene
            .read(|store| store.find_named("customCalloutExtension", WAITS))
            .unwrap();
        let to = |name: &str| json!({"@odata.type": format!("#microsoft.graph.{name}")});
        let other = to("accessPackageAssignmentWorkflowExtension");
        let refused = scene.patch(&admin, extension, other.clone());
        assert_eq!(why(refused), (409, Some("@odata.type".to_owned())));
        let same = to("accessPackageAssignmentRequestWorkflowExtension");
        scene.patch(&admin, extension, same).unwrap();
        scene.patch(&admin, policy, json!({property: []})).unwrap();
        scene.patch(&admin, extension, other).unwrap();
        let short = json!({"callbackConfiguration": {"timeoutDuration": "PT1M"}});
        let refused = scene.patch(&user("admin"), extension, short);
        let about = Some("callbackConfiguration/timeoutDuration".to_owned());
        assert_eq!(why(refused), (400, about.clone()));
        let approval = "#microsoft.graph.accessPackageRequestApprovalStageCallbackConfiguration";
        let long = json!({"callbackConfiguration": {"@odata.type": approval, "timeoutDuration": "PT4H"}});
        assert_eq!(why(scene.patch(&user("admin"), extension, long)), (400, about));
        scene
            .patch(
                &user("admin"),
                extension,
                json!({"callbackConfiguration": {"timeoutDuration": "P14D"}}),
            )
            .unwrap();
    }
}

#[tokio::test]
async fn beta_says_by_members_what_references_say() {
    let scene = Scene::new(Version::Beta);
    let policy = scene.policy(&Spec::new());
    let request = scene.ada_asks().await;
    let (assignment, _) = scene.assignment(request).unwrap();
    assert_eq!(scene.member(policy, "accessPackageId"), PACKAGE);
    for (name, value) in [
        ("accessPackageId", PACKAGE),
        ("assignmentPolicyId", POLICY),
        ("targetId", "ada"),
        ("catalogId", CATALOG),
    ] {
        assert_eq!(scene.member(assignment, name), value);
    }
    let package = scene.read(|store| store.find_named("accessPackage", PACKAGE)).unwrap();
    scene
        .make(
            "accessPackageCatalog",
            "accessPackageCatalogs",
            "c2",
            json!({"displayName": "Other"}),
        )
        .unwrap();
    let move_to = |catalog: &str| {
        let arguments = json!({"catalogId": catalog});
        scene.call(
            &user("admin"),
            "accessPackages",
            "moveToCatalog",
            Bound::Entity(package),
            arguments,
        )
    };
    assert_eq!(why(move_to("c3")).0, 404);
    move_to("c2").unwrap();
    let catalog = scene.read(|store| store.one(package, "accessPackageCatalog").unwrap());
    assert_eq!(scene.key(catalog), "c2");
    let questions = json!([{"text": {"defaultText": "Why?"}}]);
    scene
        .patch(&user("admin"), policy, json!({"questions": questions}))
        .unwrap();
    assert!(scene.member(policy, "questions")[0]["id"].is_string());
}

#[tokio::test]
async fn resource_requests_make_and_remove_resources() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let words = scene.words();
        let set = if version == Version::Beta {
            "accessPackageResourceRequests"
        } else {
            "resourceRequests"
        };
        let asks = |kind: &str, resource: Value| {
            let body = json!({"requestType": kind, "catalog": {"id": CATALOG}, words.resource: resource});
            scene.make("accessPackageResourceRequest", set, &Uuid::new_v4().to_string(), body)
        };
        let group = json!({"originId": "staff", "originSystem": "AadGroup", "displayName": "Staff"});
        for (kind, resource, status) in [
            ("adminAdd", json!({"displayName": "x"}), 400),
            ("adminAdd", Value::Null, 400),
            ("adminBuy", group.clone(), 400),
            ("adminRemove", group.clone(), 404),
        ] {
            assert_eq!(why(asks(kind, resource)).0, status, "{kind}");
        }
        let request = asks("AdminAdd", group.clone()).unwrap();
        assert_eq!(lower(&scene.member(request, words.resource_request_state)), "delivered");
        let resource = scene.read(|store| store.one(request, words.resource).unwrap());
        let catalog = scene
            .read(|store| store.find_named("accessPackageCatalog", CATALOG))
            .unwrap();
        let within = |property: &str| {
            scene.read(|store| {
                let names = store.contained(resource, property);
                names
                    .map(|id| store.get(id).unwrap().text("displayName").unwrap().to_owned())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(within(words.resource_scopes), ["Root"]);
        assert_eq!(within(words.resource_roles), ["Member", "Owner"]);
        let listed = || scene.read(|store| store.references(catalog, words.catalog_resources).collect::<Vec<_>>());
        assert_eq!(listed(), [resource]);
        assert_eq!(why(asks("adminAdd", group.clone())).0, 409);
        let id = scene.key(resource);
        asks("adminUpdate", json!({"id": id, "description": "All of them"})).unwrap();
        assert_eq!(scene.member(resource, "description"), "All of them");

        // A package has a role of it.
        let add = |turn: &mut Turn<'_>| {
            let package = turn.change.find_named("accessPackage", PACKAGE).unwrap();
            let property = if version == Version::Beta {
                "accessPackageResourceRoleScopes"
            } else {
                "resourceRoleScopes"
            };
            let ty = turn.change.ty("accessPackageResourceRoleScope").unwrap();
            let role = turn.change.insert(package, property, ty, "r1");
            let ty = turn.change.ty("accessPackageResourceScope").unwrap();
            let scope = turn.change.insert(role, words.scope_of_role, ty, "s1");
            turn.change.set(scope, "originId", "staff");
            Ok(role)
        };
        let role = scene.turn(&user("admin"), add).unwrap();
        assert_eq!(why(asks("adminRemove", json!({"id": id}))).0, 409);
        scene.delete(role).unwrap();
        asks("adminRemove", json!({"id": id})).unwrap();
        assert!(listed().is_empty() && scene.read(|store| store.get(resource).is_none()));
    }
}

#[test]
fn settings_are_there_from_the_start() {
    for version in Version::ALL {
        let service = Service {
            posts: Arc::default(),
            how: Arc::new(Mutex::new(responded(202))),
        };
        let behaviors = || -> Vec<Box<dyn Behavior>> { vec![Box::new(EntitlementManagement)] };
        let engine = Engine::new(State::new(), Box::new(InMemory), behaviors(), Box::new(service));
        let action = engine.read(|state| {
            let store = state.store(version);
            let settings = store
                .at(&["identityGovernance", "entitlementManagement", "settings"])
                .unwrap();
            lower(&store.get(settings).unwrap().members["externalUserLifecycleAction"])
        });
        assert_eq!(action, "blockSignInAndDelete");
    }
}

#[tokio::test]
async fn a_request_goes_on_after_the_state_was_read_back() {
    for version in Version::ALL {
        let mut scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS).approved_by(stage_of(&["ben"])));
        let request = scene.ada_asks().await;
        let json = scene.read(|store| store.to_delta().to_json());
        let mut state = State::new();
        let delta = Delta::from_json(json, state.store(version)).unwrap();
        state.store_mut(version).apply(delta);
        let behaviors: Vec<Box<dyn Behavior>> = vec![Box::new(EntitlementManagement)];
        let poster = Box::new(scene.service.clone());
        scene.engine = Engine::new(state, Box::new(InMemory), behaviors, poster);
        scene.resume(request, json!({})).unwrap();
        let approve = json!({"reviewResult": "Approve", "justification": "yes"});
        scene.patch(&user("ben"), scene.open_stage(request), approve).unwrap();
        assert_eq!(scene.state(request), "delivered");
        scene.advance(time::Duration::days(366)).await;
        assert_eq!(scene.assignment(request).unwrap().1, "expired");
    }
}

#[tokio::test]
async fn an_assignment_is_processed_again() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let words = scene.words();
        scene.policy(&Spec::new().at(Stage::Granted, WAITS));
        let request = scene.ada_asks().await;
        let (assignment, _) = scene.assignment(request).unwrap();
        let again = |node| {
            scene.call(
                &user("admin"),
                words.assignments,
                "reprocess",
                Bound::Entity(node),
                json!({}),
            )
        };
        assert_eq!(why(again(assignment)).0, 409);
        scene.advance(time::Duration::hours(3)).await;
        assert_eq!(again(assignment), Ok(Outcome::Accepted));
        scene.settle().await;
        scene.resume(request, json!({})).unwrap();
        assert_eq!(scene.assignment(request).unwrap().1, "delivered");
        assert_eq!(again(assignment), Ok(Outcome::Accepted));
        let reprocess = |node| {
            scene.call(
                &user("admin"),
                words.requests,
                "reprocess",
                Bound::Entity(node),
                json!({}),
            )
        };
        assert_eq!(why(reprocess(request)).0, 409);

        // What ended more than fourteen days ago stays as it is.
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS));
        let request = scene.ada_asks().await;
        scene.advance(time::Duration::days(16)).await;
        assert_eq!(scene.state(request), "deliveryFailed");
        let late = scene.call(
            &user("admin"),
            words.requests,
            "reprocess",
            Bound::Entity(request),
            json!({}),
        );
        assert_eq!(why(late).0, 409);
    }
}
