//! What holds for the callouts of requests and of tasks alike.

use integration_tests::shared_folder::workspace;

use super::posted::*;
use super::version::{Callout as _, Request as _, Task as _, Version, in_both_versions, read, read_task};

in_both_versions! {
    a_name_that_stands_twice_is_refused_at_any_depth,
    debug_shows_ids_and_stages_only,
    the_known_places_are_those_of_the_metadata,
}

pub fn a_name_that_stands_twice_is_refused_at_any_depth<V: Version>() {
    let whole = posted().to_string();
    let task = task_posted().to_string();
    let twice = |text: &str, name: &str, more: &str| {
        let changed = text.replacen(&format!("\"{name}\":"), &format!("{more},\"{name}\":"), 1);
        assert_ne!(changed, text, "{name}");
        changed
    };
    for (name, more, path) in [
        ("Stage", r#""stage":"x""#, "Stage"),
        ("Stage", r#""Stage":"AssignmentRequestCreated""#, "Stage"),
        ("DisplayName", r#""displayName":"Sales""#, "accessPackage.DisplayName"),
        ("@odata.type", r#""@OData.Type":"x""#, "answers[0].@odata.type"),
        (
            "ConnectedOrganization",
            r#""connectedOrganization":null"#,
            "assignment.target.ConnectedOrganization",
        ),
        ("Unknown", r#""unknown":1"#, "later.Unknown"),
        ("Unknown", r#""\u0055nknown":1"#, "later.Unknown"),
    ] {
        let error = V::Request::from_slice(twice(&whole, name, more).as_bytes()).unwrap_err();
        assert!(error.reason().contains("stands twice"), "{error}");
        assert!(error.path().eq_ignore_ascii_case(path), "{error}");
    }
    for (name, more) in [
        ("subject", r#""Subject":null"#),
        ("workflowVerson", r#""WorkflowVerson":3"#),
        ("data", r#""Data":{}"#),
    ] {
        let error = V::Task::from_slice(twice(&task, name, more).as_bytes()).unwrap_err();
        assert!(error.reason().contains("stands twice"), "{error}");
    }
}

pub fn debug_shows_ids_and_stages_only<V: Version>() {
    let callout = read::<V>(&posted());
    let resume = callout.deny("Contoso.Secret", "Adele is a risk");
    let shown = format!("{callout:?} {resume:?}");
    assert!(
        shown.contains(REQUEST) && shown.contains(STAGE_INSTANCE) && shown.contains("AssignmentRequestCreated"),
        "{shown}"
    );
    let task = read_task::<V>(&task_posted());
    let shown_task = format!("{task:?} {:?}", task.failed("Contoso.Secret"));
    assert!(
        shown_task.contains(WORKFLOW) && shown_task.contains(RESULT) && shown_task.contains("failed"),
        "{shown_task}"
    );
    for personal in ["Adele", "because", "adele@example.com", "Contoso.Secret", "Payments"] {
        assert!(
            !shown.contains(personal) && !shown_task.contains(personal),
            "{personal}: {shown} {shown_task}"
        );
    }
}

pub fn the_known_places_are_those_of_the_metadata<V: Version>() {
    let mut known = V::Task::RESUME_PATHS.to_vec();
    known.sort_unstable();
    let mut found = in_schemas::<V>("/microsoft.graph.identityGovernance.resume");
    assert!(found.len() >= 13, "{found:?}");
    // Of these all that lead only through ids that a callout has.
    let own = [
        "workflow-id",
        "task-id",
        "workflowVersion-versionNumber",
        "taskProcessingResult-id",
    ];
    found.retain(|path| {
        path.split('{')
            .skip(1)
            .all(|hole| own.contains(&hole.split('}').next().unwrap()))
    });
    assert_eq!(known, found);
    // Entitlement management sends the paths of beta, whichever version answers.
    let known = V::Request::RESUME_PATHS;
    let found = in_schemas::<V>("/resume");
    assert!(!found.is_empty());
    assert!(found.iter().all(|path| known.contains(&path.as_str())), "{found:?}");
    if V::NAME == "beta" {
        assert_eq!(found.len(), known.len());
    }
}

/// The paths of the OpenAPI document that end in this action.
fn in_schemas<V: Version>(action: &str) -> Vec<String> {
    let file = workspace().join("schemas").join(V::NAME).join("openapi.yaml");
    let text = std::fs::read_to_string(file).unwrap();
    // A path is a key on a line of its own, two blanks in.
    let keys = text
        .lines()
        .filter_map(|line| line.strip_prefix("  /")?.strip_suffix(':'));
    let mut paths: Vec<String> = keys
        .map(|path| format!("/{path}"))
        .filter(|path| path.ends_with(action))
        .collect();
    paths.sort();
    paths
}
