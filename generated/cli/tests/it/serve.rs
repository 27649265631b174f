//! `msgraph-ig serve` as a process: what it prints, how it ends, and that nothing is lost that was responded to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{program, run, run_at};

/// A server of another process. It is killed at the end.
pub struct Serving {
    child: Child,
    pub url: String,
}

impl Serving {
    pub fn start(args: &[&str]) -> Self {
        let mut child = program()
            .args(["serve", "--port", "0"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let url = line.trim_end().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        Self { child, url }
    }

    /// Kills it, without a chance to write anything.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended where a test killed it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request in the fewest words, so that many are made in a moment. None where there was no whole response.
pub fn ask(url: &str, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    let request = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    let (head, body) = response.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if length.is_some_and(|length| length.parse() != Ok(body.len())) {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

#[test]
fn an_endpoint_of_this_machine_needs_no_sign_in() {
    let graph = Serving::start(&[]);
    let list = [
        "entitlement-management",
        "access-packages",
        "list",
        "-o",
        "csv",
        "--select",
        "displayName",
    ];
    let ended = run_at(&graph.url, list);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 6, "{}", ended.stdout);
    let beta = run_at(
        &graph.url,
        [
            "--beta",
            "get",
            "/identityGovernance/entitlementManagement/accessPackages/$count",
        ],
    );
    assert_eq!((beta.code, beta.stdout.trim()), (0, "5"), "{}", beta.stderr);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_good_order() {
    let mut graph = Serving::start(&["--seed", "none"]);
    let pid = rustix::process::Pid::from_child(&graph.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let status = graph.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn what_it_cannot_begin_with_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.jsonl");
    std::fs::write(&state, "my notes\n").unwrap();
    let state = state.to_str().unwrap();
    let taken = Serving::start(&["--seed", "none"]);
    let port = taken.url.rsplit(':').next().unwrap();
    for (args, words) in [
        (&["--state", state][..], "no state of the local Graph"),
        (&["--seed", "/nowhere"], "/nowhere cannot be read"),
        (&["--callout", "*=http://192.0.2.1/"], "not on this machine"),
        (&["--callout", "check"], "it is an extension and a URL"),
        (&["--clock", "soon"], "it is no time"),
        (&["--port", port], "cannot be listened at"),
    ] {
        let port = if args[0] == "--port" { &[][..] } else { &["--port", "0"] };
        let ended = run(["serve"].iter().chain(port).chain(args));
        assert!(
            ended.code != 0 && ended.stderr.contains(words),
            "{args:?}: {}",
            ended.stderr
        );
        assert!(ended.stdout.is_empty());
    }
    assert_eq!(std::fs::read_to_string(state).unwrap(), "my notes\n");
}

/// Makes users until the server is gone, and gives the ids of those that were responded to.
fn make_users(url: &str, prefix: &str, stop: &AtomicBool) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("{prefix}-{number}");
        // Long enough that the journal is written anew now and then.
        let body = json!({"id": id, "displayName": "x".repeat(20_000)});
        match ask(url, "POST", "/v1.0/users", &body) {
            Some((201, _)) => made.push(id),
            Some(other) => panic!("{other:?}"),
            None => break,
        }
    }
    made
}

fn users(url: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some("/v1.0/users?$select=id&$top=999".to_owned());
    while let Some(path) = next {
        let (status, page) = ask(url, "GET", &path, &Value::Null).unwrap();
        assert_eq!(status, 200, "{page}");
        let ids = page["value"].as_array().unwrap().iter();
        found.extend(ids.map(|user| user["id"].as_str().unwrap().to_owned()));
        let link = page["@odata.nextLink"].as_str();
        next = link.map(|link| link.strip_prefix(url).unwrap().to_owned());
    }
    found
}

fn serve_and_kill(state: &Path, round: u64, made: &mut Vec<String>) {
    let graph = Serving::start(&["--seed", "none", "--quiet", "--state", state.to_str().unwrap()]);
    let found = users(&graph.url);
    let lost: Vec<&String> = made.iter().filter(|id| !found.contains(id)).collect();
    assert!(lost.is_empty(), "round {round}: {lost:?}");
    let stop = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..3)
        .map(|thread| {
            let (url, stop) = (graph.url.clone(), Arc::clone(&stop));
            std::thread::spawn(move || make_users(&url, &format!("{round}-{thread}"), &stop))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(40 + round * 37 % 150));
    graph.kill();
    stop.store(true, Ordering::Relaxed);
    for thread in threads {
        made.extend(thread.join().unwrap());
    }
}

#[test]
fn a_kill_in_the_middle_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.jsonl");
    let mut made = Vec::new();
    for round in 0..25 {
        serve_and_kill(&state, round, &mut made);
    }
    let graph = Serving::start(&["--state", state.to_str().unwrap()]);
    let found = users(&graph.url);
    assert!(
        made.len() > 25 && made.iter().all(|id| found.contains(id)),
        "{} of {}",
        found.len(),
        made.len()
    );
    // What was being made at the kill is there or not, once.
    assert!(found.len() <= made.len() + 25 * 3);
    // While one process has it, another one is refused.
    let second = run(["serve", "--port", "0", "--state", state.to_str().unwrap()]);
    assert!(
        second.stderr.contains("another process has this state open"),
        "{}",
        second.stderr
    );
}
