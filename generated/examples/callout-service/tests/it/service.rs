//! The service as a process, and those who post to it.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use reqwest::Response;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::world::{AUDIENCE, CALLER, ROLE, TENANT, token, until};

/// A folder with the table of the rule, and later the database and the log.
pub struct Folder(TempDir);

pub const PAYMENTS: &str = "aaaaaaaa-0000-4000-8000-000000000001";
/// What `testing::callouts` asks for.
pub const REQUESTED: &str = "11111111-aaaa-4111-8111-000000000005";
pub const APPROVER: &str = "bbbbbbbb-0000-4000-8000-000000000001";

impl Folder {
    /// The table: who has payments is not to have the requested one, which else wants an approval.
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write_rules(&json!({
            "conflicts": [{ "packages": [PAYMENTS, REQUESTED], "reason": "who orders does not pay" }],
            "approvers": { REQUESTED: [APPROVER] },
        }));
        folder
    }

    pub fn write_rules(&self, table: &Value) {
        std::fs::write(self.file("rules.json"), table.to_string()).unwrap();
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What the service has logged, at all its starts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.file("log")).unwrap_or_default()
    }
}

/// The service's program with its settings.
pub fn command(url: &str, database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callout-service"));
    // By the environment, so that a test's flags come before.
    command.env_clear().env("CALLOUT_DATABASE", database).envs([
        ("CALLOUT_TOKEN", "token-for-graph"),
        ("CALLOUT_CREDENTIAL", "token"),
        ("CALLOUT_LISTEN", "127.0.0.1:0"),
        ("CALLOUT_RETRY_AFTER", "0.1"),
        ("CALLOUT_TENANT", TENANT),
        ("CALLOUT_AUDIENCE", AUDIENCE),
        ("CALLOUT_CALLER", CALLER),
        ("CALLOUT_ROLE", ROLE),
        ("CALLOUT_GRAPH", url),
        ("CALLOUT_AUTHORITY", url),
    ]);
    command
}

pub struct Service {
    child: Child,
    address: String,
    client: reqwest::Client,
}

impl Service {
    pub fn start(url: &str, folder: &Folder) -> Self {
        Self::start_with(url, folder, &[])
    }

    pub fn start_with(url: &str, folder: &Folder, more: &[&str]) -> Self {
        let mut command = command(url, &folder.file("callouts.db"));
        command.arg("--rules").arg(folder.file("rules.json")).args(more);
        let log = File::options()
            .create(true)
            .append(true)
            .open(folder.file("log"))
            .unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .strip_prefix("listening on ")
            .map(|address| address.trim().to_owned());
        let address = address.unwrap_or_else(|| panic!("it did not start:\n{}", folder.log()));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { child, address, client }
    }

    /// Posts as the Logic App does.
    pub async fn post(&self, page: &str, body: &Value) -> Response {
        self.post_as(page, Some(&token(json!({}))), body.to_string()).await
    }

    pub async fn post_as(&self, page: &str, token: Option<&str>, body: impl Into<reqwest::Body>) -> Response {
        let mut request = self.client.post(format!("{}/callouts/{page}", self.address)).body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }

    /// Posts a request for an access package; the response is a 202.
    pub async fn request(&self, body: &Value) {
        assert_eq!(self.post("access-package", body).await.status(), 202);
    }

    pub async fn get(&self, page: &str) -> (u16, String) {
        let response = self
            .client
            .get(format!("{}/{page}", self.address))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// A line of the metrics' numbers.
    pub async fn metric(&self, line: &str) -> Option<f64> {
        let (_, text) = self.get("metrics").await;
        let found = text
            .lines()
            .find_map(|other| other.strip_prefix(&format!("callout_service_{line} ")));
        found.map(|number| number.parse().unwrap())
    }

    /// Waits until nothing is pending.
    pub async fn all_done(&self) {
        for _ in 0..1500 {
            if self.metric("pending").await == Some(0.0) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("something stays pending");
    }

    /// Sends SIGTERM, and waits until the process has ended.
    #[cfg(unix)]
    pub async fn stop(mut self) -> ExitStatus {
        self.terminate();
        self.ended().await
    }

    #[cfg(unix)]
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    pub async fn ended(&mut self) -> ExitStatus {
        let mut ended = None;
        until(|| {
            ended = self.child.try_wait().unwrap();
            ended.is_some()
        })
        .await;
        ended.unwrap()
    }

    /// Ends the process with nothing of its own done.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
