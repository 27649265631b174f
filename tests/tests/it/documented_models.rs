//! The examples that the public reference shows, read in place from `shared/`: bodies and responses, read as the type of
//! their operation, are written back equal but for the casing of enum values and the spelling of dates.
//!
//! What in them does not fit its declared type is in the snapshot, by path and reason. What no client could get right
//! is in
//! [`NOT_THE_CLIENT`], with the reason; an example in it that passes fails the test, as does one that fails and is not
//! in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use generator::analysis::Analysis;
use generator::model::{ItemType, TypeRef, Version};
use generator::routes::{Body, Response};
use integration_tests::examples::{Example, examples, text_of};
use integration_tests::model_json::oracle::Oracle;
use integration_tests::model_json::tree::Tree;
use integration_tests::model_json::{has_any, loaded, model, type_named};
use integration_tests::routes::{operation, place};
use integration_tests::shared_folder::shared;
use integration_tests::walker::anonymous;
use msgraph_identity_governance::json::ReadOptions;

const NO_JSON: &str = "the page has more or less than JSON there: every client refuses it";
const WRAPPED: &str =
    "the page wraps the entity in `value`, where the operation answers it itself: all is kept, as an unknown member";
const A_LIST: &str = "the page shows the list that a GET answers under a POST, which creates one item";
const NO_BODY: &str = "the action has no parameters in the metadata: nothing says what a body of it is";

/// Examples that are wrong by themselves: version and method, the end of the path, page, what of it (body or answer),
/// and why.
const NOT_THE_CLIENT: &[(&str, &str, &str, &str, &str)] = &[
    (
        "beta POST",
        "/accessPackages/{}/incompatibleGroups/$ref",
        "accesspackage-post-incompatiblegroup.md",
        "body",
        NO_JSON,
    ),
    (
        "beta GET",
        "/instances/{}/stages",
        "accessreviewinstance-list-stages.md",
        "answer",
        NO_JSON,
    ),
    (
        "beta GET",
        "/instances/{}/stages/filterByCurrentUser(on='{}')",
        "accessreviewstage-filterbycurrentuser.md",
        "answer",
        NO_JSON,
    ),
    (
        "beta GET",
        "/instances/{}/stages/{}",
        "accessreviewstage-get.md",
        "answer",
        NO_JSON,
    ),
    (
        "beta GET",
        "/accessReviews/policy",
        "accessreviewpolicy-get.md",
        "answer",
        WRAPPED,
    ),
    (
        "v1.0 GET",
        "/definitions/{}/instances/{}",
        "accessreviewinstance-get.md",
        "answer",
        WRAPPED,
    ),
    (
        "v1.0 GET",
        "/accessReviews/definitions/{}",
        "accessreviewscheduledefinition-get.md",
        "answer",
        WRAPPED,
    ),
    (
        "v1.0 POST",
        "/historyDefinitions/{}/instances",
        "tutorial-accessreviews-roleassignments.md",
        "answer",
        A_LIST,
    ),
    (
        "beta POST",
        "/accessPackageAssignmentRequests/{}/cancel",
        "accesspackageassignmentrequest-cancel.md",
        "body",
        NO_BODY,
    ),
];

/// What came of the examples.
#[derive(Default)]
struct Outcome {
    /// How many of each kind.
    counts: BTreeMap<&'static str, usize>,
    /// Where something is odd, with path and reason.
    odd: Vec<String>,
    /// Those of no operation of the metadata, with the reason.
    without_operation: BTreeSet<String>,
    /// What failed.
    failed: Vec<(String, String)>,
}

impl Outcome {
    fn count(&mut self, kind: &'static str) {
        *self.counts.entry(kind).or_default() += 1;
    }
}

