//! Every operation of both versions is reached by words and by its URL.

use std::sync::atomic::{AtomicUsize, Ordering};

use msgraph_identity_governance::reflection::{Api, Body, Item, Operation, OperationKind, TypeKind};
use msgraph_identity_governance::{beta, v1_0};

use crate::process::run;

/// The values of an operation's parameters, and its path with them.
fn filled(operation: Operation) -> (Vec<String>, String) {
    let mut path = operation.template();
    let mut options = Vec::new();
    for parameter in operation.parameters() {
        let value = match parameter.ty().map(|ty| ty.item()) {
            Some(Item::Type(ty)) if ty.kind() == TypeKind::Enum => ty.own_members().next().unwrap().name(),
            Some(Item::Primitive("Edm.DateTimeOffset")) => "2026-11-28T12:00:00Z",
            Some(Item::Primitive("Edm.Int32")) => "7",
            Some(Item::Primitive("Edm.Guid")) => "7a6ab703-0780-4b37-8445-81f679b2d75c",
            _ => "some-id",
        };
        let name = format!("{{{}}}", parameter.placeholder());
        path = path.replacen(&name, value, 1);
        options.push((name, value));
    }
    let options = options.into_iter().flat_map(|(name, value)| {
        let mut option = String::from("--");
        for sign in name.trim_matches(['{', '}']).chars() {
            if sign.is_ascii_uppercase() {
                option.push('-');
            }
            option.push(sign.to_ascii_lowercase());
        }
        [option, value.to_owned()]
    });
    (options.collect(), path)
}

/// A command line that makes the request of an operation, as `find` says it.
fn words(operation: Operation) -> Vec<String> {
    let mut line: Vec<String> = match operation.api().version() {
        "beta" => vec!["--beta".to_owned()],
        _ => Vec::new(),
    };
    let (options, _) = filled(operation);
    line.extend(found(operation));
    line.extend(options);
    line
}

/// The words of the operation, by the program itself.
fn found(operation: Operation) -> Vec<String> {
    let beta: &[&str] = if operation.api().version() == "beta" {
        &["--beta"]
    } else {
        &[]
    };
    let template = operation.template();
    let method = operation.method().to_string();
    let wanted = [method.as_str(), template.as_str(), "--every", "-o", "json"];
    let ended = run(["find"].into_iter().chain(beta.iter().copied()).chain(wanted));
    assert_eq!(ended.code, 0, "{operation}: {}", ended.stderr);
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let rows = json["value"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["path"] == template && row["method"] == method);
    let command = row.unwrap_or_else(|| panic!("{operation} is not found"))["command"]
        .as_str()
        .unwrap();
    command
        .split(' ')
        .skip(1)
        .filter(|word| *word != "--beta")
        .map(str::to_owned)
        .collect()
}

fn check(operation: Operation) {
    let (_, path) = filled(operation);
    let body: &[&str] = match operation.body() {
        Some(Body::Content) => &["--input-file", "/dev/null"],
        Some(_) => &["--body", "{}"],
        None => &[],
    };
    let id: &[&str] = match operation.kind() {
        OperationKind::RemoveReferenceById => &["--id", "https://graph.microsoft.com/v1.0/x"],
        _ => &[],
    };
    let shown = ["--force", "--what-if=json"];
    let line = words(operation);
    let by_words = run(line
        .iter()
        .map(String::as_str)
        .chain(body.iter().chain(id).chain(&shown).copied()));
    assert_eq!(by_words.code, 0, "{operation}: {line:?}: {}", by_words.stderr);
    let json: serde_json::Value = serde_json::from_str(&by_words.stdout).unwrap();
    assert_eq!(json["method"], operation.method().to_string(), "{operation}");
    let expected = format!("https://graph.microsoft.com/{}{path}", operation.api().version());
    let url = json["url"].as_str().unwrap();
    assert_eq!(
        url.split('?').next().unwrap().replace("%3A", ":"),
        expected,
        "{operation}"
    );
    let method = operation.method().to_string().to_lowercase();
    let by_url = run([method.as_str(), &expected]
        .into_iter()
        .chain(body.iter().chain(&shown).copied())
        .chain(match operation.api().version() {
            "beta" => vec!["--beta"],
            _ => Vec::new(),
        }));
    assert_eq!(by_url.code, 0, "{operation}: {}", by_url.stderr);
    let json: serde_json::Value = serde_json::from_str(&by_url.stdout).unwrap();
    assert_eq!(
        json["url"].as_str().unwrap().split('?').next().unwrap(),
        expected,
        "{operation}"
    );
}

fn every(step: usize) {
    let operations: Vec<Operation> = [&v1_0::API as &'static Api, &beta::API]
        .into_iter()
        .flat_map(Api::operations)
        .step_by(step)
        .collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(operation) = operations.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(*operation);
                }
            });
        }
    });
}

#[test]
fn a_sample_is_reached_by_words_and_by_url() {
    every(97);
}

/// All 5,165, each by three processes: `cargo test -p msgraph-ig --test it -- --ignored every_operation`.
#[test]
#[ignore = "minutes: three processes for each operation"]
fn every_operation_is_reached_by_words_and_by_url() {
    every(1);
}
