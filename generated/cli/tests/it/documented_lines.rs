//! The documented command lines of mgc and mgc-beta make the requests of the same examples: shown by `--what-if`, and
//! sent to a server of this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use msgraph_identity_governance::reflection::Api;
use msgraph_identity_governance::{beta, v1_0};
use serde::Deserialize;
use serde_json::Value;
use test_support::shared_folder::shared;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::process::{Ended, run, run_at};
use crate::serve::Serving;

#[derive(Deserialize)]
struct Example {
    version: String,
    name: String,
    method: String,
    url: Option<String>,
    cli: String,
    body: Option<Value>,
}

/// Lines that cannot make the request of their example, each with its reason.
const DIFFER: [(&str, &str, &str); 11] = [
    (
        "v1.0",
        "accessreviewinstancedecisionitem_filterbycurrentuser_2",
        "it selects a member that the type does not have; --force sends it",
    ),
    (
        "v1.0",
        "list_accessreviewinstancedecisionitem_expandinsights_v1_e3",
        "the URL is one of beta",
    ),
    (
        "beta",
        "accessreviewinstance_batchrecorddecisions",
        "a path below users, which is no part of this",
    ),
    (
        "beta",
        "get_accessreviewpolicy",
        "a path below policies, which is no part of this",
    ),
    (
        "beta",
        "lifecycleworkflows_get_taskreport.summary",
        "the line reads a report, the example calls summary",
    ),
    (
        "beta",
        "list_privilegedaccessgroupeligibilityscheduleinstance",
        "the example's URL lacks the line's filter",
    ),
    (
        "v1.0",
        "list_privilegedaccessgroupassignmentscheduleinstance",
        "the example's URL lacks the line's filter",
    ),
    (
        "beta",
        "privilegedaccessgroupassignmentschedulerequestthis.filterbycurrentuser",
        "the filter is not quoted: a shell takes it apart",
    ),
    (
        "v1.0",
        "get_accesspackageresources2",
        "the filter is not quoted: a shell takes it apart",
    ),
    (
        "v1.0",
        "remove_incompatiblegroup_from_accesspackage",
        "`ref delete` with a key, which is `ref-by-id delete`",
    ),
    (
        "v1.0",
        "lifecycleworkflows_userprocessingresultthis.summary",
        "arguments in parentheses, which a shell does not take",
    ),
];

fn examples() -> Vec<Example> {
    let Some(path) = shared("examples/command-lines.jsonl") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The words of a line, as a shell reads them; none where it does not.
fn words(line: &str) -> Option<Vec<String>> {
    let script = format!("printf '%s\\0' {line}");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let words: Vec<String> = text.split_terminator('\0').map(str::to_owned).collect();
    (output.status.success() && words.len() > 1).then_some(words)
}

fn api(version: &str) -> &'static Api {
    if version == "beta" { &beta::API } else { &v1_0::API }
}

/// Letters and digits alone: `--access-package-id` and `{accessPackage-id}` are the same.
fn bare(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

/// Our command line of an example: the placeholders have the values of its URL.
fn line(example: &Example) -> Option<Vec<String>> {
    let mut words = words(&example.cli)?;
    words.remove(0);
    let url = example.url.as_ref()?;
    let path = url.split('?').next()?.trim_end_matches('/');
    let path = path.strip_prefix(&format!("/{}", example.version))?;
    let path = path.replace(' ', "%20");
    let place = api(&example.version).resolve(&path)?;
    let values: BTreeMap<String, String> = place
        .values()
        .map(|(name, value)| (bare(name), value.to_owned()))
        .collect();
    for at in 1..words.len() {
        if words[at].starts_with('{') && words[at].ends_with('}') && words[at - 1].starts_with("--") {
            // A URL that is a template has the argument's name where a value belongs.
            let name = format!("{{{}}}", words[at - 1].trim_start_matches('-'));
            let template = Some(name).filter(|name| url.contains(name.as_str()));
            if let Some(value) = values.get(&bare(&words[at - 1])).cloned().or(template) {
                words[at] = value;
            }
        }
    }
    // Some URLs have names in braces themselves, which are no values of their types.
    let is_name = |word: &String| word.starts_with('{') && word.ends_with('}') && !word.contains('"');
    if words.iter().any(is_name) {
        words.push("--force".to_owned());
    }
    if example.version == "beta" {
        words.insert(0, "--beta".to_owned());
    }
    Some(words)
}

/// A URL's path with values decoded, names of other namespaces by their last part; and its query options.
fn parts(url: &str, version: &str) -> (String, BTreeSet<(String, String)>) {
    let at = url.find(&format!("/{version}/")).unwrap_or(0);
    let (path, query) = url[at..].split_once('?').unwrap_or((&url[at..], ""));
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let segments = path.trim_end_matches('/').split('/').map(|segment| {
        let segment = decode(segment);
        let (name, rest) = segment.split_at(segment.find('(').unwrap_or(segment.len()));
        let name = name.rsplit("identityGovernance.").next().unwrap().to_owned();
        // The example pages write some of them in other cases.
        let name = if name.eq_ignore_ascii_case("identityGovernance") {
            "identityGovernance".to_owned()
        } else {
            name
        };
        format!("{name}{rest}")
    });
    let options = query.split('&').filter(|option| !option.is_empty()).map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        (
            decode(&name.replace('+', " ")),
            decode(&value.replace('+', " ")).replace(", ", ","),
        )
    });
    (segments.collect::<Vec<_>>().join("/"), options.collect())
}

