//! The documented examples (`shared/examples/documented.json`, read in place): bodies are taken and come back equal,
//! and reads respond by their types.

use http::Method;
use msgraph_identity_governance::reflection::{OperationKind, Type};
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::surface::Nav;
use serde::Deserialize;
use serde_json::{Map, Value};
use test_support::shared_folder::shared;

use super::local::{BASE, Local};
use super::openapi::Document;
use super::validity::faults;
use super::world;

/// An example of the reference.
#[derive(Debug, Deserialize)]
struct Example {
    page: String,
    version: String,
    method: String,
    url: String,
    #[serde(default)]
    body: Value,
}

/// An example that no service could be right about.
struct Wrong {
    page: &'static str,
    version: &'static str,
    method: &'static str,
    /// What its URL or body has and others of the page lack.
    has: &'static str,
    #[allow(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

const fn wrong(
    page: &'static str,
    (version, method): (&'static str, &'static str),
    has: &'static str,
    why: &'static str,
) -> Wrong {
    Wrong {
        page,
        version,
        method,
        has,
        why,
    }
}

const NO_PATH: &str = "The version has no such path.";
const NO_METHOD: &str = "The path has no such method.";
const NO_JSON: &str = "The body is no JSON: the page shows it broken, or in two pieces.";
const NO_BASE64: &str = "The bytes are cut short, with a word about it in place of the rest.";

const WRONG: [Wrong; 18] = [
    wrong(
        "connectedorganization-list-externalsponsors.md",
        ("v1.0", "GET"),
        "",
        NO_PATH,
    ),
    wrong(
        "connectedorganization-list-internalsponsors.md",
        ("v1.0", "GET"),
        "",
        NO_PATH,
    ),
    wrong(
        "accessreviewhistorydefinition-generatedownloaduri.md",
        ("beta", "POST"),
        "",
        NO_PATH,
    ),
    wrong(
        "accessreviewinstancedecisionitem-recordalldecisions.md",
        ("beta", "POST"),
        "",
        NO_PATH,
    ),
    wrong("accesspackageassignment-reprocess.md", ("v1.0", "POST"), "", NO_PATH),
    wrong(
        "accesspackageassignmentrequest-reprocess.md",
        ("v1.0", "POST"),
        "",
        NO_PATH,
    ),
    wrong(
        "tutorial-accessreviews-roleassignments.md",
        ("v1.0", "POST"),
        "decisions/4d79fbf6",
        NO_METHOD,
    ),
    wrong(
        "tutorial-accessreviews-roleassignments.md",
        ("v1.0", "POST"),
        "decisions/62fd1c5b",
        NO_METHOD,
    ),
    wrong(
        "tutorial-accessreviews-roleassignments.md",
        ("v1.0", "POST"),
        "983db508-b77b-427d-ab90-a4041efa658d/instances",
        "It is a list that is read, and the page has POST in place of GET.",
    ),
    wrong(
        "customaccesspackageworkflowextension-update.md",
        ("beta", "PUT"),
        "",
        NO_METHOD,
    ),
    wrong("approvalstep-update.md", ("beta", "PATCH"), "", NO_JSON),
    wrong("accesspackage-post-incompatiblegroup.md", ("beta", "POST"), "", NO_JSON),
    wrong("agreement-post-files.md", ("beta", "POST"), "", NO_BASE64),
    wrong("agreement-post-files.md", ("v1.0", "POST"), "", NO_BASE64),
    wrong(
        "termsofusecontainer-post-agreements.md",
        ("beta", "POST"),
        "",
        NO_BASE64,
    ),
    wrong(
        "termsofusecontainer-post-agreements.md",
        ("v1.0", "POST"),
        "",
        NO_BASE64,
    ),
    wrong(
        "accessreviewset-post-historydefinitions.md",
        ("beta", "POST"),
        "scheduleSettings",
        NO_PATTERN,
    ),
    wrong(
        "accessreviewset-post-historydefinitions.md",
        ("v1.0", "POST"),
        "scheduleSettings",
        NO_PATTERN,
    ),
];

const NO_PATTERN: &str = "No version has a pattern of recurrence that is `monthly`.";

impl Example {
    fn version(&self) -> Version {
        let version = Version::ALL.into_iter().find(|version| version.name() == self.version);
        version.unwrap_or_else(|| panic!("{} is of {}", self.page, self.version))
    }

