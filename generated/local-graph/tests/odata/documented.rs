//! Every documented query, read against the type of its path: `documented.json` and `command-lines.jsonl` of
//! `shared/examples`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use test_support::shared_folder::shared;

use super::*;

/// Queries of the pages that the service itself cannot take, each with the reason.
const WRONG: [(&str, &str); 1] = [(
    "$select=accessReviewId,reviewedDateTime,decision,justification,recommendation,reviewedBy,target",
    "`target` is a member of a decision in beta, and the page is of v1.0",
)];

struct Documented {
    version: String,
    method: String,
    path: String,
    query: String,
}

/// A documented URL as a client sends it: what a page writes plainly is encoded.
fn read_url(method: &str, url: &str, into: &mut BTreeMap<String, Documented>) {
    let Some((path, query)) = url.split_once('?') else {
        return;
    };
    let path = path.trim_start_matches("https://graph.microsoft.com");
    let (version, path) = match path.strip_prefix("/beta") {
        Some(path) => ("beta", path),
        None => ("v1.0", path.strip_prefix("/v1.0").unwrap_or(path)),
    };
    let documented = Documented {
        version: version.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.replace(' ', "%20"),
    };
    into.insert(format!("{method} {version} {path}?{query}"), documented);
}

fn documented() -> Option<BTreeMap<String, Documented>> {
    let examples = fs::read_to_string(shared("examples/documented.json")?).expect("examples");
    let lines = fs::read_to_string(shared("examples/command-lines.jsonl")?).expect("lines");
    let mut found = BTreeMap::new();
    let examples: Vec<Value> = serde_json::from_str(&examples).expect("JSON");
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    for example in examples.into_iter().chain(lines) {
        let text = |name: &str| example[name].as_str().unwrap_or_default().to_owned();
        let url = text("url");
        read_url(&text("method"), &url, &mut found);
        // What the command line says beside a URL without a query.
        if let Some(query) = of_command_line(&text("cli")).filter(|_| !url.contains('?')) {
            read_url("GET", &format!("{url}?{query}"), &mut found);
        }
    }
    Some(found)
}

/// The query options of a documented command line: `--filter "…"`.
fn of_command_line(line: &str) -> Option<String> {
    let mut options = Vec::new();
    for name in [
        "filter", "select", "expand", "orderby", "search", "top", "skip", "count",
    ] {
        let Some((_, rest)) = line.split_once(&format!(" --{name} ")) else {
            continue;
        };
        let value = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => rest.split(" --").next()?,
        };
        options.push(format!("${name}={}", value.replace("\\$", "$")));
    }
    (!options.is_empty()).then(|| options.join("&"))
}

#[test]
fn every_documented_query_is_read() {
    let Some(documented) = documented() else { return };
    let mut wrong = BTreeSet::new();
    let mut problems = Vec::new();
    for (name, example) in &documented {
        let api: &'static Api = if example.version == "beta" {
            &beta::API
        } else {
            &v1_0::API
        };
        let Some(place) = api.resolve(&example.path) else {
            problems.push(format!("{name}: no such path"));
            continue;
        };
        let subject = place.segment().subject().map(Subject::from).expect("a subject");
        let read = QueryOptions::parse(&example.query, subject);
        let known = WRONG.iter().find(|(query, _)| example.query == *query);
        match (read, known) {
            (Ok(options), None) => assert!(options.given().next().is_some(), "{name}"),
            (Err(error), Some((query, _))) => {
                println!("{name}: {error}");
                wrong.insert(*query);
            }
            (Ok(_), Some(_)) => problems.push(format!("{name}: it is taken, and listed as wrong")),
            (Err(error), None) => problems.push(format!("{name}: {error}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(wrong.len(), WRONG.len(), "each that is listed is there");
    let gets = documented.values().filter(|example| example.method == "GET").count();
    assert!(gets >= 40, "{gets} documented queries");
}
