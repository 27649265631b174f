//! A session, run against a local Graph of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use msgraph_local_graph::governance::callouts::Address;
use msgraph_local_graph::server::{LocalGraph, Seed};

use crate::session::{Session, Step};
use crate::steady::Steady;
use crate::{root, service};

/// When a session begins, by the local Graph's clock.
const BEGIN: &str = "2026-12-01T08:00:00Z";

/// What stands before the output of each command.
const MARK: &str = "\u{1}step";

/// Where the programs are that a session runs: the folder of cargo's profile.
///
/// # Panics
/// When the test is not where cargo puts tests.
#[must_use]
pub fn programs() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_else(|why| panic!("{why}"));
    let profile = test.ancestors().nth(2).map(Path::to_path_buf);
    profile.unwrap_or_else(|| panic!("{}: not in a target folder", test.display()))
}

/// Builds what a session runs and cargo has not built yet. `cargo test --workspace` has built all of it.
///
/// # Panics
/// When it cannot be built.
pub fn build_missing() {
    let there = |name: &str| programs().join(name).exists();
    let library = ["-p", "msgraph-identity-governance", "--all-features", "--examples"];
    let builds = [
        (there("examples/first_call"), library.as_slice()),
        (there("msgraph-ig"), &["-p", "msgraph-ig"]),
    ];
    for (_, arguments) in builds.into_iter().filter(|(there, _)| !there) {
        let cargo = Command::new(env!("CARGO"))
            .arg("build")
            .args(arguments)
            .current_dir(root())
            .status();
        assert!(cargo.is_ok_and(|status| status.success()), "cargo build {arguments:?}");
    }
}

/// Runs it, and gives it with what its commands print now.
///
/// # Panics
/// When the local Graph or the shell cannot be started.
#[must_use]
pub fn run(session: &Session) -> Session {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.unwrap_or_else(|why| panic!("{why}"));
    let home = tempfile::tempdir().unwrap_or_else(|why| panic!("{why}"));
    let graph = runtime.block_on(async {
        let begin = time::OffsetDateTime::parse(BEGIN, &time::format_description::well_known::Rfc3339);
        let begin = begin.unwrap_or_else(|why| panic!("{why}"));
        let mut graph = LocalGraph::builder().seed(seed(session));
        if session.need("clock") != Some("machine") {
            graph = graph.clock(begin);
        }
        if session.need("service") == Some("holds") {
            let address = Address {
                url: service::that_holds(),
                audience: None,
            };
            graph = graph.callout("*", address);
        }
        graph.start().await.unwrap_or_else(|why| panic!("{why}"))
    });
    let text = shell(session, graph.url(), home.path());
    runtime.block_on(graph.stop());

    let commands: String = session.steps.iter().map(|step| step.command.as_str()).collect();
    let kept = [commands.as_str(), session.need("keep").unwrap_or_default()].concat();
    let mut steady = Steady::new(&kept);
    let outputs: Vec<&str> = text.split(MARK).skip(1).collect();
    assert_eq!(outputs.len(), session.steps.len(), "the shell ended early: {text}");
    let steps = session.steps.iter().zip(outputs).map(|(step, output)| Step {
        command: step.command.clone(),
        output: steady.output(output),
    });
    Session {
        needs: session.needs.clone(),
        steps: steps.collect(),
    }
}

fn seed(session: &Session) -> Seed {
    match session.need("seed") {
        None | Some("demo") => Seed::Demo,
        Some("none") => Seed::Nothing,
        Some(other) => panic!("no seed is called {other}"),
    }
}

/// What bash prints, a mark before each command's output.
fn shell(session: &Session, graph: &str, home: &Path) -> String {
    let mut script = String::from(PRELUDE);
    for step in &session.steps {
        script.push_str(&format!("printf '{MARK}'\n{}\nended $?\n", step.command));
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let folder = match session.need("in") {
        Some("clone") => root(),
        _ => home.to_owned(),
    };
    let shell = Command::new("timeout")
        .args(["--kill-after=5", "300", "bash", "--noprofile", "--norc", "-c"])
        .arg(format!("exec 2>&1\n{script}"))
        .env_clear()
        .env("PATH", format!("{}:{path}", programs().display()))
        .env("PROGRAMS", programs())
        .env("HOME", home)
        .env("CARGO_HOME", cargo_home())
        .env(
            "RUSTUP_HOME",
            std::env::var("RUSTUP_HOME").unwrap_or_else(|_| home_of("rustup")),
        )
        .env("GRAPH_ENDPOINT", graph)
        .env("MSGRAPH_IG_ENDPOINT", graph)
        .env("CARGO_INCREMENTAL", "0")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|why| panic!("bash: {why}"));
    String::from_utf8_lossy(&shell.stdout).into_owned()
}

/// An example is run as it was built; `cargo xtask` without what cargo itself prints. A command that ends otherwise than
/// well says so.
const PRELUDE: &str = r#"
cargo() {
  if [ "$1" = xtask ]; then command cargo --quiet "$@"; return; fi
  while [ "$1" != --example ]; do shift; done
  local example=$2
  shift 2
  if [ "$1" = -- ]; then shift; fi
  "$PROGRAMS/examples/$example" "$@"
}
ended() { if [ "$1" != 0 ]; then echo "(exit code $1)"; fi; }
"#;

fn cargo_home() -> String {
    std::env::var("CARGO_HOME").unwrap_or_else(|_| home_of("cargo"))
}

fn home_of(tool: &str) -> String {
    format!("{}/.{tool}", std::env::var("HOME").unwrap_or_default())
}
