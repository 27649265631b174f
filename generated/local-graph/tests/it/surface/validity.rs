//! Every operation of both versions is called, and each response is what the version's OpenAPI document declares.

use http::Method;
use msgraph_identity_governance::reflection::{Body, Operation, OperationKind};
use msgraph_local_graph::engine::Version;
use serde_json::{Value, json};

use super::local::{Got, Local};
use super::openapi::Document;
use super::{sample, world};

/// Calls an operation, with all that it needs to go well.
fn call(local: &Local, operation: Operation) -> Got {
    let mut path = world::path_to(local, operation.segment());
    let method = Method::from_bytes(operation.method().to_string().as_bytes()).unwrap();
    let kind = operation.kind();
    if matches!(
        kind,
        OperationKind::RemoveReference | OperationKind::RemoveReferenceById
    ) {
        let nav = world::nav_at(local, operation.segment());
        let reference = json!({"@odata.id": world::reference_for(local, nav)});
        let url = reference["@odata.id"].as_str().unwrap();
        let (collection, _) = path.split_once(&format!("/{}", nav.name)).unwrap();
        local
            .post(&format!("{collection}/{}/$ref", nav.name), &reference)
            .is(204);
        path = match kind {
            OperationKind::RemoveReferenceById => format!("{path}?@id={url}"),
            _ => format!("{collection}/{}/{}/$ref", nav.name, url.rsplit('/').next().unwrap()),
        };
    }
    match operation.body() {
        None => local.send(method, &path, &[], ""),
        Some(Body::Content) => local.send(method, &path, &[("content-type", "application/octet-stream")], "bytes"),
        Some(Body::Reference) => {
            let nav = world::nav_at(local, operation.segment());
            local.json(method, &path, &json!({"@odata.id": world::reference_for(local, nav)}))
        }
        Some(Body::Model(ty)) => {
            let body = match ty.ty() {
                Some(model) if !ty.is_collection() => Value::Object(sample::members(model)),
                _ => sample::value(ty, 0).unwrap(),
            };
            local.json(method, &path, &body)
        }
        Some(other) => panic!("{operation} takes {other:?}"),
    }
}

/// What of a response is not as declared.
pub fn faults(document: &Document, operation: Operation, got: &Got) -> Vec<String> {
    let declared = document.declared(operation.method().as_ref(), &operation.template());
    let status = got.status.as_u16();
    let is_declared = match declared.status {
        "2XX" => got.status.is_success(),
        exact => exact == status.to_string(),
    };
    if !is_declared {
        return vec![format!(
            "{status} is not {}: {}",
            declared.status,
            String::from_utf8_lossy(&got.bytes)
        )];
    }
    let media_type = got.header("content-type").split(';').next().unwrap_or_default();
    match declared.body {
        None if got.bytes.is_empty() => Vec::new(),
        None => vec![format!("no body is declared: {}", String::from_utf8_lossy(&got.bytes))],
        // A change may be responded to without a body, and so may an addition of what has none to show.
        Some(_) if status == 204 && operation.kind() != OperationKind::Create => match got.bytes.is_empty() {
            true if operation.method() != msgraph_identity_governance::Method::Get => Vec::new(),
            _ => vec!["204 with a body, or to a GET".to_owned()],
        },
        Some((declared, _)) if declared != media_type => vec![format!("{media_type} is no {declared}")],
        Some(("application/json", schema)) => document.faults(schema, &got.json),
        Some(_) => Vec::new(),
    }
}

/// All that is wrong with the responses of a version; `None` where its document is not there.
fn check(version: Version) -> Option<(usize, Vec<String>)> {
    let document = Document::of(version)?;
    let local = Local::new(version);
    let mut wrong = Vec::new();
    let mut called = 0;
    for operation in version.api().operations() {
        let got = call(&local, operation);
        called += 1;
        let faults = faults(document, operation, &got);
        wrong.extend(faults.into_iter().map(|fault| format!("{operation}: {fault}")));
    }
    Some((called, wrong))
}

/// The same where governance behaves: it may refuse what no rule was asked about, in the form that is declared.
fn check_governed(version: Version) -> Option<(usize, Vec<String>)> {
    let document = Document::of(version)?;
    let local = Local::governed(version);
    let mut wrong = Vec::new();
    let mut went_well = 0;
    for operation in version.api().operations() {
        let got = call(&local, operation);
        let faults = match got.status.is_client_error() {
            true => document.faults(document.error(), &got.json),
            false => faults(document, operation, &got),
        };
        went_well += usize::from(got.status.is_success());
        wrong.extend(faults.into_iter().map(|fault| format!("{operation}: {fault}")));
    }
    Some((went_well, wrong))
}

#[tokio::test]
async fn governance_responds_as_declared_too() {
    for version in Version::ALL {
        let Some((went_well, wrong)) = check_governed(version) else {
            return;
        };
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            version.name(),
            wrong.join("\n")
        );
        let all = version.api().operations().count();
        // The areas' rules forbid some of what the sample makes.
        assert!(went_well * 100 > all * 85, "{went_well} of {all} went well");
    }
}

#[test]
fn every_response_of_v1_0_is_as_declared() {
    let Some((called, wrong)) = check(Version::V1_0) else {
        return;
    };
    assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(called, 2125);
}

#[test]
fn every_response_of_beta_is_as_declared() {
    let Some((called, wrong)) = check(Version::Beta) else {
        return;
    };
    assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(called, 3040);
}
