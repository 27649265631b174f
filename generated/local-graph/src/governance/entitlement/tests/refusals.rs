//! What a request may not ask for, and who may not ask.

use serde_json::{Value, json};

use super::*;

fn asks(kind: &str, more: Value) -> Value {
    let mut spec = json!({"assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
    spec.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"requestType": kind, "assignment": spec})
}

#[tokio::test]
async fn a_body_that_asks_for_nothing_is_refused() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new());
        let refused = |body: Value| why(scene.request(&user("ada"), body));
        assert_eq!(refused(json!({})), (400, Some("requestType".to_owned())));
        assert_eq!(
            refused(asks("userGrab", json!({}))),
            (400, Some("requestType".to_owned()))
        );
        assert_eq!(
            refused(json!({"requestType": "userAdd"})),
            (400, Some("accessPackage".to_owned()))
        );
        assert_eq!(refused(asks("adminAdd", json!({}))), (400, Some("targetId".to_owned())));
        assert_eq!(
            refused(asks("adminAdd", json!({"targetId": "nobody"}))),
            (404, Some("target".to_owned()))
        );
        let other = asks("userAdd", json!({"accessPackageId": OTHER}));
        assert_eq!(refused(other), (400, Some("assignmentPolicyId".to_owned())));
        let unknown = asks("userAdd", json!({"accessPackageId": CATALOG}));
        assert_eq!(refused(unknown), (404, Some("accessPackage".to_owned())));
        assert_eq!(
            refused(json!({"requestType": "adminRemove"})),
            (400, Some("assignment".to_owned()))
        );
        let gone = json!({"requestType": "adminRemove", "assignment": {"id": PACKAGE}});
        assert_eq!(refused(gone), (404, Some("assignment".to_owned())));
        let mut late = asks("adminAdd", json!({"targetId": "ada"}));
        for (expiration, what) in [
            (json!({"type": "afterDateTime"}), "no end"),
            (json!({"type": "afterDuration", "duration": "soon"}), "no duration"),
            (json!({"type": "afterDuration", "duration": "P366D"}), "too long"),
            (json!({"type": "noExpiration"}), "for good"),
            (
                json!({"type": "afterDateTime", "endDateTime": "2001-01-01T00:00:00Z"}),
                "past",
            ),
            (json!({"type": "afterwards"}), "unknown"),
        ] {
            late["schedule"] = json!({"expiration": expiration});
            assert_eq!(refused(late.clone()), (400, Some("schedule".to_owned())), "{what}");
        }
        assert_eq!(
            scene.read(|store| store
                .iter()
                .filter(|(_, node)| node.is_a("accessPackageSubject"))
                .count()),
            0
        );
    }
}

#[tokio::test]
async fn nobody_gets_the_same_access_twice() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new().at(Stage::Created, WAITS));
        let request = scene.ada_asks().await;
        let code = |result: Result<NodeId, Failure>| result.unwrap_err().code;
        let again = || scene.request(&user("ada"), asks("userAdd", json!({})));
        assert_eq!(code(again()), "ExistingOpenRequest");
        scene.resume(request, json!({})).unwrap();
        assert_eq!(code(again()), "ExistingGrant");
        // Once it has ended, it can be asked for again.
        let (assignment, _) = scene.assignment(request).unwrap();
        let body = json!({"requestType": "userRemove", "assignment": {"accessPackageId": PACKAGE}});
        scene.request(&user("ada"), body).unwrap();
        scene.settle().await;
        assert_eq!(scene.assignment(request), Some((assignment, "expired".to_owned())));
        again().unwrap();
    }
}

#[tokio::test]
async fn separation_of_duties_holds_users_up() {
    for version in Version::ALL {
        for other_way in [false, true] {
            let scene = Scene::new(version);
            scene.policy(&Spec::new());
            scene.policy(&Spec {
                id: "b0000000-0000-4000-8000-000000000002",
                package: OTHER,
                ..Spec::new()
            });
            let [first, second] =
                [PACKAGE, OTHER].map(|key| scene.read(|store| store.find_named("accessPackage", key)));
            let (from, to) = if other_way { (second, first) } else { (first, second) };
            let refer = |turn: &mut Turn<'_>| {
                turn.change
                    .refer(from.unwrap(), "incompatibleAccessPackages", to.unwrap());
                Ok(())
            };
            scene.turn(&user("admin"), refer).unwrap();
            scene.ada_asks().await;
            let body = json!({"requestType": "userAdd", "assignment": {"accessPackageId": OTHER}});
            let refused = scene.request(&user("ada"), body).unwrap_err();
            assert_eq!((refused.status, &*refused.code), (403, "IncompatibleAccess"));
            assert!(refused.message.contains("`Engineering`"), "{}", refused.message);
            let spec = json!({
                "targetId": "ada", "accessPackageId": OTHER,
                "assignmentPolicyId": "b0000000-0000-4000-8000-000000000002",
            });
            scene
                .request(&user("admin"), json!({"requestType": "adminAdd", "assignment": spec}))
                .unwrap();
        }
        let scene = Scene::new(version);
        scene.policy(&Spec::new());
        let refer = |turn: &mut Turn<'_>| {
            let package = turn.change.find_named("accessPackage", PACKAGE).unwrap();
            let group = turn.change.find_named("group", "staff").unwrap();
            turn.change.refer(package, "incompatibleGroups", group);
            Ok(())
        };
        scene.turn(&user("admin"), refer).unwrap();
        assert_eq!(why(scene.request(&user("ada"), asks("userAdd", json!({})))).0, 403);
        scene.request(&user("cleo"), asks("userAdd", json!({}))).unwrap();
    }
}