/// Reads JSON as a type and holds it against what is written of it; gives what is odd.
fn round_trip(loaded: &Analysis, json: &Tree, ty: &TypeRef) -> Result<Vec<String>, String> {
    let ItemType::Structured(name) = &ty.item else {
        return if Oracle::new(loaded).fits(json, ty) {
            Ok(Vec::new())
        } else {
            Err(format!("it is no {ty}"))
        };
    };
    if ty.collection {
        let Tree::Array(items) = json else {
            return Err("no list is there where one is declared".to_owned());
        };
        let mut odd = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let found = round_trip(loaded, item, &TypeRef::one(ty.item.clone()))
                .map_err(|error| format!("[{place}]: {error}"))?;
            odd.extend(found.into_iter().map(|reported| format!("[{place}].{reported}")));
        }
        return Ok(odd);
    }
    let version = loaded.api.version;
    let entry = model(version, name, has_any(version, name));
    let value = entry
        .lenient(json.json().as_bytes())
        .map_err(|error| format!("not read: {error}"))?;
    let written = value.to_json();
    let again = entry
        .lenient(&written)
        .map_err(|error| format!("what is written is not read: {error}"))?;
    if !value.same(&*again) {
        return Err("what is written is read as another value".to_owned());
    }
    let written = Tree::parse(std::str::from_utf8(&written).unwrap()).ok_or("no JSON is written")?;
    let oracle = Oracle::new(loaded);
    let one = TypeRef::one(ty.item.clone());
    if oracle.normal(&written, &one) != oracle.normal(json, &one) {
        return Err(format!("it is written as {}", written.json()));
    }
    let holder = loaded
        .api
        .types
        .keys()
        .find(|name| name.to_string() == value.graph_name())
        .unwrap();
    let structured = loaded.api.structured(holder).unwrap();
    let members = &structured.members;
    let names: Vec<&str> = json.names().into_iter().filter(|name| !name.contains('@')).collect();
    if !names.is_empty()
        && !names
            .iter()
            .any(|name| members.iter().any(|member| member.name == *name))
    {
        return Err(format!("none of its members is one of {}", value.graph_name()));
    }
    let odd = value.mismatches();
    let mut reported: Vec<String> = odd.iter().map(|odd| odd.path.clone()).collect();
    reported.sort();
    let expected = oracle.odd(json, structured);
    if reported != expected {
        return Err(format!("reported as odd {reported:?}, expected {expected:?}"));
    }
    let strict = (entry.read)(json.json().as_bytes(), &ReadOptions::strict());
    if strict.is_ok() != odd.is_empty() {
        return Err(format!("strict reading does not agree that {odd:?} is odd"));
    }
    Ok(odd
        .into_iter()
        .map(|odd| format!("{}: {}", odd.path, odd.reason))
        .collect())
}

fn check_body(loaded: &Analysis, body: &Body, json: &Tree) -> Result<Vec<String>, String> {
    match body {
        Body::Model(item) => round_trip(loaded, json, &TypeRef::one(item.clone())),
        Body::Reference => match json.get("@odata.id").and_then(Tree::as_text) {
            Some(_) => Ok(Vec::new()),
            None => Err("a reference without @odata.id".to_owned()),
        },
        Body::None => Err("the operation takes no body".to_owned()),
        Body::Content => Err("the operation takes bytes".to_owned()),
    }
}

fn list(json: &Tree) -> Result<&Tree, String> {
    json.get("value").ok_or_else(|| "a list without `value`".to_owned())
}

fn check_answer(loaded: &Analysis, answer: &Response, json: &Tree) -> Result<Vec<String>, String> {
    let within = |odd: Vec<String>| odd.into_iter().map(|reported| format!("value{reported}")).collect();
    match answer {
        Response::Model { item, .. } => round_trip(loaded, json, &TypeRef::one(item.clone())),
        Response::Page(item) => round_trip(loaded, list(json)?, &TypeRef::many(item.clone())).map(within),
        Response::Value { ty, .. } => round_trip(loaded, list(json)?, ty).map(within),
        Response::Nothing => Err("the operation answers nothing".to_owned()),
        Response::Count(_) | Response::Content | Response::References => {
            Err("the operation answers no JSON of a model".to_owned())
        }
    }
}

