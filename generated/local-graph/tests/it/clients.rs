//! Clients that nobody here wrote (`tests/clients/README.md`): Microsoft's own, from PyPI and npm.

use std::collections::HashSet;
use std::path::PathBuf;

use msgraph_local_graph::LocalGraph;
use serde::Deserialize;
use test_support::shared_folder::{shared, workspace};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs tests/clients/python/requirements.txt; PYTHON is the interpreter that has them"]
async fn msgraph_sdk_reads_what_is_due() {
    python("v1_0.py", "v1.0").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs tests/clients/python/requirements.txt; PYTHON is the interpreter that has them"]
async fn msgraph_beta_sdk_reads_what_is_due() {
    python("beta.py", "beta").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and `npm ci --prefix tests/clients/javascript`"]
async fn microsoft_graph_client_reads_what_is_due() {
    let folder = workspace().join("tests/clients/javascript");
    let mut node = Command::new("node");
    node.arg("v1_0.mjs").current_dir(folder);
    run(node, "v1.0", 20).await;
}

async fn python(script: &str, version: &str) {
    let folder = workspace().join("tests/clients/python");
    let mut python = Command::new(std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
    // Without `-B` it would leave bytecode in the folder.
    python.arg("-B").arg(script).current_dir(folder);
    run(python, version, 60).await;
}

/// Runs a script against a local Graph of its own. It is to succeed, and at least so many of its calls are documented.
async fn run(mut script: Command, version: &str, least: usize) {
    let graph = LocalGraph::builder().start().await.unwrap();
    let output = script.arg(graph.url()).output().await.unwrap();
    graph.stop().await;
    let log = String::from_utf8_lossy(&output.stdout);
    // For who runs it with `--nocapture`, and for who looks why it failed.
    println!("{log}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}", output.status);
    if let Some(documented) = shared("examples/documented.json").map(|path| documented(path, version)) {
        let calls: Vec<_> = log.lines().filter_map(call).collect();
        let count = calls.iter().filter(|call| documented.contains(call)).count();
        let distinct: HashSet<_> = calls.iter().filter(|call| documented.contains(call)).collect();
        println!(
            "documented: {count} calls, {} operations of {}",
            distinct.len(),
            documented.len()
        );
        assert!(count >= least, "{count} calls are documented");
    }
}

/// A method and a path without its keys.
type Operation = (String, String);

/// The operations of the documented examples of a version.
fn documented(path: PathBuf, version: &str) -> HashSet<Operation> {
    #[derive(Deserialize)]
    struct Example {
        version: String,
        method: String,
        url: String,
    }
    let text = std::fs::read_to_string(path).unwrap();
    let examples: Vec<Example> = serde_json::from_str(&text).unwrap();
    let of_version = examples.into_iter().filter(|example| example.version == version);
    of_version.map(|of| (of.method, template(&of.url))).collect()
}

/// The call of a line: `  7 201 POST   /identityGovernance/…`.
fn call(line: &str) -> Option<Operation> {
    let mut words = line.split_whitespace();
    words.next()?.parse::<u32>().ok()?;
    words.next()?.parse::<u16>().ok()?;
    Some((words.next()?.to_owned(), template(words.next()?)))
}

/// A path without query, version and keys, in lower case.
fn template(url: &str) -> String {
    let path = url
        .split('?')
        .next()
        .unwrap()
        .trim_end_matches('/')
        .to_ascii_lowercase();
    let begin = path.find("/identitygovernance").unwrap_or(0);
    let segments = path[begin..].split('/').map(|segment| match is_key(segment) {
        true => "{}",
        false => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// `{accessPackageId}`, or a guid.
fn is_key(segment: &str) -> bool {
    let is_guid = segment.len() == 36 && segment.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_guid || segment.starts_with('{')
}

#[test]
fn a_call_and_its_documentation_have_one_template() {
    let line =
        "  7 201 POST   /identityGovernance/accessReviews/definitions/04e5c3b2-9db2-40d3-a204-128f4956ae8e/stop?$top=1";
    let url = "https://graph.microsoft.com/v1.0/identityGovernance/accessReviews/definitions/{id}/stop/";
    assert_eq!(call(line), Some(("POST".to_owned(), template(url))));
    assert_eq!(template(url), "/identitygovernance/accessreviews/definitions/{}/stop");
    for line in [
        "        a catalog: display_name='x'",
        "== approvals",
        "75 calls, 9 failures, 18.7 s",
    ] {
        assert_eq!(call(line), None, "{line}");
    }
}
