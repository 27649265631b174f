//! What happens: one request that is approved, one that is denied.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ask::ask;
use super::failed;
use super::servers::{Folder, Server, program};
use crate::failure::Failure;
use crate::output::print;

/// Two access packages of the demo organisation, and their policies.
pub const ORDERS: &str = "00000004-0000-4000-8000-000000000001";
pub const PAYMENTS: &str = "00000004-0000-4000-8000-000000000002";
const ORDERS_POLICY: &str = "00000005-0000-4000-8000-000000000001";
const PAYMENTS_POLICY: &str = "00000005-0000-4000-8000-000000000002";

/// Who asks.
const PERSON: &str = "chiara@larkfield.example";

/// How long a request may take to its end.
const TIME: Duration = Duration::from_secs(20);

/// Lets it happen.
pub fn tell(binaries: &Path, folder: &Folder, graph: &Server) -> Result<(), Failure> {
    let token = folder.write("token", PERSON)?;
    let mut line = CommandLine {
        program: program(binaries, "msgraph-ig"),
        home: folder.path().to_owned(),
        token,
        endpoint: &graph.url,
        seen: 0,
    };
    line.follow(
        "Chiara, who sells, asks to place orders",
        ORDERS,
        ORDERS_POLICY,
        "delivered",
    )?;
    line.follow("Now she asks to make payments too", PAYMENTS, PAYMENTS_POLICY, "denied")?;
    print("\nOne request was approved and delivered, one was denied: both as the service decided.\n")
}

/// The command line as the person uses it.
struct CommandLine<'a> {
    program: PathBuf,
    home: PathBuf,
    token: PathBuf,
    endpoint: &'a str,
    /// The last exchange that was printed.
    seen: u64,
}

impl CommandLine<'_> {
    /// Makes a request, prints what is said because of it, and waits for its state.
    fn follow(&mut self, what: &str, package: &str, policy: &str, expected: &str) -> Result<(), Failure> {
        let body = json!({
            "requestType": "userAdd",
            "assignment": {"accessPackage": {"id": package}, "assignmentPolicy": {"id": policy}},
        });
        let body = body.to_string();
        print(&format!(
            "\n{what}:\n  $ msgraph-ig entitlement-management assignment-requests create --body '{body}'\n"
        ))?;
        let made = self.run(&["create", "--body", &body])?;
        let id = made.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let begun = Instant::now();
        let mut last = String::new();
        loop {
            self.print_exchanges()?;
            let request = self.run(&["get", "--access-package-assignment-request-id", &id])?;
            let state = request.get("state").and_then(Value::as_str).unwrap_or_default();
            if state != last {
                print(&format!("  the request is {state}\n"))?;
                state.clone_into(&mut last);
            }
            if state == expected {
                return self.print_decision(&request);
            }
            if begun.elapsed() > TIME {
                let seconds = TIME.as_secs();
                let why = format!("it was to be {expected}, and is {state} after {seconds} seconds: {request}");
                return Err(failed(&format!("the request {id}"), &why));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Runs a command on requests for access packages, and gives what it prints.
    fn run(&self, args: &[&str]) -> Result<Value, Failure> {
        let output = Command::new(&self.program)
            .args(["entitlement-management", "assignment-requests"])
            .args(args)
            .env("MSGRAPH_IG_ENDPOINT", self.endpoint)
            .env("MSGRAPH_IG_TOKEN_FILE", &self.token)
            // Nobody's own profiles.
            .env("HOME", &self.home)
            .env("XDG_CONFIG_HOME", &self.home)
            .env("APPDATA", &self.home)
            .output()
            .map_err(|error| failed("msgraph-ig", &format!("cannot be run: {error}")))?;
        if !output.status.success() {
            return Err(failed("msgraph-ig", String::from_utf8_lossy(&output.stderr).trim()));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| failed("msgraph-ig", &format!("prints no JSON: {error}")))
    }

    /// Prints what Graph and the service have said to each other since it was last looked.
    fn print_exchanges(&mut self) -> Result<(), Failure> {
        let path = format!("/local/exchanges?since={}", self.seen);
        let kept = ask(self.endpoint, "GET", &path, "")?;
        for exchange in kept.get("value").and_then(Value::as_array).into_iter().flatten() {
            self.seen = exchange.get("number").and_then(Value::as_u64).unwrap_or(self.seen);
            if let Some(line) = short(exchange) {
                print(&line)?;
            }
        }
        Ok(())
    }

    /// Prints the reason that the service gave.
    fn print_decision(&mut self, request: &Value) -> Result<(), Failure> {
        self.print_exchanges()?;
        let instances = request.get("customExtensionCalloutInstances").and_then(Value::as_array);
        for instance in instances.into_iter().flatten() {
            let text = |name: &str| instance.get(name).and_then(Value::as_str).unwrap_or("-");
            print(&format!("  the callout is {}: {}\n", text("status"), text("detail")))?;
        }
        Ok(())
    }
}

/// An exchange in one line; none for those of the command line, which the story has already.
fn short(exchange: &Value) -> Option<String> {
    let text = |pointer: &str| exchange.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    if text("/requestHeaders/user-agent").starts_with("msgraph-ig/") {
        return None;
    }
    let (from, to) = match text("/direction") {
        "posted" => ("Graph", "service"),
        _ => ("service", "Graph"),
    };
    let status = exchange.get("status").and_then(Value::as_u64);
    let status = status.map_or_else(|| text("/note").to_owned(), |status| status.to_string());
    let about = ["/requestBody/Stage", "/requestBody/data/stage"].map(text).concat();
    let state = text("/requestBody/data/state");
    let url = text("/url").split('?').next().unwrap_or_default();
    let time = exchange.get("milliseconds").and_then(Value::as_u64).unwrap_or_default();
    let said = [about.as_str(), state].into_iter().filter(|text| !text.is_empty());
    let said = said.collect::<Vec<_>>().join(", ");
    let said = if said.is_empty() { said } else { format!(" ({said})") };
    Some(format!(
        "  {from} → {to}: {} {url}{said}: {status}, {time} ms\n",
        text("/method")
    ))
}
