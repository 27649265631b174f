//! Several processes with one cache.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use integration_tests::own_process::{assert_passed, command};
use serde_json::json;

use super::*;

const PROCESSES: usize = 50;
const PATH: &str = "MSGRAPH_TEST_CACHE";
const AUTHORITY: &str = "MSGRAPH_TEST_AUTHORITY";

/// What each process does: it gets a token.
#[tokio::test]
#[ignore = "one of the processes that the next tests start"]
async fn one_process_gets_a_token() {
    let cache = TokenCache::file(env::var_os(PATH).unwrap());
    let options = SignInOptions::new()
        .with_authority(env::var(AUTHORITY).unwrap())
        .with_cache(cache);
    let token = token(&*device(options.with_silent_only(true))).await.unwrap();
    println!("got {token}");
}

/// A cache in a file whose access token is due.
async fn due(authority: &Authority, path: &Path) {
    authority.state().expires_in = json!(1);
    let cache = TokenCache::file(path);
    device(options(authority).with_cache(cache))
        .sign_in(&[SCOPE])
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    authority.state().expires_in = json!(3600);
    authority.state().requests.clear();
}

fn one(authority: &Authority, path: &Path) -> std::process::Command {
    let mut command = command(module_path!(), "one_process_gets_a_token");
    command
        .env(PATH, path)
        .env(AUTHORITY, authority.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_processes_make_one_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    due(&authority, &path).await;
    // So long that all of them wait for it.
    authority.state().delay = Duration::from_secs(2);
    let started: Vec<_> = (0..PROCESSES)
        .map(|_| one(&authority, &path).spawn().unwrap())
        .collect();
    let mut tokens = Vec::new();
    for process in started {
        let output = tokio::task::spawn_blocking(move || process.wait_with_output().unwrap())
            .await
            .unwrap();
        assert_passed(&output);
        let out = String::from_utf8(output.stdout).unwrap();
        tokens.extend(
            out.lines()
                .find_map(|line| line.split_once("got "))
                .map(|(_, token)| token.to_owned()),
        );
    }
    assert_eq!(tokens.len(), PROCESSES);
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    assert_eq!(authority.state().requests.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_leaves_the_cache_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let authority = Authority::start().await;
    due(&authority, &path).await;
    // Killed while it holds the lock and waits for the authority.
    authority.state().delay = Duration::from_secs(30);
    let mut process = one(&authority, &path).spawn().unwrap();
    while authority.state().requests.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    process.kill().unwrap();
    process.wait().unwrap();
    // What one leaves that is killed in the middle of a write.
    let before = fs::read(&path).unwrap();
    let unfinished = folder.path().join("tokens.json.unfinishedAbC123");
    fs::write(&unfinished, &before[..before.len() / 2]).unwrap();
    assert_eq!(TokenCache::file(&path).accounts().unwrap().len(), 1);
    // The lock ended with the process. The first refresh token is spent, if the authority rotates: a new sign-in.
    authority.state().delay = Duration::ZERO;
    let cache = TokenCache::file(&path);
    device(options(&authority).with_cache(cache.clone()))
        .sign_in(&[SCOPE])
        .await
        .unwrap();
    assert_eq!(cache.accounts().unwrap().len(), 1);
    assert!(!unfinished.exists());
}
