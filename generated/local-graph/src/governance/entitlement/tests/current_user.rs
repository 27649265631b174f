//! What concerns the signed-in user, for each word of `on`.

use serde_json::json;

use super::*;

#[tokio::test]
async fn each_word_of_on_gives_what_it_says() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let words = scene.words();
        scene.policy(&Spec::new().approved_by(stage_of(&["cleo"])));
        let pending = scene.ada_asks().await;
        let spec = json!({"targetId": "dora", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let body = json!({"requestType": "adminAdd", "assignment": spec});
        let direct = scene.request(&user("admin"), body).unwrap();
        scene.settle().await;
        let (assignment, _) = scene.assignment(direct).unwrap();
        let [package, other] =
            [PACKAGE, OTHER].map(|key| scene.read(|store| store.find_named("accessPackage", key)).unwrap());
        let approval = scene.read(|store| store.get(scene.open_stage(pending)).unwrap().place().unwrap().owner);
        let governance = scene.read(|store| store.at(&GOVERNANCE).unwrap());
        let filtered = |set: &str, by: &str, on: &str| {
            let bound = Bound::Collection {
                owner: governance,
                property: set.to_owned(),
            };
            scene.call(&user(by), set, "filterByCurrentUser", bound, json!({"on": on}))
        };
        let nothing: &[NodeId] = &[];
        for (set, by, on, expected) in [
            (words.packages, "ada", "allowedRequestor", [package].as_slice()),
            (words.assignments, "dora", "target", &[assignment]),
            (words.assignments, "ada", "target", nothing),
            (words.assignments, "admin", "createdBy", &[assignment]),
            (words.assignments, "dora", "createdBy", nothing),
            (words.assignments, "ben", "targetManager", nothing),
            (words.requests, "ada", "target", &[pending]),
            (words.requests, "admin", "target", nothing),
            (words.requests, "admin", "createdBy", &[direct]),
            (words.requests, "ada", "createdBy", &[pending]),
            (words.requests, "cleo", "approver", &[pending]),
            (words.requests, "ben", "approver", nothing),
            (words.requests, "dora", "targetOrRequestor", &[direct]),
            (words.requests, "ben", "targetManager", &[pending]),
            (words.requests, "admin", "requestForOthers", &[direct]),
            (words.requests, "ada", "requestForOthers", nothing),
            (words.requests, "ada", "targetAgentIdentitySponsorOrOwner", nothing),
            (words.approvals, "cleo", "approver", &[approval]),
            (words.approvals, "ada", "approver", nothing),
            (words.approvals, "ada", "target", &[approval]),
            (words.approvals, "ada", "createdBy", &[approval]),
        ] {
            let found = filtered(set, by, on);
            assert_eq!(
                found,
                Ok(Outcome::Entities(expected.to_vec())),
                "{version:?} {set} {by} {on}"
            );
        }
        assert_ne!(package, other);
        assert_eq!(
            why(filtered(words.requests, "ada", "allowedRequestor")),
            (400, Some("on".to_owned()))
        );
        assert_eq!(why(filtered(words.requests, "nobody", "target")).0, 403);
        // The packages of a catalog alone.
        let catalog = scene
            .read(|store| store.find_named("accessPackageCatalog", CATALOG))
            .unwrap();
        let bound = Bound::Collection {
            owner: catalog,
            property: "accessPackages".to_owned(),
        };
        let arguments = json!({"on": "allowedRequestor"});
        let found = scene.call(&user("ada"), words.packages, "filterByCurrentUser", bound, arguments);
        assert_eq!(found, Ok(Outcome::Entities(vec![package])));
    }
}

#[tokio::test]
async fn additional_access_is_what_is_incompatible() {
    for version in Version::ALL {
        let scene = Scene::new(version);
        let words = scene.words();
        let second = "b0000000-0000-4000-8000-000000000002";
        scene.policy(&Spec::new());
        scene.policy(&Spec {
            id: second,
            package: OTHER,
            ..Spec::new()
        });
        let refer = |turn: &mut Turn<'_>| {
            let [package, other] = [PACKAGE, OTHER].map(|key| turn.change.find_named("accessPackage", key).unwrap());
            turn.change.refer(package, "incompatibleAccessPackages", other);
            Ok(())
        };
        scene.turn(&user("admin"), refer).unwrap();
        let mut made = Vec::new();
        for (target, policy, package) in [
            ("ada", POLICY, PACKAGE),
            ("ada", second, OTHER),
            ("cleo", POLICY, PACKAGE),
        ] {
            let spec = json!({"targetId": target, "assignmentPolicyId": policy, "accessPackageId": package});
            let body = json!({"requestType": "adminAdd", "assignment": spec});
            let request = scene.request(&user("admin"), body).unwrap();
            scene.settle().await;
            made.push(scene.assignment(request).unwrap().0);
        }
        let governance = scene.read(|store| store.at(&GOVERNANCE).unwrap());
        let found = |arguments| {
            let bound = Bound::Collection {
                owner: governance,
                property: words.assignments.to_owned(),
            };
            match scene.call(&user("admin"), words.assignments, "additionalAccess", bound, arguments) {
                Ok(Outcome::Entities(found)) => found,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(found(json!({})), made[..2]);
        assert_eq!(found(json!({"accessPackageId": PACKAGE})), made[..1]);
        assert_eq!(
            found(json!({"accessPackageId": PACKAGE, "incompatibleAccessPackageId": OTHER})),
            made[..1]
        );
        assert!(found(json!({"accessPackageId": PACKAGE, "incompatibleAccessPackageId": CATALOG})).is_empty());
    }
}
