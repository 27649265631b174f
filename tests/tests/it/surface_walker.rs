//! The builders reach exactly the operations of the raw OpenAPI documents: method and URL, none missing, none extra,
//! each by one function.
//!
//! Both sides are read by code that shares nothing with the generator: `integration_tests::walker` reads the Rust
//! source, `integration_tests::documented` the document. When it fails, each line names an operation and the Rust
//! expression that reaches it.

use integration_tests::documented::operations;
use integration_tests::shared_folder::{shared, workspace};
use integration_tests::walker::{Features, Operation, compare, walk, walk_with};

fn prove(version: &str, module: &str, expected: usize) {
    let surface = walk(&workspace().join("generated/src").join(module));
    assert!(
        surface.problems.is_empty(),
        "{}",
        listed(&surface.problems.iter().cloned().collect::<Vec<_>>())
    );
    assert_eq!(
        surface.operations.len(),
        expected,
        "operations that the builders of {version} reach"
    );
    let Some(document) = shared(&format!("metadata/{version}/openapi.yaml")) else {
        return;
    };
    let documented = operations(&std::fs::read_to_string(document).unwrap());
    assert_eq!(documented.len(), expected, "operations of the {version} document");
    let wrong = compare(&documented, &surface);
    assert!(wrong.is_empty(), "{version}: {}", listed(&wrong));
}

/// Lines to read: all of a few, the first of many.
fn listed(lines: &[String]) -> String {
    const SHOWN: usize = 60;
    let mut text = format!(
        "{} differences\n{}",
        lines.len(),
        lines.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n")
    );
    if lines.len() > SHOWN {
        text.push_str(&format!("\n… and {} more", lines.len() - SHOWN));
    }
    text
}

#[test]
fn the_builders_of_v1_0_reach_what_the_document_has() {
    prove("v1.0", "v1_0", 2125);
}

#[test]
fn the_builders_of_beta_reach_what_the_document_has() {
    prove("beta", "beta", 3040);
}

/// The same proof on the document that the generator reads: `schemas/` has lost nothing on the way.
#[test]
fn schemas_have_the_same_operations() {
    for (version, module) in [("v1.0", "v1_0"), ("beta", "beta")] {
        let text = std::fs::read_to_string(workspace().join("schemas").join(version).join("openapi.yaml")).unwrap();
        let wrong = compare(
            &operations(&text),
            &walk(&workspace().join("generated/src").join(module)),
        );
        assert!(wrong.is_empty(), "schemas/{version}: {}", listed(&wrong));
    }
}

/// Which segment below `/identityGovernance` belongs to which feature: said once more, apart from the selection.
const AREAS: [(&str, &[&str]); 6] = [
    ("access_reviews", &["accessReviews"]),
    ("app_consent", &["appConsent"]),
    ("entitlement_management", &["catalogs", "entitlementManagement"]),
    ("lifecycle_workflows", &["lifecycleWorkflows"]),
    (
        "privileged_access",
        &[
            "permissionsAnalytics",
            "permissionsManagement",
            "privilegedAccess",
            "roleManagementAlerts",
        ],
    ),
    ("terms_of_use", &["termsOfUse"]),
];

/// With the features of these areas the builders reach the operations of these areas and no others; the operations at
/// the root are there with all.
#[test]
fn areas_reach_their_own_operations_and_no_others() {
    for (version, module) in [("v1.0", "v1_0"), ("beta", "beta")] {
        let folder = workspace().join("generated/src").join(module);
        let text = std::fs::read_to_string(workspace().join("schemas").join(version).join("openapi.yaml")).unwrap();
        let documented = operations(&text);
        let reach = |features: &[&str]| {
            let surface = walk_with(&folder, Features::only(features));
            let place = format!("{version} with {features:?}");
            assert_eq!(surface.problems, std::collections::BTreeSet::new(), "{place}");
            surface.operations.into_keys().collect::<Vec<_>>()
        };
        let of = |features: &[&str]| -> Vec<Operation> {
            let segments = AREAS.iter().filter(|(feature, _)| features.contains(feature));
            let segments: Vec<&str> = segments.flat_map(|(_, segments)| segments.iter().copied()).collect();
            let is_wanted = |operation: &&Operation| {
                let below = operation.path.strip_prefix("/identityGovernance").unwrap();
                let segment = below.trim_start_matches('/').split(['/', '(']).next().unwrap();
                segments.contains(&segment) || (segment.is_empty() && features.len() == AREAS.len())
            };
            documented.keys().filter(is_wanted).cloned().collect()
        };
        let all = AREAS.map(|(feature, _)| feature);
        assert_eq!(
            of(&all).len(),
            documented.len(),
            "every operation is in an area or at the root"
        );
        for features in all.iter().map(std::slice::from_ref).chain([&all[..2], &all[..], &[]]) {
            let (reached, wanted) = (reach(features), of(features));
            assert_eq!(reached.is_empty(), features.is_empty(), "{features:?}");
            assert_eq!(reached, wanted, "{version} with {features:?}");
        }
    }
}
