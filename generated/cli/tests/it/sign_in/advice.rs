//! What a command says that lacks a permission or a sign-in: the `login` that helps.

use serde_json::json;

use super::authority::refusal;
use super::*;
use crate::server::{Server, json as response};

const RESUME: &str =
    "POST /identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume";

fn forbids() -> Server {
    Server::always(response(403, &[], r#"{"error":{"code":"Forbidden","message":"No."}}"#))
}

#[tokio::test]
async fn a_lacking_permission_names_the_login_for_the_operation() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let graph = forbids();
    let resume = "assignment-requests resume post --access-package-assignment-request-id 7 --source x";
    home.login(&authority, "--profile work");
    for (options, login) in [
        ("--profile work", "msgraph-ig login --profile work"),
        // Loopback without a credential.
        ("", "msgraph-ig login"),
    ] {
        let line = format!(
            "entitlement-management {resume} --endpoint {} {options}",
            graph.endpoint()
        );
        let ended = home.run(line.trim_end());
        assert_eq!(ended.code, 1, "{}", ended.stderr);
        let tip = format!("tip: {login} --for '{RESUME}'\n");
        assert!(ended.stderr.contains(&tip), "{}", ended.stderr);
    }
    // The tip's line asks for the permission.
    let words = ["login", "--device-code", "--profile", "work", "--for", RESUME];
    let ended = home.run_args(words);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let scope = authority.state().of("devicecode")[1]["scope"].clone();
    assert!(
        scope.contains("https://graph.microsoft.com/EntitlementManagement.ReadWrite.All"),
        "{scope}"
    );
}

#[tokio::test]
async fn an_application_is_not_sent_to_a_login() {
    let home = Home::new();
    let token = home.path().join("token");
    let graph = forbids();
    // An operation that is for applications alone, or not of the table, has no login either.
    let ended = home.run(&format!(
        "get /identityGovernance/ofLater --raw --endpoint {}",
        graph.endpoint()
    ));
    assert!(
        ended.code == 1 && !ended.stderr.contains("msgraph-ig login"),
        "{}",
        ended.stderr
    );
    fs::write(&token, "opaque").unwrap();
    fs::set_permissions(&token, Permissions::from_mode(0o600)).unwrap();
    let line = format!(
        "{LIST} --endpoint {} --token-file {}",
        graph.endpoint(),
        token.display()
    );
    let ended = home.run(&line);
    assert!(
        ended.stderr.contains("tip: msgraph-ig login --for 'GET "),
        "{}",
        ended.stderr
    );
    let beta = line.replace(
        LIST,
        "--beta get /identityGovernance/entitlementManagement/accessPackages/7",
    );
    let ended = home.run(&beta);
    assert!(
        ended.stderr.contains("tip: msgraph-ig --beta login --for 'GET "),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn who_is_not_signed_in_learns_how() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let ended = home.run(LIST);
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("tip: msgraph-ig login --client-id"),
        "{}",
        ended.stderr
    );
    home.login(&authority, "");
    fs::remove_file(home.tokens("default")).unwrap();
    let ended = home.run(LIST);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("error: nobody is signed in to the application c11e47c0"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("tip: msgraph-ig login\n"), "{}", ended.stderr);
    let json = home.run(&format!("{LIST} --error-format json"));
    let error: Value = serde_json::from_str(&json.stderr).unwrap();
    assert_eq!((&error["kind"], &error["exitCode"]), (&"notSignedIn".into(), &3.into()));
    assert_eq!(error["tips"], json!(["msgraph-ig login"]));
}

/// Continuous access evaluation: the authority gives no token for the claims without the person.
#[tokio::test]
async fn claims_that_want_the_person_are_in_the_tip() {
    let (home, authority) = (Home::new(), Authority::start().await);
    home.login(&authority, "");
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;
    let base64 = azure_core::base64::encode(claims);
    let challenge = format!(r#"Bearer realm="", error="insufficient_claims", claims="{base64}""#);
    let body = r#"{"error":{"code":"InvalidAuthenticationToken","message":"Revoked."}}"#;
    let graph = Server::always(response(401, &[("www-authenticate", challenge.as_str())], body));
    authority
        .state()
        .next
        .push_back(refusal("interaction_required", Some(50076)));
    let ended = home.run(&format!("{LIST} --endpoint {}", graph.endpoint()));
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    let tip = format!("tip: msgraph-ig login --claims '{claims}'\n");
    assert!(ended.stderr.contains(&tip), "{}", ended.stderr);
    let asked: Value = serde_json::from_str(&authority.state().of("refresh_token")[0]["claims"]).unwrap();
    assert_eq!(asked["access_token"]["nbf"]["value"], "1700000000");
    let ended = home.run_args(["login", "--device-code", "--claims", claims]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let form = authority.state().of("devicecode").pop().unwrap();
    let asked: Value = serde_json::from_str(&form["claims"]).unwrap();
    assert_eq!(asked["access_token"]["nbf"]["value"], "1700000000");
}
