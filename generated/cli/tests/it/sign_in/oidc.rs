//! The same against an authority that others wrote: see `tests/oidc/README.md`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::Duration;

use test_support::oidc::{Oidc, person, script_path};

use super::processes::{PROCESSES, SIGXFSZ, limited};
use super::*;
use crate::server::pages;

/// Signs in by a code that the person enters, whom these arguments describe. What the program said.
fn by_code(home: &Home, line: &str, who: &[&str]) -> Ended {
    let mut process = home
        .command(line.split(' '))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap());
    let mut said = String::new();
    let (page, code) = loop {
        let mut line = String::new();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "{said}");
        said.push_str(&line);
        if let Some((_, rest)) = line.split_once("open ") {
            let mut words = rest.split(' ');
            let page = words.next().unwrap().to_owned();
            let code = rest
                .split_once("the code ")
                .unwrap()
                .1
                .split('.')
                .next()
                .unwrap()
                .to_owned();
            break (page, code);
        }
    };
    person(
        [page.as_str(), who[0], &code]
            .into_iter()
            .chain(who.iter().skip(1).copied()),
    );
    lines.read_to_string(&mut said).unwrap();
    checked(Ended {
        code: process.wait().unwrap().code().unwrap(),
        stdout: String::new(),
        stderr: said,
    })
}

/// Signs in with a browser whose person these arguments describe.
fn by_browser(home: &Home, line: &str, who: &str) -> Ended {
    let path = std::env::var("PATH").unwrap();
    let script = format!("exec node '{}' \"$1\" {who}", script_path("person.mjs"));
    let browser = home.browser(&script);
    let mut command = home.command(line.split(' '));
    command.env("BROWSER", browser).env("PATH", path);
    checked(Ended::of(command.output().unwrap()))
}

fn refresh_token(path: &Path) -> String {
    let kept: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    kept["accounts"][0]["refresh_token"].as_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
fn both_ways_by_the_program() {
    let oidc = Oidc::start(TENANT, CLIENT, 4);
    let graph = pages(1, 1, Duration::ZERO);
    let list = format!("{LIST} --endpoint {}", graph.endpoint());
    for way in ["browser", "device-code"] {
        let home = Home::new();
        let line = format!("{} --{way}", login(oidc.url()));
        let (ended, grant) = match way {
            "browser" => (by_browser(&home, &line, "ada"), "authorization_code"),
            _ => (by_code(&home, &line, &["ada"]), "device_code"),
        };
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        println!("{way}: {}", ended.stderr.trim());
        assert_eq!(oidc.did().last().unwrap(), &format!("token {grant} 200"));
        assert_eq!(home.whoami("")["account"], "ada");
        // Rotation: each refresh token is good once.
        let mut tokens = vec![refresh_token(&home.tokens("default"))];
        for _ in 0..2 {
            std::thread::sleep(Duration::from_secs(4));
            let ended = home.run(&list);
            assert_eq!(ended.code, 0, "{}", ended.stderr);
            tokens.push(refresh_token(&home.tokens("default")));
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 3);
        assert_eq!(oidc.did(), ["token refresh_token 200", "token refresh_token 200"]);
        // The end of a token in the middle of a list.
        let slow = pages(5, 2, Duration::from_millis(1500));
        let ended = home.run(&format!("{LIST} --all -o ndjson --endpoint {}", slow.endpoint()));
        assert_eq!((ended.code, ended.stdout.lines().count()), (0, 10), "{}", ended.stderr);
        let did = oidc.did();
        println!("{way}: five pages with tokens of four seconds: {did:?}");
        assert!(
            !did.is_empty() && did.iter().all(|line| line == "token refresh_token 200"),
            "{did:?}"
        );
        // Revocation.
        oidc.revoke(&refresh_token(&home.tokens("default")));
        std::thread::sleep(Duration::from_secs(4));
        let ended = home.run(&list);
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
        assert!(ended.stderr.contains("tip: msgraph-ig login\n"), "{}", ended.stderr);
        println!("{way}: revoked: {}", ended.stderr.trim());
    }
}

#[test]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
fn two_accounts_and_one_who_declines() {
    let oidc = Oidc::start(TENANT, CLIENT, 60);
    let home = Home::new();
    let line = login(oidc.url());
    assert_eq!(by_code(&home, &format!("{line} --device-code"), &["ada"]).code, 0);
    assert_eq!(
        by_browser(&home, &format!("{line} --browser --profile work"), "bob").code,
        0
    );
    for (profile, account) in [("default", "ada"), ("work", "bob")] {
        let who = home.whoami(&format!("--profile {profile}"));
        assert_eq!(who["account"], account);
    }
    for ended in [
        by_code(&home, &format!("{line} --device-code"), &["eve", "decline"]),
        by_browser(&home, &format!("{line} --browser"), "eve - decline"),
    ] {
        assert_eq!(ended.code, 3, "{}", ended.stderr);
        assert!(ended.stderr.contains("declined"), "{}", ended.stderr);
    }
    // Who is signed in stays so.
    assert_eq!(home.whoami("")["account"], "ada");
}

#[test]
#[ignore = "needs node and `npm ci --prefix tests/oidc`"]
fn fifty_programs_refresh_once_and_one_is_killed() {
    let oidc = Oidc::start(TENANT, CLIENT, 40);
    let home = Home::new();
    let graph = pages(1, 1, Duration::ZERO);
    let list = format!("{LIST} --endpoint {}", graph.endpoint());
    let line = format!("{} --device-code", login(oidc.url()));
    assert_eq!(by_code(&home, &line, &["ada"]).code, 0);
    let _ = oidc.did();
    // Due ten seconds before its end.
    std::thread::sleep(Duration::from_secs(31));
    let started: Vec<_> = (0..PROCESSES)
        .map(|_| {
            let mut command = home.command(list.split(' '));
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for process in started {
        let ended = checked(Ended::of(process.wait_with_output().unwrap()));
        assert_eq!(ended.code, 0, "{}", ended.stderr);
    }
    let did = oidc.did();
    println!("{PROCESSES} processes: {did:?}");
    assert_eq!(did, ["token refresh_token 200"]);
    assert_eq!(graph.received().len(), PROCESSES);
    // Killed in the middle of the write, with the new token in its hands.
    let before = fs::read(home.tokens("default")).unwrap();
    std::thread::sleep(Duration::from_secs(31));
    let status = limited("ulimit -f 1", &home, &list).status().unwrap();
    assert_eq!(status.signal(), Some(SIGXFSZ));
    assert_eq!(oidc.did(), ["token refresh_token 200"]);
    assert_eq!(fs::read(home.tokens("default")).unwrap(), before);
    assert_eq!(home.whoami("")["account"], "ada");
    // This authority takes the second use of a refresh token for theft: the sign-in is over, and a new one is said.
    let ended = home.run(&list);
    println!("after the kill: {}", ended.stderr.trim());
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    assert!(ended.stderr.contains("tip: msgraph-ig login\n"), "{}", ended.stderr);
    assert_eq!(by_code(&home, "login --device-code", &["ada"]).code, 0);
    assert_eq!(home.run(&list).code, 0);
}
