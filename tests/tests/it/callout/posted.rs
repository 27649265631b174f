//! What Graph posts, in code and of the shared folder; and what hostile callouts have in the place of their path.

use integration_tests::shared_folder::shared;
use serde_json::{Value, json};

pub const REQUEST: &str = "0e60f18c-b2a0-4887-9da8-da2e30a39d99";
pub const STAGE_INSTANCE: &str = "957d0c50-466b-4840-bb5b-c92cea7141ff";
pub const ASSIGNMENT: &str = "a1b2c3d4-0000-4000-8000-00000000000a";
pub const OWN_PATH: &str = concat!(
    "/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/",
    "0e60f18c-b2a0-4887-9da8-da2e30a39d99/resume"
);

pub const WORKFLOW: &str = "4f36da05-5df8-457d-adb3-b132e7b59571";
pub const TASK: &str = "e07dcdb2-0a77-4ee3-8645-3801fbe1cf9f";
pub const RESULT: &str = "6e1ec336-8d06-4386-a377-79dbab1a2eb6";

/// What entitlement management posts.
pub fn posted() -> Value {
    json!({
        "AccessPackageAssignmentRequestId": REQUEST,
        "CustomExtensionStageInstanceId": STAGE_INSTANCE,
        "Stage": "AssignmentRequestCreated",
        "CallbackUriPath": OWN_PATH,
        "CallbackConfiguration": {"DurationBeforeTimeout": "PT1H"},
        "RequestType": "UserAdd",
        "State": "Submitted",
        "Status": "WaitingForCallback",
        "Answers": [
            {"@odata.type": "#microsoft.graph.accessPackageAnswerString", "DisplayValue": "because", "Value": "because"},
        ],
        "AccessPackage": {"Id": "p", "DisplayName": "Payments", "Description": "Pay"},
        "AccessPackageCatalog": {"Id": "c", "DisplayName": "Finance", "Description": null},
        "Assignment": {
            "Id": ASSIGNMENT,
            "State": "Delivering",
            "Status": "PendingApproval",
            "Target": {
                "Id": "t",
                "ObjectId": "8d8f1a4e",
                "DisplayName": "Adele Vance",
                "ConnectedOrganization": {"Id": "o", "DisplayName": "Fabrikam"},
            },
        },
        "Requestor": {"Id": "r", "ObjectId": "8d8f1a4e", "DisplayName": "Adele Vance"},
        "Later": {"Unknown": [1]},
    })
}

/// What lifecycle workflows post.
pub fn task_posted() -> Value {
    json!({
        "data": {
            "callbackUriPath": task_path("resume"),
            "subject": {
                "id": "u",
                "displayName": "Adele Vance",
                "email": "adele@example.com",
                "manager": {"id": "m", "displayName": "M", "email": "m@example.com"},
            },
            "task": {"id": TASK, "displayName": "Run a custom task"},
            "taskProcessingResult": {"id": RESULT, "createdDateTime": "2030-01-02T03:04:05.6Z"},
            "workflow": {"id": WORKFLOW, "displayName": "Leavers", "workflowVerson": 3},
        },
        "source": "urn:ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7",
        "type": "microsoft.graph.identityGovernance.customTaskExtensionCallout",
    })
}

pub fn task_path(action: &str) -> String {
    format!(
        "/identityGovernance/lifecycleWorkflows/workflows/{WORKFLOW}/tasks/{TASK}/taskProcessingResults/{RESULT}/{action}"
    )
}

/// Every member's name with its first letter in the other case, at every depth.
pub fn recased(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let mut letters = name.chars();
                let first = letters.next().unwrap();
                let other = if first.is_uppercase() {
                    first.to_ascii_lowercase()
                } else {
                    first.to_ascii_uppercase()
                };
                let name = if first == '@' {
                    name
                } else {
                    format!("{other}{}", letters.as_str())
                };
                (name, recased(value))
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(recased).collect(),
        other => other,
    }
}

pub fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

pub fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove(name)
        .unwrap();
    body
}

/// A case of the shared folder.
pub fn case(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(shared(&format!("cases/{name}.json"))?).unwrap())
}

