//! How fast the program starts, and what it takes for a long list:
//! `cargo bench --profile dist -p msgraph-ig --bench speed`.
//!
//! Each row of the first table is a process from its start to its end. Other programs of the machine stand beside.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement may panic")]

#[path = "../tests/it/server.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod server;

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use server::{Server, json, pages};

const PROGRAM: &str = env!("CARGO_BIN_EXE_msgraph-ig");
const RUNS: usize = 300;

fn main() {
    let size = std::fs::metadata(PROGRAM).unwrap().len();
    println!("binary: {:.1} MB ({size} bytes)\n", size as f64 / 1e6);
    println!("| process | min, ms | median, ms |\n|---|---|---|");
    let server = Server::always(json(200, &[], r#"{"id":"7","displayName":"x"}"#));
    let get = "entitlement-management catalogs get --access-package-catalog-id 7";
    for (name, line) in [
        ("--version", "--version"),
        ("--help", "--help"),
        ("find resume", "find resume"),
        (
            "access-packages list --help",
            "entitlement-management access-packages list --help",
        ),
        ("catalogs get, shown by --what-if", &format!("{get} --what-if")),
        ("catalogs get from loopback", get),
    ] {
        let mut command = Command::new(PROGRAM);
        command
            .env("MSGRAPH_IG_ENDPOINT", server.endpoint())
            .args(line.split(' '));
        row(&format!("msgraph-ig {name}"), command);
    }
    let home = signed_in();
    let mut command = Command::new(PROGRAM);
    command
        .env("HOME", home.path())
        .env("MSGRAPH_IG_ENDPOINT", server.endpoint())
        .args(get.split(' '));
    row("msgraph-ig catalogs get, of a user who is signed in", command);
    let mut command = Command::new(PROGRAM);
    command.env("HOME", home.path()).arg("whoami");
    row("msgraph-ig whoami", command);
    let mut completion = Command::new(PROGRAM);
    completion
        .env("COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", "3")
        .args("-- msgraph-ig entitlement-management catalogs l".split(' '));
    row("completion of a word", completion);
    for line in ["git --version", "python3 -c pass", "node -e 0", "az --version"] {
        let mut words = line.split(' ');
        let mut command = Command::new(words.next().unwrap());
        command.args(words);
        row(line, command);
    }

    println!("\n| 100,000 items of 1,000 pages from loopback | seconds | peak, MB |\n|---|---|---|");
    let server = pages(1000, 100, Duration::ZERO);
    for format in ["ndjson", "json", "csv", "table"] {
        let begun = Instant::now();
        let mut child = Command::new(PROGRAM)
            .env("MSGRAPH_IG_ENDPOINT", server.endpoint())
            .args("entitlement-management catalogs list --all -o".split(' '))
            .arg(format)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = child.stdout.take().unwrap();
        let mut buffer = vec![0; 64 * 1024];
        let mut peak = 0;
        while output.read(&mut buffer).unwrap() > 0 {
            peak = peak.max(high_water(child.id()).unwrap_or(0));
        }
        assert!(child.wait().unwrap().success());
        println!(
            "| {format} | {:.2} | {:.1} |",
            begun.elapsed().as_secs_f64(),
            peak as f64 / 1e3
        );
    }
}

/// A home whose profile has a user with a token that is good for a while.
fn signed_in() -> tempfile::TempDir {
    const CLIENT: &str = "c11e47c0-0000-0000-0000-000000000001";
    const AUTHORITY: &str = "https://login.microsoftonline.com";
    let home = tempfile::tempdir().unwrap();
    let keep = |path: &str, text: String| {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
        // For this user alone, as a temporary file is.
        file.write_all(text.as_bytes()).unwrap();
        file.persist(path).unwrap();
    };
    let profile = format!("[profiles.default]\ncredential = \"login\"\ntenant-id = \"t\"\nclient-id = \"{CLIENT}\"\n");
    keep(".config/msgraph-ig/config.toml", profile);
    let scope = "https://graph.microsoft.com/.default";
    let tokens = serde_json::json!({ "version": 1, "accounts": [{
        "account": {
            "id": "a.t", "username": "ada@contoso.example", "name": null, "tenant_id": "t", "client_id": CLIENT,
            "authority": AUTHORITY, "scopes": [],
        },
        "tenant": "t", "refresh_token": "r".repeat(1500),
        "tokens": [{
            "requested": [scope], "granted": [], "access_token": "a".repeat(2500),
            "obtained_on": 1_700_000_000, "expires_on": 4_000_000_000_i64, "refresh_on": 4_000_000_000_i64,
        }],
    }]});
    keep(".local/state/msgraph-ig/tokens-default.json", tokens.to_string());
    home
}

/// The fastest and the middle one of many runs; nothing for a program that is not here.
fn row(name: &str, mut command: Command) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if !command.status().is_ok_and(|status| status.success()) {
        return;
    }
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            command.status().unwrap();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!("| {name} | {:.1} | {:.1} |", ms(times[0]), ms(times[RUNS / 2]));
}

/// The most memory that a process has had, in kilobytes, where the system says it.
fn high_water(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
