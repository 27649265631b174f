//! The cache in a file, and what can be wrong with it.

use std::fs;
use std::path::Path;

use integration_tests::own_process::run_alone;
use msgraph_identity_governance::sign_in::CachePlace;

use super::*;

/// A cache in a file with one account.
async fn signed_in(authority: &Authority, path: &Path, user: &'static str) {
    authority.state().user = user;
    let options = options(authority).with_cache(TokenCache::file(path));
    device(options).sign_in(&[SCOPE]).await.unwrap();
}

fn names(path: &Path) -> Vec<String> {
    let accounts = TokenCache::file(path).accounts().unwrap();
    accounts.into_iter().map(|account| account.username).collect()
}

async fn silent(authority: &Authority, path: &Path) -> Result<String, SignInError> {
    token(&*device(
        options(authority)
            .with_cache(TokenCache::file(path))
            .with_silent_only(true),
    ))
    .await
}

#[tokio::test]
async fn a_sign_in_outlives_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contoso").join("tokens.json");
    let authority = Authority::start().await;
    assert_eq!(
        silent(&authority, &path).await.unwrap_err().failure(),
        SignInFailure::SignInNeeded
    );
    signed_in(&authority, &path, "ada").await;
    assert!(silent(&authority, &path).await.unwrap().starts_with(SECRET));
    assert_eq!(authority.state().requests.len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
    // Another application, tenant or authority has none of it.
    let options = || {
        options(&authority)
            .with_cache(TokenCache::file(&path))
            .with_silent_only(true)
    };
    let of = |tenant: &str, client: &str, options: SignInOptions| {
        DeviceCodeCredential::new(tenant, client, Some(options.into())).unwrap()
    };
    for other in [
        of("contoso.example", CLIENT, options()),
        of(TENANT, "another", options()),
        of(
            TENANT,
            CLIENT,
            options().with_authority("https://login.microsoftonline.us"),
        ),
    ] {
        assert_eq!(other.account().unwrap(), None);
    }
}

#[tokio::test]
async fn two_accounts_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    signed_in(&authority, &path, "ada").await;
    signed_in(&authority, &path, "bob").await;
    assert_eq!(names(&path), ["ada@contoso.example", "bob@contoso.example"]);
    let failed = silent(&authority, &path).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::SeveralAccounts);
    assert!(
        failed.to_string().contains("ada@contoso.example, bob@contoso.example"),
        "{failed}"
    );
    let of = |name: &str| {
        device(
            options(&authority)
                .with_cache(TokenCache::file(&path))
                .with_account(name)
                .with_silent_only(true),
        )
    };
    let (ada, bob) = (
        token(&*of("ADA@contoso.example")).await.unwrap(),
        token(&*of("bob.home")).await.unwrap(),
    );
    assert_ne!(ada, bob);
    assert_eq!(
        token(&*of("eve@contoso.example")).await.unwrap_err().to_string(),
        format!("eve@contoso.example is not signed in to the application {CLIENT}: sign in first")
    );
    // Who signs in anew takes nobody's place.
    signed_in(&authority, &path, "ada").await;
    assert_eq!(names(&path), ["bob@contoso.example", "ada@contoso.example"]);
    assert!(of("ada.home").sign_out().await.unwrap());
    assert_eq!(names(&path), ["bob@contoso.example"]);
    assert_eq!(silent(&authority, &path).await.unwrap(), bob);
    TokenCache::file(&path).clear().await.unwrap();
    assert!(!path.exists() && names(&path).is_empty());
}