/// The text of a callout of entitlement management whose catalog is this JSON.
pub fn with_catalog(catalog: &str) -> String {
    let body = with(posted(), "/AccessPackageCatalog", json!("CATALOG")).to_string();
    body.replace("\"CATALOG\"", catalog)
}

pub fn bytes(body: &Value) -> Vec<u8> {
    serde_json::to_vec(body).unwrap()
}

/// Paths that are not exactly the callout's own resume, and a word of the reason.
pub fn hostile(own: &str, id: &str) -> Vec<(String, &'static str)> {
    let other = "11111111-1111-1111-1111-111111111111";
    let changed = |from: &str, to: &str| {
        assert!(own.contains(from), "{from}");
        own.replacen(from, to, 1)
    };
    vec![
        (format!("https://evil.example{own}"), "scheme or a host"),
        (format!("https://graph.microsoft.com/v1.0{own}"), "scheme or a host"),
        (
            format!("http://graph.microsoft.com@evil.example{own}"),
            "scheme or a host",
        ),
        (format!("//evil.example{own}"), "scheme or a host"),
        (format!("/v1.0{own}"), "none of the known"),
        (format!("/beta{own}"), "none of the known"),
        (format!("@evil.example{own}"), "none of the known"),
        (format!(".evil.example{own}"), "none of the known"),
        (format!(":443{own}"), "none of the known"),
        (changed(id, other), "another id"),
        (changed(id, &id.to_uppercase()), "another id"),
        (changed(id, ""), "none of the known"),
        (changed(id, ".."), "`.` or `..`"),
        (changed(id, &format!("{id}/..")), "`.` or `..`"),
        (changed(id, &format!("./{id}")), "`.` or `..`"),
        (changed(id, &format!("{id}%2f..%2f..")), "a `%`"),
        (changed(id, &id.replace('-', "%2D")), "a `%`"),
        (changed("/resume", "/%72esume"), "a `%`"),
        (changed(id, &format!("{id}\\..")), "backslash"),
        (changed(id, &format!("{id}/{other}")), "none of the known"),
        (changed(id, &format!("{id};x=1")), "none of the known"),
        (changed(id, &format!("('{id}')")), "none of the known"),
        (format!("{own}?$select=id"), "query or a fragment"),
        (format!("{own}#x"), "query or a fragment"),
        (format!("{own}/"), "none of the known"),
        (format!("{own}/../cancel"), "`.` or `..`"),
        (format!(" {own}"), "none of the known"),
        (format!("{own}\n"), "none of the known"),
        (own.replacen('/', "///", 1), "scheme or a host"),
        (changed("/resume", "//resume"), "none of the known"),
        (changed("/resume", "/cancel"), "none of the known"),
        (changed("/resume", "/reprocess"), "none of the known"),
        (changed("/resume", ""), "none of the known"),
        (changed("/resume", "/résume"), "none of the known"),
        (changed("/identityGovernance", "/deviceManagement"), "none of the known"),
        (format!("/users/{id}"), "none of the known"),
        ("/".to_owned(), "none of the known"),
        (String::new(), "none of the known"),
        ("javascript:alert(1)".to_owned(), "none of the known"),
    ]
}

/// The JSON of the resume pages in the folder of seeds, with its URL.
pub fn documented(page: &str) -> Option<Vec<(String, Value)>> {
    let text = std::fs::read_to_string(shared(page)?).unwrap();
    let mut found = Vec::new();
    for part in text.split("POST https://graph.microsoft.com/").skip(1) {
        let url = part.lines().next().unwrap().trim().to_owned();
        let body = serde_json::Deserializer::from_str(&part[part.find('{').unwrap()..])
            .into_iter()
            .next();
        found.push((url, body.unwrap().unwrap()));
    }
    Some(found)
}

/// Everything in small letters, names and texts at every depth: the metadata's casing is written for names and values
/// that it knows.
pub fn lower(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name.to_lowercase(), lower(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(lower).collect(),
        Value::String(text) => text.to_lowercase().into(),
        other => other,
    }
}
