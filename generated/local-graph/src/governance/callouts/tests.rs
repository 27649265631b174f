//! Addresses, settings, names and status of callouts.

use msgraph_identity_governance::v1_0;
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;

use super::*;
use crate::caller::Caller;
use crate::store::{Change, Store};
use crate::turn::Posted;

fn extension(change: &mut Change<'_>, key: &str, members: Value) -> NodeId {
    let owner = change.singleton(&["identityGovernance", "lifecycleWorkflows"]).unwrap();
    let ty = change.ty("identityGovernance.customTaskExtension").unwrap();
    let id = change.insert(owner, "customTaskExtensions", ty, key);
    change.set_all(id, members.as_object().unwrap().clone());
    id
}

fn given(url: &str) -> Address {
    Address {
        url: url.to_owned(),
        audience: Some("api://callouts".to_owned()),
    }
}

#[test]
fn an_address_is_given_by_id_name_or_for_all() {
    let mut store = Store::new(&v1_0::API);
    let mut change = Change::new(&mut store);
    let logic_app = json!({
        "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
        "logicAppWorkflowName": "onboard", "url": "https://prod-1.logic.azure.com/x",
    });
    let first = extension(&mut change, "e1", json!({"endpointConfiguration": logic_app}));
    let at = |change: &Change<'_>, id| address(change, id).map(|address| address.url);
    assert_eq!(at(&change, first), None, "Azure is not called");
    for (name, url) in [
        ("*", "http://[::1]/a"),
        ("onboard", "http://127.0.0.1/b"),
        ("e1", "http://127.0.0.1/c"),
    ] {
        set_address(&mut change, name, Some(&given(url))).unwrap();
        assert_eq!(at(&change, first).as_deref(), Some(url));
    }
    assert_eq!(address(&change, first), Some(given("http://127.0.0.1/c")));
    set_address(&mut change, "e1", None).unwrap();
    assert_eq!(at(&change, first).as_deref(), Some("http://127.0.0.1/b"));
    assert_eq!(addresses(&change).len(), 2);

    let endpoint = json!({"targetUrl": "https://example.org/hook"});
    let authentication = json!({"resourceId": "api://hook"});
    let members = json!({"endpointConfiguration": endpoint, "authenticationConfiguration": authentication});
    let direct = extension(&mut change, "e2", members);
    let expected = Address {
        url: "https://example.org/hook".to_owned(),
        audience: Some("api://hook".to_owned()),
    };
    assert_eq!(address(&change, direct), Some(expected));
    let local = json!({"endpointConfiguration": {"url": "http://localhost:1/x"}});
    let local = extension(&mut change, "e3", local);
    assert_eq!(at(&change, local).as_deref(), Some("http://localhost:1/x"));

    for url in ["", "ftp://x/", "//x"] {
        let refused = set_address(&mut change, "e1", Some(&given(url))).unwrap_err();
        assert_eq!((refused.status, refused.target.as_deref()), (400, Some("url")));
    }
    assert_eq!(set_address(&mut change, "", None).unwrap_err().status, 400);
}

#[test]
fn a_post_has_the_extensions_own_settings() {
    let mut store = Store::new(&v1_0::API);
    let mut change = Change::new(&mut store);
    let members = json!({
        "endpointConfiguration": {"targetUrl": "http://localhost/x"},
        "clientConfiguration": {"timeoutInMilliseconds": 1500, "maximumRetries": 0},
        "callbackConfiguration": {"timeoutDuration": "PT2H"},
    });
    let own = extension(&mut change, "e1", members);
    let plain = extension(&mut change, "e2", json!({}));
    let nobody = Caller::default();
    let mut turn = Turn::new(change, datetime!(2026-11-28 12:00 UTC), &nobody);
    let callout = |extension| Callout {
        extension,
        node: own,
        behavior: "b",
        purpose: "p".to_owned(),
        body: connection_test(),
    };
    post(&mut turn, callout(own)).unwrap();
    let why = post(&mut turn, callout(plain)).unwrap_err();
    assert!(why.contains("`e2`") && why.contains("/local/callouts"), "{why}");
    let [only] = turn.posts.as_slice() else {
        panic!("{:?}", turn.posts)
    };
    assert_eq!(
        (only.timeout_ms, only.retries, &*only.address),
        (1500, 0, "http://localhost/x")
    );
    assert_eq!(only.audience, None);
    assert_eq!(waits(turn.change.get(own).unwrap()), Some(Duration::hours(2)));
    assert_eq!(waits(turn.change.get(plain).unwrap()), None);
    assert_eq!(client(turn.change.get(plain).unwrap()), Client::default());
}

#[test]
fn settings_out_of_their_range_are_refused() {
    let range = || Duration::minutes(5)..=Duration::days(14);
    let refused = |body: Value| {
        check_extension(body.as_object().unwrap(), range())
            .err()
            .map(|why| why.target)
    };
    for (part, name, value) in [
        ("clientConfiguration", "timeoutInMilliseconds", json!(100)),
        ("clientConfiguration", "maximumRetries", json!(2)),
        ("callbackConfiguration", "timeoutDuration", json!("PT4M")),
        ("callbackConfiguration", "timeoutDuration", json!("P15D")),
        ("callbackConfiguration", "timeoutDuration", json!("two hours")),
    ] {
        assert_eq!(
            refused(json!({part: {name: value}})),
            Some(Some(format!("{part}/{name}")))
        );
    }
    let fine = json!({
        "clientConfiguration": {"timeoutInMilliseconds": 200, "maximumRetries": 1},
        "callbackConfiguration": {"timeoutDuration": "P14D"},
    });
    assert_eq!(refused(fine), None);
    assert_eq!(refused(json!({"callbackConfiguration": null})), None);
}

#[test]
fn names_are_posted_with_capitals_and_values_stay() {
    let value = json!({"id": "a", "@odata.type": "#x", "list": [{"displayName": "b", "ID": 1}, null]});
    let posted = json!({"Id": "a", "@odata.type": "#x", "List": [{"DisplayName": "b", "ID": 1}, null]});
    assert_eq!(capitalized(&value), posted);
    assert_eq!(first_upper(""), "");
    assert_eq!(first_upper("userAdd"), "UserAdd");
}

#[test]
fn what_became_of_a_post_is_a_status() {
    let responded = |status| Posted::Responded { status, body: None };
    assert_eq!(judged(&responded(202), true), (Status::Waiting, None));
    assert_eq!(judged(&responded(200), false), (Status::Sent, None));
    let (status, why) = judged(&responded(500), true);
    assert_eq!(
        (status.name(), why.as_deref()),
        ("calloutFailed", Some("The service responded with status 500."))
    );
    let (status, why) = judged(&Posted::Failed("no route".to_owned()), false);
    assert_eq!((status, why.as_deref()), (Status::Failed, Some("no route")));
    for status in [
        Status::Sent,
        Status::Waiting,
        Status::Received,
        Status::TimedOut,
        Status::Failed,
    ] {
        assert_eq!(json!(status), json!(status.name()));
    }
}
