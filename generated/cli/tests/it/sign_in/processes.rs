//! Several processes with one cache, and processes that are killed.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::server::{Server, pages};

pub(super) const PROCESSES: usize = 50;
/// What the system ends a process with that writes more than it may.
pub(super) const SIGXFSZ: i32 = 25;

/// A home whose access token is due.
async fn due(authority: &Authority) -> Home {
    let home = Home::new();
    authority.state().expires_in = json!(1);
    home.login(authority, "");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let mut state = authority.state();
    state.expires_in = json!(3600);
    state.requests.clear();
    home
}

fn list(home: &Home, graph: &Server) -> Command {
    let line = format!("{LIST} --endpoint {}", graph.endpoint());
    let mut command = home.command(line.split(' '));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn fifty_processes_make_one_request() {
    let authority = Authority::start().await;
    let home = due(&authority).await;
    let graph = pages(1, 1, Duration::ZERO);
    // So long that all of them wait for it.
    authority.state().delay = Duration::from_secs(3);
    let started: Vec<_> = (0..PROCESSES).map(|_| list(&home, &graph).spawn().unwrap()).collect();
    for process in started {
        let ended = checked(Ended::of(process.wait_with_output().unwrap()));
        assert_eq!(ended.code, 0, "{}", ended.stderr);
    }
    assert_eq!(authority.state().requests.len(), 1);
    let sent = graph.received();
    assert_eq!(sent.len(), PROCESSES);
    assert!(
        sent.iter()
            .all(|one| one.header("authorization") == Some("Bearer s3cr3t-access-2"))
    );
}

/// The system ends a process that writes more than it may: here in the middle of the cache.
#[tokio::test]
async fn a_process_killed_while_it_writes_leaves_the_cache_whole() {
    let authority = Authority::start().await;
    authority.state().rotates = false;
    authority.state().access_claims = json!({ "padding": "x".repeat(4000) });
    let home = due(&authority).await;
    let graph = pages(1, 1, Duration::ZERO);
    let before = fs::read(home.tokens("default")).unwrap();
    let line = format!("{LIST} --endpoint {}", graph.endpoint());
    let status = limited("ulimit -f 2", &home, &line).status().unwrap();
    assert_eq!(status.signal(), Some(SIGXFSZ));
    assert_eq!(
        authority.state().of("refresh_token").len(),
        1,
        "the new token was there"
    );
    assert_eq!(fs::read(home.tokens("default")).unwrap(), before);
    let unfinished = || -> Vec<PathBuf> {
        let entries = fs::read_dir(home.tokens("default").parent().unwrap()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.to_str().unwrap().contains(".unfinished"))
            .collect()
    };
    let left = unfinished();
    assert_eq!(left.len(), 1);
    let half = fs::metadata(&left[0]).unwrap().len();
    assert!(half > 0 && half < before.len() as u64, "{half}");
    // The next one has its turn at once, and takes what was left away.
    assert_eq!(home.whoami("")["account"], "ada@contoso.example");
    let ended = home.run(&line);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(unfinished(), Vec::<PathBuf>::new());
    assert_ne!(fs::read(home.tokens("default")).unwrap(), before);
}

/// Killed whenever: before, while and after it holds the lock.
#[tokio::test]
async fn a_process_killed_at_any_time_leaves_the_cache_whole() {
    let authority = Authority::start().await;
    authority.state().rotates = false;
    let home = due(&authority).await;
    let graph = pages(1, 1, Duration::ZERO);
    authority.state().expires_in = json!(0);
    let begun = std::time::Instant::now();
    assert!(list(&home, &graph).output().unwrap().status.success());
    let whole = begun.elapsed();
    for step in 0..40 {
        let mut process = list(&home, &graph).spawn().unwrap();
        std::thread::sleep(whole * step / 40);
        process.kill().unwrap();
        process.wait().unwrap();
        let kept: Value = serde_json::from_slice(&fs::read(home.tokens("default")).unwrap()).unwrap();
        assert_eq!(kept["accounts"].as_array().unwrap().len(), 1, "{step}");
    }
    let ended = checked(Ended::of(list(&home, &graph).output().unwrap()));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

/// A disk that takes nothing: the request is made with the new token all the same.
#[tokio::test]
async fn a_token_that_cannot_be_kept_is_used() {
    let authority = Authority::start().await;
    let home = due(&authority).await;
    let graph = pages(1, 1, Duration::ZERO);
    let before = fs::read(home.tokens("default")).unwrap();
    let line = format!("{LIST} --endpoint {}", graph.endpoint());
    let output = limited("trap '' XFSZ; ulimit -f 0", &home, &line).output().unwrap();
    let ended = checked(Ended::of(output));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let note = "note: the new token is kept in memory alone: the token cache ";
    assert!(
        ended.stderr.contains(note) && ended.stderr.contains("cannot be written"),
        "{}",
        ended.stderr
    );
    assert_eq!(fs::read(home.tokens("default")).unwrap(), before);
}

/// The program, below limits that a shell sets.
pub(super) fn limited(limits: &str, home: &Home, line: &str) -> Command {
    let of_program = home.command(line.split(' '));
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limits}; exec \"$@\""), "sh"]);
    command.arg(of_program.get_program()).args(of_program.get_args());
    command
        .env_clear()
        .envs(of_program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(home.path()).stdin(Stdio::null());
    command
}
