//! Caches that are damaged, open to others, of another version, or cannot be written: a sentence each, and nothing of
//! another account is lost.

use std::os::unix::fs::{chown, symlink};
use std::time::Duration;

use super::*;
use crate::server::pages;

/// Puts something into the place of a cache.
type Spoil = fn(&Path, &[u8]);

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_cache_that_cannot_be_used_is_a_sentence() {
    let spoils: [(Spoil, &str); 9] = [
        (
            |path, _| mode(path, 0o644),
            "can be read or written by others (mode 644)",
        ),
        (
            |path, _| mode(path, 0o602),
            "can be read or written by others (mode 602)",
        ),
        (
            |path, text| fs::write(path, &text[..text.len() / 2]).unwrap(),
            "is damaged (at 1:",
        ),
        (|path, _| fs::write(path, "").unwrap(), "is damaged (at 1:0)"),
        (|path, _| fs::write(path, "\u{1b}[2J{").unwrap(), "is damaged (at 1:1)"),
        (
            |path, text| {
                let text = String::from_utf8(text.to_vec()).unwrap();
                fs::write(path, text.replace(r#""version":1"#, r#""version":2"#)).unwrap();
            },
            "has the form 2, and this program reads the form 1",
        ),
        (
            |path, text| {
                let text = String::from_utf8(text.to_vec()).unwrap();
                fs::write(path, text.replace("expires_on", "ended")).unwrap();
            },
            "is damaged (at 1:",
        ),
        (
            |path, text| {
                fs::remove_file(path).unwrap();
                let target = path.with_extension("elsewhere");
                fs::write(&target, text).unwrap();
                mode(&target, 0o640);
                symlink(target, path).unwrap();
            },
            "can be read or written by others (mode 640)",
        ),
        (
            |path, _| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            },
            "is no file",
        ),
    ];
    let (home, authority) = (Home::new(), Authority::start().await);
    home.login(&authority, "");
    authority.state().user = "bob";
    home.login(&authority, "--profile other");
    let path = home.tokens("default");
    let good = fs::read(&path).unwrap();
    let of_other = fs::read(home.tokens("other")).unwrap();
    let graph = pages(1, 1, Duration::ZERO);
    let list = format!("{LIST} --endpoint {}", graph.endpoint());
    for (spoil, reason) in spoils {
        spoil(&path, &good);
        let there = fs::read(&path).ok();
        let asked = authority.state().requests.len();
        for line in [&list, "whoami", "login --device-code"] {
            let ended = home.run(line);
            assert_eq!(
                (ended.code, ended.stdout.as_str()),
                (2, ""),
                "{reason}: {line}: {}",
                ended.stderr
            );
            let sentence = ended.stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
            assert!(sentence.contains(reason) && !sentence.contains('\u{1b}'), "{sentence}");
            assert!(
                ended.stderr.contains("tip: `msgraph-ig logout` removes"),
                "{}",
                ended.stderr
            );
        }
        assert_eq!(fs::read(&path).ok(), there, "{reason}: it is left as it is");
        assert_eq!(
            authority.state().requests.len(),
            asked,
            "{reason}: nobody is asked for what cannot be kept"
        );
        assert_eq!(graph.received().len(), 0);
        // The other profile is as good as before.
        assert_eq!(home.whoami("--profile other")["account"], "bob@contoso.example");
        assert_eq!(fs::read(home.tokens("other")).unwrap(), of_other);
        // What the tip says helps, but for a folder, which is nobody's cache.
        if path.is_dir() {
            assert_eq!(home.run("logout").code, 2);
            fs::remove_dir(&path).unwrap();
        } else {
            let ended = home.run("logout");
            assert_eq!(ended.code, 0, "{reason}: {}", ended.stderr);
            assert!(!path.exists());
        }
        authority.state().user = "ada";
        home.login(&authority, "");
    }
    if chown(&path, Some(12345), None).is_ok() {
        let ended = home.run("whoami");
        assert!(
            ended.code == 2 && ended.stderr.contains("belongs to another user (12345)"),
            "{}",
            ended.stderr
        );
    }
}

/// Of a file with two accounts the other stays, whatever becomes of the one.
#[tokio::test]
async fn another_account_of_the_file_stays() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let graph = pages(1, 1, Duration::ZERO);
    authority.state().expires_in = serde_json::json!(1);
    home.login(&authority, "");
    let path = home.tokens("default");
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut other = kept["accounts"][0].clone();
    other["account"]["id"] = "eve.home".into();
    other["account"]["client_id"] = "another-application".into();
    kept["accounts"].as_array_mut().unwrap().push(other.clone());
    fs::write(&path, kept.to_string()).unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let ended = home.run(&format!("{LIST} --endpoint {}", graph.endpoint()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let accounts = kept["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 2);
    assert!(accounts.contains(&other));
}

#[tokio::test]
async fn a_place_that_takes_nothing_is_said_before_anyone_is_asked() {
    let (home, authority) = (Home::new(), Authority::start().await);
    // A kernel's own file system: there root makes no files either.
    let line = format!("{} --device-code", login(&authority.url()));
    let output = home
        .command(line.split(' '))
        .env("MSGRAPH_IG_TOKENS", "/proc/msgraph-ig")
        .output()
        .unwrap();
    let ended = checked(Ended::of(output));
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    for words in [
        "error: the folder /proc/msgraph-ig of the token cache cannot be made",
        "MSGRAPH_IG_TOKENS names another folder",
    ] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    assert!(authority.state().requests.is_empty());
}
