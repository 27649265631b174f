//! Access reviews through requests, in both versions.

mod histories;
mod series;
mod staged;

use http::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::governance::testing::{World, both};

const DEFINITIONS: &str = "/identityGovernance/accessReviews/definitions";

fn scope(query: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": query, "queryType": "MicrosoftGraph"})
}

fn reviewer(query: &str) -> Value {
    json!({"query": query, "queryType": "MicrosoftGraph"})
}

/// A review of a group's members by reviewers, for three days.
fn review(query: &str, reviewers: &[&str]) -> Value {
    json!({
        "displayName": "Members",
        "scope": scope(query),
        "reviewers": reviewers.iter().map(|query| reviewer(query)).collect::<Vec<_>>(),
        "settings": {
            "instanceDurationInDays": 3,
            "justificationRequiredOnApproval": true,
            "recommendationsEnabled": true,
            "defaultDecisionEnabled": true,
            "defaultDecision": "Deny",
            "autoApplyDecisionsEnabled": true,
        },
    })
}

/// A group `team` of ada, ben and the guest eve, owned by boss.
fn prepared(world: &World) {
    for key in ["boss", "ben", "ada"] {
        let at = world.after(Duration::days(-1));
        let mut members = json!({"userType": "Member", "signInActivity": {"lastSignInDateTime": at}});
        if key == "ada" {
            members["manager"] = json!({"id": "ben"});
        }
        world.user(key, members);
    }
    let long_ago = json!({"lastSignInDateTime": world.after(Duration::days(-90))});
    world.user("eve", json!({"userType": "Guest", "signInActivity": long_ago}));
    world.group("team", &["ada", "ben", "eve"], &["boss"]);
}

/// Makes a review, lets it open, and gives its URL and that of its first instance.
async fn opened(world: &World, body: Value) -> (String, String) {
    let made = world.post(DEFINITIONS, body);
    assert_eq!(made["status"], "NotStarted", "{made}");
    let definition = format!("{DEFINITIONS}/{}", made["id"].as_str().unwrap());
    world.advance(Duration::SECOND).await;
    let instance = world.texts(&format!("{definition}/instances"), "id").remove(0);
    let instance = format!("{definition}/instances/{instance}");
    (definition, instance)
}

/// The URL of the decision about somebody.
fn decision(world: &World, holder: &str, principal: &str) -> String {
    let items = world.list(&format!("{holder}/decisions"));
    let item = items.iter().find(|item| item["principal"]["id"] == principal);
    format!("{holder}/decisions/{}", item.unwrap()["id"].as_str().unwrap())
}