    /// Path and query below the version, encoded where the page is not.
    fn target(&self) -> String {
        let url = self
            .url
            .strip_prefix("https://graph.microsoft.com")
            .unwrap_or(&self.url);
        let url = url.strip_prefix(&format!("/{}", self.version)).unwrap_or(url);
        url.replace(' ', "%20")
            .replace('{', "%7B")
            .replace('}', "%7D")
            .replace('"', "%22")
    }

    fn path(&self) -> String {
        let target = self.target();
        target
            .split('?')
            .next()
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned()
    }

    fn is_wrong(&self) -> bool {
        let is_this = |wrong: &Wrong| {
            let of = (wrong.page, wrong.version, wrong.method);
            of == (self.page.as_str(), self.version.as_str(), self.method.as_str())
                && (self.url.contains(wrong.has) || self.body.get(wrong.has).is_some())
        };
        WRONG.iter().any(is_this)
    }
}

fn examples() -> Option<Vec<Example>> {
    let text = std::fs::read_to_string(shared("examples/documented.json")?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// Runs an example on a local Graph that has what its path and body name. What is wrong with how it went.
fn run(example: &Example, document: &Document) -> Vec<String> {
    let local = Local::new(example.version());
    let path = example.path();
    world::make_way(&local, path.trim_end_matches("()"));
    let method = Method::from_bytes(example.method.as_bytes()).unwrap();
    let known = msgraph_identity_governance::Method::try_from(example.method.as_str()).unwrap();
    let api = local.version.api();
    let Some(place) = api.resolve(&path).or_else(|| api.resolve(path.trim_end_matches("()"))) else {
        return vec!["the version has no such path".to_owned()];
    };
    let Some(operation) = place.segment().operation(known) else {
        return vec!["the path has no such method".to_owned()];
    };
    let body = match &example.body {
        Value::Null => None,
        Value::Object(members) => Some(members),
        other => return vec![format!("the body is {other}")],
    };
    let model = operation.body().and_then(|body| body.model());
    if let Some(body) = body {
        make_referred(&local, model, body);
        if let Some(url) = body.get("@odata.id").and_then(Value::as_str) {
            let nav = world::nav_at(&local, place.segment());
            world::make(&local, nav.ty, url.rsplit('/').next().unwrap());
        }
    }
    let text = body
        .map(|body| Value::Object(body.clone()).to_string())
        .unwrap_or_default();
    let got = local.send(method, &example.target(), &[("content-type", "application/json")], text);
    let writes = [OperationKind::Create, OperationKind::Update, OperationKind::Replace];
    let faults = match writes.contains(&operation.kind()) && got.status.is_success() {
        // What is not the metadata's is kept all the same: members of another version, values in another case.
        true => Vec::new(),
        false => faults(document, operation, &got),
    };
    if !faults.is_empty() {
        return faults;
    }
    let url = match operation.kind() {
        OperationKind::Create => got
            .header("location")
            .trim_start_matches(BASE)
            .trim_start_matches(&format!("/{}", example.version))
            .to_owned(),
        OperationKind::Update | OperationKind::Replace => path,
        _ => return Vec::new(),
    };
    let (Some(model), Some(body)) = (model, body) else {
        return Vec::new();
    };
    let expand = expand(model, body);
    let url = if expand.is_empty() {
        url
    } else {
        format!("{url}?$expand={expand}")
    };
    let read = local.send(Method::GET, &url, &[("prefer", "include-unknown-enum-members")], "");
    if read.status != 200 {
        return vec![format!("GET {url}: {}", String::from_utf8_lossy(&read.bytes))];
    }
    let mut wrong = Vec::new();
    lost(Some(model), &Value::Object(body.clone()), &read.json, "", &mut wrong);
    wrong
}

/// Makes the entities that a body refers to.
fn make_referred(local: &Local, ty: Option<Type>, body: &Map<String, Value>) {
    for (name, value) in body {
        let Some(nav) = ty.and_then(|ty| Nav::of(ty, name.split('@').next().unwrap())) else {
            continue;
        };
        let values = match value {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        for value in values {
            match value {
                Value::Object(members) => {
                    let id = members.get("id").and_then(Value::as_str);
                    if let Some(id) = id.filter(|_| !nav.is_contained) {
                        world::make(local, nav.ty, id);
                    }
                    make_referred(local, Some(nav.ty), members);
                }
                Value::String(url) => world::make(local, nav.ty, url.rsplit('/').next().unwrap()),
                _ => {}
            }
        }
    }
}

/// `$expand` of the navigation properties that a body has.
fn expand(ty: Type, body: &Map<String, Value>) -> String {
    let items = body.iter().filter_map(|(name, value)| {
        let nav = Nav::of(ty, name)?;
        let inner = match value {
            Value::Object(members) => expand(nav.ty, members),
            Value::Array(items) => items
                .iter()
                .filter_map(Value::as_object)
                .map(|item| expand(nav.ty, item))
                .max()
                .unwrap_or_default(),
            _ => String::new(),
        };
        Some(if inner.is_empty() {
            name.clone()
        } else {
            format!("{name}($expand={inner})")
        })
    });
    items.collect::<Vec<_>>().join(",")
}

/// Members that the service sets: what a body says of them is not kept.
const SET_BY_SERVICE: [&str; 5] = [
    "createdDateTime",
    "modifiedDateTime",
    "lastModifiedDateTime",
    "createdBy",
    "modifiedBy",
];

/// What of a value that was sent has not come back.
fn lost(ty: Option<Type>, sent: &Value, got: &Value, path: &str, wrong: &mut Vec<String>) {
    match (sent, got) {
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent.iter().filter(|(name, _)| !name.contains('@')) {
                let is_set = SET_BY_SERVICE.contains(&name.as_str());
                let member = ty.and_then(|ty| ty.member(name));
                let is_set = is_set || member.is_some_and(|member| member.is_read_only());
                if !is_set {
                    let ty = member.and_then(|member| member.ty()).and_then(|ty| ty.ty());
                    lost(
                        ty,
                        value,
                        got.get(name).unwrap_or(&Value::Null),
                        &format!("{path}/{name}"),
                        wrong,
                    );
                }
            }
        }
        (Value::Array(sent), Value::Array(got)) if sent.len() == got.len() => {
            for (at, (sent, got)) in sent.iter().zip(got).enumerate() {
                lost(ty, sent, got, &format!("{path}[{at}]"), wrong);
            }
        }
        _ if sent == got => {}
        _ => wrong.push(format!("{path}: {sent} came back as {got}")),
    }
}

fn check(method: &str) -> Option<usize> {
    let examples = examples()?;
    let documents = Version::ALL.map(Document::of);
    let mut wrong = Vec::new();
    let mut run_of = 0;
    for example in examples.iter().filter(|example| example.method == method) {
        let document = documents[usize::from(example.version() == Version::Beta)]?;
        let faults = run(example, document);
        run_of += 1;
        match (faults.is_empty(), example.is_wrong()) {
            (false, false) => wrong.push(format!(
                "{} {} {}: {}",
                example.page,
                method,
                example.url,
                faults.join("; ")
            )),
            (true, true) => wrong.push(format!(
                "{} {}: listed, and nothing is wrong",
                example.page, example.url
            )),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {run_of}:\n{}", wrong.len(), wrong.join("\n"));
    Some(run_of)
}

#[test]
fn what_is_posted_comes_back() {
    assert!(check("POST").is_none_or(|run| run == 96));
}

#[test]
fn what_is_patched_comes_back() {
    assert!(check("PATCH").is_none_or(|run| run == 19));
}

#[test]
fn what_is_put_comes_back() {
    assert!(check("PUT").is_none_or(|run| run == 6));
}

#[test]
fn reads_respond_by_their_types() {
    assert!(check("GET").is_none_or(|run| run == 143));
}

#[test]
fn what_is_deleted_is_gone() {
    assert!(check("DELETE").is_none_or(|run| run == 26));
}
