//! The programs that the demonstration runs, and the folder that they write in.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::json;

use super::ask::ask;
use super::failed;
use crate::failure::Failure;

/// How long a program may take to listen.
const START: Duration = Duration::from_secs(30);

/// The application of the callout service, as its token's audience names it.
const AUDIENCE: &str = "api://callout-service";

/// Where the service takes callouts of entitlement management.
const CALLOUTS: &str = "/callouts/access-package";

/// The packages of the demo organisation that one person must not have both, and why.
const CONFLICT: (&str, &str, &str) = (super::story::ORDERS, super::story::PAYMENTS, "who orders must not pay");

/// A folder that is gone with the demonstration.
pub struct Folder(PathBuf);

impl Folder {
    pub fn make() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("msgraph-ig-demo-{}", std::process::id()));
        fs::create_dir_all(&path).map_err(|error| file(&path, &error))?;
        Ok(Self(path))
    }

    /// Writes a file that nobody else reads, and gives its path.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.0.join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut written = options.open(&path).map_err(|error| file(&path, &error))?;
        std::io::Write::write_all(&mut written, text.as_bytes()).map_err(|error| file(&path, &error))?;
        Ok(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn file(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

/// A program that listens. It is ended with the demonstration.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Starts a program, and waits for the line that says where it listens.
    fn start(program: &Path, args: &[&str], log: &Path, variables: &[(&str, &str)]) -> Result<Self, Failure> {
        let name = program.display().to_string();
        let written = fs::File::create(log).map_err(|error| file(log, &error))?;
        let mut child = Command::new(program)
            .args(args)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(written)
            .spawn()
            .map_err(|error| failed(&name, &format!("cannot be run: {error}")))?;
        let out = child.stdout.take();
        let mut server = Self {
            child,
            url: String::new(),
        };
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = out.map(|out| BufReader::new(out).read_line(&mut line));
            // Nobody waits any more where it took too long.
            let _ = sender.send(read.is_some_and(|read| read.is_ok()).then_some(line));
        });
        let line = receiver.recv_timeout(START).ok().flatten().unwrap_or_default();
        match line.find("http://").and_then(|at| line.get(at..)) {
            Some(url) => {
                url.trim_end().trim_end_matches('/').clone_into(&mut server.url);
                Ok(server)
            }
            None => {
                let said = fs::read_to_string(log).unwrap_or_default();
                let said = said.lines().last().unwrap_or("nothing");
                Err(failed(&name, &format!("does not listen; it says: {said}")))
            }
        }
    }

    /// Waits until the program has ended.
    pub fn wait(mut self) -> Result<(), Failure> {
        self.child
            .wait()
            .map(drop)
            .map_err(|error| failed(&self.url, &error.to_string()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the local Graph with the demo organisation.
pub fn graph(binaries: &Path, folder: &Folder) -> Result<Server, Failure> {
    let log = folder.path().join("graph.log");
    Server::start(&program(binaries, "msgraph-ig"), &["serve", "--port", "0"], &log, &[])
}

/// Starts the callout service, which resumes at the local Graph and trusts its tokens.
pub fn service(binaries: &Path, folder: &Folder, graph: &Server) -> Result<Server, Failure> {
    let (one, other, reason) = CONFLICT;
    let rules = json!({"conflicts": [{"packages": [one, other], "reason": reason}], "approvers": {}});
    let rules = folder.write("rules.json", &rules.to_string())?.display().to_string();
    let database = folder.path().join("callouts.db").display().to_string();
    let log = folder.path().join("service.log");
    // Who posts here, as `msgraph_local_graph::Identity` has it unless it is set.
    let args = [
        "--listen",
        "127.0.0.1:0",
        "--tenant",
        "d0c5a1de-0000-4000-8000-00000000c0de",
        "--caller",
        "10c0a11e-0000-4000-8000-000000000001",
        "--role",
        "Callouts.Post",
        "--audience",
        AUDIENCE,
        "--authority",
        &graph.url,
        "--graph",
        &graph.url,
        "--credential",
        "token",
        "--retry-after",
        "1",
        "--rules",
        &rules,
        "--database",
        &database,
    ];
    let token = [("CALLOUT_TOKEN", "the-services-own")];
    Server::start(&program(binaries, "callout-service"), &args, &log, &token)
}

/// Has the local Graph post its callouts to the service.
pub fn connect(graph: &Server, service: &Server) -> Result<(), Failure> {
    let url = format!("{}{CALLOUTS}", service.url);
    let body = json!({"extension": "*", "url": url, "audience": AUDIENCE});
    ask(&graph.url, "POST", "/local/callouts", &body.to_string()).map(drop)
}

/// A program that cargo has built.
pub fn program(binaries: &Path, name: &str) -> PathBuf {
    binaries.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