/// What is not as the example has it.
fn difference(example: &Example, method: &str, url: &str, body: Option<&Value>) -> Option<String> {
    if method != example.method {
        return Some(format!("{method} for {}", example.method));
    }
    let (mine, theirs) = (
        parts(url, &example.version),
        parts(example.url.as_deref().unwrap_or_default(), &example.version),
    );
    if mine != theirs {
        return Some(format!("{mine:?} for {theirs:?}"));
    }
    if let Some(expected) = &example.body
        && body != Some(expected)
    {
        return Some(format!("{body:?} for {expected}"));
    }
    None
}

#[test]
fn each_line_makes_the_request_of_its_example() {
    let examples = examples();
    let mut found = BTreeSet::new();
    for example in &examples {
        let name = (example.version.as_str(), example.name.as_str());
        let differs = match line(example) {
            None => Some("no line, or no URL of this part".to_owned()),
            Some(line) => {
                let ended = run(line.iter().map(String::as_str).chain(["--what-if=json"]));
                match ended.code {
                    0 => {
                        let shown: Value = serde_json::from_str(&ended.stdout).unwrap();
                        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
                        difference(example, &text("method"), &text("url"), Some(&shown["body"]))
                    }
                    code => Some(format!("exit code {code}: {}", ended.stderr)),
                }
            }
        };
        let is_listed = DIFFER.iter().any(|(version, listed, _)| (*version, *listed) == name);
        if let Some(difference) = &differs {
            assert!(is_listed, "{name:?}: {difference}\n{}", example.cli);
            found.insert(name);
        }
    }
    if !examples.is_empty() {
        let listed: BTreeSet<_> = DIFFER.iter().map(|(version, name, _)| (*version, *name)).collect();
        assert_eq!(found, listed, "a line that is listed makes its request by now");
        assert_eq!(examples.len(), 148);
    }
}

/// An empty list, whatever is asked for.
async fn respond_to_all(server: &MockServer) {
    let list = ResponseTemplate::new(200).set_body_raw(r#"{"value":[]}"#, "application/json");
    Mock::given(any()).respond_with(list).mount(server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_is_what_was_shown() {
    let server = MockServer::start().await;
    respond_to_all(&server).await;
    for example in examples() {
        let Some(line) = line(&example) else { continue };
        let shown = run(line.iter().map(String::as_str).chain(["--what-if=json"]));
        if shown.code != 0 {
            continue;
        }
        let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
        let endpoint = server.uri();
        let sent: Ended = tokio::task::spawn_blocking(move || run_at(&endpoint, line))
            .await
            .unwrap();
        assert_eq!(sent.code, 0, "{}: {}", example.name, sent.stderr);
        let requests: Vec<Request> = server.received_requests().await.unwrap();
        let request = requests.last().unwrap();
        let path = shown["url"].as_str().unwrap().split_once(".com").unwrap().1.to_owned();
        let received = &request.url[url::Position::BeforePath..];
        assert_eq!(received, path, "{}", example.name);
        assert_eq!(request.method.as_str(), shown["method"].as_str().unwrap());
        match &shown["body"] {
            Value::Null => assert!(request.body.is_empty(), "{}", example.name),
            body => assert_eq!(
                &serde_json::from_slice::<Value>(&request.body).unwrap(),
                body,
                "{}",
                example.name
            ),
        }
        server.reset().await;
        respond_to_all(&server).await;
    }
}

/// Lines that a local Graph refuses for another reason than that it has no such entity.
const REFUSED: [(&str, &str, u64); 5] = [
    // The data of the example is cut, and no base64.
    ("v1.0", "create_agreement_from_agreements", 400),
    // The body names a group that is not there.
    (
        "v1.0",
        "create_privilegedaccessgroupassignmentschedulerequest_from_v1_e1",
        400,
    ),
    (
        "v1.0",
        "create_privilegedaccessgroupassignmentschedulerequest_from_v1_e2",
        400,
    ),
    // The argument is `{on}`, as the example has it.
    (
        "v1.0",
        "privilegedaccessgroupassignmentscheduleinstancethis.filterbycurrentuser",
        400,
    ),
    (
        "v1.0",
        "privilegedaccessgroupeligibilityscheduleinstancethis.filterbycurrentuser",
        400,
    ),
];

/// The demo organisation has few of the entities that the examples name. Each line is understood all the same: it does
/// what it says, or there is no such entity.
#[test]
fn a_local_graph_responds_to_each_line() {
    let graph = Serving::start(&["--quiet"]);
    let (mut done, mut wrong) = (0, Vec::new());
    for example in examples() {
        let Some(line) = line(&example) else { continue };
        let ended = run_at(
            &graph.url,
            line.iter().map(String::as_str).chain(["--error-format", "json"]),
        );
        let name = (example.version.as_str(), example.name.as_str());
        let is_known = match ended.code {
            0 => {
                done += 1;
                true
            }
            // It is not sent.
            2 => DIFFER.iter().any(|(version, listed, _)| (*version, *listed) == name),
            1 => {
                let report: Value = serde_json::from_str(ended.stderr.lines().last().unwrap()).unwrap();
                let status = report["request"]["status"].as_u64().unwrap();
                status == 404 || REFUSED.contains(&(name.0, name.1, status))
            }
            _ => false,
        };
        if !is_known {
            wrong.push(format!("{name:?}: {}", ended.stderr.trim()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(done >= 35 || shared("examples").is_none(), "only {done} were done");
}
