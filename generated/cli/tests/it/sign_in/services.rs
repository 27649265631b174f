//! `login` of services: whether they get a token, and that the profile remembers how.

use azure_core::base64::encode_url_safe;
use serde_json::json;

use super::*;
use crate::server::{Server, json as response};

/// The endpoint of a managed identity, as Azure App Service has it.
fn identity() -> Server {
    let claims = json!({
        "appid": CLIENT, "app_displayname": "nightly", "tid": TENANT, "roles": ["EntitlementManagement.Read.All"],
        "exp": 1_900_000_000,
    });
    let token = json!({
        "access_token": format!("e30.{}.{SECRET}", encode_url_safe(claims.to_string())),
        "expires_on": "1900000000", "resource": "https://graph.microsoft.com", "token_type": "Bearer",
    });
    Server::always(response(200, &[], &token.to_string()))
}

#[test]
fn a_managed_identity_is_tried_and_remembered() {
    let (home, identity) = (Home::new(), identity());
    let run = |line: &str| {
        let mut command = home.command(line.split(' '));
        command
            .env("IDENTITY_ENDPOINT", format!("{}/token", identity.endpoint()))
            .env("IDENTITY_HEADER", SECRET);
        checked(Ended::of(command.output().unwrap()))
    };
    let ended = run("login --managed-identity --profile night");
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("nightly can sign in; the profile `night`"),
        "{}",
        ended.stderr
    );
    assert_eq!(
        run("config get credential --profile night").stdout,
        "managed-identity\n"
    );
    // Nothing is kept of it.
    assert!(!home.tokens("night").exists());
    let asked = identity.received().len();
    let ended = run("whoami --profile night");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("--online asks for one"), "{}", ended.stderr);
    assert_eq!(identity.received().len(), asked);
    let ended = run("whoami --profile night --online");
    let who: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(who["roles"], json!(["EntitlementManagement.Read.All"]));
    assert_eq!((&who["clientId"], &who["account"]), (&json!(CLIENT), &Value::Null));
    assert_eq!(who["expiresOn"], "2030-03-17T17:46:40Z");
    // The strategy of mgc is the same.
    assert_eq!(run("login --strategy ManagedIdentity --profile again").code, 0);
    let ended = run("login --managed-identity --scopes User.Read");
    assert!(
        ended.code == 2 && ended.stderr.contains("permissions are asked for by users"),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_token_of_a_file_says_who_it_is() {
    let home = Home::new();
    let claims =
        json!({ "scp": "User.Read", "upn": "eve@contoso.example\u{1b}[2J", "tid": TENANT, "exp": 1_900_000_000 });
    let path = home.path().join("token");
    fs::write(&path, format!("e30.{}.{SECRET}", encode_url_safe(claims.to_string()))).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let ended = home.run(&format!("whoami --token-file {}", path.display()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(!ended.stdout.contains('\u{1b}'), "{}", ended.stdout);
    let who: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&who["credential"], &who["scopes"]),
        (&json!("token-file"), &json!(["User.Read"]))
    );
    // An opaque one says nothing.
    fs::write(&path, "opaque").unwrap();
    let who = home.whoami(&format!("--token-file {}", path.display()));
    assert_eq!((&who["account"], &who["expiresOn"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_service_that_lacks_something_is_refused() {
    let home = Home::new();
    let run = |line: &str, variables: &[(&str, &str)]| {
        let mut command = home.command(line.split(' '));
        command.envs(variables.iter().copied());
        checked(Ended::of(command.output().unwrap()))
    };
    let secret = [("AZURE_CLIENT_SECRET", SECRET)];
    for (line, variables, code, words) in [
        ("login --client-secret", &[][..], 3, "AZURE_CLIENT_SECRET is not set"),
        (
            "login --client-secret --client-id c",
            &secret,
            3,
            "AZURE_TENANT_ID (--tenant-id) is not set",
        ),
        ("login --certificate", &[], 3, "no certificate is named"),
        (
            "login --certificate --certificate-path c.pem",
            &secret,
            2,
            "counts more than a certificate",
        ),
        (
            "login --strategy ClientCertificate --certificate-path none.pem --tenant-id t --client-id c",
            &[],
            3,
            "none.pem: it cannot be read",
        ),
        (
            "login --strategy Environment --tenant-id t --client-id c",
            &[],
            3,
            "neither AZURE_CLIENT_SECRET nor",
        ),
        // Nobody listens there.
        (
            "login --client-secret --tenant-id t --client-id c --authority https://127.0.0.1:9 --timeout 1s",
            &secret,
            4,
            "no token came within 1 s",
        ),
    ] {
        let ended = run(line, variables);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (code, ""),
            "{line}: {}",
            ended.stderr
        );
        assert!(ended.stderr.contains(words), "{line}: {}", ended.stderr);
    }
    assert!(!home.path().join(".config").exists());
}