/// Without an operation, the type that the page declares says what a response is; a body is not checked then.
fn by_declared_type(loaded: &Analysis, example: &Example, json: &Tree) -> Option<Result<Vec<String>, String>> {
    let declared = example.declared.as_deref()?;
    let inner = declared.split('(').next_back()?.trim_end_matches(')');
    let item = ItemType::Structured(type_named(loaded.api.version, inner)?.clone());
    Some(match json.get("value") {
        Some(list @ Tree::Array(_)) => round_trip(loaded, list, &TypeRef::many(item)),
        _ => round_trip(loaded, json, &TypeRef::one(item)),
    })
}

/// Where no operation says what is sent and answered: the type of what stands at the URL, else what the page declares
/// of its response.
fn without_operation(
    loaded: &Analysis,
    example: &Example,
    subject: Option<&TypeRef>,
    what: &str,
    json: &Tree,
) -> Option<Result<Vec<String>, String>> {
    match (subject, what) {
        (Some(subject), _) => Some(round_trip(loaded, json, subject)),
        (None, "answer") => by_declared_type(loaded, example, json),
        (None, _) => None,
    }
}

fn check(example: &Example, outcome: &mut Outcome) {
    let loaded = loaded(example.version);
    outcome.count("examples");
    let place = place(loaded, &example.url);
    let resolved = place.as_ref().ok().and_then(|place| operation(place, &example.method));
    let subject = place.as_ref().ok().and_then(|place| place.subject.as_ref());
    let at = anonymous(place.as_ref().map_or("", |place| &place.path));
    let title = format!("{} {} {at} {}", example.version, example.method, example.page);
    if resolved.is_none() {
        outcome.count("without an operation");
        let reason = place
            .err()
            .unwrap_or_else(|| format!("there is no {} of it", example.method));
        outcome.without_operation.insert(format!("{title}: {reason}"));
    }
    for (what, json) in [("body", &example.body), ("answer", &example.answer)] {
        let Some(json) = json else { continue };
        let checked = match (resolved, text_of(json)) {
            (_, Some(text)) if Tree::parse(text).is_none() => Some(Err("it is no JSON".to_owned())),
            (_, Some(_)) => panic!("{title}: the {what} is JSON and should not be text"),
            (Some(operation), _) if what == "body" => Some(check_body(loaded, &operation.body, json)),
            (Some(operation), _) => Some(check_answer(loaded, &operation.response, json)),
            (None, _) => without_operation(loaded, example, subject, what, json),
        };
        outcome.count(match (what, checked.is_some()) {
            ("body", true) => "bodies checked",
            ("body", false) => "bodies of no known type",
            (_, true) => "answers checked",
            (_, false) => "answers of no known type",
        });
        match checked {
            Some(Ok(odd)) => outcome
                .odd
                .extend(odd.into_iter().map(|odd| format!("{title} {what} {odd}"))),
            Some(Err(reason)) => outcome.failed.push((title.clone(), format!("{what}: {reason}"))),
            None => {}
        }
    }
}