fn status(world: &World, url: &str) -> String {
    world.get(url)["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_review_runs_from_its_start_to_what_it_takes_away() {
    both(|world| async move {
        prepared(&world);
        let (definition, instance) = opened(&world, review("/groups/team/transitiveMembers", &["/users/boss"])).await;
        assert_eq!(
            (status(&world, &definition), status(&world, &instance)),
            ("InProgress".into(), "InProgress".into())
        );
        assert_eq!(world.texts(&format!("{instance}/contactedReviewers"), "id"), ["boss"]);
        let items = world.list(&format!("{instance}/decisions"));
        assert_eq!(items.len(), 3);
        let eve = items.iter().find(|item| item["principal"]["id"] == "eve").unwrap();
        assert_eq!(
            (&eve["recommendation"], &eve["decision"]),
            (&json!("Deny"), &json!("NotReviewed"))
        );
        assert_eq!(
            (&eve["resource"]["id"], &eve["applyResult"]),
            (&json!("team"), &json!("New"))
        );

        let boss = world.signed_in("boss");
        let ada = decision(&world, &instance, "ada");
        let approve = json!({"decision": "approve"});
        assert_eq!(
            boss.refusal(Method::PATCH, &ada, approve),
            (400, "justification".to_owned())
        );
        boss.patch(&ada, json!({"decision": "approve", "justification": "works here"}));
        let decided = world.get(&ada);
        assert_eq!(
            (&decided["decision"], &decided["reviewedBy"]["id"]),
            (&json!("Approve"), &json!("boss"))
        );
        let ben = decision(&world, &instance, "ben");
        boss.patch(&ben, json!({"decision": "Deny"}));
        assert_eq!(world.refusal(Method::PATCH, &ben, json!({"decision": "Deny"})).0, 403);
        assert_eq!(
            boss.refusal(Method::PATCH, &ben, json!({"decision": "Maybe"})),
            (400, "decision".to_owned())
        );

        world.advance(Duration::days(3)).await;
        assert_eq!(status(&world, &instance), "Completed");
        assert_eq!(world.get(&decision(&world, &instance, "eve"))["decision"], "Deny");
        world.advance(Duration::MINUTE).await;
        assert_eq!(status(&world, &instance), "Applying");
        assert_eq!(world.texts("/groups/team/members", "id").len(), 3);
        world.advance(Duration::MINUTE).await;
        assert_eq!(
            (status(&world, &definition), status(&world, &instance)),
            ("Applied".into(), "Applied".into())
        );
        assert_eq!(world.texts("/groups/team/members", "id"), ["ada"]);
        assert_eq!(world.get(&ben)["applyResult"], "AppliedSuccessfully");
        assert_eq!(boss.refusal(Method::PATCH, &ada, json!({"decision": "Deny"})).0, 400);
    })
    .await;
}

#[tokio::test]
async fn reviewers_are_found_by_query() {
    both(|world| async move {
        prepared(&world);
        let owners = review("/groups/team/members", &["/groups/team/owners"]);
        let (_, instance) = opened(&world, owners).await;
        assert_eq!(world.texts(&format!("{instance}/contactedReviewers"), "id"), ["boss"]);

        let mut managers = review(
            "/groups/team/members/microsoft.graph.user/?$filter=(userType eq 'Member')",
            &[],
        );
        let manager = json!({"query": "./manager", "queryType": "MicrosoftGraph", "queryRoot": "decisions"});
        managers["reviewers"] = json!([manager]);
        managers["fallbackReviewers"] = json!([reviewer("/users/boss")]);
        let (_, instance) = opened(&world, managers).await;
        assert_eq!(world.list(&format!("{instance}/decisions")).len(), 2);
        let deny = || json!({"decision": "Deny"});
        world
            .signed_in("ben")
            .patch(&decision(&world, &instance, "ada"), deny());
        // Nobody manages ben: the fallback reviews.
        world
            .signed_in("boss")
            .patch(&decision(&world, &instance, "ben"), deny());
        assert_eq!(
            world
                .signed_in("ben")
                .refusal(Method::PATCH, &decision(&world, &instance, "ben"), deny())
                .0,
            403
        );

        let (_, instance) = opened(&world, review("/groups/team/members", &[])).await;
        let (eve, ada) = (decision(&world, &instance, "eve"), decision(&world, &instance, "ada"));
        world.signed_in("eve").patch(&eve, deny());
        assert_eq!(world.signed_in("eve").refusal(Method::PATCH, &ada, deny()).0, 403);
    })
    .await;
}

#[tokio::test]
async fn many_decisions_are_taken_at_once() {
    both(|world| async move {
        prepared(&world);
        let (_, instance) = opened(&world, review("/groups/team/members", &["/users/boss"])).await;
        let boss = world.signed_in("boss");
        let decisions = || {
            let mut items = world.list(&format!("{instance}/decisions"));
            items.sort_by_key(|item| item["principal"]["id"].as_str().unwrap().to_owned());
            items
                .iter()
                .map(|item| item["decision"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let record = json!({"decision": "Deny", "justification": "x", "principalId": "ada", "resourceId": "team"});
        boss.post(&format!("{instance}/batchRecordDecisions"), record.clone());
        assert_eq!(decisions(), ["Deny", "NotReviewed", "NotReviewed"]);
        boss.post(&format!("{instance}/acceptRecommendations"), json!({}));
        assert_eq!(decisions(), ["Deny", "Approve", "Deny"]);
        assert_eq!(
            world
                .refusal(Method::POST, &format!("{instance}/batchRecordDecisions"), record)
                .0,
            403
        );
        world.post(&format!("{instance}/resetDecisions"), json!({}));
        assert_eq!(decisions(), ["NotReviewed"; 3]);
        world.post(&format!("{instance}/sendReminder"), json!({}));
        world.post(&format!("{instance}/stop"), json!({}));
        assert_eq!(decisions(), ["Deny"; 3]);
        for action in ["stop", "sendReminder", "acceptRecommendations", "resetDecisions"] {
            assert_eq!(
                boss.refusal(Method::POST, &format!("{instance}/{action}"), json!({})).0,
                400,
                "{action}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn decisions_are_applied_when_asked_for() {
    both(|world| async move {
        prepared(&world);
        let mut body = review("/groups/team/members", &["/users/boss"]);
        body["settings"]["autoApplyDecisionsEnabled"] = json!(false);
        body["settings"]["defaultDecision"] = json!("Recommendation");
        let (_, instance) = opened(&world, body).await;
        let apply = format!("{instance}/applyDecisions");
        assert_eq!(world.refusal(Method::POST, &apply, json!({})).0, 400);
        world.advance(Duration::days(4)).await;
        assert_eq!(status(&world, &instance), "Completed");
        world.post(&apply, json!({}));
        assert_eq!(status(&world, &instance), "Applying");
        world.advance(Duration::MINUTE).await;
        assert_eq!(world.texts("/groups/team/members", "id"), ["ben", "ada"]);
        let eve = world.get(&decision(&world, &instance, "eve"));
        assert_eq!(eve["appliedBy"]["id"], "admin");
    })
    .await;
}

#[tokio::test]
async fn a_user_finds_what_they_review() {
    both(|world| async move {
        prepared(&world);
        let (definition, instance) = opened(&world, review("/groups/team/members", &["/users/boss"])).await;
        let count = |user: &str, collection: &str| {
            let path = format!("{collection}/filterByCurrentUser(on='reviewer')");
            world.signed_in(user).list(&path).len()
        };
        let instances = format!("{definition}/instances");
        let decisions = format!("{instance}/decisions");
        for (collection, of_boss) in [(DEFINITIONS, 1), (&instances, 1), (&decisions, 3)] {
            assert_eq!(
                (count("boss", collection), count("ada", collection)),
                (of_boss, 0),
                "{collection}"
            );
        }
        let path = format!("{decisions}/filterByCurrentUser(on='reviewer')");
        assert_eq!(world.application("app").send(Method::GET, &path, None).0, 403);
    })
    .await;
}

#[tokio::test]
async fn assignments_of_a_package_are_reviewed() {
    both(|world| async move {
        prepared(&world);
        let query = "/identityGovernance/entitlementManagement/accessPackageAssignments\
                     ?$filter=(accessPackageId eq 'p1' and assignmentPolicyId eq 'q1')";
        world
            .engine
            .turn(world.version, &Default::default(), |turn| {
                let owner = turn
                    .change
                    .singleton(&["identityGovernance", "entitlementManagement"])
                    .unwrap();
                let names = match world.version {
                    crate::engine::Version::V1_0 => ("assignments", "assignmentPolicy", "state", "delivered"),
                    crate::engine::Version::Beta => (
                        "accessPackageAssignments",
                        "accessPackageAssignmentPolicy",
                        "assignmentState",
                        "Delivered",
                    ),
                };
                let made = |turn: &mut crate::turn::Turn<'_>, ty: &str, key: &str, members: Value| {
                    let place = (
                        owner,
                        if ty == "accessPackageAssignment" {
                            names.0
                        } else {
                            "seeded"
                        },
                    );
                    crate::governance::entities::make_with_key(&mut turn.change, place, ty, key, members).unwrap()
                };
                let package = made(turn, "accessPackage", "p1", json!({"displayName": "Sales"}));
                let policy = made(turn, "accessPackageAssignmentPolicy", "q1", json!({}));
                let subject = made(turn, "accessPackageSubject", "s1", json!({"objectId": "eve"}));
                let assignment = made(turn, "accessPackageAssignment", "a1", json!({names.2: names.3}));
                turn.change.refer_to_one(assignment, "accessPackage", package);
                turn.change.refer_to_one(assignment, names.1, policy);
                turn.change.refer_to_one(assignment, "target", subject);
                let eve = turn.change.find_named("user", "eve").unwrap();
                turn.change.refer_to_one(subject, "directoryObject", eve);
                Ok(())
            })
            .unwrap();
        let (_, instance) = opened(&world, review(query, &["/users/boss"])).await;
        let items = world.list(&format!("{instance}/decisions"));
        assert_eq!((items.len(), &items[0]["principal"]["id"]), (1, &json!("eve")));
        assert_eq!(items[0]["resource"]["displayName"], "Sales");
        world.advance(Duration::days(4)).await;
        let state = world.engine.read(|state| {
            let store = state.store(world.version);
            let id = store.find_named("accessPackageAssignment", "a1").unwrap();
            let node = store.get(id).unwrap();
            node.text("state")
                .or(node.text("assignmentState"))
                .unwrap()
                .to_lowercase()
        });
        assert_eq!(state, "expired");
    })
    .await;
}

#[tokio::test]
async fn wrong_reviews_are_refused() {
    both(|world| async move {
        let refused = |change: &dyn Fn(&mut Value)| {
            let mut body = review("/groups/team/members", &["/users/boss"]);
            change(&mut body);
            world.refusal(Method::POST, DEFINITIONS, body).1
        };
        assert_eq!(refused(&|body| body["displayName"] = json!("")), "displayName");
        assert_eq!(refused(&|body| body["scope"] = Value::Null), "scope");
        let broken = scope("/groups/team/members?$filter=userType ist 'x'");
        assert_eq!(refused(&|body| body["scope"] = broken.clone()), "scope/query");
        let word = |body: &mut Value| body["settings"]["defaultDecision"] = json!("Perhaps");
        assert_eq!(refused(&word), "settings/defaultDecision");
        let days = |body: &mut Value| body["settings"]["instanceDurationInDays"] = json!(181);
        assert_eq!(refused(&days), "settings/instanceDurationInDays");
        let stages = |body: &mut Value| body["stageSettings"] = json!([{"stageId": "1", "dependsOn": ["2"]}]);
        assert_eq!(refused(&stages), "stageSettings/0/dependsOn");
        let long = |body: &mut Value| body["stageSettings"] = json!([{"stageId": "1", "durationInDays": i32::MAX}]);
        assert_eq!(refused(&long), "stageSettings/0/durationInDays");
        assert!(world.list(DEFINITIONS).is_empty());
    })
    .await;
}
