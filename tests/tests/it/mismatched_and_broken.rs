//! What does not fit and what is broken: each by its path.

mod broken;

use std::collections::BTreeMap;

use generator::model::{ItemType, Primitive, QName, Structured, Type, TypeRef, Version};
use integration_tests::http::{FakeCredential, Service, json};
use integration_tests::model_json::oracle::plain;
use integration_tests::model_json::samples::Sampler;
use integration_tests::model_json::tree::Tree;
use integration_tests::model_json::{loaded, model};
use integration_tests::model_table::ModelEntry;
use integration_tests::shared_folder::shared;
use msgraph_identity_governance::json::ReadOptions;
use msgraph_identity_governance::model::Document as _;
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::models::{AccessPackageAssignmentPolicy, AnySubjectSet, SingleUser};
use msgraph_identity_governance::{Error, GraphClientOptions};

fn graph(name: &str) -> QName {
    QName::parse(&format!("microsoft.graph.{name}")).unwrap()
}

/// A document that has this JSON at that path; the items before a numbered one are empty objects.
fn document(path: &str, value: &str) -> String {
    let mut json = value.to_owned();
    for step in path.split('.').rev() {
        let (name, items) = step.split_once('[').map_or((step, ""), |(name, items)| (name, items));
        let number: usize = items.strip_suffix(']').map_or(0, |number| number.parse().unwrap());
        if !items.is_empty() {
            json = format!("[{}{json}]", "{},".repeat(number));
        }
        json = format!("{{\"{name}\":{json}}}");
    }
    json
}

// Other values than those that the reasons have as examples, so that a reason which shows a value is seen.
const DATE_TIMES: &[&str] = &[
    "\"soon\"",
    "\"\"",
    "\"2021-04-13\"",
    "\"2021-04-13T09:30:00\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"2021-04-13T25:00:00Z\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"10000-01-01T00:00:00Z\"",
    "\"2021-04-13T09:30:00.1234567890123Z\"",
    "\"2021-04-13T09:30:00Z \"",
    "1754213400",
    "true",
    "{}",
    "[\"2021-04-13T09:30:00Z\"]",
];
const DATES: &[&str] = &[
    "\"2026-13-01\"",
    "\"2021-04-13T09:30:00Z\"",
    "\"2021-04-13T00:00:00-08:00\"",
    "\"2021-04-13T00:00:00\"",
    "\"13.04.2021\"",
    "\"\"",
    "20210413",
    "{}",
];
const TIMES: &[&str] = &["\"24:00:00\"", "\"9:30\"", "\"09:30:00Z\"", "930", "[]"];
const DURATIONS: &[&str] = &[
    "\"1 day\"",
    "\"P\"",
    "\"PT\"",
    "\"P1S\"",
    "\"PT1.5H\"",
    "\"\"",
    "14",
    "{}",
];
const GUIDS: &[&str] = &[
    "\"0b1d6d5e\"",
    "\"{0b1d6d5e-27ba-4e9d-a1a3-4a1c0ef2f3fc}\"",
    "\"0b1d6d5e-27ba-4e9d-a1a3-4a1c0ef2f3fg\"",
    "7",
    "[]",
];
const BINARIES: &[&str] = &["\"A\"", "\"====\"", "\"T Q==\"", "\"+_8=\"", "\"TR==\"", "1", "{}"];
const WHOLE_32: &[&str] = &["2147483648", "-2147483649", "1.0", "1e2", "\"5\"", "true", "{}", "[1]"];
const WHOLE_64: &[&str] = &[
    "9223372036854775808",
    "\"9223372036854775808\"",
    "1.5",
    "1e3",
    "\"many\"",
    "\"\"",
    "\" 1\"",
    "true",
    "{}",
];
const BOOLEANS: &[&str] = &["\"true\"", "0", "1", "\"\"", "[]"];
const TEXTS: &[&str] = &["5", "true", "[]", "{}", "\"\\ud800\"", "\"\\udc00x\""];
const FLAGS: &[&str] = &["-5", "1.5", "true", "[]", "{}", "[\"aName\"]", "\"\\ud800\""];
const NAMES: &[&str] = &["5", "true", "[]", "{}", "[\"aName\"]", "\"\\ud800\""];
const OBJECTS: &[&str] = &["\"text\"", "5", "false", "[]", "[{}]"];