#[test]
fn documented_bodies_and_responses_are_written_back() {
    let Some(examples) = examples() else { return };
    assert_eq!(examples.len(), 290);
    let mut outcome = Outcome::default();
    for example in &examples {
        check(example, &mut outcome);
    }
    let excuse = |(title, reason): &(String, String)| {
        NOT_THE_CLIENT.iter().position(|(start, place, page, what, _)| {
            title.starts_with(start) && title.ends_with(&format!("{place} {page}")) && reason.starts_with(what)
        })
    };
    let (mut used, mut wrong) = (BTreeSet::new(), Vec::new());
    for failed in &outcome.failed {
        match excuse(failed) {
            Some(place) => {
                used.insert(place);
            }
            None => wrong.push(format!(
                "{}: {}",
                failed.0,
                failed.1.chars().take(300).collect::<String>()
            )),
        }
    }
    for (place, (start, at, page, what, _)) in NOT_THE_CLIENT.iter().enumerate() {
        if !used.contains(&place) {
            wrong.push(format!("{start} {at} {page}: is listed, but its {what} passes"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {:?}:\n{}",
        wrong.len(),
        outcome.counts,
        wrong.join("\n")
    );
    snapshot("documented-mismatches", &report(&outcome));
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn report(outcome: &Outcome) -> String {
    let mut text = String::new();
    for (kind, count) in &outcome.counts {
        let _ = writeln!(text, "{count} {kind}");
    }
    let _ = writeln!(text, "\n# Odd");
    for odd in outcome.odd.iter().collect::<BTreeSet<_>>() {
        let _ = writeln!(text, "{odd}");
    }
    let _ = writeln!(text, "\n# Of no operation");
    for reason in &outcome.without_operation {
        let _ = writeln!(text, "{reason}");
    }
    text
}

/// A JSON document of a page of `seeds/`: what stands before it says what it is.
enum Shown {
    Body,
    Response,
    /// Without a request: the type's own skeleton.
    Alone,
}

/// The JSON of a page with the last request before it.
fn shown_in(text: &str) -> Vec<(Shown, String, String, Tree)> {
    let (mut found, mut method, mut url, mut answered) = (Vec::new(), String::new(), String::new(), false);
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [verb, to]
                if to.starts_with("https://graph.microsoft.com") && verb.chars().all(|c| c.is_ascii_uppercase()) =>
            {
                (method, url, answered) = ((*verb).to_owned(), (*to).to_owned(), false);
            }
            ["HTTP/1.1", ..] => answered = true,
            _ => {}
        }
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
        if line.starts_with('{') && matches!(stream.next(), Some(Ok(_))) {
            let (json, after) = rest.split_at(stream.byte_offset());
            let shown = match (answered, method.is_empty()) {
                (_, true) => Shown::Alone,
                (true, _) => Shown::Response,
                (false, _) => Shown::Body,
            };
            found.push((shown, method.clone(), url.clone(), Tree::parse(json).unwrap()));
            rest = after;
        } else {
            rest = after;
        }
    }
    found
}

#[test]
fn the_json_of_the_seed_pages_is_read_and_written_back() {
    let mut odd = Vec::new();
    let mut checked = 0;
    for (page, version, expected) in [
        ("beta-accessPackageAssignmentPolicy-get.txt", Version::Beta, 3),
        ("beta-accessPackageAssignmentRequest-resource.txt", Version::Beta, 1),
        ("beta-accessPackageAssignmentRequest-resume.txt", Version::Beta, 2),
        (
            "powershell-Resume-MgEntitlementManagementAssignmentRequest.txt",
            Version::V1_0,
            0,
        ),
        ("v1.0-accessPackageAssignmentRequest-resume.zh-cn.txt", Version::V1_0, 2),
    ] {
        let Some(file) = shared(&format!("seeds/{page}")) else {
            return;
        };
        let loaded = loaded(version);
        let documents = shown_in(&std::fs::read_to_string(file).unwrap());
        assert_eq!(documents.len(), expected, "{page}");
        for (shown, method, url, json) in documents {
            checked += 1;
            let resolved = |url: &str| operation(place(loaded, url).unwrap(), &method).unwrap();
            let found = match shown {
                Shown::Body => check_body(loaded, &resolved(&url).body, &json),
                Shown::Response => check_answer(loaded, &resolved(&url).response, &json),
                Shown::Alone => {
                    let name = type_named(version, json.get("@odata.type").and_then(Tree::as_text).unwrap()).unwrap();
                    round_trip(loaded, &json, &TypeRef::one(ItemType::Structured(name.clone())))
                }
            };
            let found = found.unwrap_or_else(|error| panic!("{page}: {error}"));
            odd.extend(found.into_iter().map(|reported| format!("{page}: {reported}")));
        }
    }
    assert_eq!(checked, 8);
    snapshot("documented-seeds-mismatches", &odd.join("\n"));
}
