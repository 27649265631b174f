//! Every finding has its reason in `schemas/overlay/explained.yaml`, and every reason its findings.
//!
//! A new finding of new metadata fails here, by its place, until somebody has looked at it and written why it is so (or
//! has mended what it found); a reason that is no longer needed fails too, so that the file is about today's metadata.

use generator::analysis::findings;
use generator::model::{Finding, FindingKind, Version};
use generator::overlay::explained::{self, Explanation};
use generator::schemas;
use integration_tests::shared_folder::workspace;

fn explanations() -> Vec<Explanation> {
    let file = workspace().join("schemas/overlay").join(explained::FILE);
    explained::read(explained::FILE, &std::fs::read_to_string(file).unwrap()).unwrap()
}

fn stored(version: Version) -> Vec<Finding> {
    let file = workspace().join("schemas").join(version.name()).join("findings.yaml");
    findings::read("findings.yaml", &std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn every_finding_is_explained() {
    let explanations = explanations();
    for version in Version::ALL {
        let findings = stored(version);
        let explained = explained::explain(&explanations, &findings, version);
        let list: Vec<String> = explained.unexplained.iter().map(ToString::to_string).collect();
        assert!(
            list.is_empty(),
            "{version}: {} findings without an explanation in schemas/overlay/explained.yaml:\n{}",
            list.len(),
            list.join("\n")
        );
    }
}

#[test]
fn every_explanation_is_needed() {
    let explanations = explanations();
    let mut covered = vec![0; explanations.len()];
    for version in Version::ALL {
        let findings = stored(version);
        for (explanation, found) in &explained::explain(&explanations, &findings, version).groups {
            let at = explanations.iter().position(|other| other == *explanation).unwrap();
            covered[at] += found.len();
            // One that names its version is for that version.
            assert!(
                explanation.versions.is_empty() || !found.is_empty(),
                "explained.yaml: `{}` with `{}` covers nothing in {version}: take the version out, or the entry",
                explanation.place,
                explanation.what
            );
        }
    }
    let stale: Vec<String> = explanations
        .iter()
        .zip(&covered)
        .filter(|(_, count)| **count == 0)
        .map(|(explanation, _)| format!("{} {} {}", explanation.kind.name(), explanation.place, explanation.what))
        .collect();
    assert!(
        stale.is_empty(),
        "explained.yaml explains what is no longer found:\n{}",
        stale.join("\n")
    );
}

/// No explanation takes the place of a sentence.
#[test]
fn every_type_and_operation_has_a_sentence() {
    let missing = |kind: FindingKind| kind == FindingKind::SentenceMissing;
    assert!(!explanations().iter().any(|explanation| missing(explanation.kind)));
    for version in Version::ALL {
        let known = schemas::load(&workspace().join("schemas"), version, &mut ()).unwrap();
        let without = known.api.findings.iter().filter(|finding| missing(finding.kind));
        let list: Vec<&str> = without.map(|finding| finding.place.as_str()).collect();
        assert!(
            list.is_empty(),
            "{version}: without a sentence in schemas/overlay/docs, see `cargo xtask sentences --missing`:\n{}",
            list.join("\n")
        );
    }
}