#[tokio::test]
async fn questions_and_justification_are_wanted_of_users() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let questions = json!([
            {"id": "q1", "isRequired": true},
            {"id": "q2", "isRequired": false, "choices": [{"actualValue": "AZ"}, {"actualValue": "CA"}]},
        ]);
        let mut spec = Spec::new().with(json!({"questions": questions}));
        let settings = spec.body(version)["requestApprovalSettings"].clone();
        let mut settings = settings;
        settings["isRequestorJustificationRequired"] = true.into();
        spec = spec.with(json!({"requestApprovalSettings": settings}));
        scene.policy(&spec);
        let answer = |id: &str, value: &str| json!({"value": value, "answeredQuestion": {"id": id}});
        let with = |answers: Value, justification: Value| {
            let mut body = asks("userAdd", json!({}));
            body["answers"] = answers;
            body["justification"] = justification;
            scene.request(&user("ada"), body)
        };
        for (answers, justification, about) in [
            (json!([]), json!("why"), "answers"),
            (json!([answer("q2", "AZ")]), json!("why"), "answers"),
            (json!([answer("q1", "x"), answer("q3", "x")]), json!("why"), "answers"),
            (json!([answer("q1", "x"), answer("q2", "NY")]), json!("why"), "answers"),
            (json!([answer("q1", "x"), {"value": "x"}]), json!("why"), "answers"),
            (json!([answer("q1", "x")]), Value::Null, "justification"),
        ] {
            let refused = with(answers.clone(), justification);
            assert_eq!(why(refused), (400, Some(about.to_owned())), "{answers}");
        }
        with(json!([answer("Q1", "x"), answer("q2", "AZ, CA")]), json!("why")).unwrap();
        // An administrator need not answer.
        scene
            .request(&user("admin"), asks("adminAdd", json!({"targetId": "cleo"})))
            .unwrap();
    }
}