/// Values that no type of these kinds takes, and where in the member they stand: of a list, as one of its items or in
/// its place.
fn mismatches_of(version: Version, ty: &TypeRef) -> Vec<(&'static str, &'static str)> {
    let one: &[&str] = match &ty.item {
        ItemType::Primitive(primitive) => match primitive {
            Primitive::String => TEXTS,
            Primitive::Boolean => BOOLEANS,
            Primitive::Int32 => WHOLE_32,
            Primitive::Int64 => WHOLE_64,
            Primitive::DateTimeOffset => DATE_TIMES,
            Primitive::Date => DATES,
            Primitive::TimeOfDay => TIMES,
            Primitive::Duration => DURATIONS,
            Primitive::Guid => GUIDS,
            Primitive::Binary => BINARIES,
            other => panic!("no odd values are thought of for {}", other.edm_name()),
        },
        ItemType::Enum(name) => match loaded(version).api.types.get(name) {
            Some(Type::Enum(enumeration)) if enumeration.flags => FLAGS,
            _ => NAMES,
        },
        ItemType::Structured(_) => OBJECTS,
        ItemType::Untyped if ty.collection => return vec![("", "5"), ("", "{}")],
        ItemType::Untyped => return Vec::new(),
    };
    if !ty.collection {
        return one.iter().map(|value| ("", *value)).collect();
    }
    let mut many = vec![("", "{}"), ("", "\"text\""), ("", "7"), ("[0]", "null")];
    many.extend(one.iter().map(|value| ("[0]", *value)));
    many
}

/// Reads an odd value both ways; says what is wrong.
fn check_mismatch(entry: &ModelEntry, path: &str, value: &str) -> Result<String, String> {
    let json = document(path, value);
    let read = entry
        .lenient(json.as_bytes())
        .map_err(|error| format!("{path} {value}: not read: {error}"))?;
    let reported = read.mismatches();
    let [odd] = reported.as_slice() else {
        return Err(format!("{path} {value}: reported as odd {reported:?}"));
    };
    let written = String::from_utf8(read.to_json()).unwrap();
    let strict = (entry.read)(json.as_bytes(), &ReadOptions::strict()).err();
    let strict = strict.map(|error| (error.path(), error.reason().to_owned(), error.offset()));
    let expected = (path.to_owned(), odd.reason.clone(), json.rfind(value).unwrap());
    if odd.path != path || odd.reason.is_empty() {
        return Err(format!("{path} {value}: reported as {odd:?}"));
    }
    if plain(&Tree::parse(&written).unwrap()) != plain(&Tree::parse(&json).unwrap()) {
        return Err(format!("{path} {value}: written as {written}"));
    }
    if strict.as_ref().map(|(path, reason, _)| (path, reason)) != Some((&expected.0, &expected.1)) {
        return Err(format!("{path} {value}: strictly {strict:?}, expected {expected:?}"));
    }
    if value.len() > 8 && odd.reason.contains(value.trim_matches('"')) {
        return Err(format!("{path} {value}: the reason shows the value: {}", odd.reason));
    }
    Ok(odd.reason.clone())
}

fn structured(version: Version) -> impl Iterator<Item = &'static Structured> {
    loaded(version).api.types.values().filter_map(|ty| match ty {
        Type::Structured(structured) => Some(structured),
        Type::Enum(_) => None,
    })
}

#[test]
fn every_member_keeps_and_reports_what_does_not_fit() {
    let mut failed = Vec::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for version in Version::ALL {
        for structured in structured(version) {
            let entry = model(version, &structured.name, false);
            for member in &structured.members {
                for (place, value) in mismatches_of(version, &member.ty) {
                    match check_mismatch(&entry, &format!("{}{place}", member.name), value) {
                        Ok(_) => *kinds.entry(kind(&member.ty)).or_default() += 1,
                        Err(what) => failed.push(format!("{version} {}.{what}", structured.name)),
                    }
                }
            }
        }
    }
    let shown: Vec<&str> = failed.iter().map(String::as_str).take(20).collect();
    assert!(
        failed.is_empty(),
        "{} failed, these first:\n{}",
        failed.len(),
        shown.join("\n")
    );
    // Every kind of value that the metadata has today, alone and in lists where there are such.
    for kind in [
        "Edm.String",
        "Edm.Boolean",
        "Edm.Int32",
        "Edm.Int64",
        "Edm.DateTimeOffset",
        "Edm.Date",
        "Edm.TimeOfDay",
        "Edm.Duration",
        "Edm.Guid",
        "Edm.Binary",
        "enum",
        "structured",
        "Collection(Edm.String)",
        "Collection(Edm.Guid)",
        "Collection(enum)",
        "Collection(structured)",
    ] {
        assert!(kinds.contains_key(kind), "{kind} is not among {kinds:?}");
    }
}

