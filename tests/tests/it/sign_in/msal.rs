//! The parameters of requests, compared with those of MSAL for Python.
//!
//! `PYTHON=<one with PyPI's msal> cargo test -p integration-tests --test it sign_in::msal -- --ignored --nocapture`
//! prints both side by side.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use azure_core::http::Url;
use serde_json::{Value, json};

use super::authority::{Form, query};
use super::*;

/// Forms by the kind of request.
type Forms = Vec<(String, Form)>;

/// What differs, kind and name: MSAL sends the device code twice, for servers of before the standard.
const KNOWN: [(&str, &str); 1] = [("device_code", "code")];

struct Msal {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Msal {
    fn start(authority: &Authority) -> Self {
        let python = std::env::var_os("PYTHON").unwrap_or("python3".into());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/sign_in/msal_forms.py");
        let mut command = Command::new(python);
        command
            .args([script, &authority.url(), TENANT, CLIENT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line, which has this member.
    fn next(&mut self, member: &str) -> Value {
        let line = self.lines.next().unwrap().unwrap();
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(value.get(member).is_some(), "{line}");
        value[member].clone()
    }
}

fn of_msal(authority: &Authority) -> (Forms, String) {
    let mut msal = Msal::start(authority);
    assert_eq!(msal.next("device"), true);
    let page = Url::parse(msal.next("page").as_str().unwrap()).unwrap();
    let code = authority.state().authorize(&page);
    writeln!(msal.child.stdin.as_ref().unwrap(), "{}", json!({ "code": code })).unwrap();
    // Its nonce is a digest of the one that it compares.
    let _ = msal.next("browser");
    let version = msal.next("version").as_str().unwrap().to_owned();
    assert!(msal.child.wait().unwrap().success());
    let mut forms = std::mem::take(&mut authority.state().requests);
    forms.push(("authorize".to_owned(), query(&page)));
    (forms, version)
}

async fn ours(authority: &Authority) -> Forms {
    let credential = device(options(authority));
    authority.state().expires_in = json!(1);
    token(&*credential).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    token(&*credential).await.unwrap();
    let (state, pages) = (authority.shared(), Arc::new(std::sync::Mutex::new(Vec::new())));
    let seen = pages.clone();
    let opened = BrowserCredentialOptions::from(options(authority)).with_open(move |page| {
        let code = state.lock().unwrap().authorize(page);
        seen.lock().unwrap().push(query(page));
        let form = super::browser::form(&code, &query(page)["state"]);
        super::browser::send(page, &form).map(|_| ())
    });
    token(&*BrowserCredential::new(TENANT, CLIENT, Some(opened)).unwrap())
        .await
        .unwrap();
    let mut forms = std::mem::take(&mut authority.state().requests);
    forms.push(("authorize".to_owned(), pages.lock().unwrap()[0].clone()));
    forms
}

/// A value without what is another one each time.
fn shown(name: &str, value: &str) -> String {
    let once = [
        "state",
        "nonce",
        "code",
        "code_verifier",
        "code_challenge",
        "refresh_token",
        "redirect_uri",
    ];
    if once.contains(&name) {
        return "(once)".to_owned();
    }
    // JSON with or without blanks.
    if let Ok(json) = serde_json::from_str::<Value>(value) {
        return json.to_string();
    }
    let mut words: Vec<_> = value.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a python with msal: see the module's docs"]
async fn requests_have_the_parameters_of_msal() {
    let authority = Authority::start().await;
    let (theirs, version) = of_msal(&authority);
    let ours = ours(&authority).await;
    println!("MSAL for Python {version}");
    let mut differ = Vec::new();
    for kind in [
        "devicecode",
        "device_code",
        "refresh_token",
        "authorize",
        "authorization_code",
    ] {
        let of = |forms: &Forms| {
            forms
                .iter()
                .find(|(other, _)| other == kind)
                .map(|(_, form)| form.clone())
                .unwrap()
        };
        let (ours, theirs) = (of(&ours), of(&theirs));
        println!("\n{kind}");
        let names: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
        for name in names {
            let value = |form: &Form| form.get(name).map_or("-".to_owned(), |value| shown(name, value));
            let (our, their) = (value(&ours), value(&theirs));
            let same = if our == their { "same" } else { "DIFFERS" };
            println!("  {same:7} {name:22} ours: {our:60} msal: {their}");
            if our != their && !KNOWN.contains(&(kind, name)) {
                differ.push(format!("{kind} {name}: {our} / {their}"));
            }
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}