#[tokio::test]
async fn a_policy_is_for_whom_it_says() {
    let single = json!([{"@odata.type": "#microsoft.graph.singleUser", "userId": "ada"}]);
    let group = json!([{"@odata.type": "#microsoft.graph.groupMembers", "groupId": "staff"}]);
    let organization = json!([{
        "@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": "fabrikam",
    }]);
    let none = json!([]);
    // v1.0's scope, beta's, the sets, and who of Ada, Cleo and a guest may ask.
    let table = [
        ("notSpecified", "NoSubjects", &none, [false, false, false]),
        (
            "specificDirectoryUsers",
            "SpecificDirectorySubjects",
            &single,
            [true, false, false],
        ),
        (
            "specificDirectoryUsers",
            "SpecificDirectorySubjects",
            &group,
            [true, false, false],
        ),
        (
            "allMemberUsers",
            "AllExistingDirectoryMemberUsers",
            &none,
            [true, true, false],
        ),
        (
            "allDirectoryUsers",
            "AllExistingDirectorySubjects",
            &none,
            [true, true, true],
        ),
        (
            "allDirectoryServicePrincipals",
            "NoSubjects",
            &none,
            [false, false, false],
        ),
        ("allExternalUsers", "AllExternalSubjects", &none, [false, false, true]),
        (
            "specificConnectedOrganizationUsers",
            "SpecificConnectedOrganizationSubjects",
            &organization,
            [false, false, true],
        ),
        (
            "allConfiguredConnectedOrganizationUsers",
            "AllConfiguredConnectedOrganizationSubjects",
            &none,
            [false, false, true],
        ),
    ];
    for version in Version::ALL {
        for (scope, beta_scope, sets, expected) in &table {
            let scene = Scene::new(version);
            let sources =
                json!([{"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": "fabrikam.example"}]);
            let body = json!({"displayName": "Fabrikam", "identitySources": sources});
            scene
                .make("connectedOrganization", "connectedOrganizations", "fabrikam", body)
                .unwrap();
            let spec = match version {
                Version::V1_0 => Spec::new().with(json!({"allowedTargetScope": scope, "specificAllowedTargets": sets})),
                Version::Beta => Spec::new().with(json!({"requestorSettings": {
                    "acceptRequests": true, "scopeType": beta_scope, "allowedRequestors": sets,
                }})),
            };
            scene.policy(&spec);
            for (name, expected) in ["ada", "cleo", "guest"].into_iter().zip(expected) {
                let asked = scene.request(&user(name), asks("userAdd", json!({})));
                let what = format!("{version:?} {scope} {sets} {name}");
                match (asked, expected) {
                    (Ok(_), true) => {}
                    (Err(refused), false) => assert_eq!(refused.status, 403, "{what}"),
                    (asked, _) => panic!("{what}: {asked:?}"),
                }
                let words = scene.words();
                let package = scene.read(|store| store.find_named("accessPackage", PACKAGE)).unwrap();
                let Ok(Outcome::Values(found)) = scene.call(
                    &user(name),
                    words.packages,
                    "getApplicablePolicyRequirements",
                    Bound::Entity(package),
                    json!({}),
                ) else {
                    panic!("{what}")
                };
                assert_eq!(found.len(), usize::from(*expected), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn the_policy_is_found_where_only_one_applies() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let body = json!({"requestType": "userAdd", "assignment": {"accessPackageId": PACKAGE}});
        assert_eq!(why(scene.request(&user("ada"), body.clone())).0, 403);
        scene.policy(&Spec::new());
        scene.request(&user("ada"), body.clone()).unwrap();
        scene.policy(&Spec {
            id: "b0000000-0000-4000-8000-000000000003",
            ..Spec::new()
        });
        let several = scene.request(&user("cleo"), body.clone());
        assert_eq!(why(several), (400, Some("assignmentPolicyId".to_owned())));

        // A catalog that is not published, or not visible to guests.
        let catalog = scene
            .read(|store| store.find_named("accessPackageCatalog", CATALOG))
            .unwrap();
        let set = |name: &'static str, value: Value| {
            let change = |turn: &mut Turn<'_>| {
                turn.change.set(catalog, name, value);
                Ok(())
            };
            scene.turn(&user("admin"), change).unwrap();
        };
        set("isExternallyVisible", false.into());
        assert_eq!(why(scene.request(&user("guest"), asks("userAdd", json!({})))).0, 403);
        scene.request(&user("dora"), asks("userAdd", json!({}))).unwrap();
        set(scene.words().catalog_state, "unpublished".into());
        assert_eq!(why(scene.request(&user("cleo"), asks("userAdd", json!({})))).0, 403);
    }
}

#[tokio::test]
async fn who_asks_for_others_needs_the_policys_leave() {
    let scene = Scene::new(Version::V1_0);
    let settings = json!({
        "enableTargetsToSelfAddAccess": true, "enableOnBehalfRequestorsToAddAccess": true,
        "onBehalfRequestors": [{"@odata.type": "#microsoft.graph.targetManager", "managerLevel": 1}],
    });
    scene.policy(&Spec::new().with(json!({"requestorSettings": settings})));
    let target = json!({"targetId": "ada"});
    for (by, kind) in [
        ("cleo", "onBehalfAdd"),
        ("cleo", "userAdd"),
        ("cleo", "adminAdd"),
        ("ben", "adminAdd"),
    ] {
        let refused = scene.request(&restricted(by), asks(kind, target.clone()));
        assert_eq!(why(refused).0, 403, "{by} {kind}");
    }
    let request = scene.request(&restricted("ben"), asks("onBehalfAdd", target)).unwrap();
    scene.settle().await;
    assert_eq!(scene.state(request), "delivered");
    let requestor = scene.read(|store| store.one(request, "requestor").unwrap());
    assert_eq!(scene.member(requestor, "objectId"), "ben");
    let set = scene.words().requests;
    let own = scene.call(&restricted("cleo"), set, "cancel", Bound::Entity(request), json!({}));
    assert_eq!(why(own).0, 403);

    // Beta has no such settings, and a policy that takes no requests takes none.
    let scene = Scene::new(Version::Beta);
    let settings = json!({"scopeType": "AllExistingDirectorySubjects", "acceptRequests": false});
    scene.policy(&Spec::new().with(json!({"requestorSettings": settings})));
    assert_eq!(why(scene.request(&user("ada"), asks("userAdd", json!({})))).0, 403);
}

#[tokio::test]
async fn somebody_unknown_is_a_subject_with_an_address() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        scene.policy(&Spec::new());
        let target = json!({"target": {"email": "new@fabrikam.example"}});
        let request = scene.request(&user("admin"), asks("adminAdd", target.clone())).unwrap();
        scene.settle().await;
        assert_eq!(scene.state(request), "delivered");
        let subject = scene.read(|store| store.one(request, "requestor").unwrap());
        assert_eq!(scene.member(subject, "email"), "new@fabrikam.example");
        assert_eq!(why(scene.request(&user("admin"), asks("adminAdd", target))).0, 409);
        let known = json!({"target": {"email": "ada@contoso.example"}});
        let request = scene.request(&user("admin"), asks("adminAdd", known)).unwrap();
        let subject = scene.read(|store| store.one(request, "requestor").unwrap());
        assert_eq!(scene.member(subject, "objectId"), "ada");
    }
}