fn kind(ty: &TypeRef) -> String {
    let item = match &ty.item {
        ItemType::Primitive(primitive) => primitive.edm_name(),
        ItemType::Enum(_) => "enum",
        ItemType::Structured(_) => "structured",
        ItemType::Untyped => "untyped",
    };
    if ty.collection {
        format!("Collection({item})")
    } else {
        item.to_owned()
    }
}

/// At depth: version, type, path, values and a word of the reason. The paths go through lists, polymorphic and plain
/// members.
const DEEP: &[(Version, &str, &str, &[&str], &str)] = &[
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "schedule.expiration.endDateTime",
        DATE_TIMES,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "schedule.expiration.duration",
        DURATIONS,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "schedule.expiration.type",
        NAMES,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "schedule.recurrence.range.startDate",
        DATES,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "schedule.recurrence.range.numberOfOccurrences",
        WHOLE_32,
        "whole number of 32 bits|number",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "answers[2].answeredQuestion.localizations[1].languageCode",
        TEXTS,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "answers[2].answeredQuestion.isRequired",
        BOOLEANS,
        "true or false",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "answers[1].answeredQuestion",
        OBJECTS,
        "an object is expected",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "answers",
        &["{}", "\"none\""],
        "an array is expected",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "answers[2]",
        &["null", "7", "\"x\"", "[]"],
        "null stands in a list|an object is expected",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "accessPackage.assignmentPolicies[1].catalog.resources[2].roles[0].displayName",
        TEXTS,
        "",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "assignment.target.connectedOrganization.identitySources[3]",
        &["{\"@odata.type\":\"#microsoft.graph.accessPackage\"}"],
        "does not belong here",
    ),
    (
        Version::V1_0,
        "accessPackageAssignmentRequest",
        "accessPackage.incompatibleGroups[3].assignedLicenses[1].disabledPlans[0]",
        &["\"x\"", "{}", "7", "null"],
        "",
    ),
    (Version::V1_0, "servicePrincipal", "keyCredentials[1].keyId", GUIDS, ""),
    (Version::V1_0, "servicePrincipal", "keyCredentials[2].key", BINARIES, ""),
    (
        Version::V1_0,
        "customDataProvidedResourceUploadSession",
        "files[3].size",
        WHOLE_64,
        "",
    ),
    (
        Version::Beta,
        "accessPackageAssignmentRequest",
        "accessPackage.accessPackageCatalog.accessPackageResources[2].accessPackageResourceScopes[0].isRootScope",
        BOOLEANS,
        "",
    ),
    (
        Version::Beta,
        "accessPackageAssignmentPolicy",
        "accessReviewSettings.durationInDays",
        WHOLE_32,
        "",
    ),
    (
        Version::V1_0,
        "identityGovernance.workflow",
        "tasks[1].taskProcessingResults[2].startedDateTime",
        DATE_TIMES,
        "",
    ),
    (
        Version::V1_0,
        "identityGovernance.taskDefinition",
        "category",
        FLAGS,
        "",
    ),
];

