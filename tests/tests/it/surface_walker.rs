//! The builders reach exactly the operations of the raw OpenAPI documents: method and URL, none missing, none extra,
//! each by one function.
//!
//! Both sides are read by code that shares nothing with the generator: `integration_tests::walker` reads the Rust
//! source, `integration_tests::documented` the document. When it fails, each line names an operation and the Rust
//! expression that reaches it.

use integration_tests::documented::operations;
use integration_tests::shared_folder::{shared, workspace};
use integration_tests::walker::{compare, walk};

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
