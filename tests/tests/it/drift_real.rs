//! Drift on real metadata, as text to review: an older v1.0 against today's, v1.0 against beta, v1.0 against the
//! national clouds.
//!
//! | snapshot | what it compares |
//! |---|---|
//! | `drift-history` | the whole v1.0 service of 2025-12-16 and of today, CSDL alone |
//! | `drift-versions` | `schemas/v1.0` and `schemas/beta` |
//! | `drift-cloud-…` | `schemas/v1.0` and a cloud's CSDL |
//!
//! The snapshots hold the text that a terminal shows, without colour. `schemas/` against the raw documents that it was
//! imported from has no change at all.

use std::collections::BTreeSet;
use std::path::Path;

use generator::drift::format::{Format, print};
use generator::drift::{Context, FindingChanges, Kind, Purpose, Report, Rust, report};
use generator::model::Version;
use generator::pipeline;
use generator::snapshot::{Snapshot, find};
use integration_tests::shared_folder::{shared, workspace};

/// The day on which the metadata was taken, so that what is past does not depend on the calendar.
const TODAY: &str = "2026-08-03";

fn snapshot(source: &str, version: Version) -> Snapshot {
    find(source, Some(version), &workspace()).unwrap().remove(0)
}

fn compared(purpose: Purpose, old: &Snapshot, new: &Snapshot) -> Report {
    let schemas = workspace().join("schemas");
    let context = Context {
        schemas: &schemas,
        today: TODAY,
        purpose,
        crate_version: Some("0.1.0".to_owned()),
    };
    report(&context, old, new, &mut ()).unwrap()
}

/// Holds the report's text against the snapshot of that name, and its form against what every report must be.
fn check(name: &str, report: &Report) {
    for change in &report.changes {
        assert!(
            !change.why.to_string().is_empty(),
            "{} {} says no reason",
            change.kind,
            change.subject
        );
        assert_ne!(
            change.kind,
            Kind::RustSignatureChanged,
            "nothing explains {}",
            change.subject
        );
        if let Some(cause) = &change.because {
            let cause = report.changes.iter().find(|other| other.as_cause() == *cause);
            let cause = cause.unwrap_or_else(|| panic!("{} follows from what is not reported", change.subject));
            assert_eq!(
                cause.because, None,
                "{} follows from what follows itself",
                change.subject
            );
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, print(report, Format::Text, false)));
}

fn file(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn an_older_v1_0_against_todays() {
    let Some(metadata) = shared("metadata") else { return };
    let old = snapshot(&file(&metadata.join("history/v1.0-2025-12-16.csdl")), Version::V1_0);
    let new = snapshot(&file(&metadata.join("v1.0/metadata.csdl")), Version::V1_0);
    let report = compared(Purpose::Drift, &old, &new);
    check("drift-history", &report);
}

#[test]
fn v1_0_against_beta() {
    let report = compared(
        Purpose::Versions,
        &snapshot("schemas/v1.0", Version::V1_0),
        &snapshot("schemas/beta", Version::Beta),
    );
    check("drift-versions", &report);
}

#[test]
fn v1_0_against_the_clouds() {
    let Some(metadata) = shared("metadata") else { return };
    for cloud in ["china", "us-government"] {
        let mut new = snapshot(
            &file(&metadata.join(format!("clouds/v1.0-{cloud}.csdl"))),
            Version::V1_0,
        );
        cloud.clone_into(&mut new.label);
        let report = compared(Purpose::Cloud, &snapshot("schemas/v1.0", Version::V1_0), &new);
        let gone = |subject: &str| {
            report
                .changes
                .iter()
                .any(|change| change.subject.to_string() == subject && change.to.is_none())
        };
        assert!(gone(
            "microsoft.graph.resume of microsoft.graph.accessPackageAssignmentRequest"
        ));
        assert!(!gone(
            "microsoft.graph.reprocess of microsoft.graph.accessPackageAssignmentRequest"
        ));
        assert!(!gone(
            "microsoft.graph.identityGovernance.resume of microsoft.graph.identityGovernance.taskProcessingResult"
        ));
        assert!(
            report.changes.iter().all(|change| change.rust == Rust::Unaffected),
            "the crate is the same in {cloud}"
        );
        assert_eq!(operations_gone(&report), operations_not_in(cloud), "{cloud}");
        check(&format!("drift-cloud-{cloud}"), &report);
    }
}

/// The operations that a report says are gone.
fn operations_gone(report: &Report) -> BTreeSet<String> {
    let mut gone = BTreeSet::new();
    for change in &report.changes {
        match change.kind {
            Kind::PathRemoved => {
                let methods = change.from.as_deref().unwrap_or_default().split(", ");
                gone.extend(methods.map(|method| format!("{method} {}", change.subject)));
            }
            Kind::MethodRemoved => {
                gone.insert(change.subject.to_string());
            }
            _ => {}
        }
    }
    gone
}

/// The operations that the facts in `schemas/` say are not in a cloud: found in another way, by the import.
fn operations_not_in(cloud: &str) -> BTreeSet<String> {
    let rows = pipeline::operations(&workspace().join("schemas"), &[Version::V1_0], &mut ()).unwrap();
    rows.iter()
        .filter(|row| row.not_in.iter().any(|other| other == cloud))
        .map(|row| format!("{} {}", row.method, row.path))
        .collect()
}

/// What an import leaves out (descriptions, order, the rest of Graph) makes no difference.
#[test]
fn schemas_against_the_raw_documents() {
    let Some(metadata) = shared("metadata") else { return };
    for version in Version::ALL {
        let folder = metadata.join(version.name());
        let raw = snapshot(
            &format!(
                "{},{},{}",
                file(&folder.join("metadata.csdl")),
                file(&folder.join("openapi.yaml")),
                file(&metadata.join("permissions.json"))
            ),
            version,
        );
        let report = compared(Purpose::Drift, &snapshot(&format!("schemas/{version}"), version), &raw);
        assert!(report.is_empty(), "{}", print(&report, Format::Text, false));
        assert_eq!(report.notes, Vec::<String>::new());
        assert_eq!(report.findings, FindingChanges::default());
    }
}
