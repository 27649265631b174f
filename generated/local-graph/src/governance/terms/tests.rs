//! Terms of use through requests, in both versions.

use http::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::governance::testing::{World, both};

const AGREEMENTS: &str = "/identityGovernance/termsOfUse/agreements";
const ACCEPTANCES: &str = "/identityGovernance/termsOfUse/agreementAcceptances";

fn agreement(more: Value) -> Value {
    let file = |language: &str| json!({"fileName": format!("{language}.pdf"), "language": language, "fileData": {"data": "SGk="}});
    let mut body = json!({"displayName": "Terms", "files": [file("en"), file("de")]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn made(world: &World, more: Value) -> (String, String) {
    world.user("ada", json!({}));
    let made = world.post(AGREEMENTS, agreement(more));
    let id = made["id"].as_str().unwrap().to_owned();
    (format!("{AGREEMENTS}/{id}"), id)
}

fn accept(world: &World, agreement: &str) -> Value {
    world
        .signed_in("ada")
        .post(ACCEPTANCES, json!({"agreementId": agreement, "state": "accepted"}))
}

fn status(world: &World, agreement: &str) -> u16 {
    let body = json!({"agreementId": agreement, "state": "accepted"});
    world.signed_in("ada").send(Method::POST, ACCEPTANCES, Some(body)).0
}

#[tokio::test]
async fn an_acceptance_is_recorded_and_ends_by_the_clock() {
    both(|world| async move {
        let (url, id) = made(&world, json!({"userReacceptRequiredFrequency": "P90D"}));
        let first = accept(&world, &id);
        assert_eq!(
            (&first["userId"], &first["userEmail"]),
            (&json!("ada"), &json!("ada@contoso.example"))
        );
        assert!(first["recordedDateTime"].is_string() && first["expirationDateTime"].is_string());
        let default = world.list(&format!("{url}/files"))[0].clone();
        assert_eq!(
            (&default["isDefault"], &default["id"]),
            (&json!(true), &first["agreementFileId"])
        );
        assert_eq!(world.texts(&format!("{url}/acceptances"), "id").len(), 1);
        assert_eq!(status(&world, &id), 409);
        world.advance(Duration::days(89)).await;
        assert_eq!(status(&world, &id), 409);
        world.advance(Duration::days(2)).await;
        assert_eq!(status(&world, &id), 201);
        assert_eq!(world.texts(ACCEPTANCES, "state"), ["accepted", "accepted"]);
        let path = format!("{ACCEPTANCES}/{}", first["id"].as_str().unwrap());
        assert_eq!(world.refusal(Method::PATCH, &path, json!({"state": "declined"})).0, 405);
    })
    .await;
}

#[tokio::test]
async fn terms_expire_for_everybody_at_once() {
    both(|world| async move {
        let expiration = json!({"startDateTime": world.after(Duration::days(-5)), "frequency": "P30D"});
        let (_, id) = made(&world, json!({"termsExpiration": expiration}));
        accept(&world, &id);
        world.advance(Duration::days(24)).await;
        assert_eq!(status(&world, &id), 409);
        world.advance(Duration::days(2)).await;
        assert_eq!(status(&world, &id), 201);
    })
    .await;
}

#[tokio::test]
async fn files_have_languages_and_versions() {
    both(|world| async move {
        let (url, id) = made(&world, json!({}));
        let own = world.get(&format!("{url}/file"));
        assert_eq!((&own["language"], &own["fileName"]), (&json!("en"), &json!("en.pdf")));
        assert_eq!(
            world.texts(&format!("{url}/file/localizations"), "language"),
            ["en", "de"]
        );
        let french = json!({"fileName": "fr.pdf", "language": "fr", "isDefault": true});
        world.post(&format!("{url}/files"), french);
        assert_eq!(world.get(&format!("{url}/file"))["language"], "fr");
        accept(&world, &id);
        let files = world.list(&format!("{url}/files"));
        let english = format!("{url}/files/{}", files[0]["id"].as_str().unwrap());
        assert_eq!(files[0]["isDefault"], false);
        let version = |is_major: bool| json!({"fileName": "en2.pdf", "language": "en", "isMajorVersion": is_major});
        world.post(&format!("{english}/versions"), version(false));
        assert_eq!(world.get(&english)["fileName"], "en2.pdf");
        assert_eq!(status(&world, &id), 409);
        world.post(&format!("{english}/versions"), version(true));
        assert_eq!(world.list(&format!("{english}/versions")).len(), 2);
        assert_eq!(status(&world, &id), 201);
    })
    .await;
}

#[tokio::test]
async fn a_declined_or_wrong_acceptance_counts_for_nothing() {
    both(|world| async move {
        let (_, id) = made(&world, json!({"isPerDeviceAcceptanceRequired": true}));
        let ada = world.signed_in("ada");
        let body = |device: Value, state: &str| json!({"agreementId": id, "state": state, "deviceId": device});
        let refused = |body: Value| ada.refusal(Method::POST, ACCEPTANCES, body);
        assert_eq!(refused(body(Value::Null, "accepted")), (400, "deviceId".to_owned()));
        let declined = ada.post(ACCEPTANCES, body(json!("d1"), "declined"));
        assert_eq!(declined["expirationDateTime"], Value::Null);
        ada.post(ACCEPTANCES, body(json!("d1"), "accepted"));
        ada.post(ACCEPTANCES, body(json!("d2"), "accepted"));
        assert_eq!(refused(body(json!("d2"), "accepted")).0, 409);
        assert_eq!(
            refused(json!({"agreementId": "x", "state": "accepted"})),
            (400, "agreementId".to_owned())
        );
        assert_eq!(
            refused(json!({"agreementId": id, "state": "unknownFutureValue"})),
            (400, "state".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn wrong_agreements_are_refused() {
    both(|world| async move {
        let refused = |body: Value| world.refusal(Method::POST, AGREEMENTS, body).1;
        assert_eq!(refused(agreement(json!({"displayName": ""}))), "displayName");
        assert_eq!(refused(agreement(json!({"files": []}))), "files");
        let file = json!({"fileName": "a", "isDefault": true});
        assert_eq!(refused(agreement(json!({"files": [file, file]}))), "files");
        assert!(refused(agreement(json!({"files": [{"language": "en"}]}))).contains("fileName"));
    })
    .await;
}
