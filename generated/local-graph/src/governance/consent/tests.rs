//! Consent through requests, in both versions.

use http::Method;
use serde_json::json;
use time::Duration;

use crate::governance::approval;
use crate::governance::testing::{World, both};

const REQUESTS: &str = "/identityGovernance/appConsent/appConsentRequests";

/// A request of ada for an application; the URL of the application's request, and of hers.
fn asked(world: &World) -> (String, String) {
    world.user("ada", json!({}));
    let of_app = world.post(REQUESTS, json!({"appId": "app", "appDisplayName": "Moodle"}));
    let of_app = format!("{REQUESTS}/{}", of_app["id"].as_str().unwrap());
    let own = world
        .signed_in("ada")
        .post(&format!("{of_app}/userConsentRequests"), json!({"reason": "I need it"}));
    assert_eq!(
        (&own["status"], &own["createdBy"]["user"]["id"]),
        (&json!("InProgress"), &json!("ada"))
    );
    let own = format!("{of_app}/userConsentRequests/{}", own["id"].as_str().unwrap());
    (of_app, own)
}

fn stage(world: &World, request: &str) -> String {
    let stages = world
        .engine
        .read(|state| approval::words(state.store(world.version)).stages);
    let path = format!("{request}/approval/{stages}");
    format!("{path}/{}", world.texts(&path, "id")[0])
}

#[tokio::test]
async fn a_request_is_reviewed_by_somebody_else() {
    both(|world| async move {
        let (of_app, own) = asked(&world);
        let stage = stage(&world, &own);
        let approve = json!({"reviewResult": "Approve", "justification": "fine"});
        assert_eq!(
            world.signed_in("ada").refusal(Method::PATCH, &stage, approve.clone()).0,
            403
        );
        assert_eq!(
            world.refusal(Method::PATCH, &stage, json!({"reviewResult": "?"})).1,
            "reviewResult"
        );
        let filtered = |user: &str, path: &str| {
            world
                .signed_in(user)
                .list(&format!("{path}/filterByCurrentUser(on='reviewer')"))
                .len()
        };
        for path in [REQUESTS.to_owned(), format!("{of_app}/userConsentRequests")] {
            assert_eq!((filtered("admin", &path), filtered("ada", &path)), (1, 0), "{path}");
        }
        world.patch(&stage, approve.clone());
        assert_eq!(world.get(&own)["status"], "Completed");
        assert_eq!(world.get(&stage)["reviewedBy"]["id"], "admin");
        assert_eq!(world.refusal(Method::PATCH, &stage, approve).0, 409);
        world.advance(Duration::days(31)).await;
        assert_eq!(world.get(&own)["status"], "Completed");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_nobody_reviews_expires() {
    both(|world| async move {
        let (_, own) = asked(&world);
        world.advance(Duration::days(31)).await;
        assert_eq!(world.get(&own)["status"], "Expired");
        let stage = stage(&world, &own);
        assert_eq!(
            world.refusal(Method::PATCH, &stage, json!({"reviewResult": "Deny"})).0,
            409
        );
        assert_eq!(
            world.refusal(Method::POST, REQUESTS, json!({})),
            (400, "appId".to_owned())
        );
    })
    .await;
}