#[tokio::test]
async fn a_cache_that_cannot_be_read_is_said_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    signed_in(&authority, &path, "ada").await;
    let whole = fs::read(&path).unwrap();
    let other = String::from_utf8(whole.clone())
        .unwrap()
        .replacen("\"version\":1", "\"version\":7", 1);
    for (text, reason) in [
        (&whole[..whole.len() / 2], "is damaged (at 1:"),
        (&b""[..], "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (other.as_bytes(), "has the form 7, and this program reads the form 1"),
    ] {
        fs::write(&path, text).unwrap();
        let failed = silent(&authority, &path).await.unwrap_err();
        assert_eq!(failed.failure(), SignInFailure::Cache);
        assert!(failed.to_string().contains(reason), "{failed}");
        // Nobody is asked to sign in for tokens that could not be kept, and nothing is written over.
        let asked = authority.state().requests.len();
        let credential = device(options(&authority).with_cache(TokenCache::file(&path)));
        assert_eq!(
            credential.sign_in(&[SCOPE]).await.unwrap_err().failure(),
            SignInFailure::Cache
        );
        assert_eq!(credential.sign_out().await.unwrap_err().failure(), SignInFailure::Cache);
        assert_eq!(authority.state().requests.len(), asked);
        assert_eq!(fs::read(&path).unwrap(), text);
    }
    TokenCache::file(&path).clear().await.unwrap();
    signed_in(&authority, &path, "bob").await;
    assert_eq!(names(&path), ["bob@contoso.example"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_cache_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    signed_in(&authority, &path, "ada").await;
    for mode in [0o640, 0o604, 0o620, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let failed = silent(&authority, &path).await.unwrap_err();
        assert_eq!(failed.failure(), SignInFailure::Cache);
        let text = failed.to_string();
        assert!(text.contains(&format!("(mode {mode:o}): run `chmod 600 '")), "{text}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(names(&path), ["ada@contoso.example"]);
    silent(&authority, &path).await.unwrap();
}

#[tokio::test]
async fn a_place_that_takes_no_file_is_said_before_a_person_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let authority = Authority::start().await;
    // Below a file there is no folder, also for root, who may write everywhere else.
    for path in [file.join("tokens.json"), file.join("deeper").join("tokens.json")] {
        let credential = device(options(&authority).with_cache(TokenCache::file(&path)));
        let failed = credential.sign_in(&[SCOPE]).await.unwrap_err();
        assert_eq!(failed.failure(), SignInFailure::Cache, "{failed}");
        assert!(failed.to_string().contains("token cache"), "{failed}");
    }
    let failed = TokenCache::file(folder.path()).accounts().unwrap_err();
    assert!(failed.to_string().contains("is no file"), "{failed}");
    assert!(authority.state().requests.is_empty());
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    authority.state().expires_in = serde_json::json!(1);
    signed_in(&authority, &path, "ada").await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    authority.state().expires_in = serde_json::json!(3600);
    // The cache can be read, and locked by nobody: a place that is read-only.
    let lock = folder.path().join("tokens.json.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let before = fs::read(&path).unwrap();
    let credential = device(
        options(&authority)
            .with_cache(TokenCache::file(&path))
            .with_silent_only(true),
    );
    let first = token(&*credential).await.unwrap();
    assert_eq!(token(&*credential).await.unwrap(), first);
    assert_eq!(authority.state().of("refresh_token").len(), 1);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn without_a_keyring_the_file_is_taken() {
    if !run_alone(module_path!(), "without_a_keyring_the_file_is_taken") {
        return;
    }
    // On Linux the keyring is a service of D-Bus, which is not there.
    if !cfg!(target_os = "linux") || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        return;
    }
    let cache = TokenCache::keyring("msgraph-identity-governance-test", "/nowhere/tokens.json");
    assert_eq!(cache.place(), CachePlace::File("/nowhere/tokens.json".into()));
}

#[tokio::test]
async fn a_kept_token_is_shown_without_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    authority.state().expires_in = serde_json::json!(1);
    signed_in(&authority, &path, "ada").await;
    signed_in(&authority, &path, "bob").await;
    let asked = authority.state().requests.len();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let cache = TokenCache::file(&path);
    for (account, number) in cache.accounts().unwrap().iter().zip(1..) {
        let kept = cache.kept_token(account).unwrap().unwrap();
        assert_eq!(kept.token.secret(), format!("{SECRET}-access-{number}"));
        assert!(
            kept.expires_on < azure_core::time::OffsetDateTime::now_utc(),
            "it has ended"
        );
        assert!(cache.remove(account).await.unwrap());
        assert!(cache.kept_token(account).unwrap().is_none());
    }
    assert_eq!(authority.state().requests.len(), asked);
}

/// By the tenant's domain and by its id: one account, and no choice between two.
#[tokio::test]
async fn an_account_by_two_names_of_its_tenant_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    signed_in(&authority, &path, "ada").await;
    let mut kept: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut other = kept["accounts"][0].clone();
    other["tenant"] = "contoso.example".into();
    kept["accounts"].as_array_mut().unwrap().push(other);
    fs::write(&path, kept.to_string()).unwrap();
    assert!(silent(&authority, &path).await.unwrap().starts_with(SECRET));
    // Another person is a choice.
    kept["accounts"][1]["account"]["id"] = "bob.home".into();
    fs::write(&path, kept.to_string()).unwrap();
    let failed = silent(&authority, &path).await.unwrap_err();
    assert_eq!(failed.failure(), SignInFailure::SeveralAccounts);
}
