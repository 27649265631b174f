//! The authority of `tests/oidc`, an independent one by npm's oidc-provider, and the person who signs in there.
//!
//! Tests that start it are ignored unless they are asked for: they need node and `npm ci --prefix tests/oidc`.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A script of the folder, run by node.
#[must_use]
pub fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script_path(script));
    command
}

/// Where a script of the folder is.
#[must_use]
pub fn script_path(script: &str) -> String {
    format!("{}/../oidc/{script}", env!("CARGO_MANIFEST_DIR"))
}

/// The authority, as long as it is held.
pub struct Oidc {
    child: Child,
    url: String,
    tenant: String,
    client: String,
    lines: mpsc::Receiver<String>,
}

impl Oidc {
    /// One with this tenant and application, whose access tokens live that many seconds.
    ///
    /// # Panics
    /// When node or the package is missing.
    #[must_use]
    pub fn start(tenant: &str, client: &str, seconds: u32) -> Self {
        let mut command = node("server.mjs");
        command
            .args([tenant, client, &seconds.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("node");
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("listening ").map(str::to_owned));
        let url = url.expect("a server: `npm ci --prefix tests/oidc` installs it");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            lines
                .filter(|line| line.starts_with("token "))
                .try_for_each(|line| sender.send(line))
        });
        Self {
            child,
            url,
            tenant: tenant.to_owned(),
            client: client.to_owned(),
            lines: receiver,
        }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the token endpoint did since the last look: `token refresh_token 200`.
    #[must_use]
    pub fn did(&self) -> Vec<String> {
        std::thread::sleep(Duration::from_millis(200));
        self.lines.try_iter().collect()
    }

    /// Makes a refresh token void.
    ///
    /// # Panics
    /// When it does not.
    pub fn revoke(&self, refresh_token: &str) {
        let page = format!("{}/{}/oauth2/v2.0/revoke", self.url, self.tenant);
        run(node("revoke.mjs").args([page.as_str(), &self.client, refresh_token]));
    }
}

impl Drop for Oidc {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The person does what a page asks: `[URL, USER, CODE]`, with `decline` behind it where the person declines.
///
/// # Panics
/// When the page cannot be used.
pub fn person<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) {
    run(node("person.mjs").args(args));
}

fn run(command: &mut Command) {
    let output = command.output().expect("node");
    println!("{}", String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