#[test]
fn mismatches_at_depth_are_kept_and_reported_by_their_path() {
    let mut failed = Vec::new();
    for (version, name, path, values, word) in DEEP {
        let entry = model(*version, &graph(name), false);
        for value in *values {
            match check_mismatch(&entry, path, value) {
                Ok(reason) if word.split('|').any(|word| reason.contains(word)) => {}
                Ok(reason) => failed.push(format!("{path} {value}: the reason is {reason:?}")),
                Err(what) => failed.push(what),
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_null_in_a_list_costs_only_itself() {
    let Some(file) = shared("cases/policy-null-in-lists.json") else {
        return;
    };
    let json = std::fs::read(file).unwrap();
    let policy = AccessPackageAssignmentPolicy::from_slice(&json).unwrap();
    let AnySubjectSet::SingleUser(user) = &policy.specific_allowed_targets[0] else {
        panic!("{policy:?}");
    };
    assert_eq!(user.user_id.as_deref(), Some("u"));
    let settings = policy.request_approval_settings.as_ref().unwrap();
    assert!(settings.stages.is_empty());
    let paths: Vec<_> = policy.mismatches().into_iter().map(|odd| odd.path).collect();
    assert_eq!(
        paths,
        ["requestApprovalSettings.stages[0]", "specificAllowedTargets[1]"]
    );
    let kept = policy.mismatched_items(AccessPackageAssignmentPolicy::SPECIFIC_ALLOWED_TARGETS);
    assert!(kept[0].value.is_null(), "{kept:?}");
    let written = Tree::parse(std::str::from_utf8(&policy.to_json()).unwrap()).unwrap();
    assert_eq!(
        plain(&written),
        plain(&Tree::parse(std::str::from_utf8(&json).unwrap()).unwrap())
    );
    // The setter begins anew.
    let set = policy.with_specific_allowed_targets([SingleUser::new().with_user_id("v")]);
    assert!(
        set.mismatched_items(AccessPackageAssignmentPolicy::SPECIFIC_ALLOWED_TARGETS)
            .is_empty()
    );
}

#[test]
fn broken_json_at_depth_is_an_error_at_its_path() {
    let mut failed = Vec::new();
    // What is broken in an item of another kind is found while the list is kept whole: its path is the list's.
    for (version, name, path, ..) in DEEP.iter().filter(|(_, _, path, ..)| !path.ends_with(']')) {
        let entry = model(*version, &graph(name), false);
        for value in ["tru", "nul", "-", "\"\\x\"", "\"a", "+1", "\u{1}", ""] {
            let json = document(path, value);
            for options in [ReadOptions::default(), ReadOptions::strict()] {
                let error = (entry.read)(json.as_bytes(), &options).err().map(|error| error.path());
                if error.as_deref() != Some(path) {
                    failed.push(format!("{path} {value}: the error's path is {error:?}"));
                }
            }
        }
    }
    let shown = &failed[..failed.len().min(10)];
    assert!(
        failed.is_empty(),
        "{} failed, these first:\n{}",
        failed.len(),
        shown.join("\n")
    );
}

const LIST: &str = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests";

async fn page(
    options: GraphClientOptions,
    service: &Service,
    path: &str,
    value: &str,
) -> Result<Vec<(String, String)>, Error> {
    let body = format!(
        "{{\"@odata.context\":\"c\",\"value\":[{{}},{{\"id\":\"1\"}},{{}},{}],\"@odata.count\":4}}",
        document(path, value)
    );
    service
        .respond_once("GET", LIST, json(200, &serde_json::from_str(&body).unwrap()))
        .await;
    let client = GraphClient::new(FakeCredential::new(), Some(options)).unwrap();
    let page = client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .list()
        .send()
        .await?;
    assert_eq!((page.value.len(), page.count), (4, Some(4)), "the page is whole");
    Ok(page
        .mismatches()
        .into_iter()
        .map(|odd| (odd.path, odd.reason))
        .collect())
}

#[tokio::test]
async fn one_mismatch_costs_no_page_and_a_strict_client_names_it() {
    let service = Service::start().await;
    let mut checked = 0;
    for (version, name, path, values, _) in DEEP {
        if *version != Version::V1_0 || *name != "accessPackageAssignmentRequest" {
            continue;
        }
        for value in values
            .iter()
            .filter(|value| !value.contains("\\ud") && !value.contains("\\udc"))
        {
            let odd = page(service.options(), &service, path, value).await.unwrap();
            let expected = format!("value[3].{path}");
            assert_eq!(
                odd.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
                [expected.as_str()],
                "{value}"
            );
            let strict = service.options().with_read(ReadOptions::strict());
            match page(strict, &service, path, value).await.unwrap_err() {
                Error::Decode(error) => {
                    let json = error.json().unwrap();
                    assert_eq!((json.path(), json.reason()), (expected, odd[0].1.as_str()));
                }
                other => panic!("{other}"),
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}
